#!/usr/bin/env python3
"""The manual: its pages are clean, what they show is what happens, and they know every option.

In a page, a literal block whose first line begins with `$ ` is an example. Lines with `$ ` are
commands for bash, lines with `> ` go on with the command above, all others are what the commands
print, standard error included. The examples of a page run one after the other in a directory of
their own that holds the documents of testdata/, with aad.xml also as export.xml.

    tests/cli/test_manual.py            tests
    tests/cli/test_manual.py --write    writes into the pages what the commands print: read git diff
"""
import glob
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir, "support"))  # for --write
from harness import BIN, ROOT, TESTDATA, Run, check, expect, finish, temporary_directory

MAN = os.path.join(ROOT, "man")
PAGES = sorted(os.path.basename(path) for path in glob.glob(os.path.join(MAN, "*.[0-9]")))
PROGRAMS = sorted(name for name in os.listdir(BIN) if name != "CSExportAnalyzer")
COLUMNS, LINES = 80, 40  # of a terminal: csdiff's help is the longest
# The tests of one program, by name. Those of house run all of them.
TESTS = {"csanalyzer": ("report", "answers", "reviewer", "formats", "page", "house"),
         "csdiff": ("csdiff", "answers", "house"), "csexport": ("csexport", "house"),
         "csimport": ("csimport", "ldif", "ldap", "house"), "csconfig": ("csconfig", "house")}
OTHER_PAGES = {"ldap.conf.5", "sqlite3.1", "umask.2", "xmllint.1"}


def source(page):
    with open(os.path.join(MAN, page), encoding="utf-8") as file:
        return file.read()


def mandoc(page, *options):
    return subprocess.run(["mandoc", *options, page], cwd=MAN, capture_output=True, text=True,
                          check=False).stdout


# ---- What the pages show ----

BLOCK = re.compile(r"(?<=^\.Bd -literal\n)\$ .*?(?=^\.Ed)", re.DOTALL | re.MULTILINE)
# What roff, or man(1), would show otherwise than it is typed.
ESCAPES = {"\\e": "\\", "\\(aq": "'", "\\(ga": "`", "\\(ha": "^", "\\(ti": "~"}


def from_roff(text):
    for escape, character in reversed(ESCAPES.items()):
        text = text.replace(escape, character)
    text = re.sub(r"\\\[u([0-9A-F]+)\]", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"^\\&(?=\.)", "", text, flags=re.MULTILINE)


def to_roff(text):
    for escape, character in ESCAPES.items():
        text = text.replace(character, escape)
    text = re.sub(r"[^\x00-\x7f]", lambda found: "\\[u%04X]" % ord(found[0]), text)
    return re.sub(r"^\.", r"\\&.", text, flags=re.MULTILINE)


def commands(block):
    """The commands of an example, in order: pairs of a command and what it prints."""
    found = []
    for line in from_roff(block).rstrip("\n").split("\n"):
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0] += "\n" + line[2:]
        else:
            found[-1][1] += line + "\n"
    return found


def typed(command, printed):
    """A command as it stands in a page."""
    return to_roff("$ " + command.replace("\n", "\n> ") + "\n" + printed)


def lay_out(directory):
    """Fills a directory with what the examples read."""
    for path in glob.glob(os.path.join(TESTDATA, "*.xml")):
        shutil.copy(path, directory)
    shutil.copy(os.path.join(TESTDATA, "aad.xml"), os.path.join(directory, "export.xml"))
    for side in ("active", "staging"):
        shutil.copytree(os.path.join(TESTDATA, "config", side), os.path.join(directory, side))


def run_in(directory, command):
    environment = dict(os.environ, PATH=BIN + os.pathsep + os.environ["PATH"], TZ="UTC")
    environment.pop("CSTOOLS_DATABASE", None)
    done = subprocess.run(["bash", "-c", command], cwd=directory, env=environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60, check=False)
    return re.sub(r" +$", "", done.stdout.decode("utf-8", "backslashreplace"), flags=re.MULTILINE)


def check_examples(page):
    with temporary_directory() as directory:
        lay_out(directory)
        for block in BLOCK.findall(source(page)):
            for command, wanted in commands(block):
                found = run_in(directory, command)
                check("%s: $ %s" % (page, command.split("\n")[0]),
                      found != wanted and "it prints:\n%sinstead of:\n%s" % (found, wanted))


def write_examples(page):
    with temporary_directory() as directory:
        lay_out(directory)
        text = BLOCK.sub(lambda block: "".join(typed(command, run_in(directory, command))
                                               for command, _ in commands(block[0])), source(page))
    with open(os.path.join(MAN, page), "w", encoding="utf-8") as file:
        file.write(text)


def check_readme():
    """README.md shows commands without what they print; what stands behind blanks explains them."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        shown = re.findall(r"^    (csanalyzer .*?|csimport .*?|csexport [^(]*?)(?: {2,}.*)?$",
                           file.read(), re.MULTILINE)
    check("README.md shows commands", not shown and "none")
    with temporary_directory() as directory:
        lay_out(directory)
        shutil.copy(os.path.join(directory, "aad.xml"), os.path.join(directory, "everything.xml"))
        run_in(directory, "csimport everything.xml")
        for command in shown:
            check("README.md: %s" % command, expect(
                "exit status", run_in(directory, command + " >out 2>err; echo $?; cat err")[:1], "0"))


# ---- How they are written ----

def check_style(page):
    lint = re.sub("^.*STYLE: referenced manual not found: Xr .*\n", "",  # see below
                  mandoc(page, "-T", "lint"), flags=re.MULTILINE)
    check("%s is clean under mandoc -T lint" % page, lint)
    shown = re.sub(".\b", "", mandoc(page, "-T", "utf8", "-O", "width=78"))
    check("%s fits a terminal" % page,
          "\n".join(line for line in shown.split("\n") if len(line) > COLUMNS))
    check("%s has quotes in its examples that can be copied" % page,
          "\n".join(line for block in BLOCK.findall(source(page)) for line in block.split("\n")
                    if re.search("['`^~]", line)))
    named = {"%s.%s" % pair for pair in re.findall(r"^\.Xr (\S+) (\d)", source(page),
                                                   re.MULTILINE)}
    check("%s refers to pages that there are" % page, " ".join(named - OTHER_PAGES - {*PAGES}))


# ---- The options ----

OPTION = re.compile(r"(?<![\w/-])(--[a-z][a-z-]+|-[A-Za-z])(?![a-z])|(?<!\S)(/[fo?])")


def help_options(program):
    shown = Run("--help", program=program).out.decode()
    return sorted({word for words in OPTION.findall(shown) for word in words if word})


def manual_options(program):
    """The options that head an item of a list, as --help writes them."""
    heads = "\n".join(re.findall(r"^\.It (.*)", source(program + ".1"), re.MULTILINE))
    return sorted({"-" + name for name in re.findall(r"\bFl (\S+)", heads)} |
                  set(re.findall(r"\bIc (/[fo?])", heads)))


def tests_of(program):
    """The text of the tests that run a program, and of the examples that do."""
    text = "\n".join(command for page in PAGES for block in BLOCK.findall(source(page))
                     for command, _ in commands(block) if program in command)
    for name in TESTS[program]:
        for path in glob.glob(os.path.join(ROOT, "tests", "cli", "test_%s.*" % name)):
            with open(path, encoding="utf-8") as file:
                text += file.read()
    return text


def is_used(option, text):
    """Whether the option is given to the program; a message that names it does not count."""
    return re.search(r"(?<![\w-])(?<!option \")" + re.escape(option) + r"(?![a-z-])", text)


def check_options(program):
    listed = help_options(program)
    check("%s --help and the manual know the same options" % program,
          expect("options", manual_options(program), listed))
    text = tests_of(program)
    check("every option of %s is in a test" % program,
          " ".join(option for option in listed if not is_used(option, text)))
    lines = Run("--help", program=program).out.decode().split("\n")
    check("%s --help fits a screen" % program, len(lines) > LINES and "%d lines" % len(lines),
          "\n".join(line for line in lines if len(line) > COLUMNS))


def main():
    if sys.argv[1:] == ["--write"]:
        for page in PAGES:
            write_examples(page)
        return
    for page in PAGES:
        check_style(page)
        check_examples(page)
    check_readme()
    for program in PROGRAMS:
        check("%s has a page" % program, program + ".1" not in PAGES and "none in man/")
        check_options(program)
    finish()


main()
