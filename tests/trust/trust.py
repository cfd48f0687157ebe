"""What kill, faults and together share: small jobs for the programs, and what must hold of their
files afterwards: the old state or the new one, whole, and nothing beside it."""
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
import zlib

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir))
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
BIN = os.path.join(BUILD, "bin")
FAULT = os.path.join(BUILD, "fault.so")
NAME = "contoso.com - AAD"
TABLES = ("connector", "object", "attribute", "part", "image", "value", "sqlite_sequence")
TEMPORARY = re.compile(r"\.(?:out|connectorspace\.db)\.cstools-[0-9a-f]{16}")
JOURNALS = ("-wal", "-shm", "-journal")
# What the programs say; the library that makes workbooks has a word before.
MESSAGE = re.compile(r"(?:\[ERROR\].*\n)*(?:csimport|csexport|csanalyzer|csdiff): \S")
TIMEOUT = 120  # seconds; a machine may be busy

sys.dont_write_bytecode = True


def digest(path):
    """Everything that a database holds, as a number; or what is wrong with it."""
    db = sqlite3.connect("file:%s?mode=rw" % path, uri=True, isolation_level=None)
    try:
        for pragma in ("integrity_check", "foreign_key_check"):
            found = db.execute("PRAGMA " + pragma).fetchall()
            if found not in ([], [("ok",)]):
                return "%s: %r" % (pragma, found[:3])
        db.text_factory = bytes
        rows = hashlib.sha256()
        for table in TABLES:
            for row in db.execute("SELECT * FROM " + table):
                rows.update(repr(row).encode())
        for row in db.execute("SELECT sql FROM sqlite_master ORDER BY name"):
            rows.update(repr(row).encode())
        return rows.hexdigest()
    except sqlite3.DatabaseError as error:
        return "unreadable: %s" % error
    finally:
        db.close()


def content(path):
    """The bytes of a file, None where there is none; of a workbook what its parts hold, but for the
    one that says when it was made."""
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(b"PK"):
        return data
    try:
        with zipfile.ZipFile(path) as workbook:
            parts = {name: workbook.read(name) for name in workbook.namelist()}
    except (zipfile.BadZipFile, zlib.error) as error:
        return ("damaged: %r" % error).encode()
    return repr(sorted((name, part) for name, part in parts.items()
                       if name != "docProps/core.xml")).encode()


class Job:
    """A command, and what it makes of the directory that it runs in."""

    def __init__(self, name, program, arguments, database=None, old=None, fragile=False):
        """`database` is the one that is there at first, `old` the bytes of the file "out". What is
        `fragile` uses a library that gives up early, and that crashes where memory is gone."""
        self.name, self.program, self.arguments = name, program, arguments
        self.database, self.old, self.fragile = database, old, fragile
        self.seconds, self.calls = 0.0, {}  # it takes, where that has been measured
        self.imported = None  # a database as csimport makes it

    def place(self, here):
        if self.database:
            shutil.copyfile(self.database, os.path.join(here, "connectorspace.db"))
        if self.old is not None:
            with open(os.path.join(here, "out"), "wb") as file:
                file.write(self.old)

    def command(self):
        return [os.path.join(BIN, self.program), *self.arguments]

    def state(self, here):
        """The file it writes and the database, each as it is."""
        database = os.path.join(here, "connectorspace.db")
        return (content(os.path.join(here, "out")),
                digest(database) if os.path.exists(database) else None)

    def learn(self, here):
        """Runs it undisturbed, to know what must come out."""
        self.place(here)
        self.before = self.state(here)
        run = subprocess.run(self.command(), cwd=here, capture_output=True, timeout=TIMEOUT,
                             check=False)
        self.status = run.returncode
        if self.status not in (0, 1) or self.status == 1 and self.program != "csdiff":
            sys.exit("%s does not even work undisturbed: %r" % (self.name, run.stderr))
        self.after = self.state(here)
        if self.before == self.after:
            sys.exit("%s changes nothing" % self.name)
        self.files = set(os.listdir(here))
        if self.program == "csimport":
            shutil.copyfile(os.path.join(here, "connectorspace.db"), self.imported)


class Workshop:
    """Documents, databases and the jobs on them, in a directory that goes at the end."""

    def __init__(self, objects):
        self.directory = tempfile.mkdtemp(prefix="cstools-trust-")
        self.a = self.document("a.xml", objects, seed=1)
        self.b = self.document("b.xml", objects, seed=2)
        self.full = os.path.join(self.directory, "full.db")
        self.run("csimport", "-q", "-d", self.full, self.a)
        self.jobs = [job for job in self.all_jobs() if os.path.exists(job.command()[0])]
        for job in self.jobs:
            job.imported = os.path.join(self.directory, job.name + ".db")
            with self.room() as here:
                job.learn(here)

    def close(self):
        shutil.rmtree(self.directory)

    def document(self, name, objects, seed, encoding="utf-8"):
        path = os.path.join(self.directory, name)
        subprocess.run([os.path.join(BUILD, "bench", "generate"), str(objects), encoding, path,
                        str(seed)], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return path

    def run(self, program, *arguments, **options):
        return subprocess.run([os.path.join(BIN, program), *arguments], check=True,
                              timeout=TIMEOUT, stdout=subprocess.PIPE, **options).stdout

    def room(self):
        """A new directory for one run."""
        return tempfile.TemporaryDirectory(dir=self.directory)

    def all_jobs(self):
        old = b"old\n" * 1000
        wide = self.document("wide.xml", 40, 3, "utf-16")
        help_text = self.run("csanalyzer", "--help").decode()
        yield Job("first import", "csimport", [self.a])
        yield Job("full import", "csimport", [self.b], self.full)
        yield Job("merge", "csimport", ["--merge", self.b], self.full)
        yield Job("another connector", "csimport", ["-n", "other", wide], self.full)
        yield Job("export", "csexport", [NAME, "out"], self.full)
        yield Job("export over a file", "csexport", [NAME, "out"], self.full, old)
        yield Job("pending exports", "csexport", [NAME, "out", "/f:x"], self.full, old)
        yield Job("report", "csanalyzer", ["-o", "out", self.a])
        yield Job("report over a file", "csanalyzer", ["-o", "out", self.a], old=old)
        yield Job("report of UTF-16", "csanalyzer", ["-o", "out", "-j1", wide], old=old)
        yield Job("sorted report", "csanalyzer", ["--sort", "--summary", "-o", "out", self.a])
        yield Job("wide report", "csanalyzer", ["--layout", "wide", "-o", "out", self.a], old=old)
        for form in ("jsonl", "xlsx", "html"):
            if re.search(r"--format\b.*" + form, help_text, re.DOTALL):
                yield Job(form, "csanalyzer", ["--format", form, "-o", "out", self.a], old=old,
                          fragile=form == "xlsx")
        yield Job("difference", "csdiff", ["-o", "out", self.a, self.b])
        yield Job("difference over a file", "csdiff", ["-o", "out", self.a, self.b], old=old)
        yield Job("difference as a page", "csdiff",
                  ["--format", "html", "-o", "out", self.a, self.b], old=old)


# ---- What must hold ---------------------------------------------------------------------------

def extra_files(job, here, killed):
    """What is there beside the job's own files, as a problem. A program that was killed may leave
    one temporary file, and SQLite its journal."""
    extra = set(os.listdir(here)) - job.files
    if not extra:
        return None
    bases = {name for name in extra if not name.endswith(JOURNALS)}
    for name in extra - bases:
        base = re.sub("-[a-z]+$", "", name)
        if base != "connectorspace.db" and base not in bases:
            return "left behind: %r" % sorted(extra)
    if not killed or len(bases) > 1 or not all(TEMPORARY.fullmatch(name) for name in bases):
        return "left behind: %r" % sorted(extra)
    return None


def mixed_state(job, here, allowed):
    """A problem where the files are not in one of the `allowed` states."""
    found = job.state(here)
    if found in allowed:
        return None
    wanted = " or ".join("the old" if state is job.before else "the new" for state in allowed)
    problems = []
    for what, now, *rest in zip(("out", "database"), found, *allowed):
        if now not in rest:
            problems.append("%s is %s, not %s" % (what, str(now)[:200] if what == "database" else
                                                  "%d bytes" % len(now or b""), wanted))
    return "; ".join(problems) or "a mixture of old and new"


def next_run(job, here):
    """Runs the job again, undisturbed: it copes with what it finds, and clears it away."""
    run = subprocess.run(job.command(), cwd=here, capture_output=True, timeout=TIMEOUT,
                         check=False)
    if run.returncode != job.status:
        return "the next run failed: %d %r" % (run.returncode, run.stderr)
    if job.program != "csimport":
        return mixed_state(job, here, [job.after]) or extra_files(job, here, False)
    name = "other" if "other" in job.arguments else NAME
    exported = [subprocess.run([os.path.join(BIN, "csexport"), "-q", "-d", path, name, "-"],
                               capture_output=True, timeout=TIMEOUT, check=False).stdout
                for path in (os.path.join(here, "connectorspace.db"), job.imported)]
    if exported[0] != exported[1] or not exported[0]:
        return "the next import made something else"
    return extra_files(job, here, False)


def report(what, seed, runs, losses, *figures):
    """Prints the result and ends the program."""
    for loss in losses[:20]:
        print("lost: " + loss)
    print("%s: %d runs (seed %d), %s, %d losses" % (what, runs, seed, ", ".join(figures),
                                                    len(losses)))
    sys.exit(1 if losses else 0)
