#!/usr/bin/env python3
"""What becomes of texts in pandoc: a row a text, and whether all is as it must be.

    python3 tests/pandoc/table.py [options] FILE.txt ...

The columns: errors and warnings that epubcheck tells; notes in the EPUB (a call and a body that belong together) of
those in the AST; links in the EPUB of those in the AST; entries of the page list of the pages; footnotes in the DOCX of
the notes; whether the EPUB reads back as the same text with each call in the same place; whether the Markdown reads
back as the AST; whether it does as GitHub's, for texts that GitHub's Markdown can say; whether pandoc 2.17 reads the AST
of API 1.22; and, where Python has the module typst, whether it makes a PDF of what pandoc writes for it. Ends with 1 if any row is not as it must be.
"""
import argparse
import concurrent.futures
import functools
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

try:
    import typst
except ImportError:
    typst = None

HERE = pathlib.Path(__file__).resolve().parent


def run(*command, stdin=None):
    done = subprocess.run(command, input=stdin, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr.decode(errors='replace')[:500]}")
    return done.stdout


def walk(value):
    """All elements of a tree, in order."""
    if isinstance(value, dict):
        yield value
        yield from walk(value.get("c"))
    elif isinstance(value, list):
        for part in value:
            yield from walk(part)


def count(tree, kind):
    return sum(1 for element in walk(tree) if element.get("t") == kind)


def words(value):
    """The text of a tree as one string, calls as marks with their notes in them. What EPUB writers and readers add or
    leave (divisions, spans, the raised signs that lead back from notes) is not text."""
    out = []

    def go(value):
        if isinstance(value, list):
            for part in value:
                go(part)
        elif isinstance(value, dict):
            kind, content = value.get("t"), value.get("c")
            if kind == "Str":
                out.append(content)
            elif kind in ("Space", "SoftBreak", "LineBreak"):
                out.append(" ")
            elif kind == "CodeBlock":
                out.append(" " + content[1] + " ")
            elif kind == "Note":
                out.append("{")
                go(content)
                out.append("}")
            elif kind in ("Para", "Plain", "Header"):
                out.append(" ")
                go(content[2] if kind == "Header" else content)
                out.append(" ")
            elif kind == "LineBlock":
                for line in content:
                    out.append(" ")
                    go(line)
            elif kind == "Link":
                go(content[1])
            else:
                go(content)

    go(value)
    return joined("".join(out))


def joined(*texts):
    """Texts as one, with single spaces (the no-break ones with which verse is indented come back as plain ones), and none
    about calls."""
    return re.sub(r"\s*([{}])\s*", r"\1", re.sub(r"\s+", " ", " ".join(texts))).strip()


def xhtml(book):
    names = [name for name in book.namelist() if re.fullmatch(r"EPUB/text/ch\d+\.xhtml", name)]
    return [book.read(name).decode() for name in sorted(names)]


def notes_of(pages):
    """How many calls lead to the body that leads back to them."""
    pairs = 0
    for page in pages:
        bodies = dict(re.findall(r'<(?:aside|section)[^>]*\bid="(fn\d+)"[^>]*epub:type="footnote"[^>]*>(.*?)</(?:aside|section)>', page, re.S))
        bodies |= {id: "" for id in re.findall(r'<aside epub:type="footnote"[^>]*id="(fn\d+)"', page)}
        bodies |= {id: "" for id in re.findall(r'<li id="(fn\d+)" epub:type="footnote"', page)}
        calls = re.findall(r'<a href="#(fn\d+)"[^>]*id="fnref\d+"[^>]*epub:type="noteref"', page)
        pairs += sum(1 for call in calls if call in bodies) if len(set(calls)) == len(calls) else 0
    return pairs


def row(options, path):
    tool, pandoc = options.restitch, options.pandoc
    ast_text = run(tool, "-q", "--pages", "-t", "pandoc", path)
    ast = json.loads(ast_text)
    notes, links = count(ast["blocks"], "Note"), count(ast["blocks"], "Link")
    told = json.loads(run(tool, "-q", "-t", "json", path))["document"]
    wrong, cells = [], {}

    def cell(name, value, is_right):
        cells[name] = str(value)
        if not is_right:
            wrong.append(name)

    with tempfile.TemporaryDirectory() as folder:
        epub = pathlib.Path(folder) / "x.epub"
        run(pandoc, "-f", "json", "-o", epub, stdin=ast_text)
        run(pandoc, "lua", HERE.parent.parent / "pandoc" / "page-list.lua", epub)
        if options.keep:
            shutil.copy(epub, options.keep / f"{name_of(path)}.epub")
        if options.epubcheck:
            java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", options.epubcheck]
            said = subprocess.run([*java, epub], capture_output=True)
            faults = re.search(r"(\d+) fatals / (\d+) errors / (\d+) warnings", (said.stdout + said.stderr).decode())
            faults = sum(map(int, faults.groups())) if faults else -1
            cell("epubcheck", faults, faults == 0)
        with zipfile.ZipFile(epub) as book:
            pages = xhtml(book)
            navigation = book.read("EPUB/nav.xhtml").decode()
        cell("notes", f"{notes_of(pages)}/{notes}", notes_of(pages) == notes)
        live = [target for page in pages for target in re.findall(r'<a href="([^"]*)"', page) if not target.startswith("#")]
        cell("links", f"{len(live)}/{links}", len(live) == links and all(re.match(r"(https?|ftp):|mailto:", target, re.I) for target in live))
        listed = re.search(r'<nav epub:type="page-list".*?</nav>', navigation, re.S)
        listed = listed.group().count("<li>") if listed else 0
        marked = sum(1 for element in walk(ast["blocks"]) if element.get("t") == "Span")
        cell("pages", f"{listed}/{marked}/{len(told['pages'])}", listed == marked)
        back = words(json.loads(run(pandoc, "-f", "epub", "-t", "json", epub))["blocks"])
        title = words(ast["meta"].get("title", {}))
        here = words(ast["blocks"])
        same = any(back == joined(*lead, here) for lead in ([], [title], [title, title]))
        cell("read back", "yes" if same else "NO", same)
        docx = run(pandoc, "-f", "json", "-t", "docx", stdin=ast_text)
        with zipfile.ZipFile(io.BytesIO(docx)) as word:
            # Two of every such file are the line above the notes.
            feet = len(re.findall(r"<w:footnote[ >]", word.read("word/footnotes.xml").decode())) - 2
            calls = word.read("word/document.xml").decode().count("<w:footnoteReference ")
        cell("docx", f"{calls}/{notes}", calls == feet == notes)
        for form in ("html", "latex", "typst"):
            made = run(pandoc, "-f", "json", "-s", "-t", form, stdin=ast_text)
        if typst:
            source = pathlib.Path(folder) / "x.typ"
            source.write_bytes(made)
            pdf = typst.compile(str(source))
            cell("pdf", "yes" if pdf.startswith(b"%PDF") else "NO", pdf.startswith(b"%PDF"))
    markdown = run(tool, "-q", "--pages", path)
    read = json.loads(run(pandoc, "-f", "markdown", "-t", "json", stdin=markdown))
    same = read["blocks"] == ast["blocks"] and read["meta"] == ast["meta"]
    cell("markdown", "yes" if same else "NO", same)
    plain = json.loads(run(tool, "-q", "-t", "pandoc", path))
    if says_more_than_github(plain):
        cells["gfm"] = "-"
    else:
        markdown = run(tool, "-q", path).split(b"\n---\n\n", 1)[-1]
        github = json.loads(run(pandoc, "-f", "gfm", "-t", "json", stdin=markdown))
        same = words(github["blocks"]) == words(plain["blocks"]) and shape(github) == shape(plain)
        cell("gfm", "yes" if same else "NO", same)
    if options.pandoc2:
        old = run(tool, "-q", "-t", "pandoc", "--pandoc-api", "1.22", path)
        old = json.loads(run(*options.pandoc2.split(), "-f", "json", "-t", "json", stdin=old))
        cell("1.22", "yes" if old["blocks"] == plain["blocks"] else "NO", old["blocks"] == plain["blocks"])
    return cells, wrong


def says_more_than_github(tree):
    """Lists by letters or roman numbers or in two parentheses, verse, and second calls, which are raised labels."""
    def is_more(element):
        kind = element.get("t")
        marker = element["c"][0] if kind == "OrderedList" else None
        return kind in ("LineBlock", "Superscript") or (marker and (marker[1]["t"] != "Decimal" or marker[2]["t"] == "TwoParens"))
    return any(is_more(element) for element in walk(tree["blocks"]))


def shape(tree):
    """The blocks in order, the notes, and where links lead. pandoc's reader of GitHub's Markdown makes links of addresses of
    mail in plain text, and of an address that is a link's text, too: neither is looked at."""
    out = []

    def go(value):
        if isinstance(value, list):
            for part in value:
                go(part)
            return
        if not isinstance(value, dict):
            return
        kind, content = value.get("t"), value.get("c")
        if kind in ("Para", "Plain"):
            out.append("Para")
        elif kind == "Header":
            out.append(f"Header {content[0]}")
        elif kind == "Link":
            if not content[2][0].startswith("mailto:"):
                out.append(content[2][0])
            return
        elif kind in ("BulletList", "OrderedList", "BlockQuote", "CodeBlock", "Note"):
            out.append(kind)
        go(content)

    go(tree["blocks"])
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE.txt")
    parser.add_argument("--restitch", default="restitch", help="the program")
    parser.add_argument("--pandoc", default="pandoc", help="pandoc 3")
    parser.add_argument("--pandoc2", help="pandoc 2.17, as a command line")
    parser.add_argument("--epubcheck", help="epubcheck's jar")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER", help="leave the EPUBs there, to be looked at")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(functools.partial(guarded, options), options.files)
        for i, (path, (cells, wrong)) in enumerate(zip(options.files, results)):
            if i == 0:
                print("text".ljust(44), *(name.rjust(10) for name in cells))
            print(name_of(path)[:44].ljust(44), *(value.rjust(10) for value in cells.values()), " ".join(wrong and ["<-", *wrong]), flush=True)
            bad += bool(wrong)
    print(f"{len(options.files) - bad} of {len(options.files)} as they must be")
    return 1 if bad else 0


def name_of(path):
    return path.stem if path.stem != "raw" else path.parent.name


def guarded(options, path):
    try:
        return row(options, path)
    except (RuntimeError, OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        return {"error": str(error)[:300]}, ["error"]


if __name__ == "__main__":
    sys.exit(main())
