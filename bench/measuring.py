"""Running programs one at a time, and what each run took."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from statistics import median


class Wrong(Exception):
    """A program failed, or its output is not what it must be."""


@dataclass
class Figures:
    """What one run took."""
    wall: float  # seconds
    cpu: float   # seconds of processor time
    peak: int    # bytes of memory


class Place:
    """The directory of a bench: its tools, its inputs, what the programs write."""

    def __init__(self, build):
        self.bin = build / "bin"
        self.directory = build / "bench"
        self.output = self.directory / "output"
        self.output.mkdir(parents=True, exist_ok=True)
        # A second bench in the same place waits for the first.
        self.lock = os.open(self.directory, os.O_RDONLY)
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def tool(self, name):
        return self.directory / name

    def run(self, command, stdout=None):
        """Runs a command to its end and gives its figures. Its standard output goes to the file."""
        figures = self.directory / "figures"
        with open(stdout or os.devnull, "wb") as out, \
                open(self.directory / "stderr", "w+b") as messages:
            subprocess.run([self.tool("measure"), figures, *command], stdin=subprocess.DEVNULL,
                           stdout=out, stderr=messages, check=True,
                           env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"))
            wall, cpu, peak, status = figures.read_text().split()
            if status != "0":
                messages.seek(0)
                said = messages.read()[-1000:].decode("utf-8", "replace").strip()
                raise Wrong(f"{' '.join(map(str, command))}: exit status {status}: {said}")
        return Figures(float(wall), float(cpu), int(peak) * 1024)

    def input(self, objects, encoding):
        """The input with that many objects, made once and kept for the next run."""
        path = self.directory / f"export-{objects}.{encoding}.xml"
        generate = self.tool("generate")
        if path.exists() and path.stat().st_mtime >= generate.stat().st_mtime:
            return path
        print(f"making {path.name}", flush=True)
        need = 2 * objects * (24000 if encoding == "utf-16" else 12000)
        if shutil.disk_usage(self.directory).free < need:
            raise Wrong(f"too little room in {self.directory}: {need / 1e9:.1f} GB are needed")
        part = path.with_suffix(".part")
        subprocess.run([generate, str(objects), encoding, part], check=True)
        os.sync()
        part.rename(path)
        return path

    def clear(self):
        """Removes what the programs wrote."""
        shutil.rmtree(self.output)
        self.output.mkdir()


def warm(path):
    """Reads the file, so that the next to read it finds it in the page cache."""
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 20):
            pass


def fingerprint(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def middle(runs, what):
    """The median of one figure of several runs."""
    return median(getattr(run, what) for run in runs)


def print_table(rows):
    """Prints rows of text as a Markdown table; the first is the header. Numbers are right-aligned."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]

    def show(cells):
        first = cells[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
        print("| " + " | ".join([first, *rest]) + " |")

    show(rows[0])
    print("| " + " | ".join(["-" * widths[0]] + ["-" * (w - 1) + ":" for w in widths[1:]]) + " |")
    for row in rows[1:]:
        show(row)


def against(figure, goal, unit="", judge=True):
    """A goal as the table shows it."""
    if goal is None:
        return ""
    shown = f"at most {goal:.2f}" if not unit else f"at most {goal:g}{unit}"
    if not judge:
        return shown
    return shown + (": met" if figure <= goal else ": missed")
