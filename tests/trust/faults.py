#!/usr/bin/env python3
"""Lets reads, writes and memory fail: make faults N=1000 SEED=1

In each run one call (or all calls from then on) of a program's reads, writes, opens, syncs,
renames or allocations, or something else that it asks of a file, fails or falls short, by a
preloaded library; or files may not grow beyond a random size, by a limit of the process or, where
the kernel lets us mount one, on a small file system that is full. A call that is cut short by a
signal or moves less than was asked for must be survived. Else the program may fail: with status 2, a
message, the old file and the old state, and nothing left behind."""
import errno
import os
import random
import re
import resource
import signal
import subprocess
import sys

import trust

ERRORS = {
    "read": (errno.EIO, errno.EINTR, "short"),
    "write": (errno.ENOSPC, errno.EIO, errno.EINTR, errno.EDQUOT, "short"),
    "sync": (errno.EIO, errno.ENOSPC, errno.EINTR),
    "name": (errno.EIO, errno.ENOSPC, errno.EACCES),
    "open": (errno.EIO, errno.EMFILE, errno.ENOSPC, errno.EINTR),
    "ask": (errno.EIO, errno.EACCES),
    "memory": ("0",),
    "own": ("0",),
}
HARMLESS = (errno.EINTR, "short")  # once; what SQLite says of a sync that is cut short aside
# Status 2, and yet it has been done: then the message says so.
DONE = re.compile("cannot write standard output|the report is complete")


def measure(shop, job):
    """How many calls of each class the job makes."""
    counts = os.path.join(shop.directory, "counts")
    with shop.room() as here:
        job.place(here)
        subprocess.run(job.command(), cwd=here, capture_output=True, check=False,
                       env=dict(os.environ, LD_PRELOAD=trust.FAULT, CS_FAULT_COUNTS=counts))
    with open(counts, encoding="ascii") as file:
        job.calls = {name: int(n) for name, n in map(str.split, file)}


def choose_call(draw, job):
    """A call of the job that is to fail: what to tell the library, and whether it is harmless."""
    kind = draw.choice([name for name in ERRORS if job.calls[name] > 0])
    what = draw.choice(ERRORS[kind])
    # The first and the last calls are the ones that open and end things.
    most = job.calls[kind]
    at = draw.choice((draw.randint(1, most), draw.randint(1, min(most, 20)),
                      most - draw.randint(0, min(most - 1, 20))))
    for_ever = what != "short" and what != errno.EINTR and draw.random() < 0.3
    return "%s:%d:%s%s" % (kind, at, what, "+" if for_ever else ""), \
        what in HARMLESS and not (kind == "sync" and job.program == "csimport")


def run_with_limit(job, here, size):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(job.command(), cwd=here, capture_output=True, timeout=trust.TIMEOUT,
                          check=False, preexec_fn=limit)


def run_with_fault(job, here, fault):
    return subprocess.run(job.command(), cwd=here, capture_output=True, timeout=trust.TIMEOUT,
                          check=False, env=dict(os.environ, LD_PRELOAD=trust.FAULT, CS_FAULT=fault))


def full_disk(here, size):
    """Leaves `size` bytes on the file system that is mounted on `here`."""
    used = sum(os.stat(os.path.join(here, name)).st_blocks * 512 for name in os.listdir(here))
    subprocess.run(["mount", "-o", "remount,size=%d" % (used + size), here], check=True)


class Disk:
    """A directory on a small file system of its own."""

    def __init__(self, shop):
        self.room = shop.room()

    def __enter__(self):
        self.path = self.room.__enter__()
        subprocess.run(["mount", "-t", "tmpfs", "none", self.path], check=True)
        return self.path

    def __exit__(self, *exception):
        subprocess.run(["umount", self.path], check=True)
        self.room.__exit__(*exception)


def judge(job, here, run, fault, harmless=False):
    """A problem, or None."""
    said = run.stderr.decode("utf-8", "replace")
    if run.returncode == job.status:
        allowed = [job.after]
    elif job.fragile and run.returncode == -signal.SIGSEGV and fault.startswith("memory"):
        allowed = [job.before]
    elif run.returncode != 2:
        return "status %d: %r" % (run.returncode, said)
    elif not trust.MESSAGE.match(said) or "interrupted" in said:
        return "the message is %r" % said
    elif harmless and not job.fragile:
        return "not survived: %r" % said
    else:
        allowed = [job.after if DONE.search(said) else job.before]
    problem = trust.mixed_state(job, here, allowed) or trust.extra_files(job, here, killed=False)
    return "%s (%r)" % (problem, said) if problem else trust.next_run(job, here)


def one_run(draw, shop, job, can_mount):
    """Runs the job with a fault; gives what the fault was, its exit status, and a problem."""
    choice = draw.random()
    if choice < 0.8:
        fault, harmless = choose_call(draw, job)
        with shop.room() as here:
            job.place(here)
            run = run_with_fault(job, here, fault)
            return fault, run.returncode, judge(job, here, run, fault, harmless)
    size = int(draw.random() ** 2 * 6e6)
    if choice < 0.9 or not can_mount:
        with shop.room() as here:
            job.place(here)
            run = run_with_limit(job, here, size)
            fault = "no file over %d" % size
            return fault, run.returncode, judge(job, here, run, fault)
    with Disk(shop) as here:
        job.place(here)
        full_disk(here, size)
        run = subprocess.run(job.command(), cwd=here, capture_output=True, timeout=trust.TIMEOUT,
                             check=False)
        full_disk(here, 1 << 30)
        fault = "a disk of %d" % size
        return fault, run.returncode, judge(job, here, run, fault)


def enter_namespace():
    """Starts again where file systems may be mounted that nobody else sees. True once there."""
    if os.environ.get("CS_FAULTS_INSIDE"):
        return True
    inside = ["unshare", "--map-root-user", "--mount"]
    try:
        allowed = subprocess.run([*inside, "mount", "-t", "tmpfs", "none", "/mnt"],
                                 capture_output=True, check=False).returncode == 0
    except OSError:
        allowed = False
    if allowed:
        os.environ["CS_FAULTS_INSIDE"] = "1"
        os.execvp("unshare", [*inside, sys.executable, *sys.argv])
    return False


def main():
    runs, seed = int(sys.argv[1]), int(sys.argv[2])
    can_mount = enter_namespace()
    draw = random.Random(seed)
    shop = trust.Workshop(objects=60)
    survived = failed = 0
    losses = []
    try:
        for job in shop.jobs:
            measure(shop, job)
        for i in range(runs):
            job = draw.choice(shop.jobs)
            what, status, problem = one_run(draw, shop, job, can_mount)
            survived += status == job.status
            failed += status == 2
            if problem:
                losses.append("run %d, %s, %s: %s" % (i + 1, job.name, what, problem))
    finally:
        shop.close()
    trust.report("faults", seed, runs, losses, "%d jobs" % len(shop.jobs),
                 "%d survived" % survived, "%d failed with a message" % failed,
                 "a full disk %s" % ("included" if can_mount else "left out: no right to mount"))


main()
