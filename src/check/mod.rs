//! Proves the account: from the source bytes and the JSON alone.
//!
//! It shares nothing with the stages but the definition of the JSON. It decodes the source anew, takes the white space
//! out of it (what is left is called *ink*), and holds that
//!
//! 1. the spans of the document's runs and of the ledger's repairs cover the ink exactly once;
//! 2. each run says what its pieces say, white space aside: the source word for word, or a repair's `after`;
//! 3. each repair that put something in is used by exactly one run, and its `before` is what stood there;
//! 4. each block's spans hold those of its runs, and begin and end with them;
//! 5. each note is called where its anchor says, each link shown once where its home says, with the address that is listed
//!    or shown, and the pages cover the source.
//!
//! Since a span, white space aside, is a stretch of the ink, all of it is comparing stretches of one string: time is
//! linear in source and JSON, but for the sorting of the spans.

mod bonds;
mod decode;
mod fault;
mod ink;
mod walk;

use sha2::{Digest, Sha256};

pub use self::fault::{Account, Fault, Owner, Position};
use self::{
    ink::Ink,
    walk::{Claim, Claims, Owned},
};
use crate::{
    Restored, Source,
    document::Piece,
    ledger::{Action, Code, Ledger},
    write::json,
};

/// More faults than these are not collected: the first few say what is wrong.
const FAULTS_MAX: usize = 100;

/// Recomputes the account of `json` over the bytes of its source.
///
/// # Errors
///
/// What does not add up, in the order in which it is looked for: the JSON itself, the identity of the source, spans,
/// references, coverage, texts, blocks, notes and links, pages. A later kind is only looked for if the earlier ones are right; at most 100 are
/// given.
pub fn check(source: &[u8], json: &str) -> Result<Account, Vec<Fault>> {
    let restored = json::from_str(json).map_err(|error| vec![Fault::Json { reason: error.to_string() }])?;
    identity(source, &restored.source).map_err(|fault| vec![fault])?;
    let label = &restored.source.encoding;
    let ink = Ink::of(source, label).ok_or_else(|| vec![Fault::Encoding { label: label.clone() }])?;
    let owned = Owned::of(&restored.document);
    let mut faults = Faults::default();
    owned.faults(&restored.document, &mut faults);
    usage(&owned, &restored.ledger, &mut faults);
    let claims = Claims::of(&owned, &restored, &ink, &mut faults);
    faults.stop()?;
    coverage(&claims, &ink, &mut faults);
    claims.taken(&restored.document, &ink, &mut faults);
    faults.stop()?;
    texts(&owned, &restored.ledger, &ink, &mut faults);
    befores(&restored.ledger, &ink, &mut faults);
    faults.stop()?;
    owned.extents(&restored.ledger, &mut faults);
    faults.stop()?;
    bonds::bonds(&restored, &owned, &claims, &ink, &mut faults);
    faults.stop()?;
    Ok(account(&restored, &claims, &ink))
}

/// Faults as they are found.
#[derive(Debug, Default)]
struct Faults(Vec<Fault>);

impl Faults {
    /// Makes the fault only if there is room for it: telling its line takes time.
    fn push(&mut self, fault: impl FnOnce() -> Fault) {
        if self.0.len() < FAULTS_MAX {
            self.0.push(fault());
        }
    }

    fn stop(&mut self) -> Result<(), Vec<Fault>> {
        if self.0.is_empty() { Ok(()) } else { Err(std::mem::take(&mut self.0)) }
    }
}

fn identity(bytes: &[u8], source: &Source) -> Result<(), Fault> {
    if source.bytes != bytes.len() {
        return Err(Fault::Length { stated: source.bytes, found: bytes.len() });
    }
    let found: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if source.sha256.eq_ignore_ascii_case(&found) {
        Ok(())
    } else {
        Err(Fault::Sha256 { stated: source.sha256.clone(), found })
    }
}

/// Each repair is used as often as its action says: once, or, if it removed something, never.
fn usage(owned: &Owned<'_>, ledger: &Ledger, faults: &mut Faults) {
    let mut used = vec![0_usize; ledger.repairs.len()];
    for (owner, run) in owned.runs() {
        for piece in &run.from {
            if let Piece::Repair { repair } = *piece {
                match used.get_mut(repair) {
                    Some(count) => *count += 1,
                    None => faults.push(|| Fault::NoSuchRepair { repair, owner }),
                }
            }
        }
    }
    for (index, (repair, &count)) in ledger.repairs.iter().zip(&used).enumerate() {
        let code = repair.code;
        match (repair.action, count) {
            (Action::Removed, 0) | (Action::Replaced | Action::Inserted, 1) => {}
            (Action::Removed, _) => faults.push(|| Fault::RemovedUsed { repair: index, code }),
            (_, 0) => faults.push(|| Fault::Unused { repair: index, code }),
            (_, times) => faults.push(|| Fault::UsedTwice { repair: index, code, times }),
        }
        let has_source = !repair.spans.is_empty();
        if has_source == (repair.action == Action::Inserted) {
            faults.push(|| Fault::Sources { repair: index, code, action: repair.action });
        }
        if repair.action == Action::Removed && !repair.after.is_empty() {
            faults.push(|| Fault::RemovedSays { repair: index, code });
        }
    }
}

/// The claims lie side by side, without gap or overlap, from the first ink to the last.
fn coverage(claims: &Claims, ink: &Ink, faults: &mut Faults) {
    let mut covered = 0;
    let mut last: Option<&Claim> = None;
    for claim in claims.iter() {
        if claim.ink.start > covered {
            faults.push(|| Fault::Missing { at: ink.position(covered), text: ink.excerpt(covered..claim.ink.start) });
        } else if claim.ink.start < covered {
            let owners = [last.map_or(claim.owner, |last| last.owner), claim.owner];
            let twice = claim.ink.start..covered.min(claim.ink.end);
            faults.push(|| Fault::Doubled { at: ink.position(twice.start), text: ink.excerpt(twice), owners });
        }
        if claim.ink.end > covered {
            covered = claim.ink.end;
            last = Some(claim);
        }
    }
    if covered < ink.len() {
        faults.push(|| Fault::Missing { at: ink.position(covered), text: ink.excerpt(covered..ink.len()) });
    }
    claims.invalid_bytes(ink, faults);
}

/// Each run says what its pieces say.
fn texts(owned: &Owned<'_>, ledger: &Ledger, ink: &Ink, faults: &mut Faults) {
    for (owner, run) in owned.runs() {
        let mut text = run.text.chars().filter(|c| !c.is_whitespace());
        let said = run.from.iter().all(|piece| {
            let piece_text = match *piece {
                Piece::Source(span) => ink.stretch(span).map_or("", |stretch| ink.slice(stretch)),
                Piece::Repair { repair } => ledger.repairs.get(repair).map_or("", |repair| &repair.after),
            };
            piece_text.chars().filter(|c| !c.is_whitespace()).all(|c| text.next() == Some(c))
        });
        if !said || text.next().is_some() {
            faults.push(|| altered(owner, run, ledger, ink));
        }
    }
}

/// Tells the first character at which a run and its pieces part.
fn altered(owner: Owner, run: &crate::document::Run, ledger: &Ledger, ink: &Ink) -> Fault {
    let mut at = None;
    let mut text = run.text.chars().filter(|c| !c.is_whitespace()).peekable();
    let mut expected = String::new();
    'pieces: for piece in &run.from {
        let (piece_text, start) = match *piece {
            Piece::Source(span) => ink.stretch(span).map_or(("", 0), |s| (ink.slice(s.clone()), s.start)),
            Piece::Repair { repair } => {
                let repair = ledger.repairs.get(repair);
                let place = repair.and_then(|repair| repair.spans.first()).and_then(|span| ink.stretch(*span));
                (repair.map_or("", |repair| repair.after.as_str()), place.map_or(0, |place| place.start))
            }
        };
        let is_source = matches!(piece, Piece::Source(_));
        for (i, c) in piece_text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            if text.peek() != Some(&c) {
                at = Some(ink.position(if is_source { start + i } else { start }));
                expected = fault::excerpt(&piece_text[i..]);
                break 'pieces;
            }
            text.next();
        }
    }
    let found = fault::excerpt(&text.collect::<String>());
    Fault::Altered { owner, at, expected, found }
}

/// What a repair says stood there, did; bytes that mean nothing may be told in hexadecimal: `<E9 80>`.
fn befores(ledger: &Ledger, ink: &Ink, faults: &mut Faults) {
    for (index, repair) in ledger.repairs.iter().enumerate() {
        let is_hex = || repair.spans.iter().map(|span| ink.hexadecimal(*span)).collect::<String>() == repair.before;
        if repair.code == Code::InvalidBytes && is_hex() {
            continue;
        }
        let stretches = || repair.spans.iter().filter_map(|span| ink.stretch(*span));
        let source = stretches().flat_map(|stretch| ink.slice(stretch).chars());
        if !source.eq(repair.before.chars().filter(|c| !c.is_whitespace())) {
            let found: String = stretches().map(|stretch| ink.slice(stretch)).take(4).collect();
            faults.push(|| Fault::Before {
                repair: index,
                code: repair.code,
                at: stretches().next().map(|stretch| ink.position(stretch.start)),
                stated: fault::excerpt(&repair.before),
                found: fault::excerpt(&found),
            });
        }
    }
}

fn account(restored: &Restored, claims: &Claims, ink: &Ink) -> Account {
    let mut account = Account { bytes: restored.source.bytes, ..Account::default() };
    for claim in claims.iter() {
        let count = ink.slice(claim.ink.clone()).chars().count();
        account.characters += count;
        match claim.action {
            None => account.kept += count,
            Some(Action::Replaced) => account.replaced += count,
            Some(_) => account.removed += count,
        }
    }
    account.repairs = restored.ledger.repairs.len();
    let inserted = restored.ledger.repairs.iter().filter(|repair| repair.action == Action::Inserted);
    account.inserted = inserted.flat_map(|repair| repair.after.chars()).filter(|c| !c.is_whitespace()).count();
    account
}
