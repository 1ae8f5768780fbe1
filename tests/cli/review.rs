//! `restitch review`: where the page goes, and what goes wrong. What the page does is tested in `tests/browser.rs`.

use super::*;

#[test]
fn the_page_lies_beside_the_source() {
    let desk = Desk::new();
    desk.run(&["review", "brief.txt"]).success().stdout("").stderr(contains("brief.review.html: open it"));
    assert_eq!(desk.names(), ["brief.review.html", "brief.txt"]);
    let page = desk.read("brief.review.html");
    assert!(page.starts_with("<!doctype html>") && page.contains("One paragraph of text"));
    desk.run(&["-q", "review", "brief.txt", "-o", "other.html"]).success().stderr("");
    assert_eq!(desk.read("other.html"), page, "the same bytes give the same page");
    assert_eq!(stdout(&desk.run(&["review", "brief.txt", "-o", "-"]).success()), page);
    let piped = desk.restitch(&["review", "-"]).write_stdin(BRIEF).assert().success();
    assert!(stdout(&piped).contains("One paragraph of text"));
}

#[test]
fn the_page_needs_nothing_else() {
    let desk = Desk::new();
    let page = stdout(&desk.run(&["-q", "review", "brief.txt", "-o", "-"]).success());
    assert!(page.contains("default-src 'none'; script-src 'sha256-"));
    for outside in ["http:", "https:", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn the_page_opens_with_the_decisions_that_were_made() {
    let desk = Desk::new();
    desk.put(
        "brief.decisions.toml",
        "version = 1\n[[line]]\ntext = \"A heading\"\nkeep = false\n[[line]]\ntext = \"Gone\"\nkeep = true\n",
    );
    let page = stdout(&desk.run(&["-q", "review", "brief.txt", "-o", "-"]).success());
    let data = page.split_once("id=\"data\">").and_then(|(_, rest)| rest.split_once("</script>")).expect("the data").0;
    let data = json(data);
    let decided: Vec<_> = data["items"].as_array().expect("items").iter().filter(|i| i["decided"] == false).collect();
    assert_eq!((decided.len(), decided[0]["text"].as_str()), (1, Some("A heading")));
    assert_eq!(data["unfit"]["line"][0]["text"], "Gone", "what does not fit is not lost when the page is saved");
}

#[test]
fn what_cannot_be_reviewed_is_told() {
    let desk = Desk::new();
    desk.fails(&["review", "none.txt"], 1, "none.txt: there is no such file", "check the name");
    desk.fails(&["review", "brief.txt", "-o", "brief.txt"], 2, "brief.txt is the input itself", "never overwritten");
    desk.put("a.pdf", "%PDF-1.7\n");
    desk.fails(&["review", "a.pdf"], 1, "a.pdf is a PDF", "pdftotext");
    desk.put("brief.decisions.toml", "version = 7\n");
    desk.fails(&["review", "brief.txt"], 1, "it has version 7", "restitch review");
    desk.put("empty.txt", "");
    desk.run(&["review", "empty.txt"]).success().stderr(contains("there is nothing to review"));
}
