//! A page's list of link targets and the places where links could be, aligned in order: dynamic programming over
//! (target, place in the text, place in the notes), read forwards for the choice and backwards for what stood against it.
//!
//! Lists follow the text and follow the notes, but not both at once: some name the targets of the text and then those of
//! the notes, some go to the notes where they are called. So text and notes are a chain of places each, and what counts
//! against a reading is how often it goes from one to the other.

use crate::anchor::higher;

/// Places in their order, and what speaks for targets there.
pub(super) struct Chain<'a> {
    /// For each target and place, what speaks for the one being at the other.
    pub(super) own: &'a [Vec<f32>],
    /// For each place, what it costs to leave it without a target.
    pub(super) left: &'a [f32],
}

/// What is to be aligned.
pub(super) struct Alignment<'a> {
    /// The places in the text, and those in the notes.
    pub(super) chains: [Chain<'a>; 2],
    /// For each target, what is gained if it is the one before it once more; `None` where it cannot be.
    pub(super) again: &'a [Option<f32>],
    /// For each target, what it costs that it finds no place in the order.
    pub(super) no_place: &'a [f32],
    /// What it costs that a list goes from the text to the notes, or back.
    pub(super) switch: f32,
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
        /// Its chain and its index there.
        place: (usize, usize),
        /// The place that the best alignment without this choice gives the target, if any.
        rival: Option<(usize, usize)>,
        /// By how much that alignment is worse.
        margin: f32,
    },
}

/// How far a reading has come: targets, places of both chains, and the chain of the last place taken.
#[derive(Clone, Copy)]
struct At {
    target: usize,
    places: [usize; 2],
    chain: usize,
}

impl At {
    fn skip(mut self, chain: usize) -> Self {
        self.places[chain] += 1;
        self
    }

    fn next(mut self) -> Self {
        self.target += 1;
        self
    }

    fn take(mut self, chain: usize) -> Self {
        self.chain = chain;
        self.next().skip(chain)
    }
}

impl Alignment<'_> {
    /// How many states there are.
    pub(super) fn size(targets: usize, places: [usize; 2]) -> usize {
        (targets + 1).saturating_mul(places[0] + 1).saturating_mul(places[1] + 1).saturating_mul(2)
    }

    fn index(&self, at: At) -> usize {
        let [text, notes] = self.places();
        ((at.target * (text + 1) + at.places[0]) * (notes + 1) + at.places[1]) * 2 + at.chain
    }

    fn places(&self) -> [usize; 2] {
        [self.chains[0].left.len(), self.chains[1].left.len()]
    }

    /// The best choice for each target, and what all of it is worth. Time and memory: [`Alignment::size`].
    pub(super) fn solve(&self) -> (Vec<Choice>, f32) {
        let (before, after) = (self.before(), self.after());
        let mut at = At { target: 0, places: [0, 0], chain: 0 };
        let total = after[0];
        let mut chosen = Vec::with_capacity(self.again.len());
        while at.target < self.again.len() {
            // follow the best way from the start: each step keeps the sum
            let rest = after[self.index(at)];
            let open = |chain: &usize| at.places[*chain] < self.places()[*chain];
            let taken = (0..2).filter(open).find(|&chain| {
                let own = self.own(at, chain);
                own > f32::NEG_INFINITY && rest == after[self.index(at.take(chain))] + own
            });
            let down = after[self.index(at.next())];
            if let Some(chain) = taken {
                chosen.push(self.taken(at, chain, total, &before, &after));
                at = at.take(chain);
            } else if self.again[at.target].is_some_and(|gain| rest == down + gain) {
                chosen.push(Choice::Again);
                at = at.next();
            } else if rest == down + self.no_place[at.target] {
                chosen.push(Choice::None);
                at = at.next();
            } else if let Some(chain) = (0..2)
                .filter(open)
                .find(|&chain| rest == after[self.index(at.skip(chain))] + self.chains[chain].left[at.places[chain]])
            {
                at = at.skip(chain);
            } else {
                chosen.push(Choice::None);
                at = at.next();
            }
        }
        (chosen, total)
    }

    /// What a target's place is worth where a reading has come to it.
    fn own(&self, at: At, chain: usize) -> f32 {
        let own = self.chains[chain].own[at.target][at.places[chain]];
        if chain == at.chain { own } else { own + self.switch }
    }

    /// A place taken, with the best alignment that gives the target another or none.
    fn taken(&self, at: At, chain: usize, total: f32, before: &[f32], after: &[f32]) -> Choice {
        let (target, [text, notes]) = (at.target, self.places());
        let place = (chain, at.places[chain]);
        let without = self.without(target);
        let mut best = (f32::NEG_INFINITY, None);
        for i in 0..=text {
            for j in 0..=notes {
                for chain in 0..2 {
                    let at = At { target, places: [i, j], chain };
                    let so_far = before[self.index(at)];
                    let nowhere = so_far + without + after[self.index(at.next())];
                    if nowhere > best.0 {
                        best = (nowhere, None);
                    }
                    for to in 0..2 {
                        let other = (to, at.places[to]);
                        if other == place || other.1 == self.places()[to] {
                            continue;
                        }
                        let there = so_far + self.own(at, to) + after[self.index(at.take(to))];
                        if there > best.0 {
                            best = (there, Some(other));
                        }
                    }
                }
            }
        }
        Choice::At { place, rival: best.1, margin: total - best.0 }
    }

    /// The best that a target is worth without a place of its own.
    fn without(&self, target: usize) -> f32 {
        self.again[target].map_or(self.no_place[target], |gain| higher(gain, self.no_place[target]))
    }

    /// For each state, the best sum of what leads to it.
    fn before(&self) -> Vec<f32> {
        let (n, [text, notes]) = (self.again.len(), self.places());
        let mut sum = vec![f32::NEG_INFINITY; Self::size(n, [text, notes])];
        sum[0] = 0.0;
        for target in 0..=n {
            for i in 0..=text {
                for j in 0..=notes {
                    for chain in 0..2 {
                        let at = At { target, places: [i, j], chain };
                        let so_far = sum[self.index(at)];
                        let mut offer = |to: At, gain: f32| {
                            let to = self.index(to);
                            sum[to] = higher(sum[to], so_far + gain);
                        };
                        for to in (0..2).filter(|&to| at.places[to] < [text, notes][to]) {
                            offer(at.skip(to), self.chains[to].left[at.places[to]]);
                            if target < n {
                                offer(at.take(to), self.own(at, to));
                            }
                        }
                        if target < n {
                            offer(at.next(), self.without(target));
                        }
                    }
                }
            }
        }
        sum
    }

    /// For each state, the best sum of the targets and places from there on.
    fn after(&self) -> Vec<f32> {
        let (n, [text, notes]) = (self.again.len(), self.places());
        let mut sum = vec![f32::NEG_INFINITY; Self::size(n, [text, notes])];
        let end = sum.len() - 2;
        sum[end..].fill(0.0);
        for target in (0..=n).rev() {
            for i in (0..=text).rev() {
                for j in (0..=notes).rev() {
                    for chain in 0..2 {
                        let at = At { target, places: [i, j], chain };
                        let mut best = sum[self.index(at)];
                        for to in (0..2).filter(|&to| at.places[to] < [text, notes][to]) {
                            best = higher(best, sum[self.index(at.skip(to))] + self.chains[to].left[at.places[to]]);
                            if target < n {
                                best = higher(best, sum[self.index(at.take(to))] + self.own(at, to));
                            }
                        }
                        if target < n {
                            best = higher(best, sum[self.index(at.next())] + self.without(target));
                        }
                        sum[self.index(at)] = best;
                    }
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Aligns targets with places of the text and of the notes, given for each target.
    fn solve(text: &[Vec<f32>], notes: &[Vec<f32>], again: &[Option<f32>]) -> Vec<Choice> {
        let left = |own: &[Vec<f32>]| vec![0.0; own.first().map_or(0, Vec::len)];
        let lefts = [left(text), left(notes)];
        let chains = [Chain { own: text, left: &lefts[0] }, Chain { own: notes, left: &lefts[1] }];
        let no_place = vec![-1.5; again.len()];
        Alignment { chains, again, no_place: &no_place, switch: -1.0 }.solve().0
    }

    fn none(targets: usize) -> Vec<Vec<f32>> {
        vec![Vec::new(); targets]
    }

    #[test]
    fn choices_keep_the_order_and_tell_what_stood_against_them() {
        // the first target likes the second place best, but then the second target has none
        let chosen = solve(&[vec![2.0, 3.0], vec![0.0, 4.0]], &none(2), &[None, None]);
        // without the first choice: no place for it, -1.5 + 4.0 against 6.0; without the second the first moves: 3.0 - 1.5
        let first = Choice::At { place: (0, 0), rival: None, margin: 3.5 };
        assert_eq!(chosen, [first, Choice::At { place: (0, 1), rival: None, margin: 4.5 }]);
        // two places that are nearly as good
        let chosen = solve(&[vec![2.0, 1.5]], &none(1), &[None]);
        assert_eq!(chosen, [Choice::At { place: (0, 0), rival: Some((0, 1)), margin: 0.5 }]);
    }

    #[test]
    fn text_and_notes_keep_an_order_each() {
        let places = |chosen: Vec<Choice>| -> Vec<Option<(usize, usize)>> {
            let place = |c: &Choice| if let Choice::At { place, .. } = c { Some(*place) } else { None };
            chosen.iter().map(place).collect()
        };
        // a note's target stands between two of the text
        let text = [vec![3.0, 0.0], vec![-9.0, -9.0], vec![0.0, 3.0]];
        let chosen = solve(&text, &[vec![-9.0], vec![3.0], vec![-9.0]], &[None; 3]);
        assert_eq!(places(chosen), [Some((0, 0)), Some((1, 0)), Some((0, 1))]);
        // one that nothing speaks for is not worth going to the notes and back
        let chosen = solve(&text, &[vec![-9.0], vec![0.3], vec![-9.0]], &[None; 3]);
        assert_eq!(places(chosen), [Some((0, 0)), None, Some((0, 1))]);
    }

    #[test]
    fn repeats_and_strays_take_no_place() {
        let far = vec![-9.0];
        assert_eq!(solve(&[vec![3.0], vec![3.0]], &none(2), &[None, Some(2.5)])[1], Choice::Again);
        let far = [far];
        assert_eq!(solve(&far, &far, &[None]), [Choice::None]);
        assert_eq!(solve(&[vec![]], &[vec![]], &[None]), [Choice::None]);
    }
}
