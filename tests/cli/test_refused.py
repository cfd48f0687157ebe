#!/usr/bin/env python3
"""Files that cannot be what the user means (doc/answers.md): every program says what has happened
to the file and what to do, and exits with status 2."""
from harness import Run, check, expect, temporary_directory, write

import harness

OBJECT = (b'<cs-object cs-dn="CN=a" id="{1}"><unapplied-export><delta operation="update" dn="CN=a">'
          b'<!-- c --><attr name="title" operation="add" type="string" multivalued="false">'
          b'<value>x&amp;y<![CDATA[z]]></value></attr></delta></unapplied-export></cs-object>')
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
EXPORT = DECLARATION + b"<cs-objects>" + OBJECT + b"</cs-objects>"


def refused(name, data, *parts, program="csanalyzer"):
    more = {"csimport": ("-d", "new.db", "-n", "contoso"), "csdiff": ("-",)}.get(program, ())
    with temporary_directory() as directory:
        write(directory, "f.xml", data)
        run = Run(*more, "f.xml", program=program, cwd=directory, input=EXPORT)
        check(f"{program}: {name}", expect("status", run.status, 2), expect("stdout", run.out, b""),
              *(f"stderr: {run.err!r} lacks {part!r}" for part in parts if part not in run.err))


def a_cut_file_says_so_wherever_the_cut_is():
    end = EXPORT.index(b"</cs-objects>") + len(b"</cs-objects")
    problems = []
    for n in range(1, end + 1):
        run = Run("-", input=EXPORT[:n])
        if run.status != 2 or "the file ends" not in run.err:
            problems.append(f"cut at {n}: {run.status}, {run.err}")
    check("a cut file says so wherever the cut is", *problems)


def main():
    a_cut_file_says_so_wherever_the_cut_is()
    for program in ("csanalyzer", "csdiff", "csimport"):
        refused("a second document", EXPORT + b"\n" + EXPORT, "a second document begins here",
                f"byte offset {len(EXPORT) + 1}", program=program)
        refused("text in place of a delta", EXPORT.replace(b"<delta", b"...<delta"),
                'text where only elements are allowed: "..."', "object 1", 'DN "CN=a"',
                program=program)
        refused("multivalued", EXPORT.replace(b'"false"', b'"no"'), 'multivalued="no"', "object 1",
                program=program)
        refused("Windows-1252", EXPORT.replace(b"CN=a", b"CN=\xe9"),
                "iconv -f WINDOWS-1252 -t UTF-8 FILE", program=program)
        refused("one object without its root", OBJECT, "between <cs-objects> and </cs-objects>",
                program=program)
    refused("a second document after a byte-order mark", EXPORT + b"\xef\xbb\xbf<cs-objects/>",
            "a second document begins here", f"byte offset {len(EXPORT)}")
    refused("a browser's copy", DECLARATION + b"\n- <cs-objects/>", 'but the text "-"')
    refused("CSV", b'"DN","ObjectType","OMODT"\n"CN=a","user","Add"\n', "CSV")
    refused("CLIXML", b'<Objs xmlns="http://schemas.microsoft.com/powershell/2004/04"/>', "CLIXML")
    refused("a run history", b"<run-history/>", "run history")
    refused("another encoding", EXPORT.replace(b"UTF-8", b"windows-1252"), "iconv")
    for label in (b"utf-16", b"Unicode", b"ASCII", b"us-ascii", b"ISO-10646-UCS-2"):
        run = Run("-", input=EXPORT.replace(b"UTF-8", label))
        check(f"UTF-8 labelled {label.decode()} is read", expect("status", run.status, 0))
        text = EXPORT.replace(b"UTF-8", label).decode()
        run = Run("-", input=b"\xff\xfe" + text.encode("utf-16-le"))
        check(f"UTF-16 labelled {label.decode()} is read", expect("status", run.status, 0))


if __name__ == "__main__":
    main()
    harness.finish()
