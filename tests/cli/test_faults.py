#!/usr/bin/env python3
"""Every call that can fail, in short runs: each allocation, read, write, open, sync, rename, and
what else is asked of a file, in turn (of those that are made by the thousand, some). Where a read or
write moves less than was asked for, or a signal cuts a call short, nothing is to be noticed. Else
the program does its work or ends with status 2 and a message, and then the files are as they were.
`make faults` does the same at random, with larger files."""
import errno
import os
import re
import shutil
import subprocess
import sys

from documents import attribute, change, document, hologram, pending, value
from harness import ROOT, Run, check, expect, finish, sanitized, temporary_directory, write

sys.path.insert(0, os.path.join(ROOT, "tests", "trust"))
from trust import FAULT, content  # pylint: disable=wrong-import-position,import-error

# Of so many calls some fail, these at the beginning, between, and at the end; CI takes its time.
MANY = 200 if os.environ.get("THOROUGH") else 50
ENDS, BETWEEN = 10, 15
KINDS = {"read": (errno.EIO, errno.EINTR, "short"), "write": (errno.ENOSPC, errno.EINTR, "short"),
         "sync": (errno.EIO,), "name": (errno.EACCES, errno.EINVAL),
         "open": (errno.EMFILE, errno.EINTR), "ask": (errno.EIO,), "memory": ("0",), "own": ("0",)}
UNNOTICED = (errno.EINTR, "short")
JOURNALS = ("-wal", "-shm")  # SQLite's, which the next run replays
CONNECTORS = {"many.db": "many", "odd-new.db": "contoso.com - odd"}
STORE = ("csimport", "csexport")  # SQLite has its own words for a read that fails
OLD = b"old"
DONE = "; the report is complete\n"  # only its totals are lost
# What is said of a lack of memory; libxml2 takes some of it for a fault of the text.
NO_MEMORY = re.compile("out of memory|Cannot allocate memory|too much memory|not well-formed")


def ada(new):
    return document(pending(
        "CN=ada,OU=people", "update", change("title", "Miss", new),
        change("userAccountControl", "512", "514", kind="integer"),
        attribute("member", value("CN=a", "add"), value("CN=b", "delete"), amodt="update",
                  multivalued=True),
        after=[hologram("synchronized-hologram", attribute("displayName", value("Ada"))),
               "<cs-mv-links>x</cs-mv-links><export-error><a>1</a></export-error>"
               "<ma-id>{1}</ma-id><ma-name>hr</ma-name>"], number=1))


def many(new):
    """More than two threads read at once, with one object that is larger than what one reads."""
    large = attribute("member", *(value("CN=%d" % i, "add") for i in range(30000)), amodt="add",
                      multivalued=True)
    return document(*(pending(
        "CN=%d" % number, "update", change("title", "x" * 900, new * 900),
        large if number == 500 else "", after=["<ma-id>{2}</ma-id><ma-name>many</ma-name>"],
        number=number) for number in range(1000)))


class Job:
    """A command that writes `out` or changes the database; in a directory of its own. Of `calls`,
    each fails in turn."""

    def __init__(self, name, program, *arguments, status=0, calls=tuple(KINDS)):
        self.name, self.program, self.arguments, self.status = name, program, arguments, status
        self.calls = calls

    def run(self, top, closed=False, **variables):
        """Runs it, with standard input `closed` or empty; gives the run, and what the files hold
        then."""
        here = os.path.join(top, "here")
        os.mkdir(here)
        for file in os.listdir(top):
            if file in ("map", "connectorspace.db", *self.arguments):
                shutil.copyfile(os.path.join(top, file), os.path.join(here, file))
        write(here, "out", OLD)
        run = Run("-q", *self.arguments, program=self.program, cwd=here, stdin=subprocess.DEVNULL,
                  preexec_fn=(lambda: os.close(0)) if closed else None,
                  env=dict(os.environ, **variables))
        held = {name: self.held(here, name) for name in sorted(os.listdir(here))
                if not name.endswith(JOURNALS)}
        shutil.rmtree(here)
        return run, held

    def held(self, here, name):
        """The bytes of a file; of a database that an import changes, what it exports."""
        path = os.path.join(here, name)
        if name.endswith(".db") and self.program == "csimport":
            return Run("-d", path, CONNECTORS.get(name, "hr"), "-", program="csexport").out
        return content(path)

    def counts(self, top):
        """How often it makes each of the calls."""
        counts = os.path.join(top, "counts")
        self.run(top, LD_PRELOAD=FAULT, CS_FAULT_COUNTS=counts)
        with open(counts, encoding="ascii") as file:
            return [(name, int(count)) for name, count in map(str.split, file)
                    if name in self.calls]


JOBS = (
    Job("a report", "csanalyzer", "-o", "out", "a.xml"),
    Job("a report with all that there is", "csanalyzer", "--sort", "--decode", "--summary=json",
        "--layout=wide", "--columns=ID,@title,@title:old,@member,ErrorType,MetaverseID", "--dn=*ada*",
        "--attribute=title,member", "--limit=@title=5", "-o", "out", "a.xml"),
    Job("a report with its totals", "csanalyzer", "--summary", "-o", "out", "a.xml"),
    Job("a report through libxml2", "csanalyzer", "-o", "out", "long.xml"),
    Job("JSON", "csanalyzer", "--format=jsonl", "--layout=values", "-o", "out", "a.xml"),
    Job("a page", "csanalyzer", "--format=html", "--limit=delete=1", "-o", "out", "a.xml"),
    Job("a comparison", "csdiff", "--map=map", "--key=@title", "--format=html", "-o", "out",
        "a.xml", "b.xml", status=1),
    Job("an import", "csimport", "b.xml"),
    Job("a first import", "csimport", "-d", "new.db", "b.xml"),
    Job("an export", "csexport", "hr", "out"),
    # The library that makes workbooks does not survive a lack of memory of its own.
    Job("a workbook", "csanalyzer", "--format=xlsx", "--summary", "-o", "out", "a.xml",
        calls=("own",)),
    Job("a report of several threads", "csanalyzer", "-j2", "-o", "out", "many.xml",
        calls=("own",)),
    Job("UTF-16, by several threads", "csanalyzer", "-j2", "-o", "out", "wide.xml", calls=("own",)),
    Job("JSON of several threads", "csanalyzer", "-j2", "--format=jsonl", "-o", "out", "many.xml",
        calls=("own",)),
    Job("an import by several threads", "csimport", "-d", "many.db", "wide.xml", calls=("own",)),
    Job("a large comparison", "csdiff", "-o", "out", "a.xml", "many.xml", status=1, calls=("own",)),
    Job("a large export", "csexport", "-d", "many.db", "many", "out", calls=("own",)),
    Job("all that may be in a file", "csanalyzer", "--sort", "--decode", "--layout=values",
        "--summary", "-o", "out", "odd.xml", calls=("own",)),
    Job("all that may be in a file, as a page", "csanalyzer", "--format=html", "-o", "out",
        "odd.xml", calls=("own",)),
    Job("all that may be in a file, imported", "csimport", "-d", "odd-new.db", "odd.xml",
        calls=("own",)),
    Job("all that may be in a file, exported", "csexport", "-d", "odd.db", "contoso.com - odd",
        "out", calls=("own",)),
    Job("a drop file", "csanalyzer", "-o", "out", "drop.xml", calls=("own",)),
)


def places(count):
    """Which of so many calls are to fail, one at a time."""
    step = (count - 2 * ENDS) // BETWEEN if count > MANY else 1
    return [at for at in range(1, count + 1)
            if at <= ENDS or at > count - ENDS or (at - ENDS) % step == 0]


def problem(job, top, fault, harmless, before, after):
    """What is wrong after a run with that fault; None where nothing is."""
    run, held = job.run(top, LD_PRELOAD=FAULT, CS_FAULT=fault)
    if run.status == job.status:
        return None if held == after else "%s: another result" % fault
    said = run.err.startswith(job.program + ": ") and len(run.err) > len(job.program) + 4
    if fault.startswith(("memory", "own")):
        said = said and NO_MEMORY.search(run.err)
    elif job.program not in STORE or fault.startswith("write"):
        said = said and os.strerror(int(fault.rsplit(":", 1)[1])) in run.err
    if run.status != 2 or not said or harmless:
        return "%s: status %d, %r" % (fault, run.status, run.err)
    expected = after if run.err.endswith(DONE) else before
    return None if held == expected else "%s: files are not as they should be" % fault


def all_faults(job, top):
    run, after = job.run(top)
    before = dict(after, out=OLD)
    if job.program == "csimport":
        for name in after:
            if os.path.exists(os.path.join(top, name)):
                before[name] = job.held(top, name)
            elif name.endswith(".db"):
                before.pop(name)
    problems = [] if run.status == job.status and after != before else ["undisturbed: " + run.err]
    for call, count in job.counts(top):
        for kind in KINDS[call]:
            for at in places(count):
                problems.append(problem(job, top, "%s:%d:%s" % (call, at, kind),
                                        kind in UNNOTICED, before, after))
    check("every call fails once: " + job.name, *problems)
    run, held = job.run(top, closed=True)
    check("standard input is closed: " + job.name, expect("exit status", run.status, job.status),
          None if held == after else "another result: " + run.err)


def main():
    if sanitized():
        check("a sanitizer allocates itself: left out")
        finish()
    with temporary_directory() as top:
        write(top, "a.xml", ada("Countess"))
        write(top, "b.xml", ada("Lady"))
        write(top, "long.xml", ada("x" * 100000).replace(b"<cs-objects>",
                                                          b"<cs-objects xmlns:a='urn:a'>"))
        write(top, "many.xml", many("y"))
        write(top, "wide.xml", many("z").decode().encode("utf-16"))
        write(top, "map", b"people\tstaff\n")
        for file in ("odd.xml", "drop.xml"):
            shutil.copyfile(os.path.join(ROOT, "testdata", file), os.path.join(top, file))
        for file, database in (("a.xml", "connectorspace.db"), ("many.xml", "many.db"),
                               ("odd.xml", "odd.db")):
            Run("-q", "-d", database, file, program="csimport", cwd=top)
        for job in JOBS:
            all_faults(job, top)
    finish()


if __name__ == "__main__":
    sys.exit(main())
