#!/usr/bin/env python3
"""make install and make uninstall: where everything goes, and that nothing stays."""
import os
import re
import subprocess

from harness import BIN, ROOT, Run, check, expect, finish, temporary_directory

PROGRAMS = ("csanalyzer", "csexport", "csimport", "csdiff", "csconfig", "CSExportAnalyzer")
NOT_INHERITED = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")


def make(stage, *arguments):
    """Installs what has been built as it is (-o all); what is wrong with that."""
    ran = subprocess.run(
        ["make", "-s", "-C", ROOT, "-o", "all", "BUILD=" + os.path.dirname(BIN), "DESTDIR=" + stage,
         *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={name: value for name, value in os.environ.items() if name not in NOT_INHERITED}, check=False)
    return expect("exit status", ran.returncode, 0), expect("output", ran.stdout, b"")


def files(top):
    return [os.path.join(path, name) for path, _, names in os.walk(top) for name in names]


def source(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def is_there(path):
    return None if os.path.isfile(path) and os.path.getsize(path) else path + " is missing"


with temporary_directory() as top:
    stage = os.path.join(top, "stage")
    prefix = os.path.join(stage, "opt/cstools")
    check("make install", *make(stage, "PREFIX=/opt/cstools", "install"))
    for program in PROGRAMS:
        ran = Run("--version", program=os.path.join(prefix, "bin", program))
        check(program + " is installed", expect("exit status", ran.status, 0),
              None if re.match(rb"cs\w+ \(cstools\) ", ran.out) else repr(ran.out))
        check(program + " has a page", is_there(os.path.join(prefix, "share/man/man1", program + ".1")))
        check(program + " is completed",
              is_there(os.path.join(prefix, "share/bash-completion/completions", program)))
    check("the formats have pages", is_there(os.path.join(prefix, "share/man/man5/connector-space.5")))
    check("the job has a page", is_there(os.path.join(prefix, "share/man/man7/cstools.7")))
    with open(os.path.join(prefix, "share/doc/cstools/LICENSE"), encoding="utf-8") as file:
        check("the license is there", expect("LICENSE", file.read(), source("LICENSE")))
    check("the schema is there", is_there(os.path.join(prefix, "share/cstools/schema.sql")))
    check("no link points to nothing",
          *(path for path in files(stage) if not os.path.exists(path)))
    check("the newest release in CHANGELOG.md is this version", expect(
        "version", re.search(r"^## ([\d.]+) - ", source("CHANGELOG.md"), re.M)[1],
        re.search(r'^#define CS_VERSION "(.*)"$', source("common/base/version.h"), re.M)[1]))

    check("make uninstall", *make(stage, "PREFIX=/opt/cstools", "uninstall"))
    check("nothing stays", *files(stage))

    check("make install, without a PREFIX", *make(stage, "install"))
    check("it goes to /usr/local", is_there(os.path.join(stage, "usr/local/bin/csexport")))
finish()
