//! Mojibake: UTF-8 that was read as Windows-1252 before the text came here, so that `’` became `â€™` and `é` became `Ã©`.
//!
//! Right text must never change, nor text that is wrong in another way (Korean read as Windows-1252 holds any sequence by
//! chance, and changing it makes it worse). So there are grades of certainty, see [`Grade`].

use std::{borrow::Cow, ops::Range};

use crate::{
    ledger::Code,
    text::repair::{Edit, ligature, unwanted},
};

/// So many sequences, beside a certain one, make the doubtful ones believable.
const HITS_BESIDE_CERTAIN: usize = 3;

/// So many doubtful sequences are believable on their own, in a document without any letter that speaks against it.
const HITS_ALONE: usize = 5;

/// One letter in so many sequences may speak against it: documents are pasted together.
const HITS_A_STRAY: usize = 20;

/// Text may have gone through the wrong decoder more than once. Three times is the most that has been reported.
const ROUNDS: usize = 3;

/// A sequence of characters that is one character of UTF-8 read as Windows-1252.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) range: Range<usize>,
    character: char,
    grade: Grade,
}

/// How surely a sequence is mojibake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// It may be right (`Â§`, `MAÇÃ»`): mended only where the whole document speaks for it.
    Doubtful,
    /// It cannot be right (`RÃ©gime`, `â‰¤`), but may be wrong in another way if its neighbours are strange, too.
    InCleanCompany,
    /// It has no other reading (`â€™`): one is enough. What touches it is of the same making.
    Certain,
}

/// The sequence that begins at `at`, if one does.
pub(super) fn hit(text: &str, at: usize) -> Option<Hit> {
    let mut chars = text[at..].chars();
    let lead = chars.next().filter(|c| matches!(c, '\u{c2}'..='\u{f4}'))?;
    let length = match lead as u32 {
        0xF0.. => 4,
        0xE0.. => 3,
        _ => 2,
    };
    let mut bytes = [lead as u8, 0, 0, 0];
    let mut end = at + lead.len_utf8();
    let second = chars.clone().next()?;
    for byte in &mut bytes[1..length] {
        let c = chars.next()?;
        *byte = continuation(c)?;
        end += c.len_utf8();
    }
    let character = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    let grade = match lead {
        // Dashes, quote marks, bullets.
        'â' if matches!(character, '\u{2000}'..='\u{203f}') => Grade::Certain,
        // The euro and its like, №, ™, arrows, mathematics, and the signs that serve as bullets and ticks.
        'â' if matches!(character, '\u{2080}'..='\u{227f}' | '\u{2580}'..='\u{273f}') => Grade::InCleanCompany,
        // A ligature or the byte-order mark; emoji.
        'ï' if ligature(character).is_some() || character == '\u{feff}' => Grade::InCleanCompany,
        'ð' if matches!(character, '\u{1f000}'..='\u{1ffff}') => Grade::InCleanCompany,
        'Ã' if is_symbol_in_word(second, text[..at].chars().next_back(), chars.next()) => Grade::InCleanCompany,
        _ => Grade::Doubtful,
    };
    Some(Hit { range: at..end, character, grade })
}

/// Whether a symbol stands in a word where no symbol can stand.
fn is_symbol_in_word(symbol: char, before: Option<char>, after: Option<char>) -> bool {
    let small = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
    match symbol {
        // Of these none stands between an `Ã` and a letter, and none behind `Ã` in a word of small letters.
        '€' | '‚' | 'ƒ' | '†' | '‡' | 'ˆ' | '‰' | 'Š' | 'Œ' | 'Ž' | '˜' | 'š' | 'œ' | 'ž' | 'Ÿ' | '¡' | '¢' | '£'
        | '¤' | '¥' | '¦' | '§' | '¨' | '©' | '¬' | '®' | '¯' | '°' | '±' | '´' | 'µ' | '¶' | '¸' | '¼' | '½' | '¾' => {
            small(before) || small(after)
        }
        // A note call or a break may follow a word of capitals: `MAÇÃ²`.
        '²' | '³' | '¹' | 'ª' | 'º' | '\u{ad}' => small(before),
        _ => false,
    }
}

/// Chooses among the sequences found in `text` (in order) those to mend.
pub(super) fn decide(text: &str, mut hits: Vec<Hit>) -> Vec<Edit> {
    if hits.is_empty() {
        return Vec::new();
    }
    grade_runs(text, &mut hits);
    let certain = hits.iter().any(|hit| hit.grade == Grade::Certain);
    let enough = hits.len() >= if certain { HITS_BESIDE_CERTAIN } else { HITS_ALONE };
    let all = enough && strays(text, &hits) * HITS_A_STRAY <= hits.len();
    hits.retain(|hit| all || hit.grade == Grade::Certain);

    let mut edits: Vec<Edit> = Vec::new();
    for run in hits.chunk_by(|before, after| before.range.end == after.range.start) {
        let once: String = run.iter().map(|hit| hit.character).collect();
        if let (Some(twice), [first, .., last]) = (mend_again(&once), run) {
            push(text, &mut edits, first.range.start..last.range.end, tidy(&twice).into());
            continue;
        }
        for hit in run {
            let after = tidy(hit.character.encode_utf8(&mut [0; 4]));
            push(text, &mut edits, hit.range.clone(), after.into());
        }
    }
    edits
}

/// Decides by their neighbours about the sequences of [`Grade::InCleanCompany`]; those that touch have one grade.
fn grade_runs(text: &str, hits: &mut [Hit]) {
    for run in hits.chunk_by_mut(|before, after| before.range.end == after.range.start) {
        let (Some(start), Some(end)) = (run.first().map(|hit| hit.range.start), run.last().map(|hit| hit.range.end))
        else {
            continue;
        };
        let strange = |c: Option<char>| c.is_some_and(is_strange_company);
        let clean = !strange(text[..start].chars().next_back()) && !strange(text[end..].chars().next());
        let needed = if clean { Grade::InCleanCompany } else { Grade::Certain };
        let certain = run.iter().any(|hit| hit.grade >= needed);
        let grade = if certain { Grade::Certain } else { Grade::Doubtful };
        run.iter_mut().for_each(|hit| hit.grade = grade);
    }
}

/// Characters that bytes beyond ASCII make, but for white space and the marks that stand beside words in right text.
fn is_strange_company(c: char) -> bool {
    let mark = matches!(c, '‘'..='‟' | '–' | '—' | '…' | '«' | '»') || c.is_whitespace();
    !mark && (continuation(c).is_some() || matches!(c, '\u{c0}'..='\u{ff}'))
}

/// Letters beyond ASCII outside the sequences: where they are right, the document was read rightly.
fn strays(text: &str, hits: &[Hit]) -> usize {
    let mut at = 0;
    let mut count = 0;
    let end = std::iter::once(text.len()..text.len());
    for range in hits.iter().map(|hit| hit.range.clone()).chain(end) {
        count += text[at..range.start].chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
        at = range.end;
    }
    count
}

/// Mends text that is still mojibake after having been mended once.
fn mend_again(once: &str) -> Option<String> {
    let mut text = Cow::Borrowed(once);
    for _ in 1..ROUNDS {
        let mut next = String::with_capacity(text.len());
        let mut certain = false;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let hit = hit(&text, at);
            certain |= hit.as_ref().is_some_and(|hit| hit.grade > Grade::Doubtful);
            next.push(hit.as_ref().map_or(c, |hit| hit.character));
            at = hit.map_or(at + c.len_utf8(), |hit| hit.range.end);
        }
        if !certain {
            break;
        }
        text = Cow::Owned(next);
    }
    match text {
        Cow::Owned(mended) => Some(mended),
        Cow::Borrowed(_) => None,
    }
}

/// What would be repaired in the text is repaired in what was mended, too.
fn tidy(mended: &str) -> String {
    let mut out = String::new();
    for c in mended.chars() {
        match (unwanted(c), ligature(c)) {
            (Some(_), _) => {}
            (_, Some(letters)) => out.push_str(letters),
            _ => out.push(c),
        }
    }
    out
}

/// Adds a change. A repair never makes white space alone, which later stages treat as if no byte stood behind it:
/// a no-break space stays itself (`Â` goes); any other joins the character before it, or goes if white space is there.
fn push(text: &str, edits: &mut Vec<Edit>, range: Range<usize>, after: Cow<'static, str>) {
    let edit = |range, after| Edit { range, code: Code::Mojibake, after };
    if after.is_empty() || !after.trim().is_empty() {
        edits.push(edit(range, after));
        return;
    }
    if after == "\u{a0}" && text[range.clone()].ends_with('\u{a0}') {
        edits.push(edit(range.start..range.end - '\u{a0}'.len_utf8(), "".into()));
        return;
    }
    match edits.last_mut() {
        Some(last) if last.range.end == range.start && !last.after.is_empty() => {
            last.range.end = range.end;
            last.after.to_mut().push_str(&after);
        }
        _ => {
            let floor = edits.last().map_or(0, |last| last.range.end);
            match text[floor..range.start].chars().next_back() {
                Some(c) if !c.is_whitespace() && unwanted(c).is_none() => {
                    edits.push(edit(range.start - c.len_utf8()..range.end, format!("{c}{after}").into()));
                }
                _ => edits.push(edit(range, "".into())),
            }
        }
    }
}

/// The byte of a continuation of UTF-8 that a character stands for in Windows-1252. The five bytes that mean nothing there
/// come as controls; so do all of 80 to 9F from readers that took the text for Latin-1.
fn continuation(c: char) -> Option<u8> {
    Some(match c {
        '\u{80}'..='\u{bf}' => c as u8,
        '€' => 0x80,
        '‚' => 0x82,
        'ƒ' => 0x83,
        '„' => 0x84,
        '…' => 0x85,
        '†' => 0x86,
        '‡' => 0x87,
        'ˆ' => 0x88,
        '‰' => 0x89,
        'Š' => 0x8A,
        '‹' => 0x8B,
        'Œ' => 0x8C,
        'Ž' => 0x8E,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '˜' => 0x98,
        '™' => 0x99,
        'š' => 0x9A,
        '›' => 0x9B,
        'œ' => 0x9C,
        'ž' => 0x9E,
        'Ÿ' => 0x9F,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::text::Text;

    fn mended(text: &str) -> String {
        Text::decode(text.as_bytes()).as_str().to_owned()
    }

    #[test]
    fn mends_what_is_certain() {
        for (given, wanted) in [
            ("Itâ€™s", "It’s"),
            ("Itâ\u{80}\u{99}s", "It’s"),
            ("â€œRÃ©gimeâ€\u{9d} â€“ â‚¬5", "“Régime” – €5"),
            ("RÃ©gime", "Régime"),
            (
                "Ã‰tat, Ãœber, SÃ£o, fÃ¼r, naÃ¯ve, PaÃ\u{ad}s, mÃªme, aÃ±o",
                "État, Über, São, für, naïve, País, même, año",
            ),
            ("ðŸ˜€", "😀"),
            ("ï¬\u{81}rst", "first"),
            ("donâ€‹t", "dont"),
            // one certain hit, three in all
            ("prÃ©s. Â§ 5 Â«oÃ¹Â»", "prés. § 5 «où»"),
            ("dÃ©jÃ\u{a0} lÃ\u{a0} voilÃ\u{a0}", "déjà là voilà"),
            // twice wrong
            ("itÃ¢â‚¬â„¢s", "it’s"),
        ] {
            assert_eq!(mended(given), wanted);
        }
    }

    #[test]
    fn mends_a_document_that_is_nothing_else() {
        assert_eq!(mended("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€"), "Привет, мир");
        assert_eq!(mended("æ—¥æœ¬èªž, æ—¥æœ¬èªž"), "日本語, 日本語");
        assert_eq!(mended("Â£1 Â£2 Â£3 Â£4 10Â°C"), "£1 £2 £3 £4 10°C");
    }

    #[test]
    fn leaves_right_text_alone() {
        for text in [
            "SÃO PAULO, MAÇÃ, «MAÇû, “MAÇÔ",
            "AMANHÃ²",
            "Â§ 5",
            "Â£100 and Â£200",
            "Ã",
            "Â«",
            "l’été à « l’Île »",
            "‘café’»",
            "CAFÉ®, BJÖRK™",
            "Ã© is what é looks like to a wrong decoder",
            "naïve façade; Ärger, Öl; đây là tiếng Việt",
            "pâté—voilà",
            // Korean and Chinese read as Windows-1252: wrong, but not so
            "VimÀÌ ±âº»°ªÀ¸·Î µ¿ÀÛÇ",
            "Õý³£°æ±¾ ×¢Òâ£º½ø³Ì»¹",
            "Ò†â„¾ÿh",
            "Привет",
            "日本語",
        ] {
            assert_eq!(mended(text), text);
        }
    }

    #[test]
    fn never_makes_white_space_alone() {
        let text = Text::decode("lÃ©, 5Â\u{a0}% â€¦ Â«Â\u{a0}aâ€‰bâ€‰â€™ câ€¦â€‰ â€‰d".as_bytes());
        assert_eq!(text.as_str(), "lé, 5\u{a0}% … «\u{a0}a\u{2009}b\u{2009}’ c…\u{2009} d");
        for replaced in &text.replaced {
            assert_ne!(replaced.before.trim(), "");
        }
    }
}
