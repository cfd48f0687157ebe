#!/usr/bin/env python3
"""Least power: no program starts another or reaches the network, an input is opened before the
output is touched, and the binaries are hardened, as SECURITY.md says."""
import os
import re
import shutil
import subprocess

from harness import (BIN, ROOT, TESTDATA, Run, check, expect, finish, sanitized,
                     temporary_directory, write)

PROGRAMS = ("csanalyzer", "csdiff", "csexport", "csimport")
AAD = os.path.join(TESTDATA, "aad.xml")
NAME = "contoso.com - AAD"
# What starts another program, loads code, or makes a connection.
POWER = re.compile(r"(?:system|popen|exec[lv]\w*|fexecve|posix_spawnp?|v?fork|dlopen|socket(?:pair)?|"
                   r"connect|bind|listen|accept4?|getaddrinfo|gethostby\w+|tmpnam|tempnam|mktemp)")


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def test_symbols():
    """What the programs ask of the libraries."""
    for program in PROGRAMS:
        asked = output_of("nm", "-D", "--undefined-only", os.path.join(BIN, program))
        names = [line.split()[-1].split("@")[0] for line in asked.splitlines()]
        check("%s asks for no program, code or connection" % program,
              None if "sqlite3_exec" in names else "nm shows nothing",
              expect("asked for", [name for name in names if POWER.fullmatch(name)], []))


def test_hardening():
    for program in PROGRAMS:
        path = os.path.join(BIN, program)
        header = output_of("readelf", "-Wh", path)
        segments = output_of("readelf", "-Wl", path)
        dynamic = output_of("readelf", "-Wd", path)
        symbols = output_of("nm", "-D", path)
        stack = re.search(r"GNU_STACK.*", segments)
        writable_code = re.search(r"LOAD.* RWE ", segments)
        check("%s is hardened" % program,
              None if re.search(r"Type:\s+DYN", header) else "not position-independent",
              None if "GNU_RELRO" in segments and "BIND_NOW" in dynamic else "no full RELRO",
              None if stack and " RW " in stack[0] else "the stack may be code",
              "code may be written" if writable_code else None,
              None if "__stack_chk_fail" in symbols else "no stack protector",
              None if re.search(r"__\w+_chk@", symbols.replace("__stack_chk", "")) else
              "no checked calls (_FORTIFY_SOURCE)",
              "TEXTREL" if "TEXTREL" in dynamic else None,
              "it searches directories for libraries" if re.search("RPATH|RUNPATH", dynamic)
              else None)
    # The C library's own start-up code may lack this, and then the linker drops it.
    library = output_of("readelf", "-n", os.path.join(os.path.dirname(BIN), "libcstools.a"))
    check("the library is ready for protected control flow", None if "X86-64" not in header or
          re.search(r"IBT.*SHSTK", library) else "no -fcf-protection")


# ---- What they do ------------------------------------------------------------------------------

def traced(here, *command):
    """The system calls of a run that open files, start programs and reach the network."""
    log = os.path.join(here, "trace")
    subprocess.run(["strace", "-f", "-o", log, "-e", "trace=openat,%network,%process", os.path.join(
        BIN, command[0]), *command[1:]], cwd=here, check=False, capture_output=True)
    with open(log, encoding="utf-8", errors="replace") as file:
        return file.read()


def can_trace():
    """False where there is no strace, or where it may not trace."""
    return shutil.which("strace") is not None and subprocess.run(
        ["strace", "-o", "/dev/null", "true"], check=False, capture_output=True).returncode == 0


def test_calls():
    """Nothing starts or connects; what opens is in order: input, output."""
    with temporary_directory() as here:
        Run("-q", "-d", "space.db", AAD, program="csimport", cwd=here)
        outside = write(here, "outside.txt", b"secret")
        # Documents that ask a parser to fetch something.
        hostile = [write(here, "%d.xml" % i, text.encode()) for i, text in enumerate((
            '<!DOCTYPE cs-objects SYSTEM "%s"><cs-objects/>' % outside,
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file://%s">]><cs-objects>&e;</cs-objects>' % outside,
            '<cs-objects xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="%s"/>'
            '</cs-objects>' % outside,
            '<?xml-stylesheet href="%s"?><cs-objects xsi:schemaLocation="x http://127.0.0.1/x" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>' % outside))]
        commands = [
            ("csanalyzer", "-o", "out", AAD),
            ("csanalyzer", "--sort", "--summary", "-j2", "-o", "out", AAD),
            ("csanalyzer", "--format", "xlsx", "-o", "out", AAD),
            ("csdiff", "-o", "out", AAD, os.path.join(TESTDATA, "onprem.xml")),
            ("csexport", "-d", "space.db", NAME, "out"),
            ("csimport", "-d", "space.db", AAD),
            ("csimport", "-d", "new.db", AAD),
            *(("csanalyzer", "-o", "out", path) for path in hostile),
            *(("csimport", "-d", "new.db", "-n", "x", path) for path in hostile)]
        for command in commands:
            calls = traced(here, *command)
            bad = [line for line in calls.splitlines() if re.search(
                r" (?:socket|connect|bind|sendto|execve|fork|vfork)\(|outside\.txt", line) or
                   (" clone" in line and "CLONE_THREAD" not in line)]
            source, made = calls.find(command[-1]), calls.find("O_TMPFILE")
            if command[0] == "csexport":
                source = calls.find("space.db")
            check("%s %s: starts nothing, connects to nothing" % (
                command[0], os.path.basename(command[-1])),
                  expect("calls", bad[1:], []), None if "execve(" in bad[0] else bad[0],
                  None if source > 0 else "the input is not opened",
                  None if made < 0 or source < made else "the output is made before the input")


def test_inputs_first():
    """An input that is wrong leaves the output alone, whatever is wrong with that."""
    cases = (("csanalyzer", "-o", "no/out", "missing.xml"),
             ("csdiff", "-o", "no/out", "missing.xml", "missing.xml"),
             ("csdiff", "-o", "no/out", AAD, "missing.xml"),
             ("csexport", "-d", "missing.db", NAME, "no/out"),
             ("csimport", "-d", "no/new.db", "missing.xml"))
    with temporary_directory() as here:
        for program, *arguments in cases:
            run = Run(*arguments, program=program, cwd=here)
            check("the input comes first: " + " ".join(map(os.path.basename, arguments)),
                  expect("status", run.status, 2),
                  None if "missing" in run.err and "no/" not in run.err else run.err,
                  expect("files", os.listdir(here), []))


def test_promises():
    """SECURITY.md names what there is."""
    def text_of(name):
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            return file.read()

    promises = text_of("SECURITY.md")
    makefile = text_of("Makefile") + text_of("tests/tests.mk")
    named = re.findall(r"`make ([a-z-]+)", promises)
    targets = " ".join(re.findall(r"^([a-z -]+):", makefile, re.MULTILINE)).split()
    check("SECURITY.md names targets", expect("few", len(named) < 4, False),
          expect("unknown", [name for name in named if name not in targets], []),
          None if "(SECURITY.md)" in text_of("README.md") else "README.md does not link to it")


def main():
    test_promises()
    test_inputs_first()
    if not sanitized():
        test_symbols()
        test_hardening()
        if can_trace():
            test_calls()
    finish()


main()
