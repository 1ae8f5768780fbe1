//! Just enough backslashes: what Markdown would take for markup is escaped, and nothing else.
//!
//! Every rule names the construct that it disarms; all of them are pandoc's, with three of GitHub's (`:smile:`, `&lt;`,
//! bare addresses).

/// Where a line of text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the start of a block: what begins a list, a heading, a rule, a table is escaped.
    Block,
    /// At the start of a list item: as a block, and `[ ]` is no check box.
    Item,
    /// After the `#` of a heading, where a closing `#` is markup.
    Heading,
    /// In a line of verse, where dashes would be the rule of a table.
    Verse,
    /// Where no block can begin: in a link, a raised label.
    Inside,
}

/// Text in the making.
#[derive(Debug)]
pub(super) struct Text {
    out: String,
    place: Place,
    /// Plain text of the line so far, if there was nothing else: what the start of a line can be taken for.
    start: Option<String>,
    /// The line holds markup and nothing else so far: `[^1]` at its start.
    markup_only: bool,
    /// The last plain character.
    before: Option<char>,
}

impl Text {
    pub(super) fn new(place: Place) -> Self {
        Self { out: String::new(), place, start: Some(String::new()), markup_only: false, before: None }
    }

    /// Appends a word, which holds no plain space. What follows it decides some escapes: a space, the bracket of a link
    /// or call.
    pub(super) fn word(&mut self, word: &str, space_follows: bool, bracket_follows: bool) {
        let line_start = self.start.as_deref() == Some("") && matches!(self.place, Place::Block | Place::Item);
        let marker = if line_start { marker_end(word, space_follows).or_else(|| caption_end(word)) } else { None };
        let is_rule = self.place == Place::Verse && word.chars().all(|c| matches!(c, '-' | ':' | '+'));
        let mut at = 0;
        let mut dots = 0;
        let mut at_sign = false;
        // elsewhere most characters are markup nowhere
        let plain_at = |at: usize| if line_start || is_rule { 0 } else { inert(&word.as_bytes()[at..]) };
        while at < word.len() {
            let plain = plain_at(at);
            if plain > 0 {
                self.out.push_str(&word[at..at + plain]);
                at += plain;
                self.before = word[..at].chars().next_back();
                dots = 0;
                continue;
            }
            let Some(c) = word[at..].chars().next() else { break };
            let after = word[at + c.len_utf8()..].chars().next();
            dots = if c == '.' { dots + 1 } else { 0 };
            let escaped = Some(at) == marker
                || (line_start && at == 0 && opens_block(c, word))
                || (is_rule && at == 0)
                || match c {
                    // A third full stop in a row would make an ellipsis.
                    '.' => {
                        (dots % 3 == 1 && (dots > 3 || word[at..].starts_with("...")))
                            || (after.is_none() && space_follows && is_abbreviation(last_token(word)))
                            || (after.is_some() && ends_with(&word[..at], "www") && self.takes_along(&word[at..]))
                    }
                    '!' => after.is_none() && bracket_follows,
                    '&' => is_entity(&word[at..]),
                    // `[^1]: ` at the start of a line would be the note itself.
                    ':' => {
                        (at == 0 && self.markup_only)
                            || is_emoji(&word[at..])
                            || (is_scheme(&word[..at])
                                && word[at..].starts_with("://")
                                && self.takes_along(&word[at..]))
                    }
                    '#' => self.place == Place::Heading,
                    '-' => self.before == Some('-') || after == Some('-'),
                    '_' => !(self.before.is_some_and(is_latin) && after.is_some_and(is_latin)),
                    // An address is none, but `a@b@c` is half one.
                    '@' => !self.before.is_some_and(is_latin) || std::mem::replace(&mut at_sign, true),
                    _ => is_always_markup(c),
                };
            if escaped {
                self.out.push('\\');
            }
            self.out.push(c);
            self.before = Some(c);
            at += c.len_utf8();
        }
        self.markup_only = false;
        match &mut self.start {
            // The longest beginning that matters is `[x]`.
            Some(start) if start.len() + word.len() <= 3 => start.push_str(word),
            start => *start = None,
        }
    }

    /// Whether GitHub would make more of a bare address than its text, of which the end is given. In a link there is no
    /// other, but there, too, it takes the backslashes along.
    fn takes_along(&self, rest: &str) -> bool {
        let mut before = None;
        let mut active = |(at, c): (usize, char)| {
            let before = before.replace(c);
            let after = || rest[at..].chars().nth(1);
            match c {
                '@' => true,
                '-' | '.' => before == Some(c),
                '&' => is_entity(&rest[at..]),
                ':' => is_emoji(&rest[at..]),
                '_' => !(before.is_some_and(is_latin) && after().is_some_and(is_latin)),
                c => is_always_markup(c),
            }
        };
        self.place != Place::Inside || rest.char_indices().any(&mut active)
    }

    /// Appends a space.
    pub(super) fn space(&mut self) {
        // A check box would be read, even in escaped brackets, wherever a space follows it: as an entity it is none.
        match self.start.as_deref() {
            Some("[") if self.place == Place::Item => self.out.push_str("&#32;"),
            Some("[x]" | "[X]") if self.place == Place::Item => self.out.push_str("&#32;"),
            _ => self.out.push(' '),
        }
        if let Some(start) = &mut self.start {
            start.push(' ');
        }
        self.markup_only = false;
        self.before = Some(' ');
    }

    /// Ends the line where it matters.
    pub(super) fn line_break(&mut self) {
        self.raw("\\\n");
        self.start = Some(String::new());
        self.markup_only = false;
        if self.place == Place::Item {
            self.place = Place::Block;
        }
    }

    /// Appends markup.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
        self.markup_only |= self.start.take().is_some_and(|start| start.is_empty());
        self.before = None;
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// How many bytes at the start are letters and digits of ASCII, or signs that are markup nowhere but at the start of a
/// line.
fn inert(bytes: &[u8]) -> usize {
    let is_inert =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b',' | b';' | b'(' | b')' | b'?' | b'/' | b'%' | b'=');
    bytes.iter().position(|b| !is_inert(b)).unwrap_or(bytes.len())
}

/// The letters, digits and full stops at the end of a word: what pandoc holds against its list of abbreviations. It begins
/// anew behind two full stops.
fn last_token(word: &str) -> &str {
    let word = word.rfind("..").filter(|at| at + 2 < word.len()).map_or(word, |at| &word[at + 2..]);
    let start = word.rfind(|c: char| !c.is_alphanumeric() && c != '.').map_or(word, |at| &word[at..]);
    start.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '.')
}

/// Emphasis, code, links, tags, strikeout, superscript, math, tables, attributes, smart quotes, and the backslash.
fn is_always_markup(c: char) -> bool {
    matches!(c, '\\' | '*' | '`' | '[' | ']' | '<' | '~' | '^' | '$' | '|' | '{' | '"' | '\'')
}

/// Whether the first character of a line begins a heading, a quote, a rule, a list, a table, a definition, a fenced
/// division, a title block.
fn opens_block(c: char, word: &str) -> bool {
    let alone = word.len() == c.len_utf8();
    match c {
        '#' | '>' | '=' | '%' | ':' => true,
        '-' => alone,
        '+' => alone || word[1..].starts_with('-'),
        '(' => word[1..].strip_suffix(')').is_some_and(|label| is_numeral(label) || label.starts_with(['#', '@'])),
        _ => false,
    }
}

/// The byte at which a word that is a list marker ends: `12.`, `b)`, `xiv.`.
fn marker_end(word: &str, space_follows: bool) -> Option<usize> {
    let numeral = word.strip_suffix(['.', ')'])?;
    // `B. Russell` is none: a capital and a full stop need two spaces after them.
    let is_initial = numeral.len() == 1 && numeral.as_bytes()[0].is_ascii_uppercase() && word.ends_with('.');
    (is_numeral(numeral) && !(is_initial && space_follows)).then_some(numeral.len())
}

/// The byte of the colon of a table's caption, which makes a table of preformatted text under it.
fn caption_end(word: &str) -> Option<usize> {
    word.get(..6).filter(|start| start.eq_ignore_ascii_case("table:")).map(|start| start.len() - 1)
}

/// Digits, one letter, or a roman number, however ill-formed.
fn is_numeral(text: &str) -> bool {
    let is_roman = |byte: u8| b"ivxlcdm".contains(&byte.to_ascii_lowercase());
    match text.as_bytes() {
        [] => false,
        [byte] => byte.is_ascii_alphanumeric(),
        bytes => bytes.iter().all(u8::is_ascii_digit) || bytes.iter().copied().all(is_roman),
    }
}

/// Whether text starts with what may be a character reference: `&amp;`, `&#38;`.
fn is_entity(text: &str) -> bool {
    let name = text[1..].trim_start_matches('#');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

/// Whether text starts with what GitHub may take for an emoji: `:smile:`.
fn is_emoji(text: &str) -> bool {
    let name = &text[1..];
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-'))).unwrap_or(name.len());
    name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '+' | '-')) && name[end..].starts_with(':')
}

/// Whether text ends with the scheme of an address, which GitHub makes a link that takes the backslashes in it along.
fn is_scheme(text: &str) -> bool {
    ["http", "https", "ftp"].iter().any(|scheme| ends_with(text, scheme))
}

/// Whether text ends with a word, in any case.
fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len()).and_then(|at| text.get(at..));
    start.is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Letters and digits between which `_` and after which `@` are no markup. Few, but surely those of any reader.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphabetic() && ('\u{c0}'..='\u{24f}').contains(&c))
}

/// A link's target in parentheses. It holds no space, bracket or quote: those are percent-encoded.
pub(super) fn url(target: &str) -> String {
    let mut depth = 0_i32;
    let mut balanced = true;
    for c in target.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        balanced &= depth >= 0;
    }
    balanced &= depth == 0;
    let mut out = String::with_capacity(target.len());
    for (at, c) in target.char_indices() {
        let escaped = match c {
            '\\' => true,
            '(' | ')' => !balanced,
            '&' => is_entity(&target[at..]),
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether pandoc makes the space after this a no-break space. An escaped full stop keeps it from doing so.
fn is_abbreviation(token: &str) -> bool {
    ABBREVIATIONS.binary_search(&token).is_ok()
}

/// Pandoc's own list (`pandoc --print-default-data-file abbreviations`), in the order of the bytes.
const ABBREVIATIONS: &[&str] = &[
    "Apr.", "Aug.", "Bros.", "Capt.", "Co.", "Corp.", "Dec.", "Dr.", "Feb.", "Fr.", "Gen.", "Gov.", "Hon.", "Inc.",
    "Jan.", "Jr.", "Jul.", "Jun.", "Ltd.", "M.A.", "M.D.", "Mar.", "Mr.", "Mrs.", "Ms.", "No.", "Nov.", "Oct.",
    "Ph.D.", "Pres.", "Prof.", "Rep.", "Rev.", "Sen.", "Sep.", "Sept.", "Sgt.", "Sr.", "St.", "aet.", "aetat.", "al.",
    "bk.", "c.", "cf.", "ch.", "chap.", "chs.", "col.", "cp.", "d.", "e.g.", "ed.", "eds.", "esp.", "f.", "fasc.",
    "ff.", "fig.", "fl.", "fol.", "fols.", "i.e.", "ill.", "incl.", "n.", "n.b.", "nn.", "p.", "pp.", "pt.", "q.v.",
    "s.v.", "s.vv.", "saec.", "sec.", "univ.", "viz.", "vol.", "vs.",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str, place: Place) -> String {
        let mut out = Text::new(place);
        let mut words = text.split(' ').peekable();
        while let Some(word) = words.next() {
            out.word(word, words.peek().is_some(), false);
            if words.peek().is_some() {
                out.space();
            }
        }
        out.finish()
    }

    #[test]
    fn prose_is_left_alone() {
        for text in [
            "The 20.6 % of 2014 (see above) – and 1.5 + 2 = 3; a/b, “quoted” ‘words’ and l’État.",
            "B. Russell said: yes! Well-known, foo@example.org, snake_case, AT&T, C# and #1.",
            "-5 degrees",
            "1.5 million",
            "(with brackets) at the start",
        ] {
            assert_eq!(escaped(text, Place::Block), text);
        }
    }

    #[test]
    fn markup_is_disarmed() {
        for (text, expected) in [
            ("# no heading", r"\# no heading"),
            ("1986. A year", r"1986\. A year"),
            ("iv) four", r"iv\) four"),
            ("- dash", r"\- dash"),
            ("(1) one", r"\(1) one"),
            ("(@x) example", r"\(\@x) example"),
            ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
            ("[a](javascript:b)", r"\[a\](javascript:b)"),
            ("a--b ... c", r"a\-\-b \... c"),
            ("Mr. Smith, e.g. on p. 3", r"Mr\. Smith, e.g\. on p\. 3"),
            ("it's \"so\"", r#"it\'s \"so\""#),
            ("see @doe99", r"see \@doe99"),
            ("&lt;b&gt;", r"\&lt;b\&gt;"),
            (":smile:", r"\:smile:"),
            ("_a_ a_b", r"\_a\_ a_b"),
            ("A.", r"A\."),
            ("see http://a.b/c_d, www.a.b", r"see http\://a.b/c_d, www\.a.b"),
            ("Table: caption", r"Table\: caption"),
            (":caption", r"\:caption"),
        ] {
            assert_eq!(escaped(text, Place::Block), expected);
        }
    }

    #[test]
    fn check_boxes_are_text() {
        assert_eq!(escaped("[ ] a", Place::Item), r"\[&#32;\] a");
        assert_eq!(escaped("[x] a", Place::Item), r"\[x\]&#32;a");
    }

    #[test]
    fn targets_cannot_end_early() {
        assert_eq!(url("http://a.b/c_(d)"), "http://a.b/c_(d)");
        assert_eq!(url("http://a.b/c)d"), r"http://a.b/c\)d");
        assert_eq!(url(r"http://a.b/\&amp;"), r"http://a.b/\\\&amp;");
    }

    #[test]
    fn abbreviations_can_be_searched() {
        assert!(ABBREVIATIONS.is_sorted());
        for (word, token) in [("==h==e.g....Ph.D.", "Ph.D."), ("(e.g.", "e.g."), ("No..", "No.."), ("…Mr.", "Mr.")] {
            assert_eq!(last_token(word), token);
        }
    }
}
