#!/usr/bin/env python3
"""What every program does alike: --help, --version, wrong usage, output that fails."""
import os
import re
import subprocess

from harness import BIN, ROOT, Run, check, expect, finish, temporary_directory

PROGRAMS = [name for name in ("csanalyzer", "csimport", "csexport", "csdiff", "csconfig")
            if os.path.exists(os.path.join(BIN, name))]
ESCAPE = "\033"

with open(os.path.join(ROOT, "common/base/version.h"), encoding="utf-8") as header:
    VERSION = re.search(r'^#define CS_VERSION "(.*)"$', header.read(), re.M)[1]


class House(Run):
    """A program in an empty directory, which it leaves empty."""

    here = None

    def __init__(self, program, *arguments, **options):
        self.command = " ".join((program, *arguments))
        super().__init__(*arguments, program=program, cwd=self.here, **options)

    def ends(self, name, status, out, err):
        """A case: what the program did is this; `out` and `err` are a text or a compiled pattern."""
        stdout = (self.out or b"").decode("utf-8", "backslashreplace")
        check(name, *(problem and "%s: %s" % (self.command, problem) for problem in (
            expect("exit status", self.status, status), matches("standard output", stdout, out),
            matches("standard error", self.err, err))))


def matches(what, found, wanted):
    if isinstance(wanted, str):
        return expect(what, found, wanted)
    return None if wanted.fullmatch(found) else "%s: %r is not %r" % (what, found, wanted.pattern)


def pattern(text):
    return re.compile(text, re.DOTALL)


def wrong_usage(name, message, program, *arguments):
    House(program, *arguments).ends("%s: %s" % (program, name), 2, "", "%s: %s\nTry '%s --help'.\n" % (
        program, message, program))


def unread(program, *arguments):
    """Its standard output is a pipe that nothing reads."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        return House(program, *arguments, stdout=pipe)


def full(program, *arguments):
    """Its standard output is a full disk."""
    with open("/dev/full", "wb") as disk:
        return House(program, *arguments, stdout=disk)


def closed(program, *arguments):
    """Its standard output is closed."""
    return House(program, *arguments, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.close(1))


def help_and_version(program):
    run = House(program, "--help")
    run.ends(program + " --help", 0, pattern("Usage: %s .*" % program), "")
    text = run.out.decode()
    for option in ("--help", "--version", "--quiet"):
        check("%s --help names %s" % (program, option), None if option in text else text)
    check(program + " --help fits a terminal", *(line for line in text.splitlines() if len(line) > 80))
    House(program, "-h").ends(program + " -h", 0, text, "")
    House(program, "--help", "--bogus").ends(program + " --help comes first", 0, text, "")

    version = "%s (cstools) %s\n" % (program, VERSION)
    House(program, "--version").ends(program + " --version", 0, version, "")
    House(program, "-V").ends(program + " -V", 0, version, "")
    House(program, "-q", "--vers").ends(program + ": a long option may be shortened", 0, version, "")

    cannot = program + ": cannot write standard output: "
    for option in ("--help", "--version"):
        case = "%s %s " % (program, option)
        full(program, option).ends(case + "on a full disk", 2, "", cannot + "No space left on device\n")
        unread(program, option).ends(case + "into a closed pipe", 2, "", "")
        closed(program, option).ends(case + "without standard output", 2, "", cannot + "Bad file descriptor\n")


def usage_of_any(program):
    wrong_usage("unknown option", 'unknown option "--bogus"', program, "--bogus")
    wrong_usage("unknown option with a value", 'unknown option "--bogus"', program, "--bogus=value")
    wrong_usage("unknown letter", 'unknown option "-z"', program, "-z")
    wrong_usage("a value where none belongs", 'option "--quiet" takes no value', program, "--quiet=very")
    wrong_usage("a hostile option", r'unknown option "--\x1B[31mred"', program, "--" + ESCAPE + "[31mred")
    House(program, "a", "b", "c", "d").ends(
        program + ": too many arguments", 2, "",
        pattern("%s: .*\nTry '%s --help'.\n" % (program, program)))
    House(program, "--", "--help").ends(program + ": -- ends the options", 2, "", pattern(program + ": .*"))


def usage_of_some():
    for program, option in (("csanalyzer", "--output"), ("csimport", "--database"),
                            ("csexport", "--database")):
        letter = option[1:3]
        needs = 'option "%s" needs a value'
        wrong_usage("no value", needs % option, program, option)
        wrong_usage("no value after a letter", needs % letter, program, letter)
        wrong_usage("an option given twice", 'option "%s" is given twice' % option,
                    program, letter, "a", letter, "b")
    wrong_usage("no value after letters", 'option "-o" needs a value', "csanalyzer", "-qo")
    for program in ("csimport", "csexport"):
        House(program).ends(program + ": without an argument", 2, "",
                            pattern("%s: .*\nTry '%s --help'.\n" % (program, program)))


def what_is_missing():
    for program in ("csanalyzer", "csimport"):
        House(program, "missing" + ESCAPE + ".xml").ends(
            program + ": a missing file is named, and harmless", 2, "",
            pattern(program + r": .*missing\\x1B\.xml.*"))
    House("csexport", "-d", "missing.db", "contoso.com").ends(
        "csexport: a missing database is named", 2, "", pattern(r"csexport: .*missing\.db.*"))


with temporary_directory() as House.here:
    for name in PROGRAMS:
        help_and_version(name)
        usage_of_any(name)
    usage_of_some()
    what_is_missing()
    House("CSExportAnalyzer", "--version").ends("CSExportAnalyzer is csanalyzer", 0,
                                                "csanalyzer (cstools) %s\n" % VERSION, "")
    check("none of this made a file", *os.listdir(House.here))
finish()
