#!/usr/bin/env python3
"""Runs readers and writers on one database at once: make together N=200 SEED=1

csexport reads while csimport replaces the connector, and while an engine stages changes with plain
SQL in transactions: each export must be of one moment. csimports into several connectors, and first
imports into a database that is not there yet, run at once: nobody fails, and the database is what
they have put there. A busy database is waited for, with a message, and not for ever. N is the
number of exports; a tenth of it is that of imports side by side."""
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time

import trust

OBJECTS = 40  # that the engine stages in a transaction
ENGINE = "engine"
WAITING = {"csimport": "csimport: another program is writing to the database; waiting\n",
           "csexport": "csexport: another program has locked the database; waiting\n"}
LONGEST_WAIT = 30  # seconds that the programs wait


class Shop(trust.Workshop):
    """Two documents, and what csexport makes of each."""

    def all_jobs(self):
        return ()

    def exported(self, document, name):
        with self.room() as here:
            path = os.path.join(here, "golden.db")
            self.run("csimport", "-q", "-d", path, "-n", name, document)
            return self.run("csexport", "-q", "-d", path, name, "-")


def start(program, *arguments):
    return subprocess.Popen([os.path.join(trust.BIN, program), *arguments],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def end(process, problems, what):
    """Waits for the program; its output, and a problem where it failed."""
    out, err = process.communicate(timeout=trust.TIMEOUT)
    if process.returncode != 0:
        problems.append("%s: status %d, %r" % (what, process.returncode, err))
    return out


def check_database(path, problems):
    found = trust.digest(path)
    if not re.fullmatch("[0-9a-f]{64}", found):
        problems.append(found)


# ---- Writers ------------------------------------------------------------------------------------

class Writer(threading.Thread):
    """Calls `step` again and again until it is told to stop."""

    def __init__(self, step):
        super().__init__(daemon=True)
        self.step, self.turns, self.stopped, self.failure = step, 0, threading.Event(), None

    def run(self):
        try:
            while not self.stopped.is_set():
                self.step(self.turns)
                self.turns += 1
        except Exception as error:  # pylint: disable=broad-except
            self.failure = repr(error)

    def stop(self, problems):
        self.stopped.set()
        self.join(trust.TIMEOUT)
        if self.failure or self.is_alive():
            problems.append("the writer failed: %s" % (self.failure or "it hangs"))
        return self.turns


def stage(path, turn):
    """The engine's transaction: takes its changes back and stages others for every object."""
    db = sqlite3.connect(path, timeout=trust.TIMEOUT, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    db.execute("DELETE FROM pending_export WHERE connector = ?", (ENGINE,))
    for i in range(OBJECTS):
        db.execute("INSERT INTO pending_export (connector, dn, omodt, attribute, amodt, value) "
                   "VALUES (?, ?, 'update', 'title', 'update', ?)",
                   (ENGINE, "uid=%d" % i, "turn %d" % turn))
    db.execute("COMMIT")
    db.close()


# ---- What is done at once -----------------------------------------------------------------------

def exports_during_imports(shop, path, runs, problems):
    """Each export is of the one document or of the other."""
    documents = (shop.a, shop.b)
    golden = {shop.exported(document, trust.NAME): name
              for document, name in zip(documents, "ab")}
    writer = Writer(lambda turn: shop.run("csimport", "-q", "-d", path, documents[turn % 2]))
    met = set()
    writer.start()
    for i in range(runs):
        out = end(start("csexport", "-q", "-d", path, trust.NAME, "-"), problems, "export")
        met.add(golden.get(out))
        if out not in golden:
            problems.append("export %d is of no moment" % i)
    return writer.stop(problems), met


def exports_during_staging(path, runs, problems):
    """Each export has every change of one transaction."""
    stage(path, 0)
    writer = Writer(lambda turn: stage(path, turn + 1))
    met = set()
    writer.start()
    for i in range(runs):
        out = end(start("csexport", "-q", "-d", path, ENGINE, "-", "/f:x"), problems, "export")
        turns = re.findall(rb"<value>turn (\d+)</value>", out)
        if len(turns) != OBJECTS or len(set(turns)) != 1:
            problems.append("export %d has %d changes of %d transactions" % (
                i, len(turns), len(set(turns))))
        met.update(turns)
    return writer.stop(problems), met


def imports_at_once(shop, runs, draw, problems):
    """Imports into connectors of their own, half of the times into a database that is not there."""
    golden = {name: shop.exported(document, name)
              for name, document in (("one", shop.a), ("two", shop.b), ("three", shop.a))}
    documents = {"one": shop.a, "two": shop.b, "three": shop.a}
    for i in range(runs):
        with shop.room() as here:
            path = os.path.join(here, "connectorspace.db")
            if draw.random() < 0.5:
                shop.run("csimport", "-q", "-d", path, "-n", "other", shop.a)
            importing = []
            for name in golden:
                time.sleep(draw.random() * 0.05)
                importing.append(start("csimport", "-q", "-d", path, "-n", name, documents[name]))
            for process in importing:
                end(process, problems, "import %d" % i)
            if problems:
                return
            check_database(path, problems)
            for name, document in golden.items():
                if shop.run("csexport", "-q", "-d", path, name, "-") != document:
                    problems.append("import %d: %s is not what was imported" % (i, name))
            left = set(os.listdir(here)) - {"connectorspace.db"}
            if left:
                problems.append("import %d left %r" % (i, left))


def hold(path, alone):
    """Keeps the database busy: one who writes, or who has it `alone`."""
    db = sqlite3.connect(path, isolation_level=None)
    if alone:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE connector SET name = name")
    return db


def waits(shop, path, seconds, problems):
    """A busy database is waited for, and that is said; not longer than LONGEST_WAIT."""
    commands = {"csimport": ("-d", path, "-n", "three", shop.a),
                "csexport": ("-d", path, trust.NAME, "-")}
    for program, arguments in commands.items():
        db = hold(path, alone=program == "csexport")
        begun = time.monotonic()
        process = start(program, *arguments)
        first = b""
        if seconds < LONGEST_WAIT:
            first = process.stderr.readline()  # a slow program may take its time to get there
            time.sleep(seconds)
            db.execute("ROLLBACK")
            db.close()
        _, err = process.communicate(timeout=trust.TIMEOUT)
        taken = time.monotonic() - begun
        db.close()
        said = (first + err).decode()
        busy = '%s: the database is busy: another program is writing to it (%s)\n' % (program, path)
        wanted = (0, WAITING[program]) if seconds < LONGEST_WAIT else (2, WAITING[program] + busy)
        if (process.returncode, said) != wanted or taken < min(seconds, LONGEST_WAIT):
            problems.append("%s at a busy database: %r after %.1f s" % (
                program, (process.returncode, said), taken))


def together(runs, seed, longest):
    """Everything above: problems, and what was done."""
    draw = random.Random(seed)
    shop = Shop(objects=30)
    problems = []
    try:
        path = os.path.join(shop.directory, "connectorspace.db")
        shop.run("csimport", "-q", "-d", path, shop.a)
        imports, documents = exports_during_imports(shop, path, runs // 2, problems)
        transactions, turns = exports_during_staging(path, runs - runs // 2, problems)
        imports_at_once(shop, runs // 10, draw, problems)
        waits(shop, path, 1, problems)
        if longest:
            waits(shop, path, LONGEST_WAIT, problems)
        check_database(path, problems)
    finally:
        shop.close()
    return problems, ("%d exports during %d imports (%d documents met)" % (
        runs // 2, imports, len(documents)), "%d during %d transactions (%d met)" % (
            runs - runs // 2, transactions, len(turns)), "3 imports at once %d times" % (runs // 10))


if __name__ == "__main__":
    N, SEED = int(sys.argv[1]), int(sys.argv[2])
    LOSSES, FIGURES = together(N, SEED, longest=len(sys.argv) < 4)
    trust.report("together", SEED, N, LOSSES, *FIGURES)
