//! A page's list of link targets and the places where links could be, aligned in order: dynamic programming over
//! (target, place), monotone in both, read forwards for the choice and backwards for what stood against it.

use crate::anchor::higher;

/// What is to be aligned.
pub(super) struct Alignment<'a> {
    /// For each target and place, what speaks for the one being at the other.
    pub(super) own: &'a [Vec<f32>],
    /// For each place, what it costs to leave it without a target.
    pub(super) left: &'a [f32],
    /// For each target, what is gained if it is the one before it once more; `None` where it cannot be.
    pub(super) again: &'a [Option<f32>],
    /// What it costs that a target finds no place.
    pub(super) no_place: f32,
}

/// What was chosen for a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Choice {
    /// No place.
    None,
    /// It is the target before it once more.
    Again,
    /// A place.
    At {
        /// Index of the place.
        place: usize,
        /// The place that the best alignment without this choice gives the target, if any.
        rival: Option<usize>,
        /// By how much that alignment is worse.
        margin: f32,
    },
}

impl Alignment<'_> {
    /// The best choice for each target. Time and memory: targets times places.
    pub(super) fn solve(&self) -> Vec<Choice> {
        let (n, m) = (self.again.len(), self.left.len());
        let width = m + 1;
        let before = self.before();
        let after = self.after();
        let total = after[0];
        let mut chosen = Vec::with_capacity(n);
        let (mut i, mut j) = (0, 0);
        while i < n {
            // follow the best way from the start: each step keeps the sum
            let rest = after[i * width + j];
            let down = after[(i + 1) * width + j];
            if j < m && rest == after[(i + 1) * width + j + 1] + self.own[i][j] {
                chosen.push(self.taken(i, j, total, &before, &after));
                (i, j) = (i + 1, j + 1);
            } else if self.again[i].is_some_and(|gain| rest == down + gain) {
                chosen.push(Choice::Again);
                i += 1;
            } else if rest == down + self.no_place {
                chosen.push(Choice::None);
                i += 1;
            } else if j < m {
                j += 1;
            } else {
                chosen.push(Choice::None);
                i += 1;
            }
        }
        chosen
    }

    /// A place taken, with the best alignment that gives the target another or none.
    fn taken(&self, i: usize, place: usize, total: f32, before: &[f32], after: &[f32]) -> Choice {
        let m = self.left.len();
        let width = m + 1;
        let without = self.without(i);
        let mut best = (f32::NEG_INFINITY, None);
        for j in 0..=m {
            let nowhere = before[i * width + j] + without + after[(i + 1) * width + j];
            let there = match self.own[i].get(j) {
                Some(own) if j != place => before[i * width + j] + own + after[(i + 1) * width + j + 1],
                _ => f32::NEG_INFINITY,
            };
            for offer in [(nowhere, None), (there, Some(j))] {
                if offer.0 > best.0 {
                    best = offer;
                }
            }
        }
        Choice::At { place, rival: best.1, margin: total - best.0 }
    }

    /// The best that a target is worth without a place of its own.
    fn without(&self, i: usize) -> f32 {
        self.again[i].map_or(self.no_place, |gain| higher(gain, self.no_place))
    }

    /// For each (i, j), the best sum of the first i targets with the first j places.
    fn before(&self) -> Vec<f32> {
        let (n, m) = (self.again.len(), self.left.len());
        let width = m + 1;
        let mut sum = vec![f32::NEG_INFINITY; (n + 1) * width];
        sum[0] = 0.0;
        for i in 0..=n {
            for j in 0..=m {
                let mut best = sum[i * width + j];
                if j > 0 {
                    best = higher(best, sum[i * width + j - 1] + self.left[j - 1]);
                }
                if i > 0 {
                    let up = sum[(i - 1) * width + j];
                    best = higher(best, up + self.without(i - 1));
                    if j > 0 {
                        best = higher(best, sum[(i - 1) * width + j - 1] + self.own[i - 1][j - 1]);
                    }
                }
                sum[i * width + j] = best;
            }
        }
        sum
    }

    /// For each (i, j), the best sum of the targets and places from there on.
    fn after(&self) -> Vec<f32> {
        let (n, m) = (self.again.len(), self.left.len());
        let width = m + 1;
        let mut sum = vec![f32::NEG_INFINITY; (n + 1) * width];
        sum[n * width + m] = 0.0;
        for i in (0..=n).rev() {
            for j in (0..=m).rev() {
                let mut best = sum[i * width + j];
                if j < m {
                    best = higher(best, sum[i * width + j + 1] + self.left[j]);
                }
                if i < n {
                    let down = sum[(i + 1) * width + j];
                    best = higher(best, down + self.without(i));
                    if j < m {
                        best = higher(best, sum[(i + 1) * width + j + 1] + self.own[i][j]);
                    }
                }
                sum[i * width + j] = best;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(own: &[Vec<f32>], again: &[Option<f32>]) -> Vec<Choice> {
        let left = vec![0.0; own.first().map_or(0, Vec::len)];
        Alignment { own, left: &left, again, no_place: -1.5 }.solve()
    }

    #[test]
    fn choices_keep_the_order_and_tell_what_stood_against_them() {
        // the first target likes the second place best, but then the second target has none
        let chosen = solve(&[vec![2.0, 3.0], vec![0.0, 4.0]], &[None, None]);
        // without the first choice: no place for it, -1.5 + 4.0 against 6.0; without the second the first moves: 3.0 - 1.5
        let first = Choice::At { place: 0, rival: None, margin: 3.5 };
        assert_eq!(chosen, [first, Choice::At { place: 1, rival: None, margin: 4.5 }]);
        // two places that are nearly as good
        let chosen = solve(&[vec![2.0, 1.5]], &[None]);
        assert_eq!(chosen, [Choice::At { place: 0, rival: Some(1), margin: 0.5 }]);
    }

    #[test]
    fn repeats_and_strays_take_no_place() {
        let far = vec![-9.0];
        assert_eq!(solve(&[vec![3.0], vec![3.0]], &[None, Some(2.5)])[1], Choice::Again);
        assert_eq!(solve(&[far], &[None]), [Choice::None]);
        assert_eq!(solve(&[vec![]], &[None]), [Choice::None]);
    }
}
