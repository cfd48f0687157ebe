#!/usr/bin/env python3
"""The reference in doc/: what cites it finds it.

A citation is `doc/csv.md`, or `doc/csv.md, Rows` with a heading or another entry of that page. A
link in Markdown leads to a file, and after `#` to one of its headings. A path of the source tree in
backquotes exists.
"""
import glob
import os
import re

from harness import ROOT, check, expect, finish

SOURCES = ("Makefile", "setup", ".ci/run", "*.md", "doc/*", "man/*", "bench/**/*", "common/**/*", "cs*/*",
           "completion/*", "examples/*", "packaging/**/*", "tests/**/*", "testdata/*.md",
           "testdata/**/*.py")
PAGES = sorted(os.path.basename(path) for path in glob.glob(os.path.join(ROOT, "doc", "*.md")))
# A page of doc/ by name, and where a comma follows, the entry: up to the end of the phrase.
CITATION = re.compile(r"(?<![\w./-])(doc/)?([a-z][a-z-]*\.md)(?:, ([A-Za-z][\w' -]*)(?=[).;:,]))?")
LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:common|csanalyzer|csdiff|csexport|csimport|tests|man|doc|examples|completion)/"
                  r"[\w./-]+\.\w+)`")
MARGIN = re.compile(r"\n[ \t]*(?:/?\*+(?!/)|#+|--|//|\.\\\")?[ \t]*")


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def sources():
    """The files that people write, by their path from the top; neither the corpus nor this test."""
    found = {os.path.relpath(path, ROOT) for pattern in SOURCES
             for path in glob.glob(os.path.join(ROOT, pattern), recursive=True)
             if os.path.isfile(path)}
    return sorted(path for path in found
                  if "/corpus/" not in path and not path.endswith((".pyc", ".png", "test_doc.py")))


def entries(page):
    """What a citation can name: headings, the bold word a paragraph begins with, a table's rows."""
    return re.findall(r"^(?:#+ |(?:- )?\*\*|\| `?|- `)([\w][\w' -]*\w)", text_of("doc/" + page), re.MULTILINE)


def wrong_citations(text):
    """Citations in a file that is no Markdown of doc/: with the folder, of a page and entry."""
    for folder, page, entry in CITATION.findall(MARGIN.sub(" ", text)):
        if page in PAGES and not folder:
            yield "%s is doc/%s" % (page, page)
        elif folder and page not in PAGES:
            yield "there is no doc/%s" % page
        elif folder and entry and not any(entry.startswith(known) or known.startswith(entry)
                                          for known in entries(page)):
            yield "doc/%s has no entry \"%s\"" % (page, entry)


def anchors(text):
    """The headings of a page as links name them."""
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)", text, re.MULTILINE)}


def wrong_links(path, text):
    for target in LINK.findall(text):
        name, _, anchor = target.partition("#")
        if ":" in target:
            continue
        file = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
        if not os.path.exists(os.path.join(ROOT, file)):
            yield "there is no %s" % target
        elif anchor and anchor not in anchors(text_of(file)):
            yield "%s has no heading #%s" % (file, anchor)
    for name in PATH.findall(text):
        if "NAME" not in name and not os.path.exists(os.path.join(ROOT, name)):
            yield "there is no %s" % name


def check_the_check():
    """A citation that leads nowhere is seen."""
    for text, wanted in (
            ("/* doc/csv.md */", []),
            ("/* As doc/csv.md has it\n * (doc/csv.md, As\n * CSV). */", []),
            ("/* csv.md */", ["csv.md is doc/csv.md"]),
            ("# doc/nothing.md", ["there is no doc/nothing.md"]),
            ("/* (doc/csv.md, Nonsense). */", ['doc/csv.md has no entry "Nonsense"'])):
        check("citation: %s" % text.replace("\n", " "),
              expect("problems", list(wrong_citations(text)), wanted))
    for text, wanted in (("[a](csv.md)", []), ("[a](csv.md#as-csv)", []),
                         ("[a](csv.md#no)", ["doc/csv.md has no heading #no"]),
                         ("[a](nothing.md)", ["there is no nothing.md"]),
                         ("`common/no.c`", ["there is no common/no.c"])):
        check("link: %s" % text, expect("problems", list(wrong_links("doc/README.md", text)), wanted))


def main():
    check_the_check()
    cited = 0
    for path in sources():
        text = text_of(path)
        problems = list(wrong_citations(text)) if not path.startswith("doc/") else []
        if path.endswith(".md"):
            problems += wrong_links(path, text)
        cited += "doc/" in text
        if problems or "doc/" in text:
            check("%s cites what is there" % path, *problems)
    check("the reference is cited", cited < 10 and "only by %d files" % cited)
    index = text_of("doc/README.md")
    check("doc/README.md lists every page",
          " ".join(page for page in PAGES if page != "README.md" and page not in index))
    finish()


main()
