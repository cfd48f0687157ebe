#!/usr/bin/env python3
"""The cases of testdata/golden: a new one is a folder with two files, input.xml and expected.csv.

    input.xml       what is read; further files may stand beside it
    expected.csv    what the program prints; any name expected.* will do (expected.jsonl)
    expected.err    what it prints to standard error; nothing, where this is missing
    args            the command, if it is not `csanalyzer input.xml`; it runs in the folder
    status          the exit status, if it is not 0 (2 where expected.err is all there is)

    tests/run golden
    tests/cli/test_golden.py --write    writes what is printed: read git diff
"""
import os
import shlex
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir)
sys.path.insert(0, os.path.join(ROOT, "tests/support"))  # for --write
from harness import BIN, TESTDATA, check, expect, finish  # pylint: disable=wrong-import-position

GOLDEN = os.path.join(TESTDATA, "golden")


class Case:
    """A folder."""

    def __init__(self, name):
        self.path = os.path.join(GOLDEN, name)
        self.names = os.listdir(self.path)
        outputs = [file for file in self.names if file.startswith("expected.") and file != "expected.err"]
        self.output = outputs[0] if outputs else None

    def read(self, name, default=b""):
        if name not in self.names:
            return default
        with open(os.path.join(self.path, name), "rb") as file:
            return file.read()

    def run(self):
        command = shlex.split(self.read("args", b"csanalyzer input.xml").decode())
        return subprocess.run([os.path.join(BIN, command[0]), *command[1:]], cwd=self.path,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120, check=False)

    def problems(self):
        ran = self.run()
        status = self.read("status", b"0" if self.output else b"2")
        yield expect("exit status", ran.returncode, int(status))
        yield expect("standard output", ran.stdout, self.read(self.output))
        yield expect("standard error", ran.stderr, self.read("expected.err"))

    def write(self):
        ran = self.run()
        for name, data in ((self.output, ran.stdout), ("expected.err", ran.stderr)):
            if name and (data or name in self.names):
                with open(os.path.join(self.path, name), "wb") as file:
                    file.write(data)


cases = {name: Case(name) for name in sorted(os.listdir(GOLDEN)) if name != "README.md"}
for name, case in cases.items():
    if "--write" in sys.argv:
        case.write()
    else:
        check(name, *case.problems())
finish()
