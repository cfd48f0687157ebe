#!/usr/bin/env python3
"""SIGINT and SIGTERM end every program within a second, whatever it is doing, with exit status 2 and
no half-written file: while it reads, while a single object is written as gigabytes, while it sorts,
while it waits for a pipe or for a database."""
import os
import signal
import sqlite3
import subprocess
import time

from harness import BIN, check, expect, finish, sanitized, temporary_directory, write

SECOND = 5 if sanitized() else 1
NAME = "contoso.com"
END = ("<ma-id>{00000000-0000-0000-0000-00000000000A}</ma-id><ma-name>%s</ma-name></cs-object>"
       % NAME)


def cs_object(number, dn, inside):
    return ('<cs-object cs-dn="%s" id="{00000000-0000-0000-0000-%012d}" object-type="user">%s%s'
            % (dn, number, inside, END))


def document(objects):
    return ("<cs-objects>%s</cs-objects>" % "".join(objects)).encode()


def attributes(count, value="v"):
    return "".join('<attr name="a%d" type="string" multivalued="false"><value>%s</value></attr>'
                   % (number, value) for number in range(count))


def long_dn():
    """An object of a few megabytes whose rows are gigabytes: each of them has the DN."""
    dn = "CN=" + "a" * (1 << 20)
    return document([cs_object(1, dn, '<unapplied-export><delta operation="add" dn="x">%s</delta>'
                                      "</unapplied-export>" % attributes(10000))])


def many_objects():
    return document(cs_object(
        number, "CN=%d" % number, '<unapplied-export><delta operation="update" dn="x">%s</delta>'
        "</unapplied-export>" % attributes(20)) for number in range(60000))


def shared_values(path):
    """A database with an object that takes gigabytes of XML, since its rows share their values."""
    value = "v" * (1 << 20)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("INSERT INTO object (connector_id, guid, dn) VALUES (1, '{B}', 'CN=shared')")
    [(object_id,)] = db.execute("SELECT max(object_id) FROM object")
    db.execute("INSERT INTO attribute (connector_id, name, element, type, multivalued) "
               "VALUES (1, 'shared', 'attr', 'string', 0)")
    [(attribute_id,)] = db.execute("SELECT max(attribute_id) FROM attribute")
    for part in (5, 6):
        db.execute("INSERT INTO image (object_id, part) VALUES (?, ?)", (object_id, part))
    db.execute("INSERT INTO value (object_id, part, attr, position, attribute_id, value) "
               "VALUES (?, 5, 0, 0, ?, ?)", (object_id, attribute_id, value))
    db.execute("BEGIN")
    for attr in range(15000):
        db.execute("INSERT INTO shared VALUES (?, 6, ?, 1, 5, 0)", (object_id, attr))
    db.execute("COMMIT")
    db.close()


def wait_for_handler(process, number):
    """Waits until the program catches the signal: before that it is deadly, and harmless."""
    for _ in range(2000):
        with open("/proc/%d/status" % process.pid, encoding="ascii", errors="replace") as status:
            fields = dict(line.split(":\t", 1) for line in status if ":\t" in line)
        if int(fields.get("SigCgt", "0"), 16) & 1 << (number - 1) or process.poll() is not None:
            return
        time.sleep(0.005)


def run(here, name, number, command, after=0.4, **options):
    """Starts a program, sends it a signal, and looks how it ends."""
    before = sorted(os.listdir(here))
    with open(os.path.join(here, "messages"), "wb") as messages:
        process = subprocess.Popen([os.path.join(BIN, command[0]), *command[1:]], cwd=here,
                                   stderr=messages, **{"stdin": subprocess.DEVNULL,
                                                       "stdout": subprocess.DEVNULL, **options})
    wait_for_handler(process, number)
    time.sleep(after)
    running = process.poll() is None
    begun = time.monotonic()
    process.send_signal(number)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    took = time.monotonic() - begun
    with open(os.path.join(here, "messages"), encoding="utf-8") as messages:
        said = messages.read()
    os.remove(os.path.join(here, "messages"))
    # SQLite's log stays where another program has the database open.
    left = [file for file in sorted(os.listdir(here)) if not file.endswith(("-wal", "-shm"))]
    wanted = [file for file in before if not file.endswith(("-wal", "-shm"))]
    check("%s: %s" % (number.name, name),
          None if running else "it had ended by itself: %d, %s" % (process.returncode, said),
          None if took <= SECOND else "it took %.1f s" % took,
          expect("status", process.returncode, 2),
          None if ": interrupted" in said else said or "no message",
          expect("files", left, wanted))


def places(here):
    """What the programs are interrupted in: a name, a command and options of Popen."""
    yield "rows of a long DN", ("csanalyzer", "long.xml"), {}
    yield "rows of a long DN, into a file", ("csanalyzer", "-o", "out.csv", "long.xml"), {}
    yield "lines of JSON of a long DN", ("csanalyzer", "--format", "jsonl", "long.xml"), {}
    yield "sorted rows of a long DN", ("csanalyzer", "--sort", "long.xml"), {}
    yield "one thread", ("csanalyzer", "-j", "1", "long.xml"), {}
    yield "a page of many objects", ("csanalyzer", "--format", "html", "many.xml"), {
        "after": 0.05}
    yield "many objects from a slow pipe", ("csanalyzer", "-"), {"stdin": open(
        os.path.join(here, "pipe"), "r+b", buffering=0)}
    yield "a comparison of a long DN", ("csdiff", "many.xml", "long.xml"), {"after": 0.05}
    yield "a comparison with a pipe", ("csdiff", "many.xml", "-"), {"stdin": open(
        os.path.join(here, "pipe"), "r+b", buffering=0)}
    yield "an import from a pipe", ("csimport", "-d", "new.db", "-"), {"stdin": open(
        os.path.join(here, "pipe"), "r+b", buffering=0)}
    yield "an import of many objects", ("csimport", "-d", "new.db", "many.xml"), {"after": 0.1}
    yield "an export of shared values", ("csexport", "-d", "space.db", NAME, "-"), {}
    yield "an export of shared values into a file", ("csexport", "-d", "space.db", NAME,
                                                      "out.xml"), {}


def test_signals():
    with temporary_directory() as here:
        write(here, "long.xml", long_dn())
        write(here, "many.xml", many_objects())
        os.mkfifo(os.path.join(here, "pipe"))
        write(here, "one.xml", document([cs_object(1, "CN=1", "<unapplied-export/>")]))
        subprocess.run([os.path.join(BIN, "csimport"), "-q", "-d", "space.db", "one.xml"], cwd=here,
                       check=True)
        shared_values(os.path.join(here, "space.db"))
        for number in (signal.SIGTERM, signal.SIGINT):
            for name, command, options in places(here):
                run(here, name, number, command, **options)
        db = sqlite3.connect(os.path.join(here, "space.db"), isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        run(here, "an import into a busy database", signal.SIGTERM,
            ("csimport", "-d", "space.db", "one.xml"))
        db.close()


def main():
    test_signals()
    finish()


main()
