#!/usr/bin/env python3
"""Packed files: every program reads gzip as if it were unpacked, and names the command that unpacks
what it does not read."""
import bz2
import gzip
import io
import lzma
import os
import zipfile

from harness import Run, check, expect, read, temporary_directory, write

import harness

AAD = read("aad.xml")
UTF16 = read("aad-utf16le.xml")


def reads(name, data, wanted):
    with temporary_directory() as directory:
        path = write(directory, "export.xml.gz", data)
        for arguments, options in (((path,), {}), (("-j", "1", path), {}), (("-",), {"input": data})):
            run = Run(*arguments, **options)
            check(f"csanalyzer reads {name}: {' '.join(arguments).replace(directory, '')}",
                  expect("status", run.status, 0), expect("stderr", run.err, ""),
                  expect("stdout", run.out, wanted))


def gzip_is_read():
    wanted = read("aad.csv")
    whole = gzip.compress(AAD)
    reads("gzip", whole, wanted)
    reads("gzip of UTF-16", gzip.compress(UTF16), read("aad-utf16le.csv"))
    cut = len(AAD) // 3
    reads("several members", gzip.compress(AAD[:cut]) + gzip.compress(AAD[cut:]), wanted)
    with temporary_directory() as directory:
        packed = write(directory, "a.xml.gz", whole)
        plain = write(directory, "a.xml", AAD)
        run = Run(plain, packed, program="csdiff")
        check("csdiff compares a packed file with a plain one", expect("status", run.status, 0))
        database = os.path.join(directory, "space.db")
        run = Run("-d", database, packed, program="csimport")
        check("csimport reads a packed file", expect("status", run.status, 0))
        back = os.path.join(directory, "back.xml")
        Run("contoso.com - AAD", back, "-d", database, program="csexport")
        with open(back, "rb") as file:
            run = Run("-", input=file.read())
        check("what was imported packed comes back", expect("report", run.out, wanted))


def damage_is_refused():
    whole = gzip.compress(AAD)
    flipped = bytearray(whole)
    flipped[-5] ^= 1
    for name, data, message in (
            ("cut in the middle", whole[:len(whole) // 2], "the file ends inside its gzip data"),
            ("cut before its checksum", whole[:-8], "the file ends inside its gzip data"),
            ("a wrong checksum", bytes(flipped),
             "the gzip data is damaged (its checksum or structure is wrong)"),
            ("something after it", whole + b"junk",
             "something that is not gzip follows the compressed data")):
        for program, more in (("csanalyzer", ()), ("csimport", ("-d", "new.db"))):
            with temporary_directory() as directory:
                write(directory, "a.gz", data)
                run = Run(*more, "a.gz", program=program, cwd=directory)
                check(f"{program}, {name}: refused", expect("status", run.status, 2),
                      expect("stderr", run.err, f"{program}: {message} (a.gz)\n"),
                      expect("files", sorted(os.listdir(directory)), ["a.gz"]))


def offsets_are_of_the_unpacked_text():
    at = AAD.index(b"<delta")
    broken = AAD[:at] + b"\x00" + AAD[at:]
    plain = Run("-", input=broken)
    packed = Run("-", input=gzip.compress(broken))
    check("the place in a packed file is that in the unpacked one",
          expect("stderr", packed.err, plain.err), expect("status", packed.status, 2))


def other_archives():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("export.xml", AAD)
    for name, data, command in (
            ("a.zip", archive.getvalue(), "unzip"), ("a.xz", lzma.compress(AAD), "xz -d"),
            ("a.bz2", bz2.compress(AAD), "bzip2 -d"), ("a.7z", b"7z\xbc\xaf\x27\x1c\0\4", "7z x"),
            ("a.zst", b"\x28\xb5\x2f\xfd\0\0\0\0", "zstd -d")):
        for program, arguments in (("csanalyzer", (name,)), ("csdiff", (name, name)),
                                   ("csimport", ("-d", "new.db", name))):
            with temporary_directory() as directory:
                write(directory, name, data)
                run = Run(*arguments, program=program, cwd=directory)
                check(f"{program} names the command for {name}", expect("status", run.status, 2),
                      None if f"{command} {name})" in run.err else run.err,
                      expect("files", os.listdir(directory), [name]))


def main():
    gzip_is_read()
    damage_is_refused()
    offsets_are_of_the_unpacked_text()
    other_archives()
    harness.finish()


if __name__ == "__main__":
    main()
