//! Shows each doubt in its line of the source, with file, line and column as terminals and editors jump to them.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use encoding_rs::Encoding;
use rustc_hash::FxHashSet;

use crate::{
    Restored,
    ledger::{Action, Code, Repair, Severity},
    place::Places,
    span::Span,
};

use super::{input::Input, message::clean};

/// How many doubts are shown; the rest are counted. All of them are in the JSON.
const SHOWN: usize = 50;
/// Bytes of a line that are shown on either side of the place: lines of a text without line ends have no end.
const AROUND: usize = 90;
/// Bytes of the place itself that are shown.
const MARKED: usize = 200;

/// Something to look at.
#[derive(Clone, Debug, PartialEq)]
struct Doubt {
    code: Code,
    span: Option<Span>,
    message: String,
}

/// Every warning, and every repair that is a judgement, in the order of the source; those without a place first.
fn doubts(restored: &Restored) -> Vec<Doubt> {
    let ledger = &restored.ledger;
    let warnings = ledger.warnings.iter().map(|w| Doubt { code: w.code, span: w.span, message: w.message.clone() });
    let places: FxHashSet<Span> = ledger.warnings.iter().filter_map(|w| w.span).collect();
    let told = |repair: &Repair| repair.spans.first().is_some_and(|span| places.contains(span));
    let judged = ledger.repairs.iter().filter(|r| r.code.severity() > Severity::Note && !told(r));
    let repairs = judged.map(|r| Doubt {
        code: r.code,
        span: r.spans.first().copied(),
        message: format!("{}: {} (confidence {:.2})", done(r), r.why, r.confidence),
    });
    let mut all: Vec<Doubt> = warnings.chain(repairs).collect();
    all.sort_by_key(|doubt| doubt.span.map(|span| span.start));
    all
}

/// What a repair did, in words; what stood there the line itself shows.
fn done(repair: &Repair) -> String {
    match repair.action {
        Action::Removed => "this was taken out".to_owned(),
        Action::Replaced => format!("this became '{}'", repair.after),
        Action::Inserted => format!("'{}' was put in", repair.after),
    }
}

/// The doubts as a terminal shows them, with colours.
pub(crate) fn show(restored: &Restored, input: &Input) -> String {
    let doubts = doubts(restored);
    if doubts.is_empty() {
        return String::new();
    }
    let places = Places::new(&input.bytes, &restored.source.encoding);
    let renderer = Renderer::styled();
    let mut out = String::new();
    for doubt in doubts.iter().take(SHOWN) {
        out.push_str(&renderer.render(&[group(doubt, restored, input, &places)]));
        out.push_str("\n\n");
    }
    if let Some(more @ 1..) = doubts.len().checked_sub(SHOWN) {
        out.push_str(&format!("and {more} more; -t json and -t sarif have them all\n"));
    }
    out
}

fn group<'a>(doubt: &'a Doubt, restored: &Restored, input: &'a Input, places: &Places) -> Group<'a> {
    let level = match doubt.code.severity() {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level.primary_title(clean(&doubt.message)).id(format!("{} {}", doubt.code.id(), doubt.code.name()));
    let Some(span) = doubt.span else { return title.element(Origin::path(clean(&input.shown))) };
    let place = places.of(span.start);
    let line = places.line(span.start);
    let cut = span.start.saturating_sub(AROUND).max(line.start);
    let end = span.end.clamp(span.start, line.end.max(span.start));
    let shown_end = end.min(span.start.saturating_add(MARKED));
    let decode = |from: usize, to: usize| decode(&input.bytes, &restored.source.encoding, from, to);
    let before = decode(cut, span.start);
    let marked = decode(span.start, shown_end);
    let after = decode(shown_end, line.end.min(shown_end.saturating_add(AROUND)).max(shown_end));
    let annotation = AnnotationKind::Primary.span(before.len()..before.len() + marked.len());
    let snippet = Snippet::source(format!("{before}{marked}{after}")).line_start(place.line).annotation(annotation);
    if cut == line.start {
        return title.element(snippet.path(clean(&input.shown)));
    }
    // A snippet would count its columns from where the line was cut.
    title.element(Origin::path(clean(&input.shown)).line(place.line).char_column(place.column)).element(snippet)
}

/// Bytes of one line as text that cannot steer a terminal. What is cut at either end is left out.
fn decode(bytes: &[u8], encoding: &str, from: usize, to: usize) -> String {
    let slice = bytes.get(from..to).unwrap_or_default();
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let (text, _) = encoding.decode_without_bom_handling(slice);
    clean(text.trim_matches(['\u{fffd}', '\r', '\n'])).replace('\t', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(bytes: &[u8]) -> Input {
        Input { shown: "a.txt".to_owned(), name: None, path: None, bytes: bytes.to_vec() }
    }

    fn plain(bytes: &[u8], warning: Option<Span>) -> String {
        let mut restored = crate::restore(bytes, &crate::Options::default());
        restored.ledger.warnings = vec![crate::ledger::Warning {
            code: Code::CallInferred,
            span: warning,
            confidence: None,
            message: "look".to_owned(),
        }];
        anstream::adapter::strip_str(&show(&restored, &input(bytes))).to_string()
    }

    #[test]
    fn a_doubt_has_its_line_with_carets_under_it() {
        let shown = plain("One.\nthe « été » of it\n".as_bytes(), Some(Span::new(12, 17)));
        assert!(shown.contains("warning[N201 call-inferred]: look"), "{shown}");
        assert!(shown.contains("--> a.txt:2:7"), "{shown}");
        assert!(shown.contains("2 | the « été » of it") && shown.contains("|       ^^^"), "{shown}");
    }

    #[test]
    fn long_lines_are_cut_and_hostile_ones_disarmed() {
        let text = format!("{} \u{1b}[2J {}", "a".repeat(100_000), "b".repeat(100_000));
        let shown = plain(text.as_bytes(), Some(Span::new(100_001, 100_005)));
        assert!(shown.len() < 1000 && shown.contains("a.txt:1:100002"), "{shown}");
        assert!(!shown.contains('\u{1b}') && shown.contains(r"\u{1b}[2J"), "{shown}");
    }

    #[test]
    fn other_encodings_and_places_past_the_end() {
        let utf16: Vec<u8> = "a\nbé d".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = [&[0xff, 0xfe][..], &utf16].concat();
        assert!(
            plain(&bytes, Some(Span::new(8, 10))).contains("1 | b\u{e9} d")
                || plain(&bytes, Some(Span::new(8, 10))).contains("2 | b\u{e9} d")
        );
        assert!(plain(b"ab", Some(Span::new(2, 2))).contains("a.txt:1:3"));
        assert!(plain(b"ab", None).contains("--> a.txt"));
    }
}
