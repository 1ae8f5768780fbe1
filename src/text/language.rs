//! Which language a text is written in.

use std::{borrow::Cow, sync::LazyLock};

use whatlang::{Detector, Lang};

/// Bytes of text looked at, at most, in [`SLICES`] pieces. More does not make it surer.
const SAMPLE: usize = 24 * 1024;

/// Pieces that the sample is taken from, spread over the text: the front is often in capitals, the end a list.
const SLICES: usize = 3;

/// Letters without which nothing is said.
const LEAST_LETTERS: usize = 24;

/// Letters from which on the likeliest language is taken to be right, though a sister of it is about as likely: the detector calls
/// whole books of Danish and Norwegian unreliable, because each looks much like the other.
const ENOUGH_LETTERS: usize = 400;
/// Confidence (0 to 1) without which not even a long text says anything: it is no prose, or of many languages.
const LEAST_CONFIDENCE: f64 = 0.1;

macro_rules! languages {
    ($($variant:ident $tag:literal $lang:ident $name:literal;)*) => {
        /// A language: by name those that later stages know something of, the rest by tag.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Language {
            $(#[doc = $name] $variant,)*
            /// Any other, by its BCP 47 tag.
            Other(&'static str),
        }

        impl Language {
            /// The BCP 47 tag: `en`.
            pub fn tag(self) -> &'static str {
                match self {
                    $(Self::$variant => $tag,)*
                    Self::Other(tag) => tag,
                }
            }

            fn from_lang(lang: Lang) -> Self {
                match lang {
                    $(Lang::$lang => Self::$variant,)*
                    other => Self::Other(other_tag(other)),
                }
            }
        }
    };
}

languages! {
    Da "da" Dan "Danish";
    De "de" Deu "German";
    En "en" Eng "English";
    Es "es" Spa "Spanish";
    Fr "fr" Fra "French";
    It "it" Ita "Italian";
    La "la" Lat "Latin";
    Nb "nb" Nob "Norwegian (Bokmål)";
    Nl "nl" Nld "Dutch";
    Pt "pt" Por "Portuguese";
    Ru "ru" Rus "Russian";
    Sv "sv" Swe "Swedish";
}

/// BCP 47 wants the two-letter code where there is one.
fn other_tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Ell => "el",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Ron => "ro",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Srp => "sr",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        other => other.code(),
    }
}

/// The main language of a text, if it can be told reliably. Looks at 24 kB at most, whatever the length.
pub fn language(text: &str) -> Option<Language> {
    let sample = sample(text);
    let letters = sample.chars().filter(|c| c.is_alphabetic()).take(ENOUGH_LETTERS).count();
    if letters < LEAST_LETTERS {
        return None;
    }
    let info = Detector::new().detect(&sample)?;
    let sure = info.is_reliable() || letters == ENOUGH_LETTERS && info.confidence() >= LEAST_CONFIDENCE;
    sure.then(|| Language::from_lang(info.lang()))
}

/// The list of English words that the build script made; `None` would mean that it is no such list.
static ENGLISH: LazyLock<Option<fst::Set<&[u8]>>> =
    LazyLock::new(|| fst::Set::new(&include_bytes!(concat!(env!("OUT_DIR"), "/english.fst"))[..]).ok());

/// Whether a list of English words has a word, in any case.
pub fn is_english_word(word: &str) -> bool {
    ENGLISH.as_ref().is_some_and(|words| words.contains(word.to_lowercase()))
}

/// Pieces of the text, evenly spread; all of it if it is short.
fn sample(text: &str) -> Cow<'_, str> {
    if text.len() <= SAMPLE {
        return Cow::Borrowed(text);
    }
    let piece = SAMPLE / SLICES;
    let pieces = (1..=SLICES).filter_map(|i| {
        let middle = text.len() / (SLICES + 1) * i;
        text.get(boundary(text, middle - piece / 2)..boundary(text, middle + piece / 2))
    });
    Cow::Owned(pieces.collect::<Vec<_>>().join("\n"))
}

/// The last character boundary at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Language, SAMPLE, boundary, is_english_word, language, sample};

    #[test]
    fn tells_languages() {
        for (text, tag) in [
            (
                "The treaty was signed in the spring, and neither of the parties has ever denied that they meant to keep it.",
                "en",
            ),
            (
                "Der Vertrag wurde im Frühjahr unterzeichnet, und keine der Parteien hat je bestritten, dass sie ihn halten wollte.",
                "de",
            ),
            (
                "Le traité fut signé au printemps, et aucune des parties n’a jamais nié qu’elle avait l’intention de le respecter.",
                "fr",
            ),
            (
                "El tratado se firmó en la primavera, y ninguna de las partes ha negado nunca que tuviera intención de cumplirlo.",
                "es",
            ),
            (
                "Il trattato fu firmato in primavera, e nessuna delle parti ha mai negato che avesse intenzione di rispettarlo.",
                "it",
            ),
            ("Договор был подписан весной, и ни одна из сторон никогда не отрицала, что намерена его соблюдать.", "ru"),
            ("条約は春に署名され、どちらの当事者もそれを守るつもりであったことを否定したことはない。", "ja"),
        ] {
            assert_eq!(language(text).map(Language::tag), Some(tag), "{text}");
        }
    }

    #[test]
    fn lists_english_words() {
        for word in ["harbour", "Harbour", "wonderful", "themselves"] {
            assert!(is_english_word(word), "{word}");
        }
        for word in ["", "hafenmeister", "thequay", "quay-side"] {
            assert!(!is_english_word(word), "{word}");
        }
    }

    #[test]
    fn says_nothing_of_too_little() {
        for text in ["", "Treaty", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "\u{fffd}"] {
            assert_eq!(language(text), None, "{text}");
        }
    }

    #[test]
    fn looks_at_a_bounded_sample() {
        let text = "Ça déjà été là-bas, où l’œuvre naît. ".repeat(10_000);
        assert!(sample(&text).len() <= SAMPLE + 8);
        assert_eq!(language(&text), Some(Language::Fr));
        assert_eq!(boundary("aé", 2), 1);
    }
}
