#!/usr/bin/env python3
"""JSON lines and workbooks: the same rows as CSV, compared with it field by field."""
import csv
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time

import workbook
from formats import HOSTILE, MOST_UNITS, as_cell, document, on_sheets, update
from harness import TESTDATA, Run, check, expect, finish, read, temporary_directory, write

csv.field_size_limit(sys.maxsize)
LAYOUTS = ("changes", "values", "objects", "wide")
EVERY_COLUMN = ("DN,ObjectType,DisplayName,OMODT,Attribute,AMODT,OldValue,NewValue,ValuesAdded,"
                "ValuesRemoved,ID,Connector,UserPrincipalName,AttributeType,Multivalued,Note,"
                "@proxyAddresses,@proxyAddresses:old,@countryCode,@displayName")


def table(path, *options):
    run = Run("--raw", *options, path)
    return list(csv.reader(io.StringIO(run.out.decode(), newline="")))


def as_field(member):
    """A member of a JSON object as CSV shows it."""
    if member is None:
        return ""
    if isinstance(member, bool):
        return "true" if member else "false"
    if isinstance(member, list):
        return "; ".join(map(as_field, member))
    return str(member)


def lines(path, *options):
    out = Run("--format", "jsonl", *options, path).out
    return [json.loads(line) for line in out.decode().split("\n")[:-1]]


COLUMNS = {
    "changes": EVERY_COLUMN + ",Mail,SourceAnchor,OnPremisesSamAccountName,OnPremisesDN,ObjectGUID,"
               "NewDN,MetaverseID,LastExport,ErrorType,ErrorCode,ErrorDate,ErrorDetail",
    "values": "DN,ObjectType,DisplayName,OMODT,Attribute,AMODT,VMODT,Value,ID,Connector,"
              "UserPrincipalName,AttributeType,Multivalued,@displayName",
    "objects": "DN,ObjectType,DisplayName,OMODT,Attributes,AttributeNames,ID,Connector,NewDN",
}


def a_column_is_the_same_alone(name, path):
    """What a row says in a column does not hang on the columns beside it."""
    for layout, columns in COLUMNS.items():
        together = table(path, "--layout", layout, "--columns", columns)
        problems = []
        for i, column in enumerate(columns.split(",")):
            alone = table(path, "--layout", layout, "--columns", column)
            problem = first_difference([row[0] if row else "" for row in alone],
                                       [row[i] for row in together])
            problems += ["%s: %s" % (column, problem)] * bool(problem)
        check("%s: every column of %s alone" % (name, layout), *problems)


def first_difference(found, wanted):
    for number, (a, b) in enumerate(zip(found, wanted)):
        if a != b:
            return "row %d: %.300r instead of %.300r" % (number, a, b)
    return expect("rows", len(found), len(wanted))


# ---- JSON lines -----------------------------------------------------------------------------

def json_has_the_rows(name, path, *options):
    header, *rows = table(path, *options)
    found = lines(path, *options)
    check("jsonl: the rows of %s %s" % (name, " ".join(options)),
          first_difference([[as_field(member) for member in line.values()] for line in found],
                           rows),
          next((expect("members", list(line), header) for line in found if list(line) != header),
               None))


def json_knows_types(directory):
    path = write(directory, "types.xml", document(
        update("1", "9007199254740992", "integer"), update("007", "9007199254740993", "integer"),
        update("0x10", "0x200", "integer"), update("5", "6"), '<delta operation="delete"/>',
        '<delta operation="update"><attr name="member" multivalued="true"><value/></attr></delta>'))
    found = [(line["OldValue"], line["NewValue"], line["ValuesAdded"], line["ValuesRemoved"],
              line["Attribute"]) for line in lines(path)]
    check("jsonl: numbers stay exact, the unknown is null", expect("values", found, [
        (1, 9007199254740992, None, None, "title"),
        ("007", "9007199254740993", None, None, "title"),
        ("0x10", "0x200", None, None, "title"), ("5", "6", None, None, "title"),
        (None, None, None, None, None), (None, None, 1, 0, "member")]))
    decoded = [line["NewValue"] for line in lines(path, "--decode")]
    check("jsonl: decoded integers are numbers", expect(
        "values", decoded, [9007199254740992, "9007199254740993", 512, "6", None, None]))
    columns = lines(path, "--columns", "Multivalued,@title,@title:old,@member")
    check("jsonl: arrays and flags", expect("first", columns[0], {
        "Multivalued": False, "title": 9007199254740992, "title old": 1, "member": None}),
          expect("last", columns[5], {"Multivalued": True, "title": None, "title old": None,
                                      "member": [""]}))
    names = lines(path, "--layout", "objects", "--all-objects")
    check("jsonl: names are an array", expect("names", [n["AttributeNames"] for n in names],
                                              [["title"]] * 4 + [[], ["member"]]),
          expect("counts", [n["Attributes"] for n in names], [1, 1, 1, 1, 0, 1]))


def json_is_for_jq(path):
    jq = shutil.which("jq")
    done = subprocess.run([jq or "jq", "-r", ".NewValue // empty"], capture_output=True,
                          input=Run("--format", "jsonl", path).out, check=False) if jq else None
    wanted = "".join(value + "\n" for value in HOSTILE).encode()
    check("jsonl: jq reads every value back", "jq is not there" if not jq else None,
          done and expect("values", done.stdout, wanted))


def json_on_a_terminal(path):
    out = Run("--format", "jsonl", path).out.decode()
    wild = re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ufeff]", out)
    check("jsonl: nothing drives a terminal", wild and "found %r" % wild[0])


# ---- Workbooks ------------------------------------------------------------------------------

def xlsx(path, directory, *options):
    to = os.path.join(directory, "report.xlsx")
    run = Run("--format", "xlsx", "-o", to, *options, path)
    return run, workbook.read(to) if run.status in (0, 3) else []


def workbook_has_the_rows(name, path, directory, *options):
    header, *rows = table(path, *options)
    wanted = on_sheets(rows, header)
    run, sheets = xlsx(path, directory, *options)
    problems = [expect("exit status", run.status, 0),
                expect("sheets", [sheet.name for sheet in sheets], ["Summary", *wanted])]
    for sheet in sheets[1:]:
        found = [row[:len(row)] for row in sheet.rows]
        problems += [first_difference(found, [header] + wanted[sheet.name]),
                     expect("types", sheet.types, {"inlineStr"}),
                     None if sheet.frozen else "the header does not stay",
                     None if sheet.filter and sheet.filter.startswith("A1:") else "no filter"]
    check("xlsx: the rows of %s %s" % (name, " ".join(options)), *problems)


def workbook_begins_with_a_summary(directory):
    path = os.path.join(TESTDATA, "aad.xml")
    totals = json.loads(Run("--summary=json", path).out)
    run, sheets = xlsx(path, directory, "--limit", "delete=0")
    rows = {row[0]: row[1:] for row in sheets[0].rows if row}
    check("xlsx: the summary is that of --summary", expect("exit status", run.status, 3),
          expect("objects", rows["Objects"], [str(totals["objects"])]),
          expect("in all", rows["In all"],
                 [str(totals[name]) for name in ("adds", "updates", "deletes", "renames")]),
          *[expect(kind, rows[kind], [str(value) for value in counts.values()])
            for kind, counts in totals["objectTypes"].items()],
          *[expect(name, rows[name], [str(count)])
            for name, count in totals["attributes"].items()],
          None if any("limit delete=0" in row[0] for row in sheets[0].rows if row)
          else "the exceeded limit is not said")


def workbook_looks_like_this(directory):
    path = write(directory, "two.xml", document(
        '<delta operation="delete"/>', update("1", "2" * (MOST_UNITS + 1))))
    run, (summary, *sheets) = xlsx(path, directory, "--limit", "delete=0", "--limit", "update=0")
    check("xlsx: the summary, row by row", expect("exit status", run.status, 3),
          None if "csanalyzer: 1 value was cut at" in run.err else run.err,
          expect("widths", summary.widths, [36, 14, 14, 14, 14]),
          expect("rows", [(number, re.sub(" is exceeded.*", "", row))
                          for number, row in summary.layout], [
              (1, "*File* " + path), (2, "*Section* unapplied-export"),
              (4, "Objects 2"), (5, "With a change 2"), (6, "Without 0"),
              (8, "*Object type* *Adds* *Updates* *Deletes* *Renames*"),
              (9, "user 0 1 1 0"), (10, "*In all* 0 1 1 0"),
              (12, "*Attribute* *Objects*"), (13, "title 1"),
              (15, "Values cut to what a cell holds 1"),
              (17, "limit delete=0"), (18, "limit update=0")]))
    check("xlsx: sheets without rows have a header, too", expect(
        "rows", [(sheet.name, len(sheet.rows), sheet.filter) for sheet in sheets],
        [("Adds", 1, "A1:J1"), ("Updates", 2, "A1:J2"), ("Deletes", 2, "A1:J2")]))


def workbook_columns_are_as_wide_as_this(directory):
    widths = {"DN": 44, "ObjectType": 13, "DisplayName": 26, "OMODT": 11, "Attribute": 26,
              "AMODT": 10, "OldValue": 36, "NewValue": 36, "ValuesAdded": 13, "ValuesRemoved": 15,
              "Connector": 24, "@mail": 24}
    shown = (("changes", widths), ("values", {"VMODT": 10, "Value": 40}), ("objects", {"Attributes": 11}))
    for layout, columns in shown:
        run, sheets = xlsx(os.path.join(TESTDATA, "aad.xml"), directory, "--layout", layout,
                           "--columns", ",".join(columns))
        check("xlsx: widths of " + layout, expect("exit status", run.status, 0),
              *[expect(sheet.name, sheet.widths, list(columns.values())) for sheet in sheets[1:]])


def long_values_are_cut_and_counted(directory, path):
    cut = sum(as_cell(value) != value for value in HOSTILE)
    run, sheets = xlsx(path, directory)
    units = max(len(cell.encode("utf-16-le")) // 2 for sheet in sheets for row in sheet.rows
                for cell in row)
    check("xlsx: what is cut is said", expect("units", units, MOST_UNITS),
          expect("message", run.err, "csanalyzer: %d values were cut at 32,767 characters, the "
                 "most a cell holds\n" % cut),
          None if ["Values cut to what a cell holds", str(cut)] in sheets[0].rows
          else "the first sheet does not say it")


def workbooks_go_anywhere(directory):
    path = os.path.join(TESTDATA, "aad.xml")
    _, sheets = xlsx(path, directory)
    piped = write(directory, "piped.xlsx", Run("--format", "xlsx", path).out)
    check("xlsx: through a pipe", expect("rows", [s.rows for s in workbook.read(piped)],
                                         [s.rows for s in sheets]))
    full = Run("--format", "xlsx", "-o", "/dev/full", path)
    check("xlsx: a full disk", expect("exit status", full.status, 2))
    reading, writing = os.pipe()
    os.close(reading)
    closed = Run("--format", "xlsx", path, stdout=writing)
    os.close(writing)
    check("xlsx: a closed pipe", expect("exit status", closed.status, 2),
          expect("message", closed.err, ""))
    nowhere = Run("--format", "xlsx", path, env=dict(os.environ, TMPDIR="/nonexistent"))
    check("xlsx: no place for temporary files", expect("exit status", nowhere.status, 2),
          None if "/nonexistent" in nowhere.err else nowhere.err)
    broken = write(directory, "broken.xml", read("aad.xml")[:-400])
    run, _ = xlsx(broken, directory)
    check("xlsx: a damaged file leaves the old workbook", expect("exit status", run.status, 2),
          expect("rows", [s.rows for s in workbook.read(os.path.join(directory, "report.xlsx"))],
                 [s.rows for s in sheets]))


def a_terminal_gets_no_workbook():
    master, slave = pty.openpty()
    run = Run("--format", "xlsx", os.path.join(TESTDATA, "aad.xml"), stdout=slave)
    os.close(slave)
    os.close(master)
    check("xlsx: not for a terminal", expect("exit status", run.status, 2),
          None if "terminal" in run.err else run.err)


def workbooks_of_one_input_are_the_same(directory):
    """A workbook does not say when it was made."""
    made = []
    for i in range(2):
        path = os.path.join(directory, "same%d.xlsx" % i)
        Run("-o", path, os.path.join(TESTDATA, "aad.xml"))
        with open(path, "rb") as file:
            made.append(file.read())
        time.sleep(1.1 * (1 - i))
    check("xlsx: the same bytes from the same input", expect("second file", made[0] == made[1], True))


def the_name_of_the_output_chooses_the_format(directory):
    path = os.path.join(TESTDATA, "aad.xml")
    for name, begins in (("report.xlsx", b"PK"), ("REPORT.JSONL", b'{"DN"'),
                         ("report.html", b"<!DOCTYPE html>"), ("report.csv", b'"DN"'),
                         ("report.txt", b'"DN"'), ("report", b'"DN"'), ("xlsx", b'"DN"')):
        run = Run("-o", os.path.join(directory, name), path)
        with open(os.path.join(directory, name), "rb") as file:
            check("-o " + name, expect("exit status", run.status, 0),
                  expect("start", file.read(len(begins)), begins))
    named = os.path.join(directory, "named.xlsx")
    Run("--format", "csv", "-o", named, path)
    with open(named, "rb") as file:
        check("-o named.xlsx --format csv", expect("start", file.read(4), b'"DN"'))
    totals = os.path.join(directory, "totals.html")
    run = Run("--summary=json", "-o", totals, path)
    check("-o totals.html --summary=json", expect("exit status", run.status, 0))
    run = Run("--excel", "-o", named, path)
    check("-o named.xlsx --excel", expect("exit status", run.status, 2), expect(
        "message", run.err.split("\n")[0],
        'csanalyzer: option "--excel" is for CSV, not for "--format xlsx"'))


# ---- Usage ----------------------------------------------------------------------------------

def wrong_usage():
    path = os.path.join(TESTDATA, "aad.xml")
    for options in (("--format", "xml"), ("--format", ""), ("--format", "jsonl", "--excel"),
                    ("--format", "xlsx", "--delimiter", ";"),
                    ("--format", "jsonl", "--format", "csv"),
                    ("--format", "jsonl", "--summary=json")):
        run = Run(*options, path)
        check("usage: " + " ".join(options), expect("exit status", run.status, 2),
              expect("output", run.out, b""), None if "format" in run.err else run.err)
    check("usage: --format csv is the default", expect(
        "output", Run("--format", "csv", path).out, Run(path).out))


def main():
    with temporary_directory() as directory:
        hostile = write(directory, "hostile.xml",
                        document(*[update(value, value) for value in HOSTILE]))
        documents = [(name, os.path.join(TESTDATA, name + ".xml"))
                     for name in ("aad", "odd", "onprem", "drop")] + [("hostile", hostile)]
        for name, path in documents:
            for layout in LAYOUTS:
                json_has_the_rows(name, path, "--layout", layout, "--all-objects")
                workbook_has_the_rows(name, path, directory, "--layout", layout, "--sort")
            a_column_is_the_same_alone(name, path)
            json_has_the_rows(name, path, "--columns", EVERY_COLUMN, "--decode", "--sort")
            workbook_has_the_rows(name, path, directory, "--columns", EVERY_COLUMN, "-j", "3")
        json_knows_types(directory)
        json_is_for_jq(hostile)
        json_on_a_terminal(hostile)
        workbook_begins_with_a_summary(directory)
        workbook_looks_like_this(directory)
        workbook_columns_are_as_wide_as_this(directory)
        long_values_are_cut_and_counted(directory, write(
            directory, "new.xml", document(*[update("", value) for value in HOSTILE])))
        workbooks_go_anywhere(directory)
        a_terminal_gets_no_workbook()
        workbooks_of_one_input_are_the_same(directory)
        the_name_of_the_output_chooses_the_format(directory)
        wrong_usage()
    finish()


main()
