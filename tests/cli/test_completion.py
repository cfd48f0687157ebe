#!/usr/bin/env python3
"""Completion for bash: what it offers for a command line, and what a person sees who presses Tab."""
import os
import pty
import re
import select
import subprocess
import time

from harness import BIN, ROOT, TESTDATA, Run, check, expect, finish, temporary_directory

SCRIPT = os.environ.get("COMPLETION") or os.path.join(ROOT, "completion", "cstools.bash")
ENVIRONMENT = dict(os.environ, PATH=BIN + os.pathsep + os.environ["PATH"])
ENVIRONMENT.pop("CSTOOLS_DATABASE", None)

# Readline cuts words at these, within quotes aside (see COMP_WORDBREAKS in bash(1)).
PIECES = re.compile(r"""(?:"[^"]*"?|'[^']*'?|\\.|[^\s"'@><=;|&(:\\])+|[@><=;|&(:]|(?<=[^\\]\s)$""")

COMPLETE = """
source "$SCRIPT"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_POINT=${#COMP_LINE}
_cstools "${COMP_WORDS[0]}"
((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
"""


def offered(line, directory, **variables):
    """What is offered at the end of `line`, as completions of its last piece."""
    words = "COMP_LINE=%s COMP_WORDS=(%s)" % (
        quoted(line), " ".join(quoted(word) for word in PIECES.findall(line)))
    done = subprocess.run(["bash", "--norc", "-c", words + COMPLETE], cwd=directory,
                          capture_output=True, text=True, timeout=60, check=False,
                          env={**ENVIRONMENT, "SCRIPT": SCRIPT, **variables})
    return done.stdout.splitlines() + done.stderr.splitlines()


def quoted(word):
    return "'" + word.replace("'", "'\\''") + "'"


def offers(line, *wanted, directory=None, **variables):
    name = "%s%s" % (line, "".join(" (%s=…)" % key for key in variables))
    check(name, expect("offered", sorted(offered(line, directory, **variables)), sorted(wanted)))


# ---- Options and words ----

def test_options():
    offers("csanalyzer --la", "--layout=")
    offers("csanalyzer --su", "--summary", "--summary=")
    offers("CSExportAnalyzer --ex", "--exclude-attribute=", "--excel")
    offers("/usr/bin/csexport --", "--database=", "--filter=", "--help", "--items=", "--list",
           "--quiet", "--version")
    offers("csimport --me", "--mechanism=", "--merge")
    for program in ("csanalyzer", "csexport", "csimport", "csdiff", "csconfig"):
        shown = Run("--help", program=program).out.decode()
        listed = set(re.findall(r"(?<![\w/-])--[a-z-]*[a-z]", shown))
        found = {option.rstrip("=") for option in offered(program + " --", None)}
        check("%s: the options are those of --help" % program,
              expect("options", sorted(found), sorted(listed)))


def test_words():
    offers("csanalyzer --layout=", "changes", "values", "objects", "wide")
    offers("csanalyzer --layout w", "wide")
    offers("csanalyzer --format ", "csv", "jsonl", "xlsx", "html")
    offers("csanalyzer --summary=j", "json")
    offers("csanalyzer --omodt=add,delete", "add,delete", "add,delete-add")
    offers("csanalyzer --columns DN,Obj", "DN,ObjectType", "DN,ObjectGUID")
    offers("csanalyzer --columns DN,@title,New", "title,NewDN", "title,NewValue")
    offers("csanalyzer --limit del", "delete=")
    offers("csdiff --section e", "escrowed-export")
    offers("csdiff --key=", "dn", "sourceanchor", "@")
    offers("csdiff a.xml un")
    offers("csconfig ", "show", "check", "diff", "path")
    offers("csconfig diff --format=", "text", "md", "html", "jsonl")
    offers("csanalyzer --layout wide export.xml e", "escrowed-export")
    offers("csanalyzer -o report.csv export.xml p", "pending-import")
    offers("csanalyzer ex")
    offers("csanalyzer --output=ex")
    offers("csexport name /", "/f:", "/o:")
    offers("csexport name /o", "/o:")
    offers("csexport name /opt/")
    offers("csexport name /f:", "d=", "r=", "g=", "s", "i", "e", "m", "x")
    offers("csexport name /f:d", "d=")
    offers("csexport name -f m", "m")
    offers("csexport name --items=", "e", "b", "h", "d", "p")


def test_columns():
    """The columns are those of the program."""
    columns = [word for word in offered("csanalyzer --columns ", None)]
    check("there are columns", not columns and "none")
    for column in columns:
        status = {Run("--layout", layout, "--columns", column, os.path.join(TESTDATA, "drop.xml"))
                  .status for layout in ("changes", "values", "objects")}
        check("--columns %s" % column, expect("status of one layout", 0 in status, True))


# ---- Connectors ----

NAMES = ("contoso.com", "contoso.com - AAD", "Ada's \"own\"", "a:b=c")


def test_connectors(directory):
    there = os.path.join(directory, "my space.db")
    for name in NAMES:
        Run("-q", "-d", there, "-n", name, os.path.join(TESTDATA, "drop.xml"), program="csimport")
    offers("csexport ", directory=directory)
    offers("csexport ", *NAMES, directory=directory, CSTOOLS_DATABASE=there)
    offers("csexport contoso.com\\ ", "contoso.com - AAD", CSTOOLS_DATABASE=there)
    offers('csexport "contoso.com -', "contoso.com - AAD", CSTOOLS_DATABASE=there)
    offers("csexport 'Ada", "Ada's \"own\"", CSTOOLS_DATABASE=there)
    offers("csexport Ada\\'s\\ \\\"o", "Ada's \"own\"", CSTOOLS_DATABASE=there)
    offers("csexport a:b", "b=c", CSTOOLS_DATABASE=there)
    offers("csexport -d 'my space.db' /f:x con", "contoso.com", "contoso.com - AAD",
           directory=directory)
    offers("csexport --database=my\\ space.db con", "contoso.com", "contoso.com - AAD",
           directory=directory)
    offers("csexport -d my\\ space.db -d", directory=directory)
    offers("csexport -dmissing.db con", directory=directory, CSTOOLS_DATABASE=there)
    offers("csexport contoso.com con", directory=directory, CSTOOLS_DATABASE=there)
    offers("csimport -n 'con", "contoso.com", "contoso.com - AAD", CSTOOLS_DATABASE=there)
    offers("csimport --connector=Ad", "Ada's \"own\"", CSTOOLS_DATABASE=there)
    check("looking makes no database", "missing.db" in os.listdir(directory) and "missing.db")
    return there


# ---- In a terminal ----

def pressed(typed, directory, database):
    """The words of the line that a person has who types `typed` and then Tab."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(directory)
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"],
                   dict(ENVIRONMENT, PS1="> ", TERM="dumb", CSTOOLS_DATABASE=database,
                        INPUTRC=os.devnull, HISTFILE=""))
    os.write(terminal, b"source '%s'; show() { printf '<%%s>' \"$@\"; echo E'N'D; exit; }\n"
             % SCRIPT.encode())
    # Tab, then to the begin of the line.
    os.write(terminal, typed.encode() + b"\t\x01show \n")
    seen, deadline = b"", time.monotonic() + 30
    while b"END\r" not in seen and time.monotonic() < deadline:
        if select.select([terminal], [], [], 1)[0]:
            try:
                seen += os.read(terminal, 4096)
            except OSError:
                break
    os.close(terminal)
    os.waitpid(pid, 0)
    found = re.findall(rb"^(<.*>)END", seen.replace(b"\r", b""), re.MULTILINE)
    return found[-1].decode() if found else repr(seen)


def test_terminal(directory, database):
    for typed, wanted in (("csexport contoso.com\\ ", "<csexport><contoso.com - AAD>"),
                          ("csexport 'contoso.com -", "<csexport><contoso.com - AAD>"),
                          ('csexport "contoso.com -', "<csexport><contoso.com - AAD>"),
                          ("csexport Ada", "<csexport><Ada's \"own\">"),
                          ("csexport 'Ada", "<csexport><Ada's \"own\">"),
                          ("csexport a:", "<csexport><a:b=c>"),
                          ("csexport x --it", "<csexport><x><--items=>"),
                          ("csexport x my", "<csexport><x><my space.db>")):
        check("%s, and Tab" % typed, expect("arguments", pressed(typed, directory, database),
                                            wanted))


def main():
    test_options()
    test_words()
    test_columns()
    with temporary_directory() as directory:
        test_terminal(directory, test_connectors(directory))
    finish()


main()
