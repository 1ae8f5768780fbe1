//! What the front of a document tells about it: title, subtitle, authors, date, abstract.
//!
//! It is read off the first blocks, which stay where they are. Many texts are pieces of a book and begin anywhere, so a
//! first heading is no title by its place alone: something has to speak for it.

use rustc_hash::FxHashSet;

use super::titles::is_usual_title;
use crate::{
    document::{Block, BlockKind, Document, Inline, Meta, Told},
    grammar::{
        alphanumerics,
        byline::{Field, Names, field, names},
        date::is_date_line,
        ends_sentence,
        heading::numbering,
        is_title_of,
    },
};

/// The weights, in log-odds.
mod weight {
    /// Most first lines are no titles.
    pub(super) const PRIOR: f32 = -1.5;
    /// The line is a heading; it is the first of the text.
    pub(super) const HEADING: f32 = 1.0;
    pub(super) const FIRST: f32 = 0.5;
    /// It is labelled: `Subject:`.
    pub(super) const LABELLED: f32 = 4.0;
    /// It has more words than most other lines at a front, or one alone.
    pub(super) const WORDS: f32 = 0.5;
    pub(super) const ONE_WORD: f32 = -1.0;
    /// All other headings of the text are deeper.
    pub(super) const OUTERMOST: f32 = 1.0;
    /// An author or a date follows among the first lines.
    pub(super) const BYLINE: f32 = 1.5;
    /// The running heads repeat it.
    pub(super) const IN_HEADS: f32 = 2.0;
    /// Text follows at once.
    pub(super) const TEXT_BELOW: f32 = -1.0;
    /// It has a number, or stands under one; it is a date; it names a part that any paper has.
    pub(super) const PART: f32 = -5.0;
    /// It names a person.
    pub(super) const PERSON: f32 = -1.5;
    /// It ends a sentence, or breaks off.
    pub(super) const SENTENCE: f32 = -3.0;
}

/// Most lines at a front.
const MAX_LINES: usize = 16;
/// Most words of a line at a front, and of one that is a sentence.
const MAX_WORDS: usize = 30;
const MAX_SENTENCE: usize = 8;
/// Most paragraphs of an abstract, and the block up to which it begins.
const MAX_ABSTRACT: usize = 4;
const ABSTRACT_BEFORE: usize = 24;
/// Letters of a title that running heads repeat, at least.
const MIN_HEAD: usize = 8;
/// How sure the kinds of lines are.
const LABELLED: f32 = 0.9;
const BARE_NAME: f32 = 0.7;
const SUBTITLE: f32 = 0.6;

/// A line at the front.
struct Line {
    block: usize,
    text: String,
    level: Option<u8>,
    /// Whether the block holds nothing else.
    alone: bool,
    person: bool,
}

/// What the front of a document tells; `heads` are its running heads. Linear time.
pub fn meta(document: &Document, heads: &[&str]) -> Meta {
    let blocks = &document.blocks;
    let lines = lines(blocks);
    let told = |line: &Line, text: &str, confidence: f32| Told {
        text: text.to_owned(),
        block: line.block,
        whole: line.alone && line.text == text,
        spans: blocks[line.block].spans.clone(),
        confidence,
    };
    let title = title(blocks, &lines, heads);
    let mut meta = Meta { summary: summary(blocks), ..Meta::default() };
    let date_of = |line: &Line| match field(&line.text) {
        Some((Field::Date, value)) => Some(value.to_owned()),
        _ => is_date_line(&line.text).then(|| line.text.clone()),
    };
    let mut byline = lines.iter().position(|line| date_of(line).is_some());
    meta.date = byline.and_then(|at| Some(told(&lines[at], &date_of(&lines[at])?, LABELLED)));
    for (at, line) in lines.iter().enumerate() {
        let labelled = field(&line.text);
        let people = match labelled {
            Some((Field::Author, value)) => leading_names(value),
            Some(_) => None,
            None => names(&line.text).filter(|names| names.led || (line.person && title.is_some_and(|(t, _)| at > t))),
        };
        let Some(Names { led, names }) = people else { continue };
        let sure = if led || labelled.is_some() { LABELLED } else { BARE_NAME };
        let whole = labelled.is_none() && line.alone;
        meta.authors.extend(names.iter().map(|name| Told { whole, ..told(line, name, sure) }));
        byline = Some(byline.map_or(at, |first| first.min(at)));
    }
    if let Some((at, sure)) = title {
        let text = match field(&lines[at].text) {
            Some((Field::Title, value)) => value,
            _ => &lines[at].text,
        };
        meta.title = Some(told(&lines[at], text, sure));
        let below = lines.get(at + 1).filter(|below| {
            let leads = lines[at].text.ends_with(':') || byline.is_some_and(|byline| byline > at + 1);
            leads && below.text.contains(char::is_lowercase) && below.text.contains(' ') && field(&below.text).is_none()
        });
        let below = below.filter(|below| !below.text.contains(|c: char| c.is_ascii_digit()) && !below.person);
        meta.subtitle = below.map(|below| told(below, &below.text, SUBTITLE));
    }
    meta
}

/// The lines before the text begins.
fn lines(blocks: &[Block]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for (block, kind) in blocks.iter().map(|block| &block.kind).enumerate() {
        let (level, texts) = match kind {
            BlockKind::Heading { level, content } => (Some(*level), vec![text(content)]),
            BlockKind::Paragraph { content } => (None, vec![text(content)]),
            BlockKind::Verse { lines } => (None, lines.iter().map(|line| text(line)).collect()),
            _ => break,
        };
        let is_text = |text: &String| {
            let words = text.split_whitespace().count();
            words > MAX_WORDS
                || (level.is_none() && words > MAX_SENTENCE && ends_sentence(text) && field(text).is_none())
        };
        let is_part =
            level.is_some() && !out.is_empty() && texts.iter().any(|text| is_usual_title(text, numbering(text)));
        if is_part || texts.iter().any(is_text) || out.len() + texts.len() > MAX_LINES {
            break;
        }
        let alone = texts.len() == 1 && !holds_more(kind);
        out.extend(texts.into_iter().map(|text| Line { block, text, level, alone, person: false }));
    }
    let people: Vec<usize> = (0..out.len()).filter(|&at| names(&out[at].text).is_some()).collect();
    if !people.is_empty() {
        let wanted: FxHashSet<String> = people.iter().flat_map(|&at| words(&out[at].text)).collect();
        let small = small_words(blocks, &wanted);
        for at in people {
            let is_person = !words(&out[at].text).any(|word| small.contains(&word));
            out[at].person = is_person;
        }
    }
    out
}

/// The longer words of a line, in small letters.
fn words(line: &str) -> impl Iterator<Item = String> {
    let long = |word: &&str| word.chars().count() > 3 && word.starts_with(char::is_uppercase);
    line.split(|c: char| !c.is_alphanumeric()).filter(long).map(str::to_lowercase)
}

/// Those of some words that the text writes small: no names.
fn small_words(blocks: &[Block], wanted: &FxHashSet<String>) -> FxHashSet<String> {
    let mut found = FxHashSet::default();
    for block in blocks {
        block.each_run(&mut |run| {
            let words = run.text.split(|c: char| !c.is_alphanumeric());
            for word in words.filter(|word| word.starts_with(char::is_lowercase)) {
                if let Some(word) = wanted.get(word) {
                    found.insert(word.clone());
                }
            }
        });
    }
    found
}

/// The line that is the title, and how surely.
fn title(blocks: &[Block], lines: &[Line], heads: &[&str]) -> Option<(usize, f32)> {
    let heads: FxHashSet<String> = heads.iter().map(|head| alphanumerics(head)).collect();
    let mut levels = blocks.iter().filter_map(|block| match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    });
    let first = levels.next();
    let outermost = levels.clone().next().is_some() && levels.all(|level| first.is_some_and(|first| level > first));
    let has_byline = |line: &Line| {
        let labelled = matches!(field(&line.text), Some((Field::Author | Field::Date, _)));
        labelled || line.person || is_date_line(&line.text) || names(&line.text).is_some_and(|names| names.led)
    };
    let one = |at: usize| {
        let line = &lines[at];
        let labelled = matches!(field(&line.text), Some((Field::Title, _)));
        let mut sum = weight::PRIOR;
        sum += if line.level.is_some() { weight::HEADING } else { 0.0 };
        sum += if at == 0 { weight::FIRST } else { 0.0 };
        sum += if labelled { weight::LABELLED } else { 0.0 };
        sum += match line.text.split_whitespace().count() {
            1 => weight::ONE_WORD,
            2 => 0.0,
            _ => weight::WORDS,
        };
        let is_first = line.level.is_some() && lines[..at].iter().all(|line| line.level.is_none());
        sum += if outermost && is_first { weight::OUTERMOST } else { 0.0 };
        sum += if lines[at + 1..].iter().any(has_byline) { weight::BYLINE } else { 0.0 };
        sum += if is_in_heads(&heads, &line.text) { weight::IN_HEADS } else { 0.0 };
        sum += if at + 1 == lines.len() { weight::TEXT_BELOW } else { 0.0 };
        let under_number = at > 0 && numbering(&lines[at - 1].text).is_some_and(|number| number.bare);
        let is_part =
            numbering(&line.text).is_some() || under_number || is_usual_title(&line.text, numbering(&line.text));
        sum += if is_part || is_date_line(&line.text) { weight::PART } else { 0.0 };
        sum += if line.person { weight::PERSON } else { 0.0 };
        let announces = matches!(field(&line.text), Some((Field::Author | Field::Date | Field::Reader, _)));
        let ends = ends_sentence(&line.text) && !line.text.ends_with(['?', '!', ':']);
        sum += if !labelled && (ends || announces || !begins(&line.text)) { weight::SENTENCE } else { 0.0 };
        sum
    };
    let best = (0..lines.len()).map(|at| (at, one(at))).fold(None, |best: Option<(usize, f32)>, (at, sum)| {
        if best.is_none_or(|(_, most)| sum > most) { Some((at, sum)) } else { best }
    });
    let (at, sum) = best.filter(|(_, sum)| *sum > 0.0)?;
    // a memorandum's subject may be its heading, too
    let says = |line: &Line| {
        field(&lines[at].text).is_some_and(|(_, value)| alphanumerics(value) == alphanumerics(&line.text))
    };
    let at = lines.iter().position(says).unwrap_or(at);
    Some((at, 1.0 / (1.0 + (-sum).exp())))
}

/// Whether a title could begin so.
fn begins(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}

/// Whether running heads repeat a title, or the greater part of it.
fn is_in_heads(heads: &FxHashSet<String>, title: &str) -> bool {
    let title = alphanumerics(title);
    let repeats = |head: &String| {
        let (short, long) = if head.len() < title.len() { (head, &title) } else { (&title, head) };
        short.len() >= MIN_HEAD && short.len() * 2 > long.len() && long.contains(short.as_str())
    };
    heads.iter().any(repeats)
}

/// The names that a label's value begins with: an office may follow.
fn leading_names(value: &str) -> Option<Names<'_>> {
    let end = value.find([',', ';', '(', '–', '—']).into_iter().chain(value.find("- ")).min();
    names(value).or_else(|| names(value[..end?].trim()))
}

/// The paragraphs of the abstract: those under its heading, or one that begins with the word.
fn summary(blocks: &[Block]) -> Vec<Told> {
    let told = |block: usize, text: &str, whole: bool| Told {
        text: text.to_owned(),
        block,
        whole,
        spans: blocks[block].spans.clone(),
        confidence: LABELLED,
    };
    for (at, block) in blocks.iter().enumerate().take(ABSTRACT_BEFORE) {
        match &block.kind {
            BlockKind::Heading { content, .. } if is_abstract(&text(content)) => {
                let below = blocks[at + 1..].iter().take(MAX_ABSTRACT);
                let paragraphs = below.map_while(|block| match &block.kind {
                    BlockKind::Paragraph { content } => Some(text(content)),
                    _ => None,
                });
                return paragraphs.enumerate().map(|(i, text)| told(at + 1 + i, &text, true)).collect();
            }
            BlockKind::Paragraph { content } => {
                let text = text(content);
                let parts = text.split_once([':', '.', '—', '–']).filter(|(word, _)| is_abstract(word));
                if let Some((_, rest)) = parts.filter(|(_, rest)| rest.trim().contains(' ')) {
                    return vec![told(at, rest.trim_start_matches(['—', '–', '-', ' ']), false)];
                }
            }
            _ => {}
        }
    }
    Vec::new()
}

/// Whether a text is the title of an abstract.
fn is_abstract(text: &str) -> bool {
    const TITLES: &[&str] = &[
        "abstract",
        "zusammenfassung",
        "kurzfassung",
        "résumé",
        "resumen",
        "resumo",
        "riassunto",
        "samenvatting",
        "аннотация",
    ];
    text.len() < 40 && is_title_of(text, TITLES)
}

/// The words of some inlines, single spaces between.
fn text(inlines: &[Inline]) -> String {
    fn append(inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            match inline {
                Inline::Text(run) => out.push_str(&run.text),
                Inline::Link { content, .. } => append(content, out),
                Inline::Break => out.push(' '),
                Inline::Call { .. } => {}
            }
        }
    }
    let mut out = String::new();
    append(inlines, &mut out);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a block holds calls or links, which a title page drops.
fn holds_more(kind: &BlockKind) -> bool {
    match kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => {
            !content.iter().all(|inline| matches!(inline, Inline::Text(_)))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Options, document::Meta, restore};

    fn meta(text: &str) -> Meta {
        restore(text.as_bytes(), &Options::default()).document.meta
    }

    const TEXT: &str = "The masons found another wall behind the first, and behind that one a row of oak piles, which had \n\
                        been driven before there was a town at all. Nobody knows by whom, and the piles are still there.\n";

    #[test]
    fn a_first_heading_is_no_title_by_itself() {
        assert_eq!(meta(&format!("The Stones\n\n{TEXT}\nThe Piles\n\n{TEXT}")).title, None);
        assert_eq!(meta(&format!("Chapter 4: The Stones\n\nBy Anna Brandt\n\n{TEXT}")).title, None);
        assert_eq!(meta(TEXT), Meta { language: Some("en".to_owned()), ..Meta::default() });
    }

    #[test]
    fn a_byline_speaks_for_a_title() {
        let found =
            meta(&format!("The Stones of the Quay\n\nBy Anna Brandt\n\n3 May 1921\n\n{TEXT}\nThe Piles\n\n{TEXT}"));
        let texts = |told: &[crate::document::Told]| told.iter().map(|told| told.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(found.title.as_slice()), ["The Stones of the Quay"]);
        assert_eq!(texts(&found.authors), ["Anna Brandt"]);
        assert_eq!(texts(found.date.as_slice()), ["3 May 1921"]);
        assert!(found.title.is_some_and(|title| title.whole && title.confidence > 0.5 && title.spans.len() == 1));
    }

    #[test]
    fn words_that_the_text_writes_small_name_nobody() {
        let found = meta(&format!("The Stones of the Quay\n\nOak Piles\n\n3 May 1921\n\n{TEXT}"));
        assert_eq!(found.authors, []);
    }
}
