"""What the Python tests of the programs share: running a program as a user does, and counting."""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir))
TESTDATA = os.path.join(ROOT, "testdata")
BIN = os.path.abspath(os.environ.get("BIN") or os.path.join(ROOT, "build", "bin"))

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(ROOT, "tests"), TESTDATA]

# `PROGRAM: what (file, byte offset 7, object 3, DN "...")`, the place as far as it is known.
MESSAGE = re.compile(
    r'(?P<program>\w+): (?P<what>.+?)'
    r'(?: \((?P<file>[^()]+?)(?:, byte offset (?P<offset>\d+))?(?:, object (?P<object>\d+))?'
    r'(?:, DN "(?P<dn>.*)")?\))?\n', re.DOTALL)

failed = []


def sanitized():
    """True where the programs are built with a sanitizer, which takes memory and time itself."""
    with open(os.path.join(BIN, "csanalyzer"), "rb") as file:
        program = file.read()
    return any(b"__%s_init" % name in program for name in (b"asan", b"tsan", b"msan"))


def rounds(few, many):
    """How often to draw at random: `few` times, `many` where LONG is set (`.ci/run all`)."""
    return many if os.environ.get("LONG") else few


def check(name, *problems):
    """Prints the result of the case `name`; `problems` are texts, empty ones (None, "") aside."""
    problems = [problem for problem in problems if problem]
    print(("not ok " if problems else "ok ") + name)
    for problem in problems:
        for line in str(problem).splitlines():
            print("# " + line)
    if problems:
        failed.append(name)


def finish():
    """Ends the test: the exit status says whether anything failed."""
    if failed:
        print("# %d failed" % len(failed))
    sys.exit(1 if failed else 0)


class Run:
    """A finished program: its exit status, standard output and standard error."""

    def __init__(self, *arguments, program="csanalyzer", **options):
        """`input` is bytes for standard input (nothing by default); further options as
        subprocess.run() takes them."""
        if "stdin" not in options:
            options.setdefault("input", b"")
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        done = subprocess.run([os.path.join(BIN, program), *arguments], timeout=120, check=False,
                              **options)
        self.status, self.out = done.returncode, done.stdout
        self.err = (done.stderr or b"").decode("utf-8", "backslashreplace")


def expect(what, found, wanted):
    """A problem where two things differ, shown at the first difference."""
    if found == wanted:
        return None
    if isinstance(found, bytes) and isinstance(wanted, bytes):
        at = next((i for i, (a, b) in enumerate(zip(found, wanted)) if a != b),
                  min(len(found), len(wanted)))
        start = max(0, at - 60)
        return "%s differs at byte %d:\n found  %r\n wanted %r" % (
            what, at, found[start:at + 60], wanted[start:at + 60])
    return "%s: %r instead of %r" % (what, found, wanted)


def read(name):
    """The bytes of a file of testdata/."""
    with open(os.path.join(TESTDATA, name), "rb") as file:
        return file.read()


def write(directory, name, data):
    """Writes a file and returns its path."""
    path = os.path.join(directory, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def temporary_directory():
    return tempfile.TemporaryDirectory(prefix="cstools-test-")


DECLARATION = re.compile(r"""<\?xml[^>]*?\?>""")


def encodings(text):
    """A document (without a declaration's encoding, or with any) in every encoding that is
    accepted: pairs of a name and the bytes."""
    text = text.removeprefix("\ufeff")

    def labelled(label):
        return '<?xml version="1.0" encoding="%s"?>' % label + DECLARATION.sub("", text, count=1)

    plain = DECLARATION.sub("", text, count=1).lstrip(" \t\r\n")
    return [
        ("UTF-8", labelled("UTF-8").encode("utf-8")),
        ("UTF-8 with a mark", labelled("utf-8").encode("utf-8-sig")),
        ("UTF-8 without a label", plain.encode("utf-8")),
        ("UTF-8 labelled UTF-16", labelled("UTF-16").encode("utf-8")),
        ("UTF-8 with a mark labelled UTF-16", labelled("utf-16").encode("utf-8-sig")),
        ("UTF-16LE", labelled("UTF-16").encode("utf-16-le")),
        ("UTF-16LE with a mark", ("\ufeff" + labelled("UTF-16")).encode("utf-16-le")),
        ("UTF-16LE without a label", plain.encode("utf-16-le")),
        ("UTF-16BE", labelled("utf-16").encode("utf-16-be")),
        ("UTF-16BE with a mark", ("\ufeff" + labelled("UTF-16")).encode("utf-16-be")),
        ("UTF-16BE with a mark labelled UTF-8",
         ("\ufeff" + labelled("UTF-8")).encode("utf-16-be")),
        ("UTF-16LE labelled UTF-8", labelled("UTF-8").encode("utf-16-le")),
    ]
