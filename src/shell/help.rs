//! What `--help` and the manual say besides the options.

/// How the program is called.
pub(super) const USAGE: &str =
    "restitch [OPTIONS] [FILE]\n       restitch [OPTIONS] FOLDER -o FOLDER\n       restitch <COMMAND>";

/// What it does.
pub(super) const LONG_ABOUT: &str = "\
Gives back the document from the raw text that a PDF extractor printed: paragraphs whole again, footnotes at the \
words that call them, links where they belong, running heads and page numbers out of the way.

It reads what Apache Tika, pdftotext, pypdf, pdfminer, mutool, pdf.js or a text recogniser printed, and writes \
Markdown, JSON or Pandoc's JSON. Nothing is lost: whatever was removed or changed stands in the ledger of the JSON \
with its place in the source, and `restitch check` proves it. What could only be guessed is marked as such.";

/// The end of `-h`.
pub(super) const AFTER_HELP: &str = "\
Examples:
  restitch brief.txt                  Markdown on standard output
  restitch brief.txt -o brief.json    everything that is known, as JSON
  restitch raw/ -o output/            a whole folder, in all formats; what is done already is not done again
  restitch --help                     more examples, exit codes";

/// The end of `--help`, which also makes sections of the manual: headings at the margin, terms two spaces in, and what is said
/// of them behind two spaces more or on lines of their own.
pub(super) const AFTER_LONG_HELP: &str = "\
Examples:
  restitch brief.txt
      Markdown on standard output.
  restitch brief.txt -o brief.md
      The same into a file; the ending names the format (.md .markdown, .json, .pandoc.json .native.json, .sarif).
  pdftotext -layout brief.pdf - | restitch -o brief.md
      Straight from an extractor.
  restitch -t pandoc --title-page brief.txt | pandoc -f json -o brief.epub
      An EPUB with a title page, whose notes open at their words (pandoc 3).
  restitch brief.txt -o brief.json && restitch check brief.txt brief.json
      Proof that every character of the source is accounted for.
  restitch -v brief.txt > brief.md
      What was repaired and what is doubtful, on standard error.
  restitch raw/ -o output/
      All .txt files of a folder, as Markdown, JSON and Pandoc's JSON, the tree mirrored. Only what is new or has changed
      is done; a run that was stopped or killed is gone on with. output/index.html lists them, the most doubtful first.
  restitch raw/ -o output/ -t markdown -j 8 --exclude 'drafts/**' --report=run.csv
      Markdown alone, on eight threads, without the drafts, with a table of how each file fared.
  restitch review brief.txt
      A page on which doubts are settled by eye; what it saves is applied from then on.
  restitch explain H101
      What a code in the ledger means.
  restitch explain brief.json 12
      Why note 12 stands where it stands.
  restitch --stream < rows.jsonl > restored.jsonl
      Each line {\"id\": 1, \"text\": \"...\"} or {\"id\": 1, \"path\": \"...\"}; a line comes out for each.
  restitch ./check
      A file that is named like a command.

Files:
  restitch.toml
      Settings for the folder in which it lies and all below it: each key is named like the option that it stands for.
      `restitch schema config` prints what it can say, --show-config what is in force.
  brief.decisions.toml
      What readers decided about brief.txt.

Exit codes:
  0  all well (a reader that goes away early, as in `| head`, is well, too, and so are errors told in a --stream)
  1  an input could not be read or is no text, an output could not be written, or an account does not add up
  2  the command line is wrong, or a restitch.toml
  130  a run over a folder was stopped (Ctrl-C); what it had done is whole, and the next run goes on from there

Environment:
  NO_COLOR  any value: no colours (as --color never)";
