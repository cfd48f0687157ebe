#!/usr/bin/env python3
"""The recipes of examples/, each in a clean directory, as its first lines say."""
import csv
import glob
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import zipfile

from harness import BIN, ROOT, TESTDATA, Run, check, expect, finish, temporary_directory

EXAMPLES = os.path.join(ROOT, "examples")
AAD = "contoso.com - AAD"


class Directory:
    """A clean directory with some exports, and the recipes in PATH."""

    def __init__(self):
        self.temporary = temporary_directory()
        self.path = self.temporary.name
        self.environment = dict(os.environ, PATH=os.pathsep.join(
            (os.path.join(self.path, "bin"), EXAMPLES, BIN, os.environ["PATH"])),
            HOME=self.path, GIT_CONFIG_NOSYSTEM="1")
        self.environment.pop("CSTOOLS_DATABASE", None)

    def __enter__(self):
        os.mkdir(os.path.join(self.path, "bin"))
        shutil.copy(os.path.join(TESTDATA, "aad.xml"), self.file("everything.xml"))
        self.run("csimport -q everything.xml && csexport -q '%s' export.xml /f:x" % AAD)
        return self

    def __exit__(self, *exception):
        self.temporary.cleanup()

    def file(self, name):
        return os.path.join(self.path, name)

    def read(self, name):
        with open(self.file(name), encoding="utf-8", newline="") as file:
            return file.read()

    def write(self, name, text, mode=0o644):
        with open(self.file(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.file(name), mode)

    def run(self, command, **variables):
        """Exit status, standard output and standard error of a command for the shell."""
        done = subprocess.run(["bash", "-c", command], cwd=self.path, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False, text=True,
                              env={**self.environment, **variables})
        return done.returncode, done.stdout, done.stderr

    def files(self):
        return sorted(os.listdir(self.path))


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


# ---- Comparing: the gate, the mail, git ----

def other_export(directory, name):
    """An export in which Edsger gets another department."""
    text = directory.read("export.xml")
    assert ">Algorithms<" in text
    directory.write(name, text.replace(">Algorithms<", ">Structured Programming<"))


def test_gate():
    with Directory() as directory:
        shutil.copy(directory.file("export.xml"), directory.file("approved.xml"))
        gate = "pipeline-gate.sh '%s' approved.xml out" % AAD
        check("gate: what was approved passes", expect("exit", directory.run(gate)[0], 0))
        check("gate: it keeps what to look at", expect(
            "files", sorted(os.listdir(directory.file("out"))),
            ["difference.csv", "export.xml", "report.csv", "report.html"]))
        check("gate: the page is one", "<html" not in directory.read("out/report.html") and "no")
        status, _, err = directory.run(gate + " delete=3 removed@member=2 add=100")
        check("gate: exceeded limits end it", expect("exit", status, 3),
              expect("limits", re.findall(r"limit (\S+) is exceeded", err),
                     ["delete=3", "removed@member=2"]))
        other_export(directory, "approved.xml")
        status, _, err = directory.run(gate + " delete=10")
        check("gate: what was not approved does not pass", expect("exit", status, 1),
              "the pending changes are not those that were approved" not in err and err,
              "Structured Programming" not in directory.read("out/difference.csv") and "no row")
        check("gate: a limit counts before that", expect("exit", directory.run(gate + " add=0")[0],
                                                         3))
        check("gate: an unknown connector is trouble",
              expect("exit", directory.run("pipeline-gate.sh x approved.xml out")[0], 2))
        check("gate: a wrong limit is trouble", expect("exit", directory.run(gate + " x=1")[0], 2))
        for name in ("out/export.xml", "./out/../out/export.xml", "link.xml"):
            directory.run("cp approved.xml out/export.xml && ln -sf out/export.xml link.xml")
            status, _, err = directory.run("pipeline-gate.sh '%s' %s out" % (AAD, name))
            check("gate: it does not write over what was approved, %s" % name,
                  expect("exit", status, 2), name not in err and err,
                  expect("approved", directory.read(name), directory.read("approved.xml")))
        directory.run("rm out/report.html && mkdir out/report.html")
        status, _, err = directory.run(gate)
        check("gate: a page that cannot be written is trouble, and said",
              expect("exit", status, 2), "report.html" not in err and err)
        check("gate: no arguments are trouble", expect("exit", directory.run("pipeline-gate.sh")[0],
                                                       2))


def workflow(name):
    """A file in YAML, by the module of the system's own Python."""
    with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
        return json.loads(subprocess.run(
            ["/usr/bin/python3", "-c", "import json, sys, yaml\n"
             "json.dump(yaml.safe_load(sys.stdin), sys.stdout)"], stdin=file,
            capture_output=True, check=True).stdout)


def test_workflow():
    job = workflow("pipeline-gate.yml")["jobs"]["gate"]
    with Directory() as directory:
        os.remove(directory.file("connectorspace.db"))
        shutil.copy(directory.file("export.xml"), directory.file("approved.xml"))
        shutil.copy(os.path.join(EXAMPLES, "pipeline-gate.sh"), directory.path)
        variables = dict(job["env"], EVERYTHING=directory.file("everything.xml"))
        results = [directory.run(step["run"], **variables) for step in job["steps"]
                   if "run" in step]
        check("workflow: every step runs", expect(
            "exit", [result[0] for result in results], [0] * len(results)),
            expect("said", "".join(result[2] for result in results if result[0]), ""))
        kept = [step["with"]["path"] for step in job["steps"] if "upload" in step.get("uses", "")]
        check("workflow: the page is kept", not os.path.exists(
            os.path.join(directory.path, *kept, "report.html")) and "no page in %s" % kept)


def test_mail():
    with Directory() as directory:
        directory.write("bin/mailer", '#!/bin/sh\ncat >message; echo "$@" >arguments\n', 0o755)
        shutil.copy(directory.file("export.xml"), directory.file("active.xml"))
        mail = "nightly-mail.sh active.xml export.xml admins@contoso.com board@contoso.com"
        before = directory.files()
        status = directory.run(mail, MAILER="mailer -t")[0]
        check("mail: none where nothing differs", expect("exit", status, 0), expect(
            "new files", sorted(set(directory.files()) - set(before) - {"difference.csv"}), []))
        other_export(directory, "active.xml")
        status = directory.run(mail, MAILER="mailer -t")[0]
        message = directory.read("message")
        check("mail: one where something differs", expect("exit", status, 1),
              expect("arguments", directory.read("arguments"), "-t\n"),
              expect("head", message.split("\n\n")[0].split("\n")[:2],
                     ["To: admins@contoso.com, board@contoso.com",
                      "Subject: cstools: staging and active differ"]),
              "Structured Programming" in message and "it holds personal data",
              "difference.csv" not in message and "it does not say where the rows are")
        check("mail: the rows are kept", "Structured Programming" not in
              directory.read("difference.csv") and "not there")
        directory.write("active.xml", "<cs-objects>")
        status = directory.run(mail, MAILER="mailer")[0]
        check("mail: trouble is mailed too", expect("exit", status, 2),
              "active.xml" not in directory.read("message") and directory.read("message"))


def lay_out_configurations(directory):
    for side in ("active", "staging"):
        shutil.copytree(os.path.join(TESTDATA, "config", side), directory.file(side))


def test_config_nightly():
    with Directory() as directory:
        lay_out_configurations(directory)
        status, out, _ = directory.run("config-nightly.sh active staging page.html")
        check("config-nightly: what differs is printed and kept", expect("exit", status, 1),
              "4 critical" not in out and out,
              "<!DOCTYPE html>" not in directory.read("page.html") and "no page")
        status, out, _ = directory.run("config-nightly.sh active active page.html")
        check("config-nightly: nothing is printed where nothing differs", expect("exit", status, 0),
              expect("output", out, ""))
        directory.write("map", "contoso.com\tcontoso.com\n")
        check("config-nightly: a map", expect(
            "exit", directory.run("config-nightly.sh active active page.html map")[0], 0))
        check("config-nightly: trouble", expect(
            "exit", directory.run("config-nightly.sh active missing page.html")[0], 2))


def test_config_git():
    with Directory() as directory:
        lay_out_configurations(directory)
        names = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@contoso.com",
                 "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@contoso.com"}
        directory.run("git init -q kept")
        for side, commits in (("active", "1"), ("active", "1"), ("staging", "2")):
            status, _, err = directory.run("config-git.sh %s kept" % side, **names)
            count = directory.run("git -C kept rev-list --count HEAD")[1].strip()
            check("config-git: %s, %s" % (side, commits), expect("exit", status, 0) and err,
                  expect("commits", count, commits))
        check("config-git: without times and counters",
              "Identifiers, times" in directory.read("kept/configuration.md") and "they are there")
        check("config-git: trouble", expect(
            "exit", directory.run("config-git.sh missing kept", **names)[0], 2))


def test_git():
    with Directory() as directory:
        directory.run("git init -q . && git-diff.sh export.xml && git-diff.sh export.xml && "
                      "git add export.xml .gitattributes && "
                      "git -c user.name=a -c user.email=a@contoso.com commit -qm first")
        check("git: the attribute is there once",
              expect(".gitattributes", directory.read(".gitattributes"),
                     "export.xml diff=csexport\n"))
        directory.write("other", "*.csv text")
        directory.run("cp other .gitattributes && git-diff.sh export.xml")
        check("git: a last line without its end stays", expect(
            ".gitattributes", directory.read(".gitattributes"),
            "*.csv text\nexport.xml diff=csexport\n"))
        other_export(directory, "export.xml")
        status, out, err = directory.run("git diff --unified=0 export.xml")
        changed = [line for line in out.splitlines() if re.match(r"[+-]\"", line)]
        check("git: a diff in rows", expect("exit", (status, err), (0, "")),
              expect("signs", [line[0] for line in changed], ["-", "+"]),
              not changed[0].endswith(',"department","Update","Add","Algorithms"') and changed[0])


# ---- Loading ----

def test_sqlite():
    with Directory() as directory:
        for _ in range(2):
            status, _, err = directory.run("report-to-sqlite.sh export.xml report.db")
        report = rows(Run("--raw", directory.file("export.xml")).out.decode())
        database = sqlite3.connect(directory.file("report.db"))
        loaded = database.execute(
            "SELECT %s FROM change ORDER BY rowid" % ", ".join(report[0])).fetchall()
        check("SQLite: every value, once", expect("exit", (status, err), (0, "")),
              expect("rows", [list(row) for row in loaded], report[1:]))
        database.close()
        with open(os.path.join(EXAMPLES, "report-to-sqlite.sh"), encoding="utf-8") as file:
            shown = re.findall(r"^#     (sqlite3 .*)", file.read(), re.MULTILINE)
        for command in shown:
            status, out, err = directory.run(command)
            check("SQLite: $ " + command, expect("exit", (status, err), (0, "")),
                  not out and "no answer")
        status, _, err = directory.run("report-to-sqlite.sh missing.xml other.db")
        check("SQLite: no export, no database", expect("exit", status, 2),
              "other.db" in directory.files() and "there is one")


def test_spreadsheet():
    with Directory() as directory:
        status, _, err = directory.run("report-to-spreadsheet.sh export.xml report.csv")
        decoded = Run("--decode", "--sort", "--excel", directory.file("export.xml"))
        check("spreadsheet: for a double click", expect("exit", (status, err), (0, "")),
              expect("bytes", directory.read("report.csv").encode(), decoded.out))
        status, _, err = directory.run("report-to-spreadsheet.sh export.xml")
        if "libxlsxwriter" in err:  # built without it, and says so
            check("spreadsheet: a workbook needs libxlsxwriter", expect("exit", status, 2))
            return
        check("spreadsheet: a workbook", expect("exit", (status, err), (0, "")))
        with zipfile.ZipFile(directory.file("export.xlsx")) as book:
            sheets = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
        check("spreadsheet: its sheets", expect("sheets", sheets,
                                                ["Summary", "Adds", "Updates", "Deletes"]))


# ---- Staging ----

STAGED = "dn,object_type,omodt,attribute,multivalued,amodt,vmodt,value\n"


def staged(directory):
    """What is staged in the databases of both recipes."""
    found = []
    for language in ("sh", "py"):
        database = sqlite3.connect(directory.file(language + ".db"))
        found.append(database.execute(
            "SELECT connector, dn, object_type, omodt, newdn, attribute, type, multivalued, amodt, vmodt, "
            "value FROM pending_export").fetchall())
        database.close()
    return found


def stage(directory, table, connector="hr"):
    """Runs both recipes on the same table; the exit status and standard error of each."""
    directory.write("changes.csv", table)
    return [directory.run("stage-changes.%s \"$connector\" changes.csv %s.db" % (language, language),
                          connector=connector)[::2] for language in ("sh", "py")]


def test_staging():
    people = "".join('"uid=%d,ou=people,dc=contoso,dc=com",person,update,title,,update,,"Dr. ""%d"""'
                     "\n" % (i, i) for i in range(10000))
    wrong = (
        ("too few fields", STAGED + "a,person,update\n", "found 3|or too few"),
        ("too many fields", STAGED + "a,person,add,,,,,,\n", "found 9|or too few"),
        ("an unknown omodt", STAGED + "b,,add,,,,,\na,,gone,,,,,\n", "omodt is add, replace"),
        ("a contradiction", STAGED + "b,,add,,,,,\nb,,delete,,,,,\n", "another omodt is staged"),
        ("other columns", "what,omodt,DN\na,add,b\n", "unknown columns: (what, DN|DN, what)\n"),
        ("a column twice", "dn,dn,omodt\na,b,add\n", "due to duplicates|column is named twice"),
        ("no omodt", "dn,type\na,string\n", "omodt is add, replace"),
    )
    with Directory() as directory:
        schema = os.path.join(ROOT, "common", "store", "schema.sql")
        directory.run("sqlite3 sh.db <%s; sqlite3 py.db <%s" % (schema, schema))
        check("staging: ten thousand changes", expect("runs", stage(directory, STAGED + people),
                                                      [(0, "")] * 2))
        shell, python = staged(directory)
        check("staging: both recipes stage the same", expect("rows", len(shell), 10000), expect(
            "first", shell[0], ("hr", "uid=0,ou=people,dc=contoso,dc=com", "person", "update",
                                None, "title", "string", 0, "update", None, 'Dr. "0"')),
              "they differ" if shell != python else None)
        report = directory.run("csexport -d sh.db hr - /f:x | csanalyzer --columns DN,NewValue")[1]
        check("staging: the report has them all", expect(
            "rows", rows(report)[1:], [[row[1], row[10]] for row in shell]))
        for name, table, said in wrong:
            runs = stage(directory, table)
            check("staging refused: " + name, expect("exit", [run[0] for run in runs], [2, 2]),
                  *("%r says nothing of it" % run[1] for run in runs
                    if not re.search(said, run[1])),
                  expect("staged", [len(found) for found in staged(directory)], [10000] * 2))
        stage(directory, STAGED + "c,,delete,,,,,\n", connector="it's")
        check("staging: a connector with a quote", expect(
            "connector", [found[-1][0] for found in staged(directory)], ["it's"] * 2))
        check("staging: the columns that are there, in any order", expect("runs", stage(
            directory, "type,value,newdn,attribute,omodt,guid,dn\n"
            "integer,7,e,level,update,{00000000-0000-0000-0000-00000000000A},d\n"),
            [(0, "")] * 2), expect("rows", [found[-1] for found in staged(directory)], [(
                "hr", "d", None, "update", "e", "level", "integer", 0, None, None, "7")] * 2))
        check("staging: a temporary directory with a quote", expect("run", directory.run(
            "mkdir it\\'s && echo dn,omodt >none.csv && "
            "stage-changes.sh hr none.csv sh.db", TMPDIR="it's"), (0, "", "")))
        for language in ("sh", "py"):
            status, _, err = directory.run("stage-changes.%s hr changes.csv no.db" % language)
            check("staging makes no database: " + language, expect("exit", status, 2),
                  "no.db" in directory.files() and "it does", "no.db" not in err and err)
            status, _, err = directory.run("stage-changes.%s hr no.csv %s.db" % (language, language))
            check("staging without a table: " + language, expect("exit", status, 2),
                  "no.csv" not in err and err)


# ---- The table of what replaces what ----

def table():
    """Pairs of the commands on the left and on the right."""
    with open(os.path.join(EXAMPLES, "README.md"), encoding="utf-8") as file:
        lines = [line.replace("\\|", "\0") for line in file if line.startswith("| ")]
    for line in lines:
        cells = [re.findall("`([^`]*)`", cell.replace("\0", "|")) for cell in line.split("|")[1:-1]]
        if len(cells) == 2 and any(command.startswith("cs") for command in cells[1]):
            yield cells


def words(text):
    """What two programs say alike: the sorted values, without quotes and a header."""
    return sorted(line.strip('"') for line in text.splitlines() if line.strip('"'))


def test_table():
    with Directory() as directory:
        directory.run("csimport -q " + os.path.join(TESTDATA, "onprem.xml"))
        shutil.copy(directory.file("export.xml"), directory.file("active.xml"))
        other_export(directory, "staging.xml")
        lay_out_configurations(directory)
        pairs = list(table())
        check("the table has rows", len(pairs) < 10 and "%d" % len(pairs))
        for left, right in pairs:
            for command in right:
                if not command.startswith("cs"):
                    continue
                status, out, err = directory.run(command)
                wanted = 1 if command.startswith(("csdiff", "csconfig diff")) else 0
                check("$ " + command, expect("exit", (status, err if status == 2 else ""),
                                             (wanted, "")))
                if left and left[0].startswith("xmlstarlet"):
                    theirs = directory.run(left[0])
                    check("it is what this says: " + left[0], expect("exit", theirs[0], 0), expect(
                        "values", words(out.split("\n", 1)[1]), words(theirs[1])))


def main():
    for path in sorted(glob.glob(os.path.join(EXAMPLES, "*"))):
        name = os.path.basename(path)
        with open(os.path.join(EXAMPLES, "README.md"), encoding="utf-8") as file:
            check("README.md knows " + name, "`%s`" % name not in file.read() + "`README.md`" and
                  "it does not")
    test_gate()
    test_workflow()
    test_mail()
    test_git()
    test_config_nightly()
    test_config_git()
    test_sqlite()
    test_spreadsheet()
    test_staging()
    test_table()
    finish()


main()
