#!/usr/bin/env python3
"""Readers and writers at once: a short run of `make together`."""
import os
import sys

from harness import ROOT, check, finish

sys.path.insert(0, os.path.join(ROOT, "tests", "trust"))
import together  # pylint: disable=wrong-import-position,import-error

problems, figures = together.together(runs=30, seed=1, longest=False)
check("at once: " + ", ".join(figures), *problems)
finish()
