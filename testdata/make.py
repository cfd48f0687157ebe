#!/usr/bin/env python3
"""Writes the generated files of testdata/ and the reports that must come out of them.

usage: make.py [DIRECTORY]   (testdata/ itself by default)

The cases are in cases/; odd.xml is written by hand. The reports come from tests/oracle.py: after a
change, read the difference row by row before it is kept.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir, "tests")]
sys.dont_write_bytecode = True

import oracle  # noqa: E402
from cases import aad, drop, onprem  # noqa: E402

# Name of the report, its input, the section and the options that lead to it.
REPORTS = (
    ("aad.csv", "aad.xml", "unapplied-export", {}),
    ("aad.raw.csv", "aad.xml", "unapplied-export", {"raw": True}),
    ("aad.excel.csv", "aad.xml", "unapplied-export", {"excel": True, "delimiter": ";"}),
    ("aad.escrowed-export.csv", "aad.xml", "escrowed-export", {}),
    ("aad.unconfirmed-export.csv", "aad.xml", "unconfirmed-export", {}),
    ("aad.pending-import.csv", "aad.xml", "pending-import", {}),
    ("aad-utf16le.csv", "aad-utf16le.xml", "unapplied-export", {}),
    ("aad-utf16be.csv", "aad-utf16be.xml", "unapplied-export", {}),
    ("onprem.csv", "onprem.xml", "unapplied-export", {}),
    ("onprem.pending-import.csv", "onprem.xml", "pending-import", {}),
    ("drop.csv", "drop.xml", "unapplied-export", {}),
    ("odd.csv", "odd.xml", "unapplied-export", {}),
    ("odd.raw.csv", "odd.xml", "unapplied-export", {"raw": True}),
    ("odd.excel.csv", "odd.xml", "unapplied-export", {"excel": True}),
    ("odd.escrowed-export.csv", "odd.xml", "escrowed-export", {}),
    ("odd.unconfirmed-export.csv", "odd.xml", "unconfirmed-export", {}),
    ("odd.pending-import.csv", "odd.xml", "pending-import", {}),
)


def documents():
    """The generated documents, and of those in another encoding what csexport makes of them."""
    few = aad.document(aad.few_objects)
    utf16 = few.replace('encoding="UTF-8"', 'encoding="utf-16"', 1)
    return {
        "aad.xml": aad.document().encode("utf-8"),
        "onprem.xml": onprem.document().encode("utf-8"),
        "drop.xml": ("\ufeff" + drop.document()).encode("utf-16-le"),
        "aad-utf16le.xml": ("\ufeff" + utf16).encode("utf-16-le"),
        "aad-utf16be.xml": utf16.encode("utf-16-be"),
        "aad-utf16le.export.xml": few.encode("utf-8"),
        "aad-utf16be.export.xml": few.encode("utf-8"),
    }


def all_files():
    """Every generated file: its name and its bytes."""
    files = documents()
    with open(os.path.join(HERE, "odd.xml"), "rb") as file:
        inputs = {**files, "odd.xml": file.read()}
    for name, source, section, options in REPORTS:
        files[name] = oracle.report(inputs[source], section, **options)
    return files


def main():
    directory = sys.argv[1] if len(sys.argv) > 1 else HERE
    for name, content in all_files().items():
        with open(os.path.join(directory, name), "wb") as file:
            file.write(content)


if __name__ == "__main__":
    main()
