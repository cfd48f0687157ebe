#!/usr/bin/env python3
"""The source itself: what may include what (common/LAYERS), and how long files and functions are.
Both checks find what is planted."""
import os
import shutil
import subprocess
import sys

from harness import ROOT, check, finish, temporary_directory

UPWARD = '#include "store/store.h"\n'
LONG = "\nstatic int a_long_function(void)\n{\n%s    return 0;\n}\n"


def found(script, top=ROOT):
    """The lines that a check of the source prints; its exit status says whether there are any."""
    ran = subprocess.run([sys.executable, os.path.join(ROOT, "tests", script), top], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    lines = ran.stdout.splitlines()
    return lines if ran.returncode == int(bool(lines)) else ["exit status %d" % ran.returncode, *lines]


def add_to(top, name, text):
    with open(os.path.join(top, name), "a", encoding="utf-8") as file:
        file.write(text)


def planted(name, lines, word):
    check(name, None if any(word in line for line in lines) else "%r is not in: %s" % (word, lines))


check("every #include follows common/LAYERS", *found("layers.py"))
with temporary_directory() as copy:
    for name in os.listdir(ROOT):
        if name in ("common", "bench") or name.startswith("cs"):
            shutil.copytree(os.path.join(ROOT, name), os.path.join(copy, name))
    add_to(copy, "common/base/text.h", UPWARD)
    planted("an upward #include is found", found("layers.py", copy), "base may not include store/store.h")
    add_to(copy, "common/base/arena.c", "#include <fcntl.h>\n#ifdef _WIN32\n#endif\n")
    planted("a header of the operating system is found", found("layers.py", copy),
            "common/base/arena.c: <fcntl.h>")
    planted("a question for the operating system is found", found("layers.py", copy),
            "common/base/arena.c: _WIN32")
    add_to(copy, "common/base/text.c", LONG % ("    /* one of many lines */\n" * 57))
    planted("a function of 61 lines is found", found("sizes.py", copy), "a_long_function() has 61 lines")
finish()
