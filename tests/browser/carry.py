"""How well decisions hold when a document is extracted again: `carry.py RESTITCH CASES`, with playwright and rapidfuzz.

CASES is a folder of cases, each a folder with `raw.txt` and `case.json` (which text, set by which renderer in which style,
printed by which extractor). What the review page of one extraction saves when a reader accepts all doubts is applied to that
extraction again, and to every other one of the same document, and each decision is looked up: applied or told as not fitting,
and where. The places of two extractions are compared by an alignment of all their words, which knows nothing of how restitch
finds a place. `restitch check` must pass on all that is made. Ends with 1 where a decision is applied wrongly or fewer are
applied to other extractions than `--floor` (per cent) says.

`RESTITCH_CHROMIUM` names the browser.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections import Counter
from itertools import permutations
from pathlib import Path

import tomllib
from playwright.sync_api import sync_playwright
from rapidfuzz.distance import Indel, Levenshtein

SCANS = ("tesseract", "scan")
# Words by which an alignment may be off where extractors part words otherwise.
NEAR = 3


def letters(text):
    return "".join(c for c in text.lower() if c.isalpha())


class Reading:
    """A document as words in order, with the places of its calls among them."""

    def __init__(self, made):
        self.made = made
        self.words, self.calls, self.links = [], {}, {}
        self.walk(made["document"]["blocks"], True)
        for note in made["document"]["notes"]:
            self.walk(note["blocks"], False)

    def walk(self, blocks, counted):
        for block in blocks:
            for item in block.get("items", []):
                self.walk(item, counted)
            self.walk(block.get("blocks", []), counted)
            for inlines in [block.get("content", []), *block.get("lines", [])]:
                if isinstance(inlines, list):
                    self.line(inlines, counted)

    def line(self, inlines, counted):
        for inline in inlines:
            if inline["t"] == "call":
                self.calls.setdefault(inline["note"], len(self.words))
            elif inline["t"] == "link":
                self.links[inline["link"]] = "".join(part.get("text", "") for part in inline["content"])
                self.line(inline["content"], counted)
            elif inline["t"] == "text" and counted:
                self.words.extend(filter(None, map(letters, inline["text"].split())))

    def body(self, note):
        text = []
        def walk(blocks):
            for block in blocks:
                for inline in block.get("content", []):
                    text.append(inline.get("text", "") or "".join(part.get("text", "") for part in inline.get("content", [])))
                for item in block.get("items", []):
                    walk(item)
        walk(self.made["document"]["notes"][note]["blocks"])
        return letters("".join(text))


def aligned(one, other):
    """For each place between the words of one reading, the same place in the other."""
    places, to = [], 0
    for code in Indel.opcodes(one.words, other.words):
        if code.tag in ("equal", "delete"):
            for k in range(code.src_end - code.src_start):
                places.append(code.dest_start + (k if code.tag == "equal" else 0))
        to = code.dest_end
    return places + [to]


class Cases:
    def __init__(self, restitch, folder, browser, every):
        self.restitch, self.browser, self.every = restitch, browser, every
        self.scratch = Path(tempfile.mkdtemp(prefix="carry-"))
        self.all = []
        for path in sorted(Path(folder).glob("*/case.json")):
            case = json.loads(path.read_text())
            case["raw"] = path.parent / "raw.txt"
            case["document"] = (case["id"].split("-")[0], case["renderer"], json.dumps(case.get("style"), sort_keys=True))
            self.all.append(case)

    def made(self, case, decisions=None):
        args = ["--decisions", str(decisions)] if decisions else []
        done = subprocess.run([self.restitch, "-q", "-t", "json", *args, str(case["raw"])], capture_output=True, check=True)
        if decisions:
            out = self.scratch / "out.json"
            out.write_bytes(done.stdout)
            subprocess.run([self.restitch, "check", "-q", str(case["raw"]), str(out)], check=True)
        return Reading(json.loads(done.stdout))

    def decide(self, case):
        """What the review page saves once all doubts are accepted, and what each entry was made of."""
        page_file = self.scratch / "page.html"
        subprocess.run([self.restitch, "-q", "review", str(case["raw"]), "-o", str(page_file)], check=True)
        page = self.browser.new_page()
        page.goto(page_file.as_uri())
        page.on("dialog", lambda dialog: dialog.accept())
        file, made_of = page.evaluate(
            """(every) => { for (const item of items.filter((one) => one.doubt || every)) { show(item); accept(); }
               const of = (kind) => items.filter((one) => one.kind === kind && settled(one));
               return [toml(), Object.fromEntries(["note", "line", "hyphen", "link"].map((kind) =>
                 [kind, of(kind).map((one) => one.note ?? one.link ?? one.repair ?? null)]))]; }""",
            self.every,
        )
        page.close()
        path = self.scratch / f"{case['id']}.toml"
        path.write_text(file, encoding="utf-8")
        return path, tomllib.loads(file), made_of


def verdict(subject, entry, of, first, second, decision, there, decided):
    """Whether an applied decision stands where it was made."""
    made = second.made
    if subject == "note":
        span = decision["span"][0]
        notes = [(abs(n["anchor"]["at"] - span), i) for i, n in enumerate(made["document"]["notes"])
                 if n["anchor"]["status"] == "decided"]
        note = min(notes)[1]
        one, other = first.body(of), second.body(note)
        length = min(len(one), len(other), 60)
        same = made["document"]["notes"][note]["label"] == entry["label"]
        if length and not same and Levenshtein.normalized_similarity(one[:length], other[:length]) < 0.5:
            return f"another note: {one[:30]} / {other[:30]}"
        here, now = first.calls.get(of), second.calls.get(note)
        if here and now is not None and abs(there[here] - now) > NEAR:
            # extractors that print a stretch elsewhere: the words right before the call say
            before = lambda reading, at: "".join(reading.words[max(0, at - 8) : at])[-30:]
            if Levenshtein.normalized_similarity(before(first, here), before(second, now)) < 0.7:
                return f"{there[here]} words on / {now}: {before(first, here)} / {before(second, now)}"
    elif subject == "link" and not entry.get("nowhere"):
        bare = lambda url: re.sub(r"^(https?://)?(www\.)?", "", url).rstrip("/").lower()
        said = [letters(second.links.get(i, "")) for i, link in enumerate(made["document"]["links"])
                if link["status"] == "decided" and bare(link["url"]) == bare(entry["url"])]
        if letters(entry["text"]) not in said:
            return f"on other words: {entry['text'][:40]} / {said}"
    elif subject == "line":
        raw = second.raw[decision["span"][0] : decision["span"][1]].decode("utf-8", "replace")
        plain = lambda text: "".join(c for c in text.lower() if c.isalnum())
        if plain(raw) != plain(entry["text"]):
            return f"another line: {raw} / {entry['text']}"
    elif subject == "hyphen":
        at = decision["span"][0]
        before = letters(second.raw[max(0, at - 60) : at].decode("utf-8", "replace"))
        if not before.endswith(letters(entry["before"])[-6:]):
            return f"another word: {entry['before'][-20:]} / {before[-20:]}"
    return None


def measure(cases, show):
    """Counts by group and subject."""
    counts, why = Counter(), Counter()
    wrong = []
    plain = {case["id"]: cases.made(case) for case in cases.all}
    for case in cases.all:
        plain[case["id"]].raw = case["raw"].read_bytes()
    for case in cases.all:
        others = [other for other in cases.all if other["document"] == case["document"]]
        path, decided, made_of = cases.decide(case)
        first = plain[case["id"]]
        for other in others:
            scan = case["extractor"] in SCANS or other["extractor"] in SCANS
            group = "the same extraction" if other is case else "another, one of them a scan" if scan else "another extraction"
            second = cases.made(other, path)
            second.raw = other["raw"].read_bytes()
            there = aligned(first, second)
            for decision in second.made["ledger"].get("decisions", []):
                subject, entry = decision["subject"], decision["entry"]
                counts[group, subject, "all"] += 1
                told = f"{case['id']} -> {other['id']}: {decision['says']}"
                if not decision["applied"]:
                    counts[group, subject, "unfit"] += 1
                    why[group, subject, decision["why_not"]] += 1
                    if show and re.search(show, group + subject):
                        print("unfit", told, "|", decision["why_not"])
                    continue
                fault = verdict(subject, decided[subject][entry], made_of[subject][entry], first, second, decision, there, decided)
                counts[group, subject, "wrong" if fault else "applied"] += 1
                if fault:
                    wrong.append(f"wrong in {told}: {fault}")
    return counts, why, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("restitch")
    parser.add_argument("cases")
    parser.add_argument("--every", action="store_true", help="accept all that can be decided, doubtful or not")
    parser.add_argument("--floor", type=float, default=0)
    parser.add_argument("--only", default="", help="texts whose names match")
    parser.add_argument("--show", help="tell those that do not fit, of the groups and subjects that match")
    args = parser.parse_args()
    with sync_playwright() as playwright:
        path = os.environ.get("RESTITCH_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        cases = Cases(str(Path(args.restitch).resolve()), args.cases, browser, args.every)
        cases.all = [case for case in cases.all if re.search(args.only, case["id"])]
        counts, why, wrong = measure(cases, args.show)
        browser.close()
    groups = sorted({group for group, _, _ in counts})
    low = False
    for group in groups:
        subjects = sorted({subject for g, subject, _ in counts if g == group})
        total = Counter()
        for subject in [*subjects, "in all"]:
            row = total if subject == "in all" else Counter({k: counts[group, subject, k] for k in ("all", "applied", "unfit", "wrong")})
            if subject != "in all":
                total += row
            share = 100 * row["applied"] / max(row["all"], 1)
            print(f"{group:28}{subject:8}{row['all']:6} decisions{row['applied']:6} applied{row['unfit']:5} unfit{row['wrong']:4} wrong{share:7.1f} %")
        low |= 100 * total["applied"] < args.floor * total["all"]
    for (group, subject, reason), n in why.most_common():
        print(f"{n:6}  {group}, {subject}: {reason}")
    for told in wrong:
        print(told)
    raise SystemExit(1 if wrong or low else 0)


main()
