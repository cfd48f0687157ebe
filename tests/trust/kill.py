#!/usr/bin/env python3
"""Ends the programs at random moments: make kill N=1000 SEED=1

Half of the runs get a signal after a random time, half of them before a random one of their reads,
writes, opens, syncs and renames (by a preloaded library), so that no moment is too short. The
signals are SIGKILL (half of them), SIGTERM, SIGINT and SIGHUP. Afterwards the database is intact
and in the state before or after, the output is the old file or the new one, and the next run works
and leaves nothing behind."""
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import trust

SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT,
           signal.SIGHUP)

INTERRUPTED = re.compile(r"(?:^|\n)\w+: interrupted(?: \(.*\))?\n$")


def measure(shop, job):
    """How long the job takes, and how many calls it makes."""
    with shop.room() as here:
        job.place(here)
        counts = os.path.join(shop.directory, "counts")
        start = time.monotonic()
        subprocess.run(job.command(), cwd=here, capture_output=True, check=False,
                       env=dict(os.environ, LD_PRELOAD=trust.FAULT, CS_FAULT_COUNTS=counts))
        job.seconds = time.monotonic() - start
        with open(counts, encoding="ascii") as file:
            job.calls = {name: int(n) for name, n in map(str.split, file)}


def run_and_kill(draw, job, here):
    """Runs the job and sends it a signal; gives the signal, its status and what it said."""
    number = draw.choice(SIGNALS)
    environment = dict(os.environ)
    at_call = draw.random() < 0.5
    if at_call:
        environment["LD_PRELOAD"] = trust.FAULT
        environment["CS_FAULT"] = "io:%d:signal%d" % (draw.randint(1, job.calls["io"]), number)
    process = subprocess.Popen(job.command(), cwd=here, env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    if not at_call:
        time.sleep(draw.random() * job.seconds * 1.1)
        process.send_signal(number)
    _, err = process.communicate(timeout=trust.TIMEOUT)
    return number, process.returncode, err.decode("utf-8", "replace")


def judge(job, here, status, said):
    """A problem, or None; `status` and `said` are of the run that got the signal."""
    killed = status < 0
    if killed or status == job.status:
        allowed = [job.before, job.after] if killed else [job.after]
    elif status == 2 and INTERRUPTED.search(said):
        allowed = [job.before]
    else:
        return "status %d: %r" % (status, said)
    # The state is looked at in a copy, so that the next run finds what the signal left.
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(here, copy, dirs_exist_ok=True)
        problem = (trust.extra_files(job, here, killed=status == -signal.SIGKILL) or
                   trust.mixed_state(job, copy, allowed))
    return problem or trust.next_run(job, here)


def main():
    runs, seed = int(sys.argv[1]), int(sys.argv[2])
    draw = random.Random(seed)
    shop = trust.Workshop(objects=60)
    killed = interrupted = finished = 0
    losses = []
    try:
        for job in shop.jobs:
            measure(shop, job)
        for i in range(runs):
            job = draw.choice(shop.jobs)
            with shop.room() as here:
                job.place(here)
                number, status, said = run_and_kill(draw, job, here)
                killed += status < 0
                interrupted += status == 2
                finished += status == job.status
                problem = judge(job, here, status, said)
            if problem:
                losses.append("run %d, %s, %s: %s" % (i + 1, job.name, number.name, problem))
    finally:
        shop.close()
    trust.report("kill", seed, runs, losses, "%d jobs" % len(shop.jobs),
                 "%d killed and %d interrupted in mid-work" % (killed, interrupted),
                 "%d done before the signal" % finished)


main()
