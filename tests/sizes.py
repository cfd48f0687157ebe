#!/usr/bin/env python3
"""Checks that no function of the programs and of common/ has more than 60 lines, and no file more
than 450.

    tests/sizes.py [DIRECTORY]

DIRECTORY is the top of a source tree (this one). Prints a line for each that is longer and exits
with 1. A function is what stands between a line that is only "{" and the "}" that follows at the
beginning of a line, as clang-format lays it out; its head counts, too.
"""

import re
import sys
from pathlib import Path

FUNCTION = 60
FILE = 450
BODY = re.compile(r"^([a-z][^;{}]*?\b(\w+)\([^;{}]*?)\n\{$.*?^\}$", re.M | re.S)


def too_long(path, name):
    text = path.read_text()
    lines = text.count("\n")
    if lines > FILE:
        yield f"{name}: {lines} lines"
    for function in BODY.finditer(text):
        lines = function[0].count("\n") + 1
        if lines > FUNCTION:
            at = text.count("\n", 0, function.start()) + 1
            yield f"{name}:{at}: {function[2]}() has {lines} lines"


def main():
    top = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    sources = sorted((*(top / "common").rglob("*.[ch]"), *top.glob("cs*/*.[ch]"),
                      *(top / "bench").rglob("*.[ch]")))
    wrong = [line for path in sources for line in too_long(path, path.relative_to(top))]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
