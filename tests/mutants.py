#!/usr/bin/env python3
"""Puts small faults into common/, one at a time, and sees whether the tests notice:
make mutants N=100 SEED=1

A fault is one changed operator, constant, condition or result, or a call that is left out; those
that only release memory stay, as a leak is the sanitizers' matter, and so does what changes nothing
that a program says or does: the constants of an `enum tuning`, which say how much is read, kept or
done at a time, functions hash_NAME(), which say where to look first, and by how much an array of
characters, or what is asked of malloc(), is larger than it must be. A fault that does not compile
or that the compiler takes for the same program is drawn again. Which faults a seed draws changes
only where the source does.

All happens in copies of the tree. The unit tests run first, then files of the programs' tests, those
that are likeliest to notice before the others, and last of all some with the sanitizers, until one
fails twice or hangs; such a file must pass without the fault. Every fault that nobody noticed is
printed; under 90 % the exit status is 1."""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ENOUGH = 90  # percent

# The tests of a fault: "unit" is all suites of the unit tests, the others are tests/cli/test_NAME,
# the quick ones first; "sanitized NAME" is a test with the sanitizers, as CI runs all of them.
SANITIZED = "sanitized "
QUICK = ("unit", "corpus", "house", "csimport", "database", "formats", "page", "staging", "csexport")
SLOW = ("roundtrip", "silent", "report", "malformed", "reviewer", "csdiff", "faults")
WITH_SANITIZERS = tuple(SANITIZED + name for name in ("corpus", "formats", "page", "csexport", "csimport"))
NO_CODE = {"bench", "layers", "install", "doc"}
# By what the path of a file in common/ begins with: what goes before the others. "unit:NAME" is one
# suite of the unit tests; it runs with the sanitizers, too, which see what is read a byte too far.
FIRST = {
    "cli/report_options": "formats report reviewer",
    "decode": "unit:decode",
    "decode/errordetail": "unit:columns reviewer",
    "model": "unit:object unit:decode unit:columns",
    "names": "unit:dn unit:mapping unit:pending csdiff staging",
    "page": "unit:page unit:page_text page",
    "report": "unit:report unit:changes unit:columns",
    "report/limit": "unit:limit",
    "report/packed_change": "unit:changes unit:table",
    "report/view": "unit:changes unit:columns unit:pending",
    "store": "unit:store_filter unit:store_import unit:store_objects unit:store "
             "unit:store_interrupted corpus csimport",
    "store/write_shared": "unit:store_shared unit:store_import csimport",
    "table/workbook": "unit:workbook formats",
    "xml/read": "unit:reader unit:object unit:changes corpus roundtrip",
    "xml/read/capture": "unit:frame unit:reader unit:object roundtrip",
    "xml/read/read": "corpus csimport report malformed",
    "xml/read/runs": "corpus csimport report malformed",
    "xml/read/scan": "unit:scan unit:token unit:reader corpus roundtrip malformed",
    "xml/read/worker": "corpus csimport report malformed",
    "xml/token": "unit:token unit:scan unit:reader corpus roundtrip malformed",
    "xml/write": "unit:writer unit:store_objects roundtrip",
}

# What is neither code nor counted: comments, texts, characters, lines of the preprocessor.
NO_CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|^#(?:[^\n]*\\\n)*[^\n]*', re.S | re.M)
SWAPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||",
         "||": "&&", "+": "-", "-": "+", "+=": "-=", "-=": "+=", "++": "--", "--": "++",
         "true": "false", "false": "true"}
OPERATOR = re.compile(r"(?<= )(?:[<>]=?|[!=]=|&&|\|\||[-+]=?)(?= )|\+\+|--|(?<=return )(?:true|false)")
CONSTANT = re.compile(r"(?<![\w.])-?\d+(?=[uU]?\b)(?!\.)")
ALIKE = re.compile(r"\benum tuning \{[^}]*\}|^static \w+ hash_\w+\([^;{}]*\{.*?^\}", re.S | re.M)
ROOM = re.compile(r"\b(?:[mc]alloc|cs_buffer_reserve)\([^;]*|(?<=\n) +(?:unsigned )?char \w+\[[^;=]*")
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
    text = code = path.read_text()
    for nothing in (NO_CODE, ALIKE):
        code = nothing.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), code)
    for m in OPERATOR.finditer(code):
        yield path, m.start(), len(m[0]), SWAPS[m[0]]
    rooms = [m.span() for m in ROOM.finditer(code)]
    for m in CONSTANT.finditer(code):
        if any(start < m.start() < end for start, end in rooms) and code[m.start() - 2] != "-":
            continue  # there would only be more room
        yield path, m.start(), len(m[0]), str(int(m[0]) + 1)
    for m in CONDITION.finditer(code):
        end = closing(code, m.end()) + 1
        yield path, m.end(), end - m.end(), "(!" + text[m.end():end] + ")"
    for m in CALL.finditer(code):
        yield path, m.start(), len(m[0]), m[1] + ";"


def where(test):
    """The directory that a test is built in, and what make is told for it."""
    if test.startswith(SANITIZED):
        return "build-sanitized", ("SANITIZE=address,undefined", "BUILD=build-sanitized")
    return "build", ()


class Tree:
    """A copy of the source and what is built of it."""

    def __init__(self, top):
        self.top = Path(top)

    def make(self, *what):
        return subprocess.run(["make", "-s", "CFLAGS=-O2", *what],
                              cwd=self.top, capture_output=True, check=False).returncode == 0

    def build(self, test):
        """Builds what a test needs."""
        directory, how = where(test)
        if test.removeprefix(SANITIZED).startswith("unit"):
            return self.make(*how, directory + "/unit")
        return self.make(*how, "all", "tests")

    def failure(self, test, limit=600):
        """What a file of tests says when it fails, or takes longer than so many seconds; "" where
        it passes."""
        scratch = tempfile.mkdtemp(dir=self.top)
        os.chmod(scratch, 0o755)  # some tests become another user
        environment = dict(os.environ, BUILD=where(test)[0], FIRST="1", TIMEOUT=str(limit),
                           TMPDIR=scratch, CK_DEFAULT_TIMEOUT="60" if SANITIZED in test else "15")
        done = subprocess.run(["tests/run", test.removeprefix(SANITIZED)], cwd=self.top,
                              env=environment, text=True, stdout=subprocess.PIPE, check=False)
        shutil.rmtree(scratch, ignore_errors=True)
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


def in_order(top, seed):
    """All faults, as a seed draws them: each has its own place, whatever the others are."""
    drawn = []
    for source in sorted((top / "common").rglob("*.c")):
        text, alike = source.read_text(), Counter()
        for path, at, length, instead in faults_of(source):
            begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            name = (seed, path.name, text[begin:end].strip(), at - begin, instead)
            alike[name] += 1
            key = hashlib.sha256(repr((name, alike[name])).encode()).digest()
            drawn.append((key, (path.relative_to(top), at, length, instead)))
    return [fault for _, fault in sorted(drawn, key=lambda pair: pair[0])]


def draw(tree, n, seed):
    """`n` faults, each of which changes the program."""
    good = {}
    for fault in in_order(tree.top, seed):
        if n == 0:
            return
        path = fault[0]
        if not (tree.top / "build" / path).with_suffix(".o").exists():
            continue  # a file that is left out here
        if path not in good:
            good[path] = tree.object(path)
        text = tree.put(fault)
        changed = tree.object(path)
        (tree.top / path).write_text(text)
        if changed not in (b"", good[path]):
            n -= 1
            yield fault


def tests_of(top, path):
    """All tests, those that are likeliest to notice a fault of that file first."""
    name = path.relative_to("common").with_suffix("").as_posix()
    begins = [begin for begin in FIRST if name.startswith(begin)]
    first = FIRST[max(begins, key=len)].split() if begins else []
    if (top / f"tests/unit/test_{path.stem}.c").exists():
        first.insert(0, "unit:" + path.stem)
    own = [test for test in first if test.startswith("unit:")]
    first += [SANITIZED + test for test in own]
    others = [file.stem.removeprefix("test_") for file in sorted((top / "tests/cli").glob("test_*"))]
    others = [test for test in others if test not in NO_CODE.union(SLOW)]
    return list(dict.fromkeys((*first, *QUICK, *others, *SLOW, *WITH_SANITIZERS)))


class Clean:
    """The tree without a fault: its tests must pass, and say how long one may take."""

    def __init__(self, tree):
        self.tree, self.limits, self.locks = tree, {}, defaultdict(threading.Lock)

    def limit(self, test):
        """Seconds; the machine may be busier later."""
        with self.locks[test]:
            if test not in self.limits:
                self.limits[test] = 30 + 4 * int(self.seconds(test))
            return self.limits[test]

    def seconds(self, test):
        """How long a test takes that passes."""
        for _ in range(3):
            begun = time.monotonic()
            said = self.tree.failure(test)
            if not said:
                return time.monotonic() - begun
        raise SystemExit("mutants: without a fault, too:\n" + said)


def first_to_fail(tree, path, clean):
    """The test that fails twice with the fault that is in the tree; None where all pass."""
    for test in tests_of(tree.top, path):
        limit = clean.limit(test)
        if not tree.build(test):
            return "the build"
        if tree.failure(test, limit) and tree.failure(test, limit):
            return test
    return None


def prepare(directory):
    """Trees that are built: one to draw with, one that stays clean, and one for each processor."""
    names = ["draw", "clean", *(f"tree{i}" for i in range(os.cpu_count()))]
    trees = [Tree(f"{directory}/{name}") for name in names]
    shutil.copytree(TOP, trees[0].top, symlinks=True,
                    ignore=shutil.ignore_patterns("build", "build-*", ".git", "node_modules"))
    tests = ("unit", "house", SANITIZED + "unit", SANITIZED + "house")
    if not all(trees[0].build(test) for test in tests):
        sys.exit("mutants: the tree does not build")
    for tree in trees[1:]:
        shutil.copytree(trees[0].top, tree.top, symlinks=True)
    return trees


def main():
    n, seed = (int(argument) for argument in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="mutants.") as directory:
        os.chmod(directory, 0o755)
        drawing, unchanged, *trees = prepare(directory)
        clean, faults, lock = Clean(unchanged), draw(drawing, n, seed), threading.Lock()

        def next_fault():
            with lock:
                return next(faults, None)

        def judge(tree):
            """Takes faults while there are any; the tests that noticed, None where none did."""
            found = []
            while fault := next_fault():
                text = tree.put(fault)
                try:
                    found.append(first_to_fail(tree, fault[0], clean))
                except SystemExit:
                    with lock:
                        faults.close()  # nobody needs to go on
                    raise
                (tree.top / fault[0]).write_text(text)
                if not found[-1]:
                    print("not noticed: " + described(unchanged.top, fault), flush=True)
                elif os.environ.get("V"):
                    print(f"{found[-1]}: {described(unchanged.top, fault)}", flush=True)
            return found

        with ThreadPoolExecutor(len(trees)) as pool:
            found = [test for tests in pool.map(judge, trees) for test in tests]
    noticed = len(found) - found.count(None)
    percent = 100 * noticed // max(len(found), 1)
    print(f"mutants: {len(found)} faults, {noticed} noticed ({percent} %), seed {seed}")
    return 1 if percent < ENOUGH else 0


if __name__ == "__main__":
    sys.exit(main())
