"""The programs that are measured: how each is run, and how its output is checked."""

import filecmp
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from measuring import Place, Wrong, fingerprint

PEERS = Path(__file__).resolve().parent / "peers"
CONNECTOR = "contoso.com - AAD"

# xsltproc takes some 10 bytes of memory for each byte that it reads.
XSLT_MEMORY = 12
XSLT_LARGEST = 1_000_000_000


@dataclass
class Program:
    name: str
    command: list
    encoding: str = "utf-8"          # of the input; the yardstick is the parse of the same one
    stdout: Path = None              # where the output goes; nowhere
    report: bool = False             # it writes csanalyzer's report to stdout
    goal: float = None               # the most it may take, in times the yardstick
    prepare: Callable = None         # called before a run, and not measured
    check: Callable = None           # called after a run; raises Wrong
    size: int = 0                    # of the XML, in bytes
    missing: str = None              # why it cannot be run
    pairs: list = field(default_factory=list)  # (yardstick's Figures, its own Figures)


class Checks:
    """What must be the same whichever program made it."""

    def __init__(self, place: Place):
        self.place = place
        self.reports = {}  # fingerprint -> the names of those who made it

    def report(self, name, path):
        makers = self.reports.setdefault(fingerprint(path), [])
        if name not in makers:
            makers.append(name)
        if path.stat().st_size < 200:
            raise Wrong(f"{name}: the report is empty")

    def export(self, name, path, original):
        """What csexport gave back has the report of what csimport took in. With `original` it is
        the same file, too: the generator spells XML as csexport does."""
        if original and not filecmp.cmp(path, original, shallow=False):
            raise Wrong(f"{name}: what came back is not what was imported")
        again = self.place.output / "again.csv"
        self.place.run([self.place.bin / "csanalyzer", "-q", path], stdout=again)
        self.report(f"csanalyzer on what {name} wrote", again)
        again.unlink()
        path.unlink()

    def verdict(self):
        if len(self.reports) > 1:
            groups = "".join(f"\n  {digest[:12]}: {', '.join(makers)}"
                             for digest, makers in self.reports.items())
            raise Wrong("the reports differ:" + groups)


def parse_command(place, path):
    return [place.tool("parse"), path]


def analyzer(place, paths, name, *options, encoding="utf-8", goal=None):
    return Program(name, [place.bin / "csanalyzer", "-q", *options, paths[encoding]], encoding,
                   stdout=place.output / "report.csv", report=True, goal=goal)


def analyzers(place, paths):
    wide = {"encoding": "utf-16"}
    return [
        Program("parse", parse_command(place, paths["utf-8"])),
        Program("cat", ["cat", paths["utf-8"]]),
        analyzer(place, paths, "csanalyzer"),
        analyzer(place, paths, "csanalyzer -j 2", "-j", "2", goal=0.20),
        analyzer(place, paths, "csanalyzer -j 1", "-j", "1", goal=0.38),
        Program("parse, UTF-16", parse_command(place, paths["utf-16"]), **wide),
        analyzer(place, paths, "csanalyzer, UTF-16", **wide),
        analyzer(place, paths, "csanalyzer -j 2, UTF-16", "-j", "2", goal=0.20, **wide),
        analyzer(place, paths, "csanalyzer -j 1, UTF-16", "-j", "1", **wide),
    ]


# ---- The connector space ----

def database(place):
    return place.directory / "bench.db"


def remove_database(place):
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(str(database(place)) + suffix).unlink(missing_ok=True)


def import_command(place, path):
    return [place.bin / "csimport", "-q", "-d", database(place), path]


def need_database(place, path):
    """Makes a database where csimport is not among the programs."""
    if not database(place).exists():
        place.run(import_command(place, path))


def exporter(place, path, checks, name, *options, to_file=True, goal=None):
    """csexport of everything, or with options of less."""
    out = place.output / "export.xml"
    command = [place.bin / "csexport", "-q", "-d", database(place), CONNECTOR,
               out if to_file else "-", *options]
    return Program(name, command, stdout=None if to_file else out, goal=goal,
                   prepare=lambda: need_database(place, path),
                   check=lambda: checks.export(name, out, None if options else path))


def connector_space(place, path, checks):
    """csimport comes first: the others read the database that it leaves."""
    dump = Program("sqlite3 .dump", ["sqlite3", database(place), ".dump"],
                   stdout=place.output / "dump.sql", prepare=lambda: need_database(place, path))
    if not shutil.which("sqlite3"):
        dump.missing = "sqlite3 is not installed (Debian: sqlite3)"
    return [
        Program("csimport, new database", import_command(place, path), goal=1.8,
                prepare=lambda: remove_database(place)),
        exporter(place, path, checks, "csexport to a file", goal=1.2),
        exporter(place, path, checks, "csexport to stdout", to_file=False),
        exporter(place, path, checks, "csexport /f:x to a file", "/f:x"),
        dump,
    ]


# ---- Other ways to the report ----

def runs(command):
    """Does the command succeed?"""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                              check=False).returncode == 0
    except OSError:
        return False


def python_with_lxml():
    candidates = [sys.executable, "/usr/bin/python3"]
    return next((p for p in candidates if runs([p, "-c", "import lxml.etree"])), None)


def available_memory():
    with open("/proc/meminfo", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file
                    if line.startswith("MemAvailable"))


def why_not_xsltproc(size, all_sizes):
    if not shutil.which("xsltproc"):
        return "it is not installed (Debian: xsltproc)"
    if available_memory() < XSLT_MEMORY * size:
        return f"it needs some {XSLT_MEMORY * size / 1e9:.1f} GB of memory"
    if size > XSLT_LARGEST and not all_sizes:
        return "it is slow on so large a file (ALL=1 runs it)"
    return None


def peers(place, path, all_sizes):
    lxml = python_with_lxml()
    out = place.output / "report.csv"
    no_perl = None if runs(["perl", "-MXML::LibXML::Reader", "-e1"]) else \
        "it is not installed (Debian: libxml-libxml-perl)"
    found = [
        ("xsltproc", ["xsltproc", "--huge", PEERS / "report.xsl", path],
         why_not_xsltproc(path.stat().st_size, all_sizes)),
        ("Python lxml iterparse", [lxml, PEERS / "lxml_iterparse.py", path],
         None if lxml else "lxml is not installed (Debian: python3-lxml)"),
        ("Python stdlib iterparse", [sys.executable, PEERS / "stdlib_iterparse.py", path], None),
        ("Perl XML::LibXML::Reader", ["perl", PEERS / "libxml_reader.pl", path], no_perl),
    ]
    return [Program(name, command, stdout=out, report=True, missing=missing)
            for name, command, missing in found]


def everything(place, paths, checks, all_sizes):
    programs = [*analyzers(place, paths), *connector_space(place, paths["utf-8"], checks),
                *peers(place, paths["utf-8"], all_sizes)]
    for program in programs:
        program.size = paths[program.encoding].stat().st_size
    return programs
