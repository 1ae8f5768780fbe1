//! Decisions of readers: applied by the words around them, told where they do not fit, and never applied wrongly.
#![allow(missing_docs)]

mod common;

use common::{decided, refused};
use restitch::{
    Options, Restored,
    document::Anchor,
    ledger::{Code, Subject},
    restore, write,
};

/// A page whose second note has lost its mark, with a date that interrupts a sentence and a hyphen that nothing decides.
const BRIEF: &str = "The harbour was dredged in 1921, and trade came back within a\n\
    decade1. Of the old quay only the north-western corner is left, and\n\
    the ferrymen met there in the eve-\n\
    ning to count what they had taken. The pilots kept to the tavern\n\
    and the customs house stood empty until the\n\n\
    12 May 1931\n\n\
    1 Anna Brandt, The Harbour Books, p. 44.\n\
    2 Karl Holm, Pilots and Taverns, p. 9.\n\u{c}\
    war came. After it nobody spoke of the quay again, and the town\n\
    looked to the railway3.\n\n\
    3 Ibid., p. 51.\n";

/// The same as another extractor printed it: lines of other lengths, other hyphens, marks apart from their words.
const OTHER: &str = "The harbour was dredged in 1921, and trade came back within a decade1.\n\
    Of the old quay only the north-western corner is left, and the ferry-\n\
    men met there in the evening to count what they had taken. The pilots\n\
    kept to the tavern and the customs house stood empty until the\n\n12 May 1931\n\n\
    1 Anna Brandt, The Harbour Books,\np. 44.\n2 Karl Holm, Pilots and Taverns, p. 9.\n\u{c}\
    war came. After it nobody spoke of the quay again, and the town looked\nto the railway3.\n\n3 Ibid., p. 51.\n";

const NOTE: &str = "[[note]]\nlabel = \"2\"\nbody = \"Karl Holm, Pilots and Taverns, p. 9.\"\n\
    before = \"they had taken. The pilots kept to the tavern\"\nafter = \"and the customs house stood empty until\"\n";

fn markdown(restored: &Restored) -> String {
    write::markdown::to_string(restored)
}

fn warned(restored: &Restored, code: Code) -> usize {
    restored.ledger.warnings.iter().filter(|warning| warning.code == code).count()
}

#[test]
fn a_note_goes_where_it_was_put() {
    for text in [BRIEF, OTHER] {
        let restored = decided(text, NOTE);
        assert!(markdown(&restored).contains("kept to the tavern[^2] and the customs"), "{}", markdown(&restored));
        let note = &restored.document.notes[1];
        let Anchor::Decided { confidence, evidence, at, calls } = &note.anchor else { panic!("{:?}", note.anchor) };
        assert_eq!((*confidence, calls.len()), (1.0, 0));
        assert_eq!(evidence[0].term, "decided in brief.decisions.toml");
        assert!(text[..*at].ends_with("tavern"));
        let decision = &restored.ledger.decisions[0];
        assert_eq!(
            (decision.subject, decision.applied, decision.file.as_str()),
            (Subject::Note, true, "brief.decisions.toml")
        );
        assert_eq!(warned(&restored, Code::CallInferred), 0, "there is no doubt left");
    }
}

#[test]
fn a_printed_mark_that_was_accepted_stays_the_mark() {
    let accept = NOTE
        .replace("\"2\"", "\"1\"")
        .replace("Karl Holm, Pilots and Taverns, p. 9.", "Anna Brandt, The Harbour Books");
    let accept = accept
        .replace("they had taken. The pilots kept to the tavern", "and trade came back within a decade")
        .replace("and the customs house stood empty until", ". Of the old quay only the");
    for text in [BRIEF, OTHER] {
        let restored = decided(text, &accept);
        assert!(markdown(&restored).contains("a decade[^1]. Of"), "{}", markdown(&restored));
        let Anchor::Decided { calls, .. } = &restored.document.notes[0].anchor else { panic!("not decided") };
        assert_eq!(calls.len(), 1, "the mark is known");
    }
}

#[test]
fn punctuation_before_the_call_stays_before_it() {
    let after_stop = NOTE
        .replace("they had taken. The pilots kept to the tavern", "the evening to count what they had taken.")
        .replace("and the customs house stood empty until", "The pilots kept to the tavern and");
    assert!(markdown(&decided(BRIEF, &after_stop)).contains("had taken.[^2] The pilots"));
    let before_stop = after_stop.replace("had taken.\"", "had taken\"").replace("\"The pilots", "\". The pilots");
    assert!(markdown(&decided(BRIEF, &before_stop)).contains("had taken[^2]. The pilots"));
}

#[test]
fn a_line_that_was_taken_out_is_put_back() {
    let plain = markdown(&restore(BRIEF.as_bytes(), &Options::default()));
    assert!(!plain.contains("12 May 1931"), "{plain}");
    let keep = "[[line]]\ntext = \"12 May 1931\"\nkeep = true\nbefore = \"stood empty until the\"\nafter = \"\"\n";
    let kept = decided(BRIEF, keep);
    assert!(markdown(&kept).contains("12 May 1931"), "{}", markdown(&kept));
    assert!(!kept.ledger.repairs.iter().any(|repair| repair.before == "12 May 1931"));
    let gone = decided(BRIEF, &keep.replace("true", "false"));
    let entry = gone.ledger.repairs.iter().find(|repair| repair.before == "12 May 1931").expect("an entry");
    assert_eq!((entry.confidence, entry.why.as_ref()), (1.0, "a reader decided that it is no text"));
    assert_eq!(markdown(&gone), plain);
}

#[test]
fn a_line_of_the_text_can_be_taken_out() {
    let text = "One sentence of the text stands here.\n\nPRINTED IN DENMARK\n\nAnother sentence of the text follows.\n";
    let gone = decided(text, "[[line]]\ntext = \"Printed in Denmark\"\nkeep = false\n");
    assert!(!markdown(&gone).contains("PRINTED"), "{}", markdown(&gone));
    assert_eq!(
        refused(&decided(text, "[[line]]\ntext = \"Printed in\"\nkeep = false\n")),
        ["there is no such line in this text"]
    );
}

#[test]
fn one_of_several_lines_alike_is_known_by_its_words() {
    let page = |words: &str| format!("REPORT ON THE QUAY\n\n{words} and nobody was there to see\n\u{c}");
    let text: String = ["the first boat came", "a second one followed it", "the third was lost"].map(page).concat();
    assert!(!markdown(&decided(&text, "")).contains("REPORT"));
    let keep = "[[line]]\ntext = \"REPORT ON THE QUAY\"\nkeep = true\n";
    let one = decided(&text, &format!("{keep}after = \"a second one followed it and nobody\"\n"));
    assert_eq!(markdown(&one).matches("REPORT").count(), 1, "{}", markdown(&one));
    assert_eq!(refused(&decided(&text, keep)), ["the words around it stand in several places"]);
}

#[test]
fn a_hyphen_goes_or_stays() {
    let weld =
        "[[hyphen]]\nweld = true\nbefore = \"ferrymen met there in the eve-\"\nafter = \"ning to count what they\"\n";
    assert!(markdown(&decided(BRIEF, weld)).contains("the evening to count"));
    let keep = weld.replace("true", "false");
    assert!(markdown(&decided(BRIEF, &keep)).contains("the eve-ning to count"));
    // the other extraction has the word whole: nothing to weld, and a hyphen to put back
    assert!(refused(&decided(OTHER, weld)).is_empty());
    let kept = decided(OTHER, &format!("{keep}{keep}"));
    assert!(refused(&kept).is_empty() && markdown(&kept).contains("the eve-ning to count"), "{}", markdown(&kept));
    assert_eq!(kept.ledger.repairs.iter().filter(|repair| repair.code == Code::HyphenRestored).count(), 1);
}

#[test]
fn words_joined_without_a_hyphen_are_joined_or_parted() {
    let text = "There are vegetables on every table of the house, and the cook brings vege\n\
        tables from the market whenever the boats have come home.\n";
    let joined = markdown(&restore(text.as_bytes(), &Options::default()));
    assert!(joined.contains("brings vegetables from"), "{joined}");
    let one = "[[hyphen]]\nweld = true\nbefore = \"and the cook brings vege\"\nafter = \"tables from the market\"\n";
    assert_eq!(markdown(&decided(text, one)), joined);
    let two = one.replace("true", "false");
    let parted = decided(text, &two);
    assert!(markdown(&parted).contains("brings vege tables from"), "{}", markdown(&parted));
    assert_eq!(warned(&parted, Code::WordJoined), 0);
    assert!(parted.ledger.decisions[0].says.ends_with("are two words"), "{:?}", parted.ledger.decisions);
    // extracted otherwise: on one line, in one word or in two, or with a hyphen
    let other =
        |word: &str| format!("There are vegetables on the table, and the cook brings {word} from the market.\n");
    for (word, says, fits) in [
        ("vegetables", one, true),
        ("vege tables", one, false),
        ("vegetables", &two, false),
        ("vege tables", &two, true),
    ] {
        assert_eq!(refused(&decided(&other(word), says)).is_empty(), fits, "{word}: {says}");
    }
    let hyphen = text.replace("vege\n", "vege-\n");
    assert!(refused(&decided(&hyphen, one)).is_empty());
    assert_eq!(refused(&decided(&hyphen, &two)), ["the word does not stand at a line end here"]);
}

#[test]
fn a_note_that_is_called_there_already_is_known_by_its_label() {
    let read_otherwise = NOTE.replace("Karl Holm, Pilots and Taverns", "1931, who was a ferryman himself");
    let restored = decided(BRIEF, &read_otherwise);
    let stands = markdown(&restore(BRIEF.as_bytes(), &Options::default())).contains("to the tavern[^2]");
    assert_eq!(refused(&restored).is_empty(), stands, "{:?}", refused(&restored));
}

#[test]
fn what_does_not_fit_is_told_and_changes_nothing() {
    let plain = markdown(&restore(BRIEF.as_bytes(), &Options::default()));
    for (decision, why) in [
        (
            NOTE.replace("The pilots kept to the tavern", "Nobody was seen at the inn"),
            "the words around it are not in this text",
        ),
        (
            NOTE.replace("Karl Holm, Pilots", "Somebody Else, Books").replace("\"2\"", "\"9\""),
            "there is no such note in this text",
        ),
        (
            NOTE.replace("they had taken. The pilots kept to the tavern", "a")
                .replace("and the customs house stood empty until", "b"),
            "it has too few words around it",
        ),
    ] {
        let restored = decided(BRIEF, &decision);
        assert_eq!(refused(&restored), [why]);
        assert_eq!(markdown(&restored), plain, "{why}");
        assert!(warned(&restored, Code::DecisionUnfit) >= 1);
    }
}

#[test]
fn words_that_stand_twice_decide_nothing() {
    let text = BRIEF.replace(
        "After it nobody",
        "The pilots kept to the tavern and the customs house stood empty until then. After it nobody",
    );
    let twice = NOTE.replace("they had taken. ", "");
    assert_eq!(refused(&decided(&text, &twice)), ["the words around it stand in several places"]);
    assert!(refused(&decided(&text, NOTE)).is_empty(), "one word more tells them apart");
}

#[test]
fn contradictions_are_told_and_neither_side_wins() {
    let plain = markdown(&restore(BRIEF.as_bytes(), &Options::default()));
    let elsewhere = NOTE
        .replace("they had taken. The pilots kept to the tavern", "and trade came back within a decade")
        .replace("and the customs house stood empty until", ". Of the old quay only the");
    let both = decided(BRIEF, &format!("{NOTE}\n{elsewhere}"));
    assert_eq!(refused(&both).len(), 2);
    assert_eq!(warned(&both, Code::DecisionContradicted), 2);
    assert_eq!(markdown(&both), plain);
    assert!(refused(&decided(BRIEF, &format!("{NOTE}\n{NOTE}"))).is_empty(), "the same said twice is no contradiction");
}

#[test]
fn decisions_of_another_document_are_told_as_such() {
    let restored = decided("A text of which nobody ever decided anything at all.\n", NOTE);
    let told: Vec<_> = restored.ledger.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert!(told.iter().any(|message| message.contains("is it another document's?")), "{told:?}");
}

#[test]
fn hostile_decisions_do_no_harm() {
    let long = "x ".repeat(100_000);
    let many = (0..200).map(|n| {
        format!("[[note]]\nlabel = \"{n}\"\nbody = \"\"\nbefore = \"\u{202e}\\u001b[2J{long}\"\nafter = \"\"\n")
    });
    let restored = decided(BRIEF, &many.collect::<String>());
    assert_eq!(refused(&restored).len(), 200);
}
