#!/usr/bin/env python3
"""Seeds of the fuzz targets, out of testdata: seeds.py DIRECTORY makes DIRECTORY/TARGET/*."""
import base64
import re
import sys
from pathlib import Path

TESTDATA = Path(__file__).resolve().parents[2] / "testdata"
LONGEST = 2 << 10  # of a document: as many objects of a file as fit

OPTIONS = (
    ["--raw", "--delimiter", ";"],
    ["--excel", "--sort", "--all-objects"],
    ["--layout", "values", "--decode"],
    ["--format", "jsonl", "--decode", "--columns", "DN,@member,ValuesAdded"],
    ["--format=jsonl", "--layout", "wide"],
    ["--format=xlsx", "--limit", "add=0"],
    ["--format=html", "--limit", "update=0", "--all-objects"],
    ["--format", "html", "--decode", "--object-type", "user"],
    ["--layout=objects", "--columns", "DN,@title,@title:old,SourceAnchor,ObjectGUID", "--decode"],
    ["--layout", "wide", "--sort", "--dn", "*a?*"],
    ["--layout", "wide", "--exclude-attribute", "member", "--object-type", "user,group"],
    ["--summary=json", "--limit", "delete=1", "--limit", "removed@member=5%", "--objects", "9"],
    ["--summary", "--omodt", "update,DeleteAdd", "--limit", "rename:user=0", "-", "pending-import"],
)
EXPORT_OPTIONS = (
    ["contoso.com - AAD", "export.xml", "/f:x"],
    ["contoso.com - AAD", "-", '/f:d="CN=ada"', "/o:ebhdp", "-d", "db"],
    ["--list", "--database=x"],
    ["-q", "-f", "r=CN=ada", "--items=h", "--", "-name"],
    ["/?"],
)
DIFF_OPTIONS = (
    ["a", "b"],
    ["--format=jsonl", "--decode", "a", "b", "pending-import"],
    ["--format=html", "--ignore-case", "a", "b"],
    ["--key", "sourceAnchor", "--ignore-case", "a", "b"],
    ["--key=@cn", "--ignore-attribute", "title", "--map", "m", "a", "b"],
    ["--active", "a", "--staging", "b", "--staging=c", "--summary=json"],
)
STATEMENTS = 45  # of target/rows.c


def documents():
    """Documents of a few objects each."""
    for path in sorted(TESTDATA.glob("*.xml")):
        data = path.read_bytes()
        if len(data) <= LONGEST:
            yield data
            continue
        if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
            text = data.decode("utf-16-be" if data[:1] in b"\xfe\0" else "utf-16-le")
            yield text[:LONGEST // 4].encode("utf-16")
            continue
        objects = re.findall(rb"<cs-object .*?</cs-object>", data, re.DOTALL)
        group = b""
        for one in objects:
            if group and len(group) + len(one) > LONGEST:
                yield b"<cs-objects>" + group + b"</cs-objects>"
                group = b""
            if len(one) <= 3 * LONGEST:
                group += one
        yield b"<cs-objects>" + group + b"</cs-objects>"


def frames():
    """Values that other programs may have written into a database."""
    yield b"n"
    yield b"i\1"
    for text in (b"", b"CN=ada", b"<value x='1'><?value?></value>", b"a\xff",
                 b"<cs-object><?ma-name?><a/><?unapplied-export literal?></cs-object>",
                 b"<unapplied-export><delta><?anchor?><?attr 1?><x/></delta></unapplied-export>",
                 b"<dn-value><anchor><?anchor?></anchor><dn><?value?></dn></dn-value>",
                 b"<cs-objects a='b'><x/><?objects 2?></cs-objects>",
                 b"<import-errordetail><a b='&lt;'>c</a></import-errordetail>"):
        yield b"t" + text
    yield b"b\0\1"


def ldif_files():
    """What a directory holds, in the forms that its tools write."""
    entry = (b"dn: CN=a,DC=b\nobjectClass: top\nobjectClass: user\nobjectGUID:: %s\n"
             b"member;range=0-0: CN=c\nmember;range=1-*: <GUID=%s>;CN=d\ntitle: x\n  y\n"
             b"userAccountControl: 512\nisDeleted: TRUE\nuserCertificate;binary:: AQ==\n\n")
    guid = base64.b64encode(bytes(range(16)))
    file = b"version: 1\n\n" + entry % (guid, b"0a" * 16)
    other = entry.replace(b"x", b"z").replace(b"CN=c", b"CN=e") % (guid, b"0b" * 16)
    yield file
    yield file + other
    yield (file + other).replace(b"\n", b"\r\n").decode().encode("utf-16")
    yield (b"# extended LDIF\n#\n" + other + b"dn: uid=a\nentryUUID: "
           b"0b0a0908-0706-0504-0302-010000000001\nuid: a\nmanager: CN=A\n\nref: ldap://x\n\n"
           b"search: 2\nresult: 0 Success\npagedresults: cookie=\n")
    yield b"dn:: Q049YQ==\nchangetype: add\ncn:< file:///x\n"


def seeds():
    """The target and bytes of each."""
    for document in documents():
        for target in ("readers", "report", "csimport"):
            yield target, document
        if len(document) <= LONGEST:
            for words in OPTIONS:
                yield "csanalyzer", "\n".join(words).encode() + b"\n\n" + document
    parts = [document for document in documents() if b"\0" not in document]
    for number, (one, other) in enumerate(zip(parts, parts[1:] + parts[:1])):
        words = "\n".join(DIFF_OPTIONS[number % len(DIFF_OPTIONS)]).encode() + b"\n\n"
        yield "csdiff", words + one + b"\0" + other + b"\0contoso\tfabrikam\n"
        yield "csdiff", words + one + b"\0" + one.replace(b"a", b"b") + b"\0"
    for words in OPTIONS + EXPORT_OPTIONS + DIFF_OPTIONS:
        yield "options", "\n".join(words).encode()
    for name, kind, value in (
            ("objectSid", "binary", base64.b64encode(bytes([1, 1] + [0] * 5 + [5] + [0] * 4))),
            ("objectGUID", "binary", base64.b64encode(bytes(range(16)))),
            ("pwdLastSet", "integer", b"0x1d9a2b3c4d5e6f7"), ("x", "integer", b"0x80000002"),
            ("userAccountControl", "integer", b"514"), ("groupType", "", b"-2147483646"),
            ("sAMAccountType", "integer", b"805306368"), ("maxPwdAge", "integer", b"0xffffffffff"),
            ("whenCreated", "string", b"20160901000001.0Z"), ("x", "", b"CN={6d61}")):
        yield "decode", b"%s\n%s\n%s" % (name.encode(), kind.encode(), value)
    for row, value in enumerate(frames()):
        for statement in range(STATEMENTS):
            yield "rows", bytes([statement, 1 + row % 3]) + value
    yield from (("ldif", file) for file in ldif_files())
    for at in range(0, 1 << 18, 4099):
        yield "store", at.to_bytes(3, "big") + b"\2\xff\x7f"
        yield "store", (at % 512).to_bytes(3, "big") + b"\1\0"


def main():
    for number, (target, data) in enumerate(seeds()):
        path = Path(sys.argv[1], target, "seed-%04d" % number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
