//! Decisions of readers about links: which words a listed target belongs to, or that it belongs to none.
#![allow(missing_docs)]

mod common;

use common::{decided, refused};
use restitch::{
    Options, Restored, check,
    document::{Link, LinkHome, LinkStatus},
    ledger::Code,
    restore, write,
};

/// A page whose list names a title, an address that nothing is like, and one for which no place is left.
const BRIEF: &str = "The harbour was dredged in 1921, and trade came back within a \n\
    decade1. Of the old quay only the north-western corner is left, and \n\
    the ferrymen met there to count what they had taken. The pilots kept \n\
    to the tavern until the war came2. \n\n\
    1 Anna Brandt, “The Harbour Books of the Quay”, Review of Ports, 1921. \n\
    2 Karl Holm, Pilots and Taverns, 1931, p. 9. \n\n\
    https://ports.example.org/1921/brandt-harbour-books\n\
    https://zq.example.net/7\n\
    https://zq.example.net/8\n";

/// The same from another extractor: other line ends, and the list in another order.
const OTHER: &str = "The harbour was dredged in 1921, and trade came back within a decade1. Of\n\
    the old quay only the north-western corner is left, and the ferrymen met\n\
    there to count what they had taken. The pilots kept to the tavern until\n\
    the war came2.\n\n\
    1 Anna Brandt, “The Harbour Books of the\nQuay”, Review of Ports, 1921.\n\
    2 Karl Holm, Pilots and\nTaverns, 1931, p. 9.\n\n\
    https://zq.example.net/8\n\
    https://ports.example.org/1921/brandt-harbour-books\n\
    https://zq.example.net/7\n";

const TO_TITLE: &str = "[[link]]\nurl = \"https://zq.example.net/7\"\ntext = \"Pilots and Taverns\"\n\
    before = \"Karl Holm,\"\nafter = \", 1931, p. 9.\"\n";
const TO_QUAY: &str = "[[link]]\nurl = \"http://ports.example.org/1921/brandt-harbour-books/\"\ntext = \"the old quay\"\n\
    before = \"and trade came back within a decade. Of\"\nafter = \"only the north-western corner is left\"\n";
const NOWHERE: &str = "[[link]]\nurl = \"https://zq.example.net/8\"\nnowhere = true\n";

fn link<'r>(restored: &'r Restored, end: &str) -> &'r Link {
    restored.document.links.iter().find(|link| link.url.ends_with(end)).expect("the link")
}

#[test]
fn a_link_goes_where_it_was_put() {
    for text in [BRIEF, OTHER] {
        let restored = decided(text, &format!("{TO_TITLE}{TO_QUAY}"));
        assert_eq!(refused(&restored), [""; 0]);
        let markdown = write::markdown::to_string(&restored);
        assert!(markdown.contains("Karl Holm, [Pilots and Taverns](https://zq.example.net/7), 1931"), "{markdown}");
        assert!(markdown.contains("Of [the old quay](https://ports.example.org"), "{markdown}");
        let title = link(&restored, "/7");
        assert_eq!(
            (title.status, title.home, title.confidence),
            (LinkStatus::Decided, LinkHome::Note { note: 1 }, 1.0)
        );
        assert_eq!(title.evidence[0].term, "decided in brief.decisions.toml");
        assert_eq!(link(&restored, "books").home, LinkHome::Body);
        let span = restored.ledger.decisions[1].span.expect("the words");
        assert_eq!(text[span.start..span.end].split_whitespace().collect::<Vec<_>>(), ["the", "old", "quay"]);
    }
}

#[test]
fn a_number_can_be_linked() {
    let year = "[[link]]\nurl = \"https://zq.example.net/7\"\ntext = \"1931\"\n\
        before = \"Karl Holm, Pilots and Taverns,\"\nafter = \", p. 9.\"\n";
    for text in [BRIEF, OTHER] {
        let restored = decided(text, year);
        assert_eq!(refused(&restored), [""; 0]);
        let markdown = write::markdown::to_string(&restored);
        assert!(markdown.contains("Pilots and Taverns, [1931](https://zq.example.net/7), p"), "{markdown}");
    }
}

#[test]
fn quotation_marks_are_part_of_what_is_linked() {
    let books = "[[link]]\nurl = \"https://zq.example.net/8\"\ntext = \"“The Harbour Books of the Quay”\"\n\
        before = \"Anna Brandt,\"\nafter = \", Review of Ports, 1921.\"\n";
    let restored = decided(BRIEF, &format!("{TO_QUAY}{books}"));
    let markdown = write::markdown::to_string(&restored);
    assert!(markdown.contains("[“The Harbour Books of the Quay”](https://zq.example.net/8), Review"), "{markdown}");
}

#[test]
fn a_link_that_belongs_nowhere_is_told_at_the_end_without_a_doubt() {
    let restored = decided(BRIEF, &NOWHERE.replace("/8", "/7"));
    assert_eq!((link(&restored, "/7").status, link(&restored, "/7").home), (LinkStatus::Decided, LinkHome::End));
    assert_eq!(restored.ledger.warnings.iter().filter(|w| w.code == Code::LinkUnanchored).count(), 0);
    let markdown = write::markdown::to_string(&restored);
    assert!(markdown.contains("Links without a place") && markdown.contains("zq.example.net/7"), "{markdown}");
    // also one that was brought home by likeness
    assert_eq!(link(&restored, "/8").home, LinkHome::Note { note: 1 });
    assert_eq!(link(&decided(BRIEF, NOWHERE), "/8").home, LinkHome::End);
}

#[test]
fn likeness_gives_way_to_a_decision() {
    let restored = decided(
        BRIEF,
        "[[link]]\nurl = \"https://zq.example.net/8\"\ntext = \"The Harbour Books\"\nbefore = \"Anna Brandt, “\"\n\
         after = \"of the Quay”, Review of Ports, 1921.\"\n",
    );
    assert_eq!(link(&restored, "/8").status, LinkStatus::Decided);
    let other = link(&restored, "books");
    assert_eq!((other.status, other.home), (LinkStatus::Unanchored, LinkHome::End), "it is shown, not lost");
}

#[test]
fn what_does_not_fit_is_told_and_changes_nothing() {
    let plain = write::markdown::to_string(&restore(BRIEF.as_bytes(), &Options::default()));
    for (decision, why) in [
        (TO_TITLE.replace("https://zq.example.net/7", "javascript:alert(1)"), "there is no such link in this text"),
        (TO_TITLE.replace("https://zq.example.net/7", "file:///C:/a.pdf"), "there is no such link in this text"),
        (TO_TITLE.replace("https://zq.example.net/7", "https://a.example/ x"), "there is no such link in this text"),
        (
            TO_QUAY.replace("a decade. Of", "a year. On").replace("only the north", "never the north"),
            "the words around it are not in this text",
        ),
        (TO_QUAY.replace("the old quay", "the new pier"), "the words around it are not in this text"),
        (
            TO_QUAY.replace("the old quay", "the bank of the quay"),
            "the words to be linked do not stand together in this text",
        ),
        ("[[link]]\nurl = \"https://zq.example.net/7\"\n".to_owned(), "it has too few words around it"),
    ] {
        let restored = decided(BRIEF, &decision);
        assert_eq!(refused(&restored), [why], "{decision}");
        assert_eq!(write::markdown::to_string(&restored), plain, "{why}");
    }
}

/// Most extractors print no targets: then the decision is all that says them.
#[test]
fn a_link_that_the_source_does_not_name_is_made() {
    let bare: String =
        BRIEF.lines().filter(|line| !line.starts_with("https")).map(|line| line.to_owned() + "\n").collect();
    let restored = decided(&bare, &format!("{TO_TITLE}{TO_QUAY}{TO_QUAY}{NOWHERE}"));
    assert_eq!(refused(&restored), ["there is no such link in this text"], "what belongs nowhere is not made");
    let markdown = write::markdown::to_string(&restored);
    assert!(markdown.contains("Karl Holm, [Pilots and Taverns](https://zq.example.net/7), 1931"), "{markdown}");
    assert!(markdown.contains("Of [the old quay](http://ports.example.org"), "{markdown}");
    let links = &restored.document.links;
    assert_eq!(links.len(), 2, "said twice, made once");
    assert!(links.iter().all(|link| link.status == LinkStatus::Decided && link.listed.is_empty()));
    // and `check` wants the decision
    let mut forged = restored.clone();
    forged.ledger.decisions.retain(|decision| !decision.says.contains("/7"));
    let faults = check::check(bare.as_bytes(), &write::json::to_string(&forged)).expect_err("an address from nowhere");
    assert!(faults[0].to_string().contains("neither listed nor shown"), "{}", faults[0]);
    // one place for two of them contradicts
    let both = format!("{TO_QUAY}{}", TO_QUAY.replace("ports.example", "zq.example"));
    assert_eq!(refused(&decided(&bare, &both)), ["another decision of the file says the contrary"; 2]);
    assert!(decided(&bare, &both).document.links.is_empty());
}

#[test]
fn contradictions_are_told_and_neither_side_wins() {
    let plain = write::markdown::to_string(&restore(BRIEF.as_bytes(), &Options::default()));
    let elsewhere = TO_QUAY.replace("ports.example.org/1921/brandt-harbour-books/", "zq.example.net/7");
    for both in [
        // one link in two places
        format!("{TO_TITLE}{elsewhere}"),
        // one place for two links
        format!("{TO_QUAY}{elsewhere}"),
        // somewhere and nowhere
        format!("{TO_TITLE}{}", NOWHERE.replace("/8", "/7")),
    ] {
        let restored = decided(BRIEF, &both);
        assert_eq!(refused(&restored), ["another decision of the file says the contrary"; 2], "{both}");
        assert_eq!(restored.ledger.warnings.iter().filter(|w| w.code == Code::DecisionContradicted).count(), 2);
        assert_eq!(write::markdown::to_string(&restored), plain);
    }
    assert!(refused(&decided(BRIEF, &format!("{TO_TITLE}{TO_TITLE}"))).is_empty(), "said twice is no contradiction");
}

#[test]
fn two_links_of_one_target_have_a_place_each() {
    let text = BRIEF.replace(
        "https://zq.example.net/8",
        "https://zq.example.net/7\nhttps://zq.example.net/9\nhttps://zq.example.net/7",
    );
    let before = restore(text.as_bytes(), &Options::default()).document.links;
    let same = before.iter().filter(|link| link.url.ends_with("/7")).count();
    assert_eq!(same, 2, "{before:?}");
    let other = TO_QUAY.replace("ports.example.org/1921/brandt-harbour-books/", "zq.example.net/7");
    let restored = decided(&text, &format!("{TO_TITLE}{other}"));
    assert!(refused(&restored).is_empty(), "{:?}", refused(&restored));
    let markdown = write::markdown::to_string(&restored);
    assert!(markdown.contains("[Pilots and Taverns](") && markdown.contains("[the old quay]("), "{markdown}");
}

#[test]
fn an_address_that_is_shown_stays_where_it_is() {
    let text = BRIEF.replace("Review of Ports, 1921. ", "at https://zq.example.net/7. ");
    let onto = "[[link]]\nurl = \"https://zq.example.net/8\"\ntext = \"Quay”, at https://zq.example.net/7\"\n\
        before = \"Anna Brandt, “The Harbour Books of the\"\nafter = \"\"\n";
    assert_eq!(refused(&decided(&text, onto)), ["the words show another address"]);
    assert_eq!(refused(&decided(&text, TO_TITLE)), ["there is no such link in this text"]);
}

#[test]
fn hostile_decisions_do_no_harm() {
    let many: String = (0..3000)
        .map(|n| {
            format!(
                "[[link]]\nurl = \"https://zq.example.net/7\"\ntext = \"\u{202e}{n}\"\nbefore = \"x\"\nafter = \"\"\n"
            )
        })
        .collect();
    assert_eq!(refused(&decided(BRIEF, &many)).len(), 3000);
}
