//! What names a document's author, date or subject at its front: `By Anna Brandt and O. Klee`, `FROM: Anna Brandt`,
//! `Subject: The new quay`.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{take_while, take_while1},
    character::complete::{char, space0, space1},
    combinator::{opt, rest, verify},
};

use super::{
    heading::{Style, numbering},
    lower,
};

/// What a label at the front announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `Subject:`, `Title:`
    Title,
    /// `From:`, `Author:`
    Author,
    /// `Date:`
    Date,
    /// `To:`, `Cc:`
    Reader,
}

/// Labels, in small letters.
const LABELS: [(Field, &[&str]); 4] = [
    (Field::Title, &["subject", "title", "betreff", "titel", "thema", "objet", "titre", "asunto", "título", "oggetto"]),
    (
        Field::Author,
        &[
            "from",
            "author",
            "authors",
            "by",
            "von",
            "autor",
            "autoren",
            "verfasser",
            "de",
            "auteur",
            "auteurs",
            "autore",
        ],
    ),
    (Field::Date, &["date", "dated", "datum", "fecha", "data", "dato", "дата"]),
    (Field::Reader, &["to", "cc", "an", "à", "para", "kopie", "copie", "til", "aan"]),
];

/// The field that a line announces, and what stands behind the label.
pub fn field(line: &str) -> Option<(Field, &str)> {
    let label = verify(take_while1(char::is_alphabetic), |word: &str| field_of(word).is_some());
    let (_, (word, _, _, _, value)) = (label, space0::<&str, ()>, char(':'), space0, rest).parse(line.trim()).ok()?;
    field_of(word).filter(|_| !value.is_empty()).map(|field| (field, value))
}

fn field_of(word: &str) -> Option<Field> {
    let word = lower(word);
    LABELS.iter().find(|(_, labels)| labels.contains(&&*word)).map(|(field, _)| *field)
}

/// The people that a line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names<'l> {
    /// Whether a word like `by` leads up to them.
    pub led: bool,
    /// Their names.
    pub names: Vec<&'l str>,
}

/// Words that lead up to an author.
const LEADS: &[&str] = &["by", "von", "par", "por", "di", "door", "av", "af", "od", "автор"];
/// Words between names.
const LINKS: &[&str] = &["and", "und", "et", "y", "e", "og", "och", "en", "i", "и", "&"];
/// Small words within names.
const PARTICLES: &[&str] = &[
    "von", "van", "de", "der", "den", "del", "della", "di", "da", "du", "la", "le", "zu", "zum", "ten", "ter", "af",
    "av", "dos", "das", "bin", "ibn", "al", "el",
];
/// Words of those who have no given name.
const BODIES: &[&str] = &[
    "university",
    "universität",
    "université",
    "universidad",
    "universiteit",
    "institute",
    "institut",
    "instituto",
    "college",
    "school",
    "department",
    "faculty",
    "fakultät",
    "faculté",
    "centre",
    "center",
    "ministry",
    "ministerium",
    "press",
    "verlag",
    "office",
    "society",
    "academy",
    "hospital",
    "laboratory",
    "foundation",
    "agency",
    "council",
    "committee",
    "commission",
    "court",
    "house",
];
/// Most words of a name.
const MAX_WORDS: usize = 5;

/// Whether a line names people and nothing else, and a word like `by` leads up to them.
pub fn is_led(line: &str) -> bool {
    let first = line.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    may_lead(first) && LEADS.contains(&&*lower(first)) && names(line).is_some_and(|names| names.led)
}

/// Whether a word begins as one that leads up to an author, which few words do.
fn may_lead(word: &str) -> bool {
    match word.as_bytes() {
        [first, ..] if first.is_ascii() => LEADS.iter().any(|lead| lead.as_bytes()[0] == first.to_ascii_lowercase()),
        word => !word.is_empty(),
    }
}

/// The people that a whole line names, if it does nothing else.
pub fn names(line: &str) -> Option<Names<'_>> {
    let line = line.trim();
    if numbering(line).is_some_and(|number| number.style <= Style::Section) {
        return None;
    }
    let lead = verify(take_while1(char::is_alphabetic), |word: &str| LEADS.contains(&&*lower(word)));
    let (rest, led) = opt((lead, alt((colon, space1)))).parse(line).ok()?;
    let mut names: Vec<&str> = Vec::new();
    for part in rest.split([',', ';']).flat_map(linked) {
        match part.trim() {
            "" => {}
            part if is_degree(part) && !names.is_empty() => {}
            part if is_name(part) => names.push(part),
            _ => return None,
        }
    }
    (!names.is_empty()).then_some(Names { led: led.is_some(), names })
}

fn colon(input: &str) -> IResult<&str, &str> {
    (char(':'), space0).map(|(_, space)| space).parse(input)
}

/// The parts of a text between words like `and`.
fn linked(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut at = 0;
    for word in text.split(' ') {
        if LINKS.contains(&word) {
            parts.push(&text[from..at]);
            from = (at + word.len() + 1).min(text.len());
        }
        at += word.len() + 1;
    }
    parts.push(&text[from..]);
    parts
}

/// `Ph.D.`, `M.A.`, `Jr.`
fn is_degree(part: &str) -> bool {
    part.len() <= 6 && part.contains('.') && !part.contains(' ') || matches!(part, "PhD" | "MD" | "Jr" | "Sr")
}

/// Whether a text has the shape of a person's name: words with capitals, initials and particles, two at least.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_initial = |word: &str| initial(word).is_ok_and(|(rest, _)| rest.is_empty());
    let is_particle = |word: &&str| PARTICLES.contains(word);
    let fits = |word: &&str| is_capitalised(word) || is_initial(word) || is_particle(word);
    let last = words.last().is_some_and(|word| is_capitalised(word) || matches!(*word, "Jr." | "Sr." | "II" | "III"));
    let own = words.iter().filter(|word| !is_particle(word)).count();
    (2..=MAX_WORDS).contains(&words.len())
        && own >= 2
        && last
        && words.iter().all(fits)
        && !words.iter().any(|word| BODIES.contains(&&*lower(word)))
}

/// `J.`, `J.-P.`, `Dr.`
fn initial(input: &str) -> IResult<&str, &str> {
    let stopped = |input| {
        (
            verify(take_while1(char::is_alphabetic), |w: &str| {
                w.chars().count() <= 4 && w.starts_with(char::is_uppercase)
            }),
            char('.'),
        )
            .parse(input)
    };
    let more = take_while(|c: char| c.is_uppercase() || matches!(c, '.' | '-'));
    (stopped, more).map(|(_, more)| more).parse(input)
}

fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.ends_with(char::is_alphabetic)
        && word.chars().count() > 1
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '‐' | '’' | '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_announced() {
        assert_eq!(field("SUBJECT: The new quay"), Some((Field::Title, "The new quay")));
        assert_eq!(field("Betreff : Der neue Kai"), Some((Field::Title, "Der neue Kai")));
        assert_eq!(field("From: Anna Brandt"), Some((Field::Author, "Anna Brandt")));
        assert_eq!(field("Date: 3 March 1921"), Some((Field::Date, "3 March 1921")));
        for line in ["Subject:", "The subject: a quay", "From here on", "https://example.org"] {
            assert_eq!(field(line), None, "{line}");
        }
    }

    #[test]
    fn people_are_named() {
        let of = |line| names(line).map(|found| (found.led, found.names)).unwrap_or_default();
        assert_eq!(of("By Anna Brandt and O. Klee"), (true, vec!["Anna Brandt", "O. Klee"]));
        assert_eq!(of("Anna Brandt, Otto Klee & J.-P. Roux"), (false, vec!["Anna Brandt", "Otto Klee", "J.-P. Roux"]));
        assert_eq!(of("von Dr. Eva van der Meer"), (true, vec!["Dr. Eva van der Meer"]));
        assert_eq!(of("Anna Brandt, Ph.D., und Otto Klee"), (false, vec!["Anna Brandt", "Otto Klee"]));
        assert_eq!(of("ANNA BRANDT"), (false, vec!["ANNA BRANDT"]));
        for line in [
            "Brandt",
            "The harbour",
            "Anna Brandt was born",
            "University of Oslo",
            "Anna Brandt- Clerk",
            "Chapter IV",
            "by the sea",
            "A. B.",
        ] {
            assert_eq!(names(line), None, "{line}");
        }
    }
}
