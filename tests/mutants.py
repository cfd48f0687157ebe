#!/usr/bin/env python3
"""Puts small faults into common/, one at a time, and sees whether the tests notice:
make mutants N=100 SEED=1

A fault is one changed operator, constant, condition or result, or a call that is left out; those
that only release memory stay, as a leak is the sanitizers' matter. A fault that does not compile or
that the compiler takes for the same program is drawn again. All happens in copies of the tree. The
unit tests run first, then files of the programs' tests, until one fails or hangs; such a file must
pass without the fault. Every fault that nobody noticed is printed; under 90 % the exit status is
1."""
import functools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

TOP = Path(__file__).resolve().parent.parent
TESTS = ("unit", "corpus", "house", "formats", "csimport", "csexport", "staging", "page",
         "roundtrip", "report", "malformed", "csdiff", "reviewer")
TIMEOUT = 240  # seconds for one file of tests; the machine may be busy
ENOUGH = 90  # percent

# What is neither code nor counted: comments, texts, characters, lines of the preprocessor.
NO_CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|^#(?:[^\n]*\\\n)*[^\n]*', re.S | re.M)
SWAPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||",
         "||": "&&", "+": "-", "-": "+", "+=": "-=", "-=": "+=", "++": "--", "--": "++",
         "true": "false", "false": "true"}
OPERATOR = re.compile(r"(?<= )(?:[<>]=?|[!=]=|&&|\|\||[-+]=?)(?= )|\+\+|--|(?<=return )(?:true|false)")
CONSTANT = re.compile(r"(?<![\w.])\d+(?=[uU]?\b)(?!\.)")
CONDITION = re.compile(r"\b(?:if|while) (?=\()")
CALL = re.compile(r"(?<=[;{})]\n)( +)(?!return\b|free\(|\w+_free\()[a-z_]\w*\([^;{}]*\);$", re.M)


def closing(code, start):
    """Where the parenthesis that opens at `start` closes."""
    depth = 0
    for at in range(start, len(code)):
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        if depth == 0:
            return at
    raise ValueError("a parenthesis is open")


def faults_of(path):
    """All faults of a file: (file, place, length, what stands there instead)."""
    text = path.read_text()
    code = NO_CODE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    for m in OPERATOR.finditer(code):
        yield path, m.start(), len(m[0]), SWAPS[m[0]]
    for m in CONSTANT.finditer(code):
        yield path, m.start(), len(m[0]), str(int(m[0]) + 1)
    for m in CONDITION.finditer(code):
        end = closing(code, m.end()) + 1
        yield path, m.end(), end - m.end(), "(!" + text[m.end():end] + ")"
    for m in CALL.finditer(code):
        yield path, m.start(), len(m[0]), m[1] + ";"


class Tree:
    """A copy of the source and what is built of it."""

    def __init__(self, top):
        self.top = Path(top)

    def make(self, *what):
        return subprocess.run(["make", "-s", "-j2", "QUIET=1", "BUILD=build", "CFLAGS=-O2", *what],
                              cwd=self.top, capture_output=True, check=False).returncode == 0

    def build(self):
        targets = [path.stem for path in (self.top / "tests/fuzz/target").glob("*.c")]
        return self.make("all", "build/unit", *("build/fuzz/" + name for name in targets))

    def failure(self, test):
        """What a file of tests says when it fails; "" where it passes."""
        environment = dict(os.environ, BUILD="build", TIMEOUT=str(TIMEOUT), CK_EXCLUDE_TAGS="slow")
        done = subprocess.run(["tests/run", test], cwd=self.top, env=environment, text=True,
                              stdout=subprocess.PIPE, check=False)
        return done.stdout if done.returncode != 0 else ""

    def object(self, path):
        """The bytes of a source's object; nothing where it does not compile."""
        name = (Path("build") / path).with_suffix(".o")
        return (self.top / name).read_bytes() if self.make(str(name)) else b""

    def put(self, fault):
        """Puts a fault in; returns the text as it was."""
        path, at, length, instead = fault
        text = (self.top / path).read_text()
        (self.top / path).write_text(text[:at] + instead + text[at + length:])
        return text


def described(top, fault):
    path, at, length, instead = fault
    text = (top / path).read_text()
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    was, becomes = (re.sub(r"\s+", " ", s.strip()) for s in (text[at:at + length], instead))
    whole = text.splitlines()[line - 1].strip()
    return f"{path}:{line}:{column}: {was}  becomes  {becomes}    {whole}"


def draw(tree, n, seed):
    """`n` faults, each of which changes the program."""
    every = [(path.relative_to(tree.top), *rest)
             for source in sorted((tree.top / "common").glob("*.c"))
             for path, *rest in faults_of(source)]
    random.Random(seed).shuffle(every)
    for fault in every:
        if n == 0:
            return
        path = fault[0]
        if not (tree.top / "build" / path).with_suffix(".o").exists():
            continue  # a file that is left out here
        good = tree.object(path)
        text = tree.put(fault)
        changed = tree.object(path)
        (tree.top / path).write_text(text)
        if changed not in (b"", good):
            n -= 1
            yield fault


def main():
    n, seed = (int(argument) for argument in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="mutants.") as directory:
        names = ["draw", "clean", *(f"tree{i}" for i in range(os.cpu_count()))]
        trees = [Tree(f"{directory}/{name}") for name in names]
        shutil.copytree(TOP, trees[0].top, symlinks=True,
                        ignore=shutil.ignore_patterns("build", "build-*", ".git", "node_modules"))
        if not trees[0].build():
            sys.exit("mutants: the tree does not build")
        for tree in trees[1:]:
            shutil.copytree(trees[0].top, tree.top, symlinks=True)
        clean, free, lock = trees[1], SimpleQueue(), threading.Lock()
        for tree in trees[2:]:
            free.put(tree)

        @functools.cache
        def failure_without(test):
            return clean.failure(test)

        def first_to_fail(tree):
            """The test that fails with the fault that is in the tree; None where all pass."""
            if not tree.build():
                return "the build"
            for test in TESTS:
                if tree.failure(test):
                    with lock:
                        if failure_without(test):
                            raise SystemExit("mutants: without a fault, too:\n" +
                                             failure_without(test))
                    return test
            return None

        def notice(fault):
            tree = free.get()
            text = tree.put(fault)
            try:
                found = first_to_fail(tree)
            finally:
                (tree.top / fault[0]).write_text(text)
                free.put(tree)
            if not found:
                print("not noticed: " + described(clean.top, fault), flush=True)
            elif os.environ.get("V"):
                print(f"{found}: {described(clean.top, fault)}", flush=True)
            return found

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(notice, list(draw(trees[0], n, seed))))
    noticed = len(found) - found.count(None)
    percent = 100 * noticed // max(len(found), 1)
    print(f"mutants: {len(found)} faults, {noticed} noticed ({percent} %), seed {seed}")
    return 1 if percent < ENOUGH else 0


if __name__ == "__main__":
    sys.exit(main())
