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

/// A number for each state. The places of the notes lie side by side, so that what is done to a row of them is done to
/// several at once.
struct Sums {
    /// Places of the text and of the notes that a reading can have come to.
    wide: [usize; 2],
    sums: Vec<f32>,
}

impl Sums {
    fn new(targets: usize, places: [usize; 2]) -> Self {
        let size = Alignment::size(targets, places);
        Self { wide: places.map(|places| places + 1), sums: vec![f32::NEG_INFINITY; size] }
    }

    fn at(&self, at: At) -> f32 {
        self.sums[self.row_at(at.target, at.chain, at.places[0]) + at.places[1]]
    }

    fn row_at(&self, target: usize, chain: usize, text: usize) -> usize {
        ((target * self.wide[0] + text) * 2 + chain) * self.wide[1]
    }

    fn row(&self, target: usize, chain: usize, text: usize) -> &[f32] {
        let at = self.row_at(target, chain, text);
        &self.sums[at..at + self.wide[1]]
    }

    /// How many numbers the rows of both chains have that a place of the text has for a target; they lie side by side.
    fn pair(&self) -> usize {
        2 * self.wide[1]
    }

    /// The rows of both chains.
    fn both(&mut self, target: usize, text: usize) -> (&mut [f32], &mut [f32]) {
        let (at, pair) = (self.row_at(target, 0, text), self.pair());
        self.sums[at..at + pair].split_at_mut(pair / 2)
    }

    /// The rows of both chains for a place of the text, and those for the next place.
    fn steps(&mut self, target: usize, text: usize) -> (&mut [f32], &mut [f32]) {
        let (at, pair) = (self.row_at(target, 0, text), self.pair());
        self.sums[at..at + 2 * pair].split_at_mut(pair)
    }

    /// All rows for a target, and all for the next one.
    fn layers(&mut self, target: usize) -> (&mut [f32], &mut [f32]) {
        let (at, layer) = (self.row_at(target, 0, 0), self.wide[0] * self.pair());
        self.sums[at..at + 2 * layer].split_at_mut(layer)
    }
}

/// Raises each number to another plus a gain, where that is more.
fn raise(to: &mut [f32], from: &[f32], gain: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = higher(*to, from + gain);
    }
}

/// Goes on from each number of two rows to the next one, at what it costs to leave a place.
fn leave<'a>(
    (mut one, mut two): (impl Iterator<Item = &'a mut f32>, impl Iterator<Item = &'a mut f32>),
    left: impl Iterator<Item = &'a f32>,
) {
    let (Some(first), Some(second)) = (one.next(), two.next()) else { return };
    // each number waits for the one before it; the two rows do not wait for each other
    let mut so_far = [*first, *second];
    for ((one, two), left) in one.zip(two).zip(left) {
        so_far = [higher(*one, so_far[0] + left), higher(*two, so_far[1] + left)];
        [*one, *two] = so_far;
    }
}

/// Raises each number to another of two rows plus a gain of its own, where that is more.
fn raise_each(to: &mut [f32], [one, two]: [&[f32]; 2], [gains_one, gains_two]: &[Vec<f32>; 2]) {
    let from = one.iter().zip(gains_one).zip(two.iter().zip(gains_two));
    for (to, ((one, gain_one), (two, gain_two))) in to.iter_mut().zip(from) {
        *to = higher(*to, higher(one + gain_one, two + gain_two));
    }
}

impl Alignment<'_> {
    /// How many states there are.
    pub(super) fn size(targets: usize, places: [usize; 2]) -> usize {
        (targets + 1).saturating_mul(places[0] + 1).saturating_mul(places[1] + 1).saturating_mul(2)
    }

    fn places(&self) -> [usize; 2] {
        [self.chains[0].left.len(), self.chains[1].left.len()]
    }

    /// The best choice for each target, and what all of it is worth. Time and memory: [`Alignment::size`].
    pub(super) fn solve(&self) -> (Vec<Choice>, f32) {
        let (before, after) = (self.before(), self.after());
        let mut at = At { target: 0, places: [0, 0], chain: 0 };
        let total = after.at(at);
        let mut chosen = Vec::with_capacity(self.again.len());
        while at.target < self.again.len() {
            // follow the best way from the start: each step keeps the sum
            let rest = after.at(at);
            let open = |chain: &usize| at.places[*chain] < self.places()[*chain];
            let taken = (0..2).filter(open).find(|&chain| {
                let own = self.own(at, chain);
                own > f32::NEG_INFINITY && rest == after.at(at.take(chain)) + own
            });
            let down = after.at(at.next());
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
                .find(|&chain| rest == after.at(at.skip(chain)) + self.chains[chain].left[at.places[chain]])
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
        self.own_from(at.chain, chain, at.target, at.places[chain])
    }

    /// What a place of one chain is worth to a target, behind a place of the same chain or of the other.
    fn own_from(&self, chain: usize, to: usize, target: usize, place: usize) -> f32 {
        let own = self.chains[to].own[target][place];
        if chain == to { own } else { own + self.switch }
    }

    /// What a place of the text is worth to a target, behind a place of the text and behind one of the notes; nothing if it
    /// is none for it.
    fn own_text(&self, target: usize, place: usize) -> impl Iterator<Item = f32> {
        let is_any = self.chains[0].own[target][place] > f32::NEG_INFINITY;
        (0..2).filter(move |_| is_any).map(move |chain| self.own_from(chain, 0, target, place))
    }

    /// What each place of the notes is worth to a target, behind a place of the text and behind one of the notes.
    fn own_notes(&self, target: usize) -> [Vec<f32>; 2] {
        [0, 1].map(|chain| (0..self.places()[1]).map(|place| self.own_from(chain, 1, target, place)).collect())
    }

    /// A place taken, with the best alignment that gives the target another or none.
    fn taken(&self, at: At, chain: usize, total: f32, before: &Sums, after: &Sums) -> Choice {
        let (target, [text, notes]) = (at.target, self.places());
        let place = (chain, at.places[chain]);
        let without = self.without(target);
        let mut own_notes = self.own_notes(target);
        if chain == 1 {
            own_notes.iter_mut().for_each(|own| own[place.1] = f32::NEG_INFINITY);
        }
        let own_text = |i: usize, chain: usize| {
            if i == text || (0, i) == place { f32::NEG_INFINITY } else { self.own_from(chain, 0, target, i) }
        };
        let mut best = (f32::NEG_INFINITY, None);
        let mut row = vec![0.0; notes + 1];
        for i in 0..=text {
            // the best of a row is sought place by place only where it is better than what is known
            let so_far = [before.row(target, 0, i), before.row(target, 1, i)];
            let others = [after.row(target + 1, 0, i), after.row(target + 1, 1, i)];
            let untaken = so_far[0].iter().zip(others[0]).zip(so_far[1].iter().zip(others[1]));
            for (best, ((one, after_one), (two, after_two))) in row.iter_mut().zip(untaken) {
                *best = higher(one + without + after_one, two + without + after_two);
            }
            for (chain, own_notes) in own_notes.iter().enumerate() {
                let so_far = so_far[chain];
                let own = own_text(i, chain);
                if own > f32::NEG_INFINITY {
                    for ((best, so_far), after) in row.iter_mut().zip(so_far).zip(after.row(target + 1, 0, i + 1)) {
                        *best = higher(*best, so_far + own + after);
                    }
                }
                for (((best, so_far), own), after) in row.iter_mut().zip(so_far).zip(own_notes).zip(&others[1][1..]) {
                    *best = higher(*best, so_far + own + after);
                }
            }
            if !row.iter().fold(false, |better, &sum| better | (sum > best.0)) {
                continue;
            }
            for j in 0..=notes {
                for (chain, own_notes) in own_notes.iter().enumerate() {
                    let at = At { target, places: [i, j], chain };
                    let so_far = before.at(at);
                    let mut offer = |sum: f32, rival| {
                        if sum > best.0 {
                            best = (sum, rival);
                        }
                    };
                    offer(so_far + without + after.at(at.next()), None);
                    let own = own_text(i, chain);
                    if own > f32::NEG_INFINITY {
                        offer(so_far + own + after.at(at.take(0)), Some((0, i)));
                    }
                    if let Some(own) = own_notes.get(j) {
                        offer(so_far + own + after.at(at.take(1)), Some((1, j)));
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
    fn before(&self) -> Sums {
        let (n, [text, notes]) = (self.again.len(), self.places());
        let mut sums = Sums::new(n, [text, notes]);
        sums.sums[0] = 0.0;
        for target in 0..=n {
            for i in 0..=text {
                let (one, two) = sums.both(target, i);
                leave((one.iter_mut(), two.iter_mut()), self.chains[1].left.iter());
                if i < text {
                    let (here, next) = sums.steps(target, i);
                    raise(next, here, self.chains[0].left[i]);
                }
            }
            if target == n {
                break;
            }
            let (own_notes, pair) = (self.own_notes(target), sums.pair());
            let (here, next) = sums.layers(target);
            raise(next, here, self.without(target));
            for i in 0..=text {
                let (one, two) = here[i * pair..(i + 1) * pair].split_at(pair / 2);
                if i < text {
                    let taken = &mut next[(i + 1) * pair..][..pair / 2];
                    self.own_text(target, i).zip([one, two]).for_each(|(own, row)| raise(taken, row, own));
                }
                raise_each(&mut next[i * pair + pair / 2 + 1..(i + 1) * pair], [one, two], &own_notes);
            }
        }
        sums
    }

    /// For each state, the best sum of the targets and places from there on.
    fn after(&self) -> Sums {
        let (n, [text, notes]) = (self.again.len(), self.places());
        let mut sums = Sums::new(n, [text, notes]);
        let (one, two) = sums.both(n, text);
        (one[notes], two[notes]) = (0.0, 0.0);
        for target in (0..=n).rev() {
            if target < n {
                let (own_notes, pair) = (self.own_notes(target), sums.pair());
                let (here, next) = sums.layers(target);
                raise(here, next, self.without(target));
                for i in 0..=text {
                    let (one, two) = here[i * pair..(i + 1) * pair].split_at_mut(pair / 2);
                    let notes = &next[i * pair + pair / 2 + 1..(i + 1) * pair];
                    for (row, own_notes) in [&mut *one, &mut *two].into_iter().zip(&own_notes) {
                        row.iter_mut()
                            .zip(notes)
                            .zip(own_notes)
                            .for_each(|((to, from), own)| *to = higher(*to, from + own));
                    }
                    if i < text {
                        let taken = &next[(i + 1) * pair..][..pair / 2];
                        self.own_text(target, i).zip([one, two]).for_each(|(own, row)| raise(row, taken, own));
                    }
                }
            }
            for i in (0..=text).rev() {
                if i < text {
                    let (here, next) = sums.steps(target, i);
                    raise(here, next, self.chains[0].left[i]);
                }
                let (one, two) = sums.both(target, i);
                leave((one.iter_mut().rev(), two.iter_mut().rev()), self.chains[1].left.iter().rev());
            }
        }
        sums
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
