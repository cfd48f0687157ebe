#!/usr/bin/env python3
"""Checks that every #include follows common/LAYERS, and who speaks to the operating system.

    tests/layers.py [DIRECTORY]

DIRECTORY is the top of a source tree (this one). Prints a line for each #include that is not
allowed and exits with 1: a room of common/ may include its own headers and those of the rooms that
LAYERS names for it, a program any room and its own headers. Only the files *_posix.c and
*_windows.c of common/sys include a header of the operating system, besides those that are still
named here, and nothing asks the compiler which system it is.
"""

import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
SYSTEM = re.compile(r"^\s*#\s*include\s+<((?:unistd|fcntl|dirent|libgen|poll|signal|sched|termios|pwd|"
                    r"netdb|windows|io|bcrypt|(?:sys|arpa|netinet)/\w+)\.h)>", re.M)
ASKS = re.compile(r"^\s*#\s*(?:if|elif).*\b(_WIN32|_WIN64|__linux__|__unix__|__APPLE__|__GLIBC__)\b",
                  re.M)
STILL = (  # to be moved to common/sys/system.h; the list only gets shorter
    "common/cli/cli.c", "common/config/folder.c", "common/names/mapping.h", "common/store/create.c",
    "common/store/open.c", "common/sys/interrupt.c", "common/sys/output.c", "common/sys/output.h",
    "common/sys/source.c", "common/sys/source.h", "common/sys/tempfile.c", "common/table/workbook.c",
    "common/table/workbook_check.c", "common/xml/read/input.h", "csexport/target.c",
    "csimport/import.c")
MADE = (".inc", ".hash")  # made from a file of the same room


def read_layers(path):
    """Each room's rooms; a room may only name rooms above it, so that there are no circles."""
    rooms = {}
    for line in path.read_text().splitlines():
        words = line.partition("#")[0].split()
        if not words:
            continue
        unknown = [room for room in words[1:] if room not in rooms]
        if unknown:
            sys.exit(f"{path}: {words[0]} may not include {unknown[0]}: it is not above it")
        rooms[words[0]] = {words[0], *words[1:]}
    return rooms


def wrong_includes(top, rooms):
    for path in sorted((top / "common").rglob("*.[ch]")):
        room = path.parent.relative_to(top / "common").as_posix()
        if room not in rooms:
            yield f"{path.relative_to(top)}: LAYERS has no room {room}"
            continue
        for name in INCLUDE.findall(path.read_text()):
            target = Path(name).parent.as_posix()
            if not name.endswith(MADE) and not (top / "common" / name).is_file():
                yield f"{path.relative_to(top)}: {name} is not a file of common/"
            elif target not in rooms[room]:
                yield f"{path.relative_to(top)}: {room} may not include {name}"


def foreign_includes(top):
    """What a program includes of another program."""
    for path in sorted(top.glob("cs*/*.[ch]")):
        for name in INCLUDE.findall(path.read_text()):
            if not (path.parent / name).is_file() and not (top / "common" / name).is_file():
                yield f"{path.relative_to(top)}: {name} is neither its own nor of common/"


def system_headers(top):
    """What speaks to the operating system and should not, or is named in STILL and does not."""
    still = set(STILL)
    for path in sorted((*(top / "common").rglob("*.[ch]"), *top.glob("cs*/*.[ch]"))):
        name, text = path.relative_to(top).as_posix(), path.read_text()
        headers = SYSTEM.findall(text)
        for word in ASKS.findall(text):
            yield f"{name}: {word}: only the Makefile asks for the system"
        if headers and not re.fullmatch(r"common/sys/\w+_(posix|windows)\.c", name):
            if name not in still:
                yield f"{name}: <{headers[0]}>: only common/sys/*_posix.c and *_windows.c may"
            still.discard(name)
        elif name in still:
            yield f"{name} is in STILL, and includes nothing of the system"


def circles(top):
    """Files that include each other."""
    included = {}
    for path in (*(top / "common").rglob("*.h"), *top.glob("cs*/*.h")):
        names = INCLUDE.findall(path.read_text())
        included[path] = {at for name in names for at in (top / "common" / name, path.parent / name)}
    for path, names in included.items():
        for name in names:
            if path in included.get(name, ()) and str(path) < str(name):
                yield f"{path.relative_to(top)} and {name.relative_to(top)} include each other"


def main():
    top = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    rooms = read_layers(top / "common/LAYERS")
    wrong = [*wrong_includes(top, rooms), *foreign_includes(top), *system_headers(top),
             *circles(top)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
