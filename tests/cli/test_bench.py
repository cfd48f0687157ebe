#!/usr/bin/env python3
"""The bench in its short form: it runs everything, and tells right from wrong."""
import os
import subprocess

from harness import BIN, ROOT, check, expect, finish, temporary_directory

TOOLS = os.path.join(os.path.dirname(BIN), "bench")


class Bench:
    """A build directory of its own, with the tools and programs of the real one."""

    def __init__(self, top):
        self.top, self.build = top, os.path.join(top, "build")
        for name, real in (("bin", BIN), ("bench", TOOLS)):
            os.makedirs(os.path.join(self.build, name))
            for file in os.listdir(real):
                if file in ("generate", "measure", "parse") or name == "bin":
                    os.symlink(os.path.join(real, file), os.path.join(self.build, name, file))

    def run(self, *arguments):
        """Exit status, standard output and standard error."""
        ran = subprocess.run([os.path.join(ROOT, "bench/run"), *arguments], cwd=self.top,
                             env=dict(os.environ, BUILD=self.build), stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        return ran.returncode, ran.stdout, ran.stderr

    def replace(self, program, script):
        """Puts a shell script in place of a program."""
        path = os.path.join(self.build, "bin", program)
        os.unlink(path)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + script)
        os.chmod(path, 0o755)

    def restore(self, program):
        path = os.path.join(self.build, "bin", program)
        os.unlink(path)
        os.symlink(os.path.join(BIN, program), path)

    def inputs(self, name):
        with open(os.path.join(self.build, "bench", name), "rb") as file:
            return file.read()


def generate(top, count, encoding, name):
    path = os.path.join(top, name)
    subprocess.run([os.path.join(TOOLS, "generate"), str(count), encoding, path], check=True)
    with open(path, "rb") as file:
        return file.read()


def is_right(bench, name, words, *arguments):
    status, out, err = bench.run(*arguments)
    check(name, expect("exit status", status, 0), expect("standard error", err, ""),
          *("%r is missing in: %s" % (word, out) for word in words if word not in out))


def is_wrong(bench, name, words, *arguments):
    status, _, err = bench.run("-n", "30", "-r", "1", "--only", *arguments)
    check(name, expect("exit status", status, 1),
          *("%r is missing in: %s" % (word, err) for word in ("bench: WRONG: ", *words)
            if word not in err))


def inputs_are_the_same(bench, top):
    narrow = bench.inputs("export-30.utf-8.xml")
    wide = bench.inputs("export-30.utf-16.xml").decode("utf-16").replace("UTF-16", "UTF-8", 1)
    check("the input is the same in both encodings", expect("UTF-16", wide.encode(), narrow))
    check("and every time", expect("again", generate(top, 30, "utf-8", "again.xml"), narrow))
    fewer = generate(top, 29, "utf-8", "fewer.xml").removesuffix(b"</cs-objects>")
    check("an object does not depend on how many there are",
          expect("fewer", fewer, narrow[:len(fewer)]))


def wrong_results(bench):
    bench.replace("csanalyzer", '"%s/csanalyzer" "$@" | sed s/Update/Delete/\n' % BIN)
    is_wrong(bench, "a report that is not as the others", ("the reports differ:",), "e")
    bench.replace("csanalyzer", "echo 'csanalyzer: no' >&2\nexit 2\n")
    is_wrong(bench, "a program that fails",
             ("csanalyzer -q -j 1 ", ": exit status 2: csanalyzer: no"), "csanalyzer -j 1")
    bench.restore("csanalyzer")
    bench.replace("csexport", '"%s/csexport" "$@" &&\n    sed -i s/connector-state/connector-status/g '
                  "build/bench/output/export.xml\n" % BIN)
    is_wrong(bench, "an export that is not what was imported",
             ("csexport to a file: what came back is not",), "csexport to a file")


def main():
    if not os.path.exists(os.path.join(TOOLS, "generate")):
        check("the tools of the bench are there", "make tests builds them")
        finish()
    with temporary_directory() as top:
        bench = Bench(top)
        is_right(bench, "every program gives the same",
                 ("| csanalyzer ", "| csimport, new database ", "ways to the report, all the same."),
                 "-n", "30", "-r", "1")
        left = [name for name in os.listdir(os.path.join(bench.build, "bench"))
                if name.startswith("export")]
        check("nothing is left but the inputs",
              expect("files", sorted(left), ["export-30.utf-16.xml", "export-30.utf-8.xml"]),
              *os.listdir(os.path.join(bench.build, "bench/output")))
        inputs_are_the_same(bench, top)
        status, _, err = bench.run("cold", "-n", "30", "-r", "1")
        check("a cold file", None if "does not leave the page cache" in err
              else expect("exit status", status, 0))
        wrong_results(bench)
    finish()


main()
