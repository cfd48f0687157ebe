#!/usr/bin/env python3
"""csexport, as it is run: both ways to write its options, every filter and item, --list, names."""
import os
import pty
import re
import select
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

from documents import document
from harness import BIN, Run, check, expect, finish, temporary_directory, write

AAD = "contoso.com - AAD"
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><cs-objects></cs-objects>'


def delta(part, operation, inside="", dn="x"):
    return ('<%s><delta operation="%s" dn="%s">%s</delta></%s>'
            % (part, operation, dn, inside, part))


def entry(part, inside=""):
    return '<%s><entry dn="x">%s</entry></%s>' % (part, inside, part)


def cs_object(number, dn, inside="", name=AAD):
    return ('<cs-object cs-dn="%s" id="{ABCDEF00-0000-0000-0000-%012d}" object-type="user">%s'
            "<ma-name>%s</ma-name></cs-object>" % (dn, number, inside, name))


ERROR = "<%s-errordetail><%s-status>x</%s-status></%s-errordetail>"
IMPORT_ERROR, EXPORT_ERROR = (ERROR.replace("%s", kind) for kind in ("import", "export"))

# What the filters choose from, by their numbers.
OBJECTS = (
    cs_object(1, "CN=Ada,OU=Users,DC=contoso", delta("unapplied-export", "add") +
              delta("escrowed-export", "add") + "<connector>1</connector>"),
    cs_object(2, "CN=Grace,OU=Users,DC=contoso", delta(
        "unapplied-export", "update", '<anchor encoding="base64">QQ==</anchor>') +
              delta("pending-import", "update") + "<connector>0</connector>" + EXPORT_ERROR),
    cs_object(3, "CN=Ada,OU=Groups,DC=contoso", delta("unapplied-export", "none") +
              delta("pending-import", "none") + IMPORT_ERROR + "<export-errordetail/>"),
    cs_object(4, "cn=Edsger\\, D,OU=Users,DC=contoso", delta("unapplied-export", "delete-add") +
              entry("synchronized-hologram", '<anchor encoding="base64">Qg==</anchor>') +
              entry("unapplied-export-hologram") + IMPORT_ERROR + EXPORT_ERROR),
    cs_object(5, "CN={6D61}", delta("unapplied-export", "replace") +
              delta("unconfirmed-export", "delete")),
    cs_object(6, "CN={6d62}", delta("unapplied-export", "obsolete")),
    cs_object(7, "DC=contoso", delta("unapplied-export", "delete")),
)


def csexport(*arguments, **options):
    return Run(*arguments, program="csexport", **options)


def numbers(data):
    """The numbers of the objects in a document."""
    return [int(element.get("id")[-5:-1]) for element in ET.fromstring(data)]


def outcome(run, status, out=b"", err=""):
    return [expect("status", run.status, status), expect("stdout", run.out, out),
            expect("stderr", run.err, err)]


def files(directory):
    """Its files, but for those that SQLite keeps beside a database."""
    return sorted(name for name in os.listdir(directory)
                  if not name.endswith(("-wal", "-shm")))


class Space:
    """A directory with a database of the objects above and some more connectors."""

    def __init__(self, *others):
        self.others = others

    def __enter__(self):
        self.directory = temporary_directory()
        path = self.directory.__enter__()
        self.put(path, AAD, document(*OBJECTS))
        for name in self.others:
            self.put(path, name, document(cs_object(1, "CN=1", name="x")))
        return path

    def __exit__(self, *exception):
        return self.directory.__exit__(*exception)

    @staticmethod
    def put(path, name, data):
        with temporary_directory() as aside:
            run = Run("-q", "-n", name, "-d", os.path.join(path, "connectorspace.db"),
                      write(aside, "in.xml", data), program="csimport")
        if run.status != 0:
            sys.exit("csimport: " + run.err)


# ---- The command line --------------------------------------------------------------------------

def wrong_usage(name, arguments, what):
    """There is no database: wrong usage is found before one is looked for."""
    with temporary_directory() as here:
        run = csexport(*arguments, cwd=here)
        check("wrong usage: " + name,
              *outcome(run, 2, b"", "csexport: %s\nTry 'csexport --help'.\n" % what),
              expect("files", files(here), []))


def test_usage():
    filters = "give one of: d=DN r=RDN g=GUID s i e m x"
    items = "give any of: e b h d p"
    for name, arguments, what in (
            ("no connector", [], "no CONNECTOR given; --list shows them"),
            ("an empty connector", [""], "the connector's name is empty"),
            ("an empty file", ["a", ""], "the file's name is empty"),
            ("three operands", ["a", "b", "c"],
             'unexpected argument "c"'),
            ("an unknown option", ["a", "-z"], 'unknown option "-z"'),
            ("an unknown long option", ["a", "--zoo"], 'unknown option "--zoo"'),
            ("an option with a value too many", ["--list=x"], 'option "--list" takes no value'),
            ("a long option without its value", ["a", "--filter"],
             'option "--filter" needs a value'),
            ("a short option without its value", ["a", "-f"], 'option "-f" needs a value'),
            ("an empty filter", ["a", "/f:"], "the filter is empty; " + filters),
            ("an empty filter in another way", ["a", "--filter="], "the filter is empty; " +
             filters),
            ("an unknown filter", ["a", "/f:q"], 'unknown filter "q"; ' + filters),
            ("more than a letter", ["a", "/f:xx"], 'unknown filter "xx"; ' + filters),
            ("a filter that names nothing", ["a", "/f:d="], 'the filter "d=" has an empty value'),
            ("a filter that names nothing in quotes", ["a", '/f:d=""'],
             'the filter "d=""" has an empty value'),
            ("a second filter", ["a", "/f:x", "-fs"], 'a second filter "s"; only one is possible'),
            ("empty items", ["a", "/o:"], "the items are empty; " + items),
            ("unknown items", ["a", "/o:ez"], 'unknown items "ez"; ' + items),
            ("second items", ["a", "/o:e", "/o:b"], "the items are given more than once"),
            ("-d twice", ["a", "-d", "x", "--database=y"], 'option "--database" is given twice'),
            ("an empty database", ["a", "-d", ""], "the database's name is empty"),
            ("--list with a connector", ["--list", "a"],
             "--list shows every connector and takes no other argument")):
        wrong_usage(name, arguments, what)


def test_help():
    for arguments in (["/?"], ["-h"], ["--help"], ["-?"], ["contoso.com", "/?"], ["--he", "x"]):
        run = csexport(*arguments)
        check("help: " + " ".join(arguments), expect("status", run.status, 0),
              expect("stderr", run.err, ""),
              None if run.out.startswith(b"Usage: csexport CONNECTOR [FILE] ") else run.out)
    run = csexport("-V")
    check("-V", expect("status", run.status, 0),
          None if re.fullmatch(rb"csexport \(cstools\) \d+\.\d+\.\d+\n", run.out) else run.out)


def test_styles():
    pending = [1, 2, 4, 5, 6, 7]
    with Space() as here:
        for arguments in (["/f:x"], ["/F:X"], ["/fx"], ["/Fx"], ["/f", "x"], ["-f", "x"], ["-fx"],
                          ["-F", "X"], ["-f:x"], ["--filter=x"], ["--filter", "X"], ["--fil=x"],
                          ["-qfx"]):
            for where, line in (("before", [*arguments, AAD, "-"]),
                                ("between", [AAD, *arguments, "-"]),
                                ("after", [AAD, "-", *arguments])):
                run = csexport(*line, cwd=here)
                check("%s %s the names" % (" ".join(arguments), where),
                      expect("status", run.status, 0), expect("stderr", run.err, ""),
                      expect("objects", numbers(run.out), pending))
        for arguments in (["/o:ed"], ["/O:DE"], ["/oed"], ["-o", "ed"], ["-oED"], ["-o:de"],
                          ["--items=ed"], ["--items", "dede"]):
            run = csexport(AAD, "-", "/fe", *arguments, cwd=here)
            names = {child.tag for element in ET.fromstring(run.out) for child in element}
            check(" ".join(arguments), expect("stderr", run.err, ""), expect("elements", names, {
                "unapplied-export", "escrowed-export", "unconfirmed-export", "pending-import",
                "import-errordetail", "export-errordetail"}))


def test_files_like_options():
    with Space() as here:
        for name in ("/opt/", "/Foo/", "/fxx/", "/odd/", "/obex/", "/home/"):
            path = name + "cstools-no-such-directory/export.xml"
            run = csexport(AAD, path, cwd=here)
            check(path + " is a file", expect("status", run.status, 2), None if
                  run.err.startswith('csexport: cannot write "%s"' % path) else run.err)
        run = csexport("--", AAD, "-fx", cwd=here)
        check("behind -- everything is a name", *outcome(run, 0),
              expect("files", files(here), ["-fx", "connectorspace.db"]))


# ---- Filters and items ------------------------------------------------------------------------

def test_filters():
    everything = [1, 2, 3, 4, 5, 6, 7]
    cases = (
        (None, everything), ("x", [1, 2, 4, 5, 6, 7]), ("m", [2]), ("s", [2]), ("i", [3, 4]),
        ("e", [2, 4]),
        ("d=CN=Ada,OU=Users,DC=contoso", [1]), ('d="cn=ADA,ou=users,dc=CONTOSO"', [1]),
        ("D=cn={6d61}", [5]), ("d=CN={6D62}", [6]), ("d=CN=Ada", []), ("d=QQ==", [2]),
        ("d=Qg==", [4]), ("d=qq==", []), ("d=CN=Ada,OU=Users,DC=contos_", []), ("d=%", []),
        ("r=CN=Ada", [1, 3]), ('R="cn=ada"', [1, 3]), ("r=CN=Edsger\\, D", [4]), ("r=CN=A", []),
        ("r=cn={6D62}", [6]), ("r=DC=contoso", [7]), ("r=%", []),
        ("g={ABCDEF00-0000-0000-0000-000000000003}", [3]),
        ("g={abcdef00-0000-0000-0000-000000000003}", [3]),
        ("g=abcdef00-0000-0000-0000-000000000003", [3]),
        ("g={ABCDEF00-0000-0000-0000-00000000000}", []))
    with Space() as here:
        for text, wanted in cases:
            run = csexport(AAD, "-", *([] if text is None else ["-f", text]), cwd=here)
            check("filter %s" % text, expect("status", run.status, 0),
                  expect("objects", numbers(run.out), wanted),
                  expect("stderr", run.err, "" if wanted else "csexport: no objects found\n"),
                  None if wanted else expect("stdout", run.out, EMPTY))
        run = csexport(AAD, "-", "/f:r=no", "-q", cwd=here)
        check("nothing found, quietly", *outcome(run, 0, EMPTY))


def test_items():
    deltas = ["unapplied-export", "escrowed-export", "unconfirmed-export", "pending-import"]
    tower = ["unapplied-export-hologram", "escrowed-export-hologram",
             "unconfirmed-export-hologram", "pending-import-hologram"]
    cases = (("e", ["import-errordetail", "export-errordetail"]), ("b", ["synchronized-hologram"]),
             ("h", tower), ("d", deltas), ("p", []),
             ("ehbdp", deltas + ["synchronized-hologram"] + tower +
              ["import-errordetail", "export-errordetail"]))
    with Space() as here:
        for letters, wanted in cases:
            run = csexport(AAD, "-", "/f:r=cn=edsger\\, d", "/o:" + letters, cwd=here)
            (only,) = ET.fromstring(run.out)
            check("items " + letters, expect("attributes", sorted(only.attrib), [
                "cs-dn", "id", "object-type"]), expect(
                    "elements", [child.tag for child in only], wanted))
            filled = [child.tag for child in only if len(child)]
            all_filled = ("unapplied-export", "synchronized-hologram", "unapplied-export-hologram",
                          "import-errordetail", "export-errordetail")
            check("items %s are whole" % letters,
                  expect("filled", filled, [name for name in wanted if name in all_filled]))


# ---- Connectors -------------------------------------------------------------------------------

def test_names():
    with Space("fabrikam.com", "Contoso.com \u2013 AAD", "\u00c9cole", "a/b/../c") as here:
        for name, wanted in ((AAD, 7), ("Contoso.com \u2013 AAD", 1), ("FABRIKAM.COM", 1),
                             ("\u00c9COLE", 1)):
            run = csexport(name, "-", "-q", cwd=here)
            check("connector " + name, expect("status", run.status, 0),
                  expect("objects", len(numbers(run.out)), wanted))
        for name in ("contoso.com \u2014 aad", "CONTOSO.COM - AAD", "contoso.com \uff0d AAD"):
            run = csexport(name, cwd=here)
            check("connector %s is more than one" % name, *outcome(
                run, 2, b"", 'csexport: several connectors match "%s" in '
                '"connectorspace.db"; choose one of:\n  Contoso.com \u2013 AAD\n  %s\n' % (name, AAD)))
        for name in ("other", "fabrikam.com ", "\u00e9cole"):
            run = csexport(name, cwd=here)
            check("connector %s is unknown" % name, *outcome(
                run, 2, b"", 'csexport: there is no connector "%s" in "connectorspace.db"; choose '
                "one of:\n  Contoso.com \u2013 AAD\n  a/b/../c\n  %s\n  fabrikam.com\n  \u00c9cole\n"
                % (name, AAD)))
        check("no file was made", expect("files", files(here), ["connectorspace.db"]))

    dashes = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
    with Space() as here:
        for dash in dashes:
            run = csexport(AAD.replace("-", dash), "-", "-q", cwd=here)
            check("dash U+%04X" % ord(dash), expect("status", run.status, 0),
                  expect("objects", len(numbers(run.out)), 7))


def default_file(name):
    """The only file that an export of the connector makes; None where it fails."""
    with Space(name) as here:
        run = csexport("--", name, cwd=here)
        return run, [file for file in files(here) if file != "connectorspace.db"]


def test_default_file():
    for name, wanted in (("b", "b.xml"), ("a/b/../c", "a_b_.._c.xml"), ("..", "...xml"),
                         ("/etc/x", "_etc_x.xml"), (".hidden", ".hidden.xml"), ("-fx", "-fx.xml"),
                         ("-", "-.xml"), ("\u00e9 & <b>", "\u00e9 & <b>.xml"),
                         ("n" * 251, "n" * 251 + ".xml")):
        run, made = default_file(name)
        check("the file of %s" % name[:20], *outcome(run, 0), expect("files", made, [wanted]))
    run, made = default_file("n" * 252)
    check("a name that is no file's", *outcome(
        run, 2, b"", "csexport: the connector's name is too long for a file name; give a "
        "FILE\n"), expect("files", made, []))
    with Space("Fabrikam.com") as here:
        run = csexport("fabrikam.COM", cwd=here)
        check("the stored name is the file's", *outcome(run, 0),
              None if os.path.exists(os.path.join(here, "Fabrikam.com.xml")) else "no such file")


def test_list():
    header = "name\tobjects\tadds\tupdates\tdeletes\timport errors\texport errors\n"
    with Space("a\tb\u009b\u202e") as here:
        run = csexport("--list", cwd=here)
        check("--list", *outcome(run, 0, (
            header + "a\\x09b\\u{009B}\\u{202E}\t1\t0\t0\t0\t0\t0\n" +
            AAD + "\t7\t2\t2\t3\t2\t2\n").encode()))
        with open("/dev/full", "wb") as full:
            run = csexport("--list", cwd=here, stdout=full)
        check("--list on a full disk", expect("status", run.status, 2), expect(
            "stderr", run.err, "csexport: cannot write standard output: No space left on device\n"))
        os.rename(os.path.join(here, "connectorspace.db"), os.path.join(here, "other"))
        for options in (["-d", "other"], ["-dother"], ["--database=other"]):
            run = csexport("--list", *options, cwd=here)
            check("--list " + " ".join(options), expect("status", run.status, 0),
                  expect("lines", len(run.out.splitlines()), 3))
        run = csexport("--list", cwd=here, env=dict(os.environ, CSTOOLS_DATABASE="other"))
        check("--list of $CSTOOLS_DATABASE", expect("status", run.status, 0),
              expect("lines", len(run.out.splitlines()), 3))


# ---- The database -----------------------------------------------------------------------------

def test_databases():
    with temporary_directory() as here:
        run = csexport("--list", cwd=here)
        check("no database", expect("status", run.status, 2), expect("stdout", run.out, b""),
              None if run.err.startswith("csexport: ") and "connectorspace.db" in run.err
              else run.err, expect("files", files(here), []))
        write(here, "connectorspace.db", b"not a database, but long enough to be looked at" * 50)
        run = csexport("a", cwd=here)
        check("no database of SQLite's", expect("status", run.status, 2),
              None if run.err.startswith("csexport: ") else run.err,
              expect("files", files(here), ["connectorspace.db"]))
    with Space() as here:
        os.chmod(os.path.join(here, "connectorspace.db"), 0o400)
        os.chmod(here, 0o500)
        run = csexport(AAD, "-", cwd=here)
        os.chmod(here, 0o700)
        check("a directory that cannot be written to", expect("status", run.status, 0),
              expect("objects", numbers(run.out), [1, 2, 3, 4, 5, 6, 7]))


def sql(here, *statements):
    database = sqlite3.connect(os.path.join(here, "connectorspace.db"), isolation_level=None)
    for statement in statements:
        database.execute(statement)
    database.close()


def test_damage():
    """A database that somebody has edited: refused by name, or well-formed."""
    object_1 = "object_id = (SELECT object_id FROM object WHERE dn LIKE 'CN=Ada,OU=Users%')"
    where = 'connectorspace.db, DN "CN=Ada,OU=Users,DC=contoso")\n'
    damaged = "csexport: the object's details are damaged ("
    for name, statement, what in (
            ("details that are no XML", "UPDATE object SET details = '<cs-object>' WHERE ",
             damaged),
            ("details with an entity", "UPDATE object SET details = '<cs-object>&x;</cs-object>' "
             "WHERE ", damaged),
            ("details of a delta", "UPDATE image SET extension = '<unapplied-export/>' WHERE "
             "part = 1 AND ", damaged),
            ("an error that is no element", "UPDATE object SET import_error = 'text' WHERE ",
             damaged),
            ("a control character", "UPDATE image SET dn = 'a' || char(1) WHERE part = 1 AND ",
             "csexport: "),
            ("a byte that is not UTF-8", "UPDATE image SET dn = CAST(x'FF' AS TEXT) WHERE part = 1 "
             "AND ", "csexport: ")):
        with Space() as here:
            sql(here, statement + object_1)
            run = csexport(AAD, "out.xml", cwd=here)
            check("damage: " + name, expect("status", run.status, 2),
                  None if run.err.startswith(what) and run.err.endswith(where) else run.err,
                  expect("files", files(here), ["connectorspace.db"]))


def test_changes_by_sql():
    """What is set by SQL comes out, wherever the imported file had its elements."""
    with Space() as here:
        sql(here, "UPDATE object SET is_connector = 1, export_error = "
            "'<export-errordetail>new</export-errordetail>', export_operation = 'add'")
        run = csexport(AAD, "-", cwd=here)
        for name, text in (("connector", "1"), ("export-errordetail", "new"),
                           ("export-delta-operation", "add")):
            found = [[child.text for child in element if child.tag == name]
                     for element in ET.fromstring(run.out)]
            check("set by SQL: " + name, expect(name, found, [[text]] * 7))


# ---- Reading ahead ----------------------------------------------------------------------------

def one_processor():
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])


def many_objects():
    """More than are read ahead at a time, and large ones among them."""
    sizes = {40: 5 << 20, 41: 100, 200: 9 << 20}
    return [cs_object(i, "CN=%d" % i, "<x>%s</x>" % ("x" * sizes.get(i, 2000)), name="many")
            for i in range(1, 401)]


def test_many():
    """What comes out does not depend on the number of processors."""
    objects = many_objects()
    with Space() as here:
        Space.put(here, "many", document(*objects))
        for name, options in (("all processors", {}), ("one processor",
                                                       {"preexec_fn": one_processor})):
            run = csexport("many", "-", "-q", cwd=here, **options)
            check("many objects: " + name, expect("status", run.status, 0),
                  expect("objects", numbers(run.out), list(range(1, 401))),
                  expect("texts", [len(item.find("x").text) for item in ET.fromstring(run.out)],
                         [len(item) - len(cs_object(i, "CN=%d" % i, "<x></x>", name="many"))
                          for i, item in enumerate(objects, 1)]))
            sql(here, "INSERT INTO image (object_id, part, operation, dn) SELECT object_id, 1, 'add', "
                "'a' || char(1) FROM object WHERE dn = 'CN=300'")
            run = csexport("many", "-", "-q", cwd=here, **options)
            check("one of many is damaged: " + name, expect("status", run.status, 2),
                  None if b"CN=1" in run.out and b"</cs-objects>" not in run.out
                  else "what is out already",
                  None if run.err.endswith('connectorspace.db, DN "CN=300")\n') else run.err)
            sql(here, "DELETE FROM image WHERE dn = 'a' || char(1)")


def test_one_moment():
    """Somebody changes the database while the export waits for whoever reads it."""
    with Space() as here:
        Space.put(here, "many", document(*many_objects()))
        fifo = os.path.join(here, "fifo")
        os.mkfifo(fifo)
        process = subprocess.Popen([os.path.join(BIN, "csexport"), "many", "fifo", "-q"], cwd=here)
        with open(fifo, "rb") as reader:
            start = reader.read(1)
            sql(here, "UPDATE object SET type = 'changed'",
                "DELETE FROM object WHERE dn IN ('CN=5', 'CN=390', 'CN=400')")
            found = ET.fromstring(start + reader.read())
        check("one moment", expect("status", process.wait(timeout=60), 0),
              expect("objects", [int(item.get("id")[-5:-1]) for item in found],
                     list(range(1, 401))),
              expect("types", {item.get("object-type") for item in found}, {"user"}))


# ---- Output -----------------------------------------------------------------------------------

def test_output():
    with Space() as here:
        run = csexport(AAD, "out.xml", cwd=here)
        path = os.path.join(here, "out.xml")
        check("a file", *outcome(run, 0),
              expect("mode", stat.S_IMODE(os.stat(path).st_mode), 0o600))
        with open(path, "rb") as file:
            written = file.read()
        check("standard output is the same", expect(
            "bytes", csexport(AAD, "-", cwd=here).out, written))
        check("so is a second run",
              expect("bytes", csexport(AAD, "-", cwd=here).out, written))
        os.symlink("connectorspace.db", os.path.join(here, "link"))
        with open(os.path.join(here, "connectorspace.db"), "rb") as file:
            database = file.read()
        for name in ("connectorspace.db", "link", "./connectorspace.db", "connectorspace.db-wal",
                     "connectorspace.db-shm", "connectorspace.db-journal"):
            run = csexport(AAD, name, cwd=here)
            check("the output may not be " + name, expect("status", run.status, 2),
                  expect("stdout", run.out, b""), expect("stderr", run.err,
                  'csexport: the output "%s" is part of the database\n' % name))
        with open(os.path.join(here, "connectorspace.db"), "rb") as file:
            check("the database is as it was", expect("bytes", file.read(), database))
        with open("/dev/full", "wb") as full:
            run = csexport(AAD, "-", cwd=here, stdout=full)
        check("a full disk", expect("status", run.status, 2), expect(
            "stderr", run.err, "csexport: cannot write standard output: No space left on device\n"))
        run = csexport(AAD, "/dev/full", cwd=here)
        check("a full device", expect("status", run.status, 2), expect(
            "stderr", run.err, 'csexport: cannot write "/dev/full": No space left on device\n'))
        reader, writer = os.pipe()
        os.close(reader)
        run = csexport(AAD, "-", cwd=here, stdout=writer)
        os.close(writer)
        check("a closed pipe", expect("status", run.status, 2), expect("stderr", run.err, ""))


def everything(descriptor):
    """What a terminal shows until nobody holds it any more."""
    shown = b""
    try:
        while piece := os.read(descriptor, 65536):
            shown += piece
    except OSError:
        pass
    os.close(descriptor)
    return shown


def on_terminal(arguments, here):
    """Exit status, and what is shown, of a run with nothing but a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen([os.path.join(BIN, "csexport"), *arguments], cwd=here, stdin=slave,
                               stdout=slave, stderr=slave)
    os.close(slave)
    shown = everything(master)
    return process.wait(), shown.decode().replace("\r\n", "\n")


def test_terminal():
    with Space() as here:
        status, shown = on_terminal([AAD, "out.xml", "/fx"], here)
        check("a terminal is told how it went", expect("status", status, 0),
              expect("shown", shown, 'csexport: 6 objects written to "out.xml"\n'))
        status, shown = on_terminal([AAD, "out.xml", "-q"], here)
        check("but not quietly", expect("status", status, 0), expect("shown", shown, ""))
        sql(here, "UPDATE object SET dn = 'CN=' || char(155) || char(8238) || char(127) "
            "WHERE dn = 'DC=contoso'")
        status, shown = on_terminal([AAD, "-", "-q", "/f:d=CN=\u009b\u202e\u007f"], here)
        check("a terminal is not driven", expect("status", status, 0),
              None if 'cs-dn="CN=&#x9B;&#x202E;&#x7F;"' in shown else shown)


def test_progress():
    """A pipe that nobody reads makes the export last; the terminal then shows how far it is."""
    many = document(*(cs_object(i, "CN=%d" % i, "<x>%s</x>" % ("x" * 5000)) for i in range(1, 400)))
    with Space() as here:
        Space.put(here, "many", many)
        fifo = os.path.join(here, "fifo")
        os.mkfifo(fifo)
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        master, slave = pty.openpty()
        process = subprocess.Popen([os.path.join(BIN, "csexport"), "many", fifo], cwd=here,
                                   stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        time.sleep(1.2)
        os.set_blocking(reader, True)
        read = 0
        while piece := os.read(reader, 1 << 16):
            read += len(piece)
        shown = everything(master)
        status = process.wait()
        os.close(reader)
        check("progress", expect("status", status, 0),
              None if re.search(rb"\[\d+/399\]", shown) else repr(shown),
              None if read > 2000000 else "%d bytes" % read)


def test_interrupted():
    many = document(*(cs_object(i, "CN=%d" % i, "<x>%s</x>" % ("x" * 5000)) for i in range(1, 400)))
    with Space() as here:
        Space.put(here, "many", many)
        os.mkfifo(os.path.join(here, "fifo"))
        reader = os.open(os.path.join(here, "fifo"), os.O_RDONLY | os.O_NONBLOCK)
        process = subprocess.Popen([os.path.join(BIN, "csexport"), "many", "fifo"], cwd=here,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        select.select([reader], [], [], 60)  # until it writes
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        os.close(reader)
        check("interrupted", expect("status", process.returncode, 2), expect("stdout", out, b""),
              expect("stderr", err, b"csexport: interrupted\n"))


def main():
    test_usage()
    test_help()
    test_styles()
    test_files_like_options()
    test_filters()
    test_items()
    test_names()
    test_default_file()
    test_list()
    test_databases()
    test_damage()
    test_changes_by_sql()
    test_many()
    test_one_moment()
    test_output()
    test_terminal()
    test_progress()
    test_interrupted()
    finish()


main()
