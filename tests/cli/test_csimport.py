#!/usr/bin/env python3
"""csimport, as it is run: its options, what it says, and that it does all of it or nothing."""
import os
import pty
import re
import signal
import sqlite3
import subprocess

from documents import document
from harness import BIN, MESSAGE, Run, check, expect, finish, temporary_directory, write

NAME = "contoso.com - AAD"


def cs_object(number, inside="", name=NAME, ma_id="{A}", tower="<unapplied-export/>"):
    ending = "".join("<%s>%s</%s>" % (tag, text, tag)
                     for tag, text in (("ma-id", ma_id), ("ma-name", name)) if text is not None)
    return ('<cs-object cs-dn="CN=%d" id="{00000000-0000-0000-0000-%012d}" object-type="user">'
            "%s%s%s</cs-object>" % (number, number, tower, inside, ending))


def drop_file(*dns):
    return ('<mmsml xmlns="http://www.microsoft.com/mms/mmsml/v2" step-type="export">'
            "<directory-entries>" + "".join(
                '<delta operation="delete" dn="%s"/>' % dn for dn in dns) +
            "</directory-entries></mmsml>").encode()


def csimport(*arguments, **options):
    return Run(*arguments, program="csimport", **options)


def dns(name=NAME, database="connectorspace.db", cwd=None):
    """The DNs that the connector holds, in order; None where there is no such connector."""
    run = Run(name, "-", "-q", "-d", database, program="csexport", cwd=cwd)
    if run.status != 0:
        return None
    return [piece.split('"', 1)[0] for piece in run.out.decode().split('cs-dn="')[1:]]


def files(directory):
    """Its files, but for those that SQLite keeps beside a database."""
    return sorted(name for name in os.listdir(directory)
                  if not name.endswith(("-wal", "-shm")))


class Place:
    """An empty directory with files."""

    def __init__(self, **files):
        self.files = files

    def __enter__(self):
        self.directory = temporary_directory()
        path = self.directory.__enter__()
        for name, data in self.files.items():
            write(path, name, data)
        return path

    def __exit__(self, *exception):
        return self.directory.__exit__(*exception)


def outcome(run, status, out="", err=""):
    """Problems where a run did not do just that."""
    return [expect("status", run.status, status), expect("stdout", run.out.decode(), out),
            expect("stderr", run.err, err)]


def refused(name, files, arguments, what, place="", status=2, usage=False):
    """A run that must be refused, and leave nothing behind."""
    with Place(**files) as here:
        before = sorted(os.listdir(here))
        run = csimport(*arguments, cwd=here)
        message = "csimport: " + what + (" (%s)" % place if place else "") + "\n"
        if usage:
            message += "Try 'csimport --help'.\n"
        check(name, *outcome(run, status, "", message),
              expect("files", sorted(os.listdir(here)), before))


# ---- The command line --------------------------------------------------------------------------

def test_usage():
    for name, arguments, what in (
            ("no FILE", [], "no FILE given (- is standard input)"),
            ("two FILEs", ["a", "b"], 'unexpected argument "b"; csimport takes one FILE'),
            ("an unknown option", ["--bogus", "a"], 'unknown option "--bogus"'),
            ("an empty connector", ["-n", " ", "a"], "the connector's name is empty"),
            ("an empty database", ["-d", "", "a"], "the database's name is empty"),
            ("-n twice", ["-n", "a", "--connector=b", "a"], 'option "--connector" is given twice'),
            ("-d twice", ["-d", "a", "-d", "b", "a"], 'option "--database" is given twice')):
        refused("wrong usage: " + name, {}, arguments, what, usage=True)

    master, slave = pty.openpty()
    run = csimport("-", stdin=slave)
    os.close(master)
    os.close(slave)
    check("wrong usage: standard input is a terminal",
          *outcome(run, 2, "", "csimport: standard input is a terminal; name a FILE\n"
                   "Try 'csimport --help'.\n"))
    run = csimport("-n", b"\xff", "a")
    check("wrong usage: a name that is not UTF-8", expect("status", run.status, 2),
          None if "\\xFF" in run.err else run.err)

    run = csimport("--help")
    check("--help", expect("status", run.status, 0), expect("stderr", run.err, ""),
          None if run.out.startswith(b"Usage: csimport ") else run.out.decode())


def test_options():
    data = document(cs_object(1))
    line = NAME + ": 1 object added, 0 replaced, 0 removed\n"
    with Place(**{"in.xml": data, "-q": data}) as here:
        check("the usual database", *outcome(csimport("in.xml", cwd=here), 0, line),
              expect("objects", dns(cwd=here), ["CN=1"]))
        environment = dict(os.environ, CSTOOLS_DATABASE="other.db")
        check("$CSTOOLS_DATABASE",
              *outcome(csimport("in.xml", cwd=here, env=environment), 0, line),
              expect("objects", dns(database="other.db", cwd=here), ["CN=1"]))
        run = csimport("--database", "third.db", "--quiet", "in.xml", cwd=here, env=environment)
        check("--database beats it, and --quiet says nothing", *outcome(run, 0),
              expect("objects", dns(database="third.db", cwd=here), ["CN=1"]))
        check("standard input",
              *outcome(csimport("-d", "fourth.db", "-", cwd=here, input=data), 0, line))
        check("a file that looks like an option, behind --",
              *outcome(csimport("-d", "fifth.db", "--", "-q", cwd=here), 0, line))


# ---- What an import does ---------------------------------------------------------------------

def test_full_and_merge():
    files = {"one.xml": document(cs_object(1), cs_object(2), cs_object(3)),
             "two.xml": document(cs_object(2), cs_object(4)),
             "three.xml": document(cs_object(5), cs_object(4)), "none.xml": document()}
    with Place(**files) as here:
        check("a first import", *outcome(csimport("one.xml", cwd=here), 0,
                                         NAME + ": 3 objects added, 0 replaced, 0 removed\n"))
        check("a full import", *outcome(csimport("two.xml", cwd=here), 0,
                                        NAME + ": 1 object added, 1 replaced, 2 removed\n"),
              expect("objects", dns(cwd=here), ["CN=2", "CN=4"]))
        run = csimport("--merge", "three.xml", cwd=here)
        check("a merge", *outcome(run, 0, NAME + ": 1 object added, 1 replaced, 0 removed\n"),
              expect("objects", sorted(dns(cwd=here)), ["CN=2", "CN=4", "CN=5"]))
        run = csimport("-n", NAME, "none.xml", cwd=here)
        check("a file without objects removes all there are",
              *outcome(run, 0, NAME + ": 0 objects added, 0 replaced, 3 removed\n"),
              expect("objects", dns(cwd=here), []))


def test_drop_file():
    files = {"drop.xml": drop_file("CN=1", "CN=2"), "again.xml": drop_file("cn=2", "CN=3")}
    with Place(**files) as here:
        run = csimport("-n", "contoso.com", "drop.xml", cwd=here)
        check("a drop file", *outcome(run, 0, "contoso.com: 2 objects added, 0 replaced, "
                                      "0 removed\n"),
              expect("objects", dns("contoso.com", cwd=here), ["CN=1", "CN=2"]))
        run = csimport("-n", "contoso.com", "--merge", "again.xml", cwd=here)
        check("the objects of a drop file are matched by DN",
              *outcome(run, 0, "contoso.com: 1 object added, 1 replaced, 0 removed\n"))
    with Place(**{"drop.xml": drop_file(*("CN=%d" % i for i in range(40)))}) as here:
        csimport("-n", "contoso.com", "drop.xml", cwd=here)
        out = Run("contoso.com", "-", "-q", "-d", "connectorspace.db", program="csexport",
                  cwd=here).out.decode()
        ids = re.findall(' id="([^"]*)"', out)
        check("its objects get random ids of their own", expect("different", len(set(ids)), 40),
              *["%s is no random UUID (RFC 4122, 4.4)" % made_up for made_up in ids
                if not re.fullmatch("{[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}"
                                    "-[0-9A-F]{12}}", made_up)])
    refused("a drop file without -n", files, ["drop.xml"],
            "a drop file does not name its connector; name it with -n",
            'drop.xml, byte offset 91, object 1, DN "CN=1"')


def test_connector():
    disagree = document(cs_object(1), cs_object(2, name="fabrikam.com"))
    other_id = document(cs_object(1), cs_object(2, ma_id=None), cs_object(3, ma_id="{a}"),
                        cs_object(4, ma_id="{B}"))
    place = 'in.xml, byte offset %d, object %d, DN "CN=%d"'
    unknown = "the first object has no ma-name, so the connector is unknown; name it with -n"
    refused("no ma-name", {"in.xml": document(cs_object(1, name=None))}, ["in.xml"],
            unknown, place % (12, 1, 1))
    refused("a blank ma-name", {"in.xml": document(cs_object(1, name=" \n"))}, ["in.xml"],
            unknown, place % (12, 1, 1))
    refused("no objects", {"in.xml": document()}, ["in.xml"],
            "the file has no objects, so the connector is unknown; name it with -n", "in.xml")
    another = ('the object belongs to the connector "fabrikam.com", those before it to "%s"; to '
               "import all of them into one connector, name it with -n" % NAME)
    refused("another ma-name", {"in.xml": disagree}, ["in.xml"], another,
            place % (12 + len(cs_object(1)), 2, 2))
    refused("another ma-id", {"in.xml": other_id}, ["in.xml"],
            'the object has the ma-id "{B}", those before it "{A}"; to import all of them into one '
            "connector, name it with -n",
            place % (other_id.decode().index('<cs-object cs-dn="CN=4"'), 4, 4))
    # Several times what a thread reads at once.
    late = [cs_object(number) for number in range(1, 20000)]
    late.append(cs_object(20000, name="fabrikam.com"))
    for encoding, mark, width in (("UTF-8", b"", 1), ("UTF-16LE", b"\xff\xfe", 2)):
        refused("another ma-name behind what several threads read, " + encoding,
                {"in.xml": mark + document(*late).decode().encode(encoding)}, ["in.xml"], another,
                place % (len(mark) + width * (12 + sum(map(len, late[:-1]))), 20000, 20000))
    with Place(**{"in.xml": disagree, "id.xml": other_id}) as here:
        run = csimport("-n", "mine", "in.xml", cwd=here)
        check("with -n they may disagree",
              *outcome(run, 0, "mine: 2 objects added, 0 replaced, 0 removed\n"),
              expect("objects", dns("mine", cwd=here), ["CN=1", "CN=2"]))
        run = csimport("-n", "its", "id.xml", cwd=here)
        check("on the ma-id too",
              *outcome(run, 0, "its: 4 objects added, 0 replaced, 0 removed\n"))


def test_another_server():
    files = {"one.xml": document(cs_object(1)), "other.xml": document(cs_object(2, ma_id="{B}")),
             "none.xml": document(cs_object(3, ma_id=None))}
    with Place(**files) as here:
        csimport("one.xml", cwd=here)
        run = csimport("other.xml", cwd=here)
        check("a connector of another server is not replaced", expect("status", run.status, 2),
              None if "-n" in run.err and "{A}" in run.err else run.err,
              expect("objects", dns(cwd=here), ["CN=1"]))
        run = csimport("none.xml", cwd=here)
        check("one whose ma-id the file does not say is", expect("status", run.status, 0),
              expect("objects", dns(cwd=here), ["CN=3"]))
    late = document(cs_object(4, ma_id=None), cs_object(5, ma_id="{B}"))
    with Place(**dict(files, **{"late.xml": late})) as here:
        csimport("one.xml", cwd=here)
        run = csimport("late.xml", cwd=here)
        check("one whose second object is of another server is not replaced",
              expect("status", run.status, 2),
              None if "-n" in run.err and "{A}" in run.err and "object 2" in run.err else run.err,
              expect("objects", dns(cwd=here), ["CN=1"]))
    with Place(**dict(files, **{"late.xml": late})) as here:
        csimport("late.xml", cwd=here)
        run = csimport("one.xml", cwd=here)
        check("what the second object says is kept", expect("status", run.status, 2),
              expect("objects", dns(cwd=here), ["CN=4", "CN=5"]))


def test_names_on_a_terminal():
    with Place(**{"in.xml": document(cs_object(1, name="a\u009b31m\u202e"))}) as here:
        check("a name that would drive a terminal",
              *outcome(csimport("in.xml", cwd=here), 0,
                       "a\\u{009B}31m\\u{202E}: 1 object added, 0 replaced, 0 removed\n"))


def test_password_history():
    history = "<password-change-history><x/></password-change-history>"
    one = document(cs_object(1, history))
    two = document(cs_object(1, history), cs_object(2), cs_object(3, history))
    with Place(**{"one.xml": one, "two.xml": two}) as here:
        check("password history is not stored, and that is said in any case",
              *outcome(csimport("-q", "one.xml", cwd=here), 0, "",
                       "csimport: 1 object had a password-change-history, which is never stored\n"))
        check("of how many objects",
              *outcome(csimport("two.xml", cwd=here), 0,
                       NAME + ": 2 objects added, 1 replaced, 0 removed\n",
                       "csimport: 2 objects had a password-change-history, which is never "
                       "stored\n"))


# ---- All or nothing --------------------------------------------------------------------------

def test_refused_objects():
    no_id = '<cs-object cs-dn="CN=2"/>'
    cases = {
        "no id": document(cs_object(1), no_id),
        "an id twice": document(cs_object(1), cs_object(3), cs_object(1).replace("CN=1", "CN=2")),
        "an id twice, in another case":
            document(cs_object(1).replace("{00", "{aa"),
                     cs_object(1).replace("CN=1", "CN=2").replace("{00", "{AA")),
        "no cs-dn": document(cs_object(1), "<cs-object/>"),
        "an unknown operation": document(cs_object(1), cs_object(
            2, '<unapplied-export><delta operation="x"/></unapplied-export>')),
        "an end in the middle": document(cs_object(1), cs_object(2))[:-20],
    }
    for name, data in cases.items():
        with Place(**{"old.xml": document(cs_object(7)), "in.xml": data}) as here:
            run = csimport("new.db/../in.xml", cwd=here)  # no such path: nothing is made
            first = csimport("in.xml", cwd=here)
            message = MESSAGE.fullmatch(first.err)
            check("refused: " + name, expect("status", first.status, 2),
                  expect("stdout", first.out, b""), expect("a missing file", run.status, 2),
                  None if message and message["file"] == "in.xml" and message["offset"]
                  else "no place: " + first.err,
                  expect("files", sorted(os.listdir(here)), ["in.xml", "old.xml"]))
            csimport("-q", "old.xml", cwd=here)
            csimport("-q", "in.xml", cwd=here)
            check("the database is as it was: " + name, expect("objects", dns(cwd=here), ["CN=7"]))


def test_files():
    refused("a missing file", {}, ["in.xml"], 'cannot open "in.xml": No such file or directory')
    with Place(**{"in.xml": document(cs_object(1))}) as here:
        csimport("-q", "in.xml", cwd=here)
        run = csimport("connectorspace.db", cwd=here)
        os.symlink("connectorspace.db", os.path.join(here, "link"))
        link = csimport("link", cwd=here)
        check("the database itself",
              *outcome(run, 2, "",
                       'csimport: the file "connectorspace.db" is the database itself\n'),
              *outcome(link, 2, "", 'csimport: the file "link" is the database itself\n'))
        run = csimport("-d", "in.xml", "in.xml", cwd=here)
        check("an input that is given as the database", expect("status", run.status, 2))
        with open(os.path.join(here, "in.xml"), "rb") as file:
            check("is not touched", expect("bytes", file.read(), document(cs_object(1))))
    with Place(**{"in.xml": document(cs_object(1))}) as here, open("/dev/full", "wb") as full:
        run = csimport("in.xml", cwd=here, stdout=full)
        check("a result that cannot be said", expect("status", run.status, 2), expect(
            "stderr", run.err, "csimport: cannot write standard output: No space left on device; "
            "the import is done\n"), expect("objects", dns(cwd=here), ["CN=1"]))


def test_interrupted():
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
        with Place(**{"old.xml": document(cs_object(7))}) as here:
            csimport("-q", "old.xml", cwd=here)
            process = subprocess.Popen([os.path.join(BIN, "csimport"), "-"], cwd=here,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            process.stdin.write(document(*(cs_object(i) for i in range(1, 2000)))[:-20])
            process.stdin.flush()  # more than a pipe holds: it is reading
            process.send_signal(getattr(signal, name))
            process.wait(timeout=60)  # and only then is the pipe closed
            out, err = process.communicate()
            check("interrupted by " + name, expect("status", process.returncode, 2),
                  expect("stdout", out, b""),
                  None if err.startswith(b"csimport: interrupted") else err.decode(),
                  expect("objects", dns(cwd=here), ["CN=7"]),
                  expect("files", files(here), ["connectorspace.db", "old.xml"]))


def test_first_imports_at_once():
    """Only one can make the database; the others find it and go into it."""
    many = document(*(cs_object(i, name=None) for i in range(1, 3000)))
    with Place(**{"in.xml": many}) as here:
        imports = [subprocess.Popen([os.path.join(BIN, "csimport"), "-q", "-n", "c%d" % i,
                                     "in.xml"], cwd=here, stderr=subprocess.PIPE)
                   for i in range(4)]
        said = [process.communicate(timeout=60)[1] for process in imports]
        check("first imports at once",
              expect("statuses", [process.returncode for process in imports], [0] * 4),
              expect("stderr", said, [b""] * 4),
              *(expect("objects", len(dns("c%d" % i, cwd=here) or []), 2999) for i in range(4)),
              expect("files", files(here), ["connectorspace.db", "in.xml"]))


def test_text_between_objects():
    """Text that cannot be kept is refused, however it is spelled; white space is not text."""
    for text, status in ((b"x", 2), (b"<![CDATA[x]]>", 2), (b"&#120;", 2), (b" \n<![CDATA[ ]]>", 0)):
        whole = document(cs_object(1), "|", cs_object(2)).replace(b"|", text)
        with Place(**{"in.xml": whole}) as here:
            run = csimport("in.xml", cwd=here)
            check("text between objects: %s" % text.decode(), expect("status", run.status, status))


def test_database_errors():
    """An error of the database has no place in the XML."""
    with Place(**{"in.xml": document(cs_object(1)), "other.db": b"no database at all"}) as here:
        run = csimport("-d", "other.db", "in.xml", cwd=here)
        check("a file that is no database", expect("status", run.status, 2),
              None if b"other.db" in run.err.encode() and "byte offset" not in run.err
              else run.err)


def test_table_of_the_same_name():
    """csimport hands the values over in a table of its connection, `incoming`."""
    values = ("<synchronized-hologram><entry><attr name=\"title\"><value>Clerk</value></attr>"
              "</entry></synchronized-hologram>")
    with Place(**{"in.xml": document(cs_object(1, values))}) as here:
        csimport("in.xml", cwd=here)
        db = sqlite3.connect(os.path.join(here, "connectorspace.db"))
        db.executescript("""
            CREATE TABLE incoming (object_id, part, attr, position, attribute_id, amodt, vmodt,
                                   value, anchor, extension);
            INSERT INTO incoming VALUES (99, 1, 0, 0, 1, NULL, NULL, 'planted', NULL, NULL)""")
        run = csimport("in.xml", cwd=here)
        stored = db.execute("SELECT value FROM value").fetchall()
        db.close()
        check("a table that the database has beside ours is not read",
              expect("stored", stored, [("Clerk",)]),
              *outcome(run, 0, NAME + ": 0 objects added, 1 replaced, 0 removed\n"))


def test_undetermined():
    """A file that cannot tell what is pending goes in as it is, and out again; csimport says so."""
    silent = document(cs_object(1, tower=""), cs_object(2, tower=""))
    with Place(**{"in.xml": silent}) as here:
        run = csimport("-q", "in.xml", cwd=here)
        out = Run(NAME, "-", "-q", program="csexport", cwd=here)
        check("a file that cannot tell what is pending", expect("status", run.status, 0),
              None if run.err.startswith("csimport: in.xml: this file cannot tell what is pending")
              else run.err,
              expect("csexport", out.out.count(b"unapplied-export"), 0))
        db = sqlite3.connect(os.path.join(here, "connectorspace.db"))
        db.execute("INSERT INTO pending_export (connector, dn, omodt) VALUES (?, 'CN=1', 'delete')",
                   (NAME,))
        db.commit()
        db.close()
        staged = Run(NAME, "-", "-q", program="csexport", cwd=here)
        again = Run("--limit", "delete=0", "-", program="csanalyzer", cwd=here, input=staged.out)
        check("what is staged into it can be judged", expect("status", again.status, 3),
              None if b"<export-delta-operation>delete<" in staged.out else staged.out,
              None if "cannot tell" not in again.err else again.err)


def main():
    test_usage()
    test_options()
    test_full_and_merge()
    test_drop_file()
    test_connector()
    test_another_server()
    test_names_on_a_terminal()
    test_password_history()
    test_undetermined()
    test_refused_objects()
    test_files()
    test_interrupted()
    test_first_imports_at_once()
    test_database_errors()
    test_text_between_objects()
    test_table_of_the_same_name()
    finish()


main()
