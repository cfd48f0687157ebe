#!/usr/bin/env python3
"""What fuzzing has found worth keeping: every input of tests/fuzz/corpus, through its target."""
import os
import subprocess
import tempfile

from harness import BIN, ROOT, check, finish

TARGETS = os.path.join(os.path.dirname(BIN), "fuzz")

names = sorted(os.listdir(TARGETS)) if os.path.isdir(TARGETS) else []
check("the fuzz targets are there", None if names else "make tests builds them")
for name in names:
    with tempfile.TemporaryDirectory() as scratch:
        ran = subprocess.run([os.path.join(TARGETS, name), "tests/fuzz/corpus/" + name], cwd=ROOT,
                             env=dict(os.environ, TMPDIR=scratch), stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    said = ran.stderr.decode("utf-8", "replace").splitlines()
    # The last input that it names is the one; the reason comes after it.
    check(name, None if ran.returncode == 0 else "\n".join(["exit status %d" % ran.returncode, *said[-40:]]))
finish()
