#!/usr/bin/env python3
"""What csanalyzer says of a report that must not be taken for an answer (doc/answers.md): files that
cannot tell what is pending, warnings and --strict, limits at both ends, passwords, people's names,
errors."""
import json
import os

from harness import Run, check, expect, finish, temporary_directory


def entry(*attributes):
    return ("<synchronized-hologram><entry>%s</entry></synchronized-hologram>"
            % "".join(attributes))


def attr(name, *values, operation=None, multivalued="false", kind="string"):
    return '<attr name="%s"%s type="%s" multivalued="%s">%s</attr>' % (
        name, ' operation="%s"' % operation if operation else "", kind, multivalued,
        "".join("<value%s>%s</value>" % (' operation="%s"' % value[0] if isinstance(value, tuple)
                                         else "", value[-1] if isinstance(value, tuple) else value)
                for value in values))


def delta(operation, *attributes, section="unapplied-export"):
    return '<%s><delta operation="%s" dn="D">%s</delta></%s>' % (
        section, operation, "".join(attributes), section)


def item(*children, dn="CN=a", kind="user", more=""):
    return '<cs-object cs-dn="%s" object-type="%s"%s>%s</cs-object>' % (
        dn, kind, more, "".join(children))


def export(*objects):
    return ("<cs-objects>%s</cs-objects>" % "".join(objects)).encode()


def outcome(name, document, *arguments, status=0, said=(), unsaid=(), out=None):
    """Runs csanalyzer on the document, its rows written in any case."""
    run = Run(*arguments, input=document)
    problems = [expect("exit status", run.status, status)]
    problems += ["%r is not said:\n%s" % (words, run.err) for words in said
                 if words not in run.err]
    problems += ["%r is said:\n%s" % (words, run.err) for words in unsaid if words in run.err]
    if out is not None:
        problems.append(expect("standard output", run.out.decode(), out))
    check(name, *problems)
    return run


UNDETERMINED = "this file cannot tell what is pending"
GATES = (("--limit", "delete=0"), ("--at-least", "object=0"), ("--strict",))


def undetermined():
    silent = item(), item(entry(attr("a", "b")), "<connector>1</connector>", dn="CN=b")
    contrary = (item("<unapplied-export/>", "<export-delta-operation>delete"
                     "</export-delta-operation>"), item("<unapplied-export/>", dn="CN=b"))
    emptied = (item('<unapplied-export><delta operation="none" dn="CN=a"/></unapplied-export>',
                    "<export-delta-operation> modify </export-delta-operation>"),)
    for name, objects, reason, count in (("silent", silent, "silent", 2),
                                         ("contrary", contrary, "contradiction", 1),
                                         ("a delta without an operation", emptied,
                                          "contradiction", 1)):
        document = export(*objects)
        words = UNDETERMINED, '"CN=a"', "/f:x", "/o:"
        outcome("undetermined: %s: a line, also with -q" % name, document, "-q", said=words)
        for gate in GATES:
            outcome("undetermined: %s: %s" % (name, " ".join(gate)), document, *gate, status=2,
                    said=words)
            outcome("undetermined: %s: %s, accepted" % (name, " ".join(gate)), document, *gate,
                    "--accept-undetermined", said=words)
        run = Run("--summary=json", input=document)
        check("undetermined: %s: as JSON" % name, expect(
            "undetermined", json.loads(run.out)["undetermined"],
            {"reason": reason, "objects": count, "first": "CN=a"}),
            None if run.out.startswith(b'{"undetermined":{') else run.out)
        for extra in ("-j1", "-j3", "--sort", "--layout=wide", "--format=jsonl"):
            outcome("undetermined: %s: %s" % (name, extra), document, extra, "--limit", "add=9",
                    status=2, said=words)


def determined():
    for name, objects in (
            ("an object with an empty element", (item("<unapplied-export/>"), item(dn="CN=b"))),
            ("an operation of none", (item("<export-delta-operation>none"
                                           "</export-delta-operation>"),)),
            ("an empty operation", (item("<export-delta-operation/>"),)),
            ("a delta in progress", (item(
                delta("delete", section="escrowed-export"),
                "<export-delta-operation>delete</export-delta-operation>"),)),
            ("no object", ())):
        outcome("determined: " + name, export(*objects), "--limit", "delete=0",
                unsaid=(UNDETERMINED,))
    drop = ('<mmsml xmlns="http://www.microsoft.com/mms/mmsml/v2" step-type="export">'
            '<directory-entries/></mmsml>').encode()
    outcome("determined: a drop file", drop, "--limit", "delete=0", unsaid=("csanalyzer",))
    imports = export(item("<pending-import/>", "<import-delta-operation>add"
                          "</import-delta-operation>"))
    outcome("undetermined: the section pending-import", imports, "--strict", "-",
            "pending-import", status=2, said=(UNDETERMINED, "/f:m"))
    run = Run("--summary=json", input=export(item(delta("add"))))
    check("determined: null as JSON", expect("undetermined",
                                             json.loads(run.out)["undetermined"], None))


def exceeded_and_undetermined():
    document = export(item(delta("delete")), item(
        "<export-delta-operation>add</export-delta-operation>", dn="CN=b"))
    outcome("2 beats 3", document, "--limit", "delete=0", status=2,
            said=("limit delete=0 is exceeded", UNDETERMINED))
    outcome("3 once it is accepted", document, "--limit", "delete=0", "--accept-undetermined",
            status=3, said=("limit delete=0 is exceeded", UNDETERMINED))


def warnings():
    for name, document, arguments, words in (
            ("another section", export(item(delta("add", section="escrowed-export"))), (),
             ("no object has a change in unapplied-export, but 1 in escrowed-export",)),
            ("pending imports alone", export(item("<unapplied-export/>",
                                                  delta("add", section="pending-import"))), (),
             ("1 in pending-import",)),
            ("corrupted objects", export(item(delta("add"), more=' status="corrupted"'),
                                         item(delta("add"), more=' status="corrupted"', dn="b")),
             (), ("2 objects are corrupted", '"CN=a"')),
            ("a misspelt attribute", export(item(delta("update", attr("mail", "x")))),
             ("--attribute", "mial"), ('--attribute: no object has the attribute "mial"',
                                       'the nearest that occurs is "mail"')),
            ("an excluded one", export(item(delta("add"))), ("--exclude-attribute", "xyzzy"),
             ('no object has the attribute "xyzzy"',)),
            ("a type", export(item(delta("add"))), ("--object-type", "usr"),
             ('no object has the type "usr"; the nearest that occurs is "user"',)),
            ("a limit", export(item(delta("update", attr("proxyAddresses", "x")))),
             ("--limit", "removed@proxyAdresses=1"), ('"proxyAddresses"',)),
            ("a limit's type", export(item(delta("update"))), ("--limit", "delete:users=1"),
             ('no object has the type "users"',)),
            ("a lower limit", export(item(delta("update"))), ("--at-least", "@xyzzy=0"),
             ('--at-least: no object has the attribute "xyzzy"',)),
            ("a column", export(item(delta("update", attr("Xyzzy", "x")))),
             ("--columns", "@xyzzy"), ('the nearest that occurs is "Xyzzy"',))):
        outcome("warning: %s" % name, document, *arguments, "-q", said=words)
        outcome("warning: %s, --strict" % name, document, *arguments, "--strict", status=2,
                said=words)
    for name, document, arguments, words in (
            ("a well-known attribute", export(item(delta("add"))),
             ("--limit", "removed@member=1"), ('no object has the attribute "member"',)),
            ("a well-known type", export(item(delta("add"))), ("--object-type", "group"),
             ('no object has the type "group"',)),
            ("a DN", export(item(delta("add"))), ("--dn", "*,DC=nowhere"),
             ('--dn: no object has the DN "*,DC=nowhere"',)),
            ("hidden passwords", export(item(delta("add", attr("unicodePwd", "x")))), (),
             ("1 value of a password is hidden",))):
        outcome("warning: %s is no error with --strict" % name, document, *arguments, "--strict",
                said=words)
    found = export(item(delta("update", attr("mail", "x")), entry(attr("title", "t")),
                        "<pending-import-hologram><entry>%s</entry></pending-import-hologram>"
                        % attr("oddOne", "x")))
    for attribute in ("MAIL", "title", "ODDONE", "dn", "objectClass"):
        for jobs in "1", "3":
            outcome("no warning: %s, -j %s" % (attribute, jobs), found, "--limit",
                    "@%s=9" % attribute, "--strict", "-j", jobs, unsaid=("csanalyzer",))
    for step, said in (("full-import", True), ("delta-import", True), ("export", False)):
        drop = ('<mmsml xmlns="http://www.microsoft.com/mms/mmsml/v2" step-type="%s">'
                '<directory-entries><delta operation="add" dn="D"/></directory-entries></mmsml>'
                % step).encode()
        outcome("warning: a drop file of %s" % step, drop, "--strict", status=2 if said else 0,
                said=("the drop file of an import",) if said else ())
        outcome("warning: a drop file of %s, as an import" % step, drop, "--strict", "-",
                "pending-import")
        outcome("the column Step of %s" % step, drop, "--columns", "Step",
                out='"Step"\n"%s"\n' % step)


def limits():
    document = export(item(delta("delete")), item(delta("update", attr(
        "m", ("delete", "1"), ("delete", "2"), operation="update", multivalued="true")),
        entry(attr("m", "1", "2", "3", multivalued="true")), dn="CN=b", kind="group"),
        item("<unapplied-export/>", dn="CN=c", kind="group"))
    for arguments, status, words in (
            (("--at-least", "delete=1"), 0, ()),
            (("--at-least", "delete=2"), 3, ("at least delete=2 is not reached: 1 object",)),
            (("--at-least", "object=3", "--limit", "object:user=1"), 0, ()),
            (("--at-least", "object:group=3"), 3, ("not reached: 2 objects",)),
            (("--limit", "object=2"), 3, ("limit object=2 is exceeded: 3 objects",)),
            (("--at-least", "delete=50%", "--objects", "3"), 3, ("not reached",)),
            (("--limit", "removed@m=66%"), 3, ("66.666666 % of the values",)),
            (("--limit", "removed@M=67%"), 0, ()),
            (("--limit", "removed@m=100%", "--at-least", "removed@m=50%"), 0, ())):
        outcome("limits: " + " ".join(arguments), document, *arguments, status=status, said=words)
        outcome("limits: %s, -j 3" % " ".join(arguments), document, *arguments, "-j", "3",
                status=status, said=words)
    unknown = export(item(delta("update", attr("m", ("delete", "1"), multivalued="true"))))
    outcome("limits: a share of nobody knows how many", unknown, "--limit", "removed@m=100%",
            status=3, said=("an unknown share",))
    run = Run("--limit", "removed@m=100%", "--at-least", "object=1", "--summary=json",
              input=unknown)
    check("limits: as JSON", expect("limits", json.loads(run.out)["limits"], [
        {"limit": "removed@m=100%", "figure": None, "exceeded": True},
        {"limit": "object=1", "atLeast": True, "figure": 1, "exceeded": False}]))
    for wrong in "object=5%", "object:=1", "objects=1", "removed@=5%":
        run = Run("--at-least", wrong, input=document)
        check("limits: wrong usage: " + wrong, expect("exit status", run.status, 2),
              None if "--help" in run.err else run.err)


def limits_from_a_file():
    document = export(item(delta("delete")))
    with temporary_directory() as directory:
        path = os.path.join(directory, "limits.txt")

        def write(text):
            with open(path, "wb") as file:
                file.write(text)

        write(b"\xef\xbb\xbf# agreed\r\n\r\n  limit\tdelete=0  \r\nat-least object=2\r\n"
              b"objects 10\r\nlimit update=5%")
        outcome("--limits: all lines count", document, "--limits", path, status=3,
                said=("limit delete=0 is exceeded", "at least object=2 is not reached"))
        write(b"limit delete=0\nlimit delete=0\n")
        run = Run("--limits", path, "--limit", "delete=0", input=document)
        check("--limits: what is given twice counts twice", expect("lines", run.err.count(
            "limit delete=0 is exceeded"), 3))
        write(b"")
        outcome("--limits: an empty file", document, "--limits", path)
        for text, words in ((b"limit delete=1\nlimit delete\n", "line 2: limit \"delete\""),
                            (b"\n\ndelete=1\n", "line 3: "), (b"limit", "line 1: "),
                            (b"limits delete=1", "line 1: "), (b"objects x\n", "line 1: "),
                            (b"objects 1\nobjects 2\n", "line 2: "), (b"limit a=1", "line 1: "),
                            (b"limit delete=1\0", "text"), (b"#" * (2 << 20), "more than")):
            write(text)
            run = Run("--limits", path, input=document)
            check("--limits: wrong: %r" % text[:40], expect("exit status", run.status, 2),
                  None if words in run.err and "limits.txt" in run.err else run.err,
                  expect("standard output", run.out, b""))
        run = Run("--limits", os.path.join(directory, "none"), input=document)
        check("--limits: no file", expect("exit status", run.status, 2),
              None if "No such file" in run.err else run.err)


def passwords():
    document = export(item(delta("update", attr("unicodePwd", ("delete", "old"), ("add", "new")),
                                 attr("UserPassword", "one", "two", multivalued="true")),
                           entry(attr("msLAPS-Password", "kept"))))
    for arguments in ((), ("--decode",), ("--raw",), ("--sort",), ("--layout=values",),
                      ("--layout=wide",), ("--format=jsonl",), ("--format=jsonl", "--layout=wide"),
                      ("--columns=DN,@unicodePwd,@unicodePwd:old,@msLAPS-Password,@UserPassword",
                       "--layout=objects"), ("--format=html",)):
        run = Run(*arguments, input=document)
        text = run.out.decode()
        leaks = [word for word in (">old<", ">new<", '"old"', '"new"', "one", "two", "kept")
                 if word in text.replace("one ", "").replace("two ", "").replace("none", "")
                 and arguments != ("--format=html",) or word == "kept" and word in text]
        check("passwords are hidden: " + " ".join(arguments), expect("exit status", run.status, 0),
              None if "(hidden)" in text else "nothing is hidden", ", ".join(leaks))
        if arguments and "html" not in arguments[0]:
            run = Run(*arguments, "--show-passwords", input=document)
            check("passwords are shown: " + " ".join(arguments),
                  "still hidden" if b"(hidden)" in run.out or run.err else None)
    run = Run("--format=html", input=document)
    check("passwords are hidden: no value on the page",
          *["%s is there" % word for word in ("<bdi>old", "<bdi>new", "<bdi>one", "<bdi>two")
            if word in run.out.decode()])


def people():
    names = ("DisplayName", "UserPrincipalName", "Mail", "SourceAnchor", "ObjectGUID",
             "OnPremisesSamAccountName", "OnPremisesDN")
    for name, document, wanted in (
            ("MIM's spellings", export(item(delta("delete"), entry(
                attr("AccountName", "ada"), attr("Email", "ada@contoso.com")))),
             ("ada", "", "ada@contoso.com", "", "", "ada", "CN=a")),
            ("other capitals", export(item(delta("delete"), entry(
                attr("DISPLAYNAME", "Ada"), attr("userprincipalname", "u"), attr("MAIL", "m"),
                attr("sourceanchor", "s"), attr("samaccountname", "sam"),
                attr("onpremisesdistinguishedname", "CN=on")))),
             ("Ada", "u", "m", "s", "", "sam", "CN=on")),
            ("empty is absent", export(item(delta("update", attr("mail", "new")), entry(
                attr("displayName", ""), attr("cn", ""), attr("name", "n"), attr("mail", ""),
                attr("onPremisesSamAccountName", ""), attr("sAMAccountName", "sam"),
                attr("onPremisesDistinguishedName", "")))),
             ("n", "", "new", "", "", "sam", "CN=a")),
            ("a GUID as text", export(item(delta("delete"), entry(
                attr("objectGUID", "{0C0B0A09-0807-0605-0403-020100000001}")))),
             ("", "", "", "", "0c0b0a09-0807-0605-0403-020100000001", "", "CN=a")),
            ("a GUID without braces in the source anchor", export(item(delta("delete"), entry(
                attr("objectGUID", "x"),
                attr("sourceAnchor", "0c0b0a09-0807-0605-0403-02010000000A")))),
             ("", "", "", "0c0b0a09-0807-0605-0403-02010000000A",
              "0c0b0a09-0807-0605-0403-02010000000a", "", "CN=a")),
            ("the principal's name at last", export(item(delta("add", attr(
                "userPrincipalName", "first", ("add", "last"))))),
             ("last", "last", "", "", "", "", "CN=a"))):
        outcome("people: " + name, document, "-q", "--layout=objects", "--raw",
                "--columns", ",".join(names),
                out="".join('"%s"\n' % '","'.join(row) for row in (names, wanted)))


def disconnectors():
    columns = ("Joined", "ConnectorState", "DisconnectionReason", "DisconnectionTime",
               "UserPrincipalName", "OnPremisesSamAccountName")
    document = export(
        item("<connector>0</connector><connector-state>explicit</connector-state>"
             "<disconnection-type>filtered</disconnection-type><disconnection-time>then"
             "</disconnection-time><account-name>ada</account-name><user-principal-name>"
             "ada@contoso.com</user-principal-name><export-delta-operation/>"),
        item("<connector>1</connector>", entry(attr("userPrincipalName", "u")),
             "<user-principal-name>v</user-principal-name>", dn="CN=b"), item(dn="CN=c"))
    rows = (columns, ("no", "explicit", "filtered", "then", "ada@contoso.com", "ada"),
            ("yes", "", "", "", "u", ""), ("",) * 6)
    outcome("disconnectors: who, since when, why", document, "--all-objects", "--layout=objects",
            "--columns", ",".join(columns), out="".join('"%s"\n' % '","'.join(row) for row in rows))


def errors():
    columns = ("ErrorType", "ErrorCode", "ErrorDate", "ErrorFirst", "RetryCount", "ErrorReason",
               "ErrorName", "ErrorDetail", "ErrorExtra", "ErrorStep", "ErrorAttribute",
               "ErrorExtension", "ErrorContext", "ErrorCallStack")
    head = 'first-occurred="f" date-occurred="d" retry-count="12" error-type="t"'
    imports = (
        "<import-errordetail %s><import-status><algorithm-step>import-flow</algorithm-step>"
        '<rules-error-info><context cs-object-id="1" dn="CN=x" ma-id="2" ma-name="hr">'
        '<attribute-mapping context-id="3" dest-attr="mail"><scripted-mapping><script-context>s'
        "</script-context></scripted-mapping></attribute-mapping></context></rules-error-info>"
        "<extension-error-info><extension-name>MV.dll</extension-name><extension-callsite>"
        "provisioning</extension-callsite><extension-context></extension-context><call-stack>"
        "a &lt; b</call-stack></extension-error-info></import-status></import-errordetail>" % head)
    exports = ("<export-errordetail %s><export-status><cd-error><error-code>114</error-code>"
               "<error-name>n</error-name><error-literal>why</error-literal>"
               "<server-error-detail></server-error-detail><extra-error-details>e"
               "</extra-error-details></cd-error></export-status></export-errordetail>" % head)
    for name, error, wanted in (
            ("of an import", imports,
             ("t", "", "d", "f", "12", "", "", "a < b", "", "import-flow", "mail",
              "MV.dll provisioning", "s", "a < b")),
            ("of an export", exports,
             ("t", "114", "d", "f", "12", "why", "n", "e", "e", "", "", "", "", ""))):
        outcome("errors: " + name, export(item("<unapplied-export/>", error)), "-q",
                "--all-objects", "--layout=objects", "--columns", ",".join(columns),
                out="".join('"%s"\n' % '","'.join(row) for row in (columns, wanted)))
        outcome("errors: the whole element, " + name,
                export(item("<unapplied-export/>", error)), "--all-objects", "--columns=ErrorXML",
                "--raw", out='"ErrorXML"\n"%s"\n' % error.replace('"', '""'))


def lists_and_numbers():
    numbers = export(item(delta("update", attr("n", ("delete", "7"), ("add", "5"),
                                               kind="integer"))))
    outcome("JSON: numbers of the layout wide", numbers, "-q", "--format=jsonl", "--layout=wide",
            "--columns=DN,@n", out='{"DN":"CN=a","n":5,"n old":7,"n new":5}\n')
    outcome("columns: @n:OLD is @n:old", numbers, "-q", "--columns=@n:OLD",
            out='"n old"\n"7"\n')
    members = export(item(delta("update", attr("m", ("delete", "1"), operation="update",
                                               multivalued="true")),
                          entry(attr("m", "1", multivalued="true"))))
    outcome("JSON: an emptied list is an empty array", members, "-q", "--format=jsonl",
            "--columns=@m,@m:old", out='{"m":[],"m old":["1"]}\n')
    outcome("JSON: no two members of one name", members, "-q", "--format=jsonl", "--layout=wide",
            "--columns=@m", out='{"m":[],"m changes":"0 added, 1 removed"}\n')
    run = Run("--format=jsonl", "--columns=DN,dn", input=members)
    check("JSON: a column twice is wrong usage", expect("exit status", run.status, 2),
          None if 'column "DN" is given twice' in run.err else run.err)
    both = export(item(delta("update", attr("t", ("add", "x"), ("add", "y"), operation="update",
                                            multivalued="true")),
                       entry(attr("t", "x", multivalued="true"))))
    outcome("columns: a value that is there is not added twice", both, "-q", "--layout=objects",
            "--columns=@t", out='"t"\n"x; y"\n')
    late = export(item(delta("update", attr("lastLogon", "0xffffffffffffffff", kind="integer"))))
    outcome("decode: no time is left as it is", late, "-q", "--decode", "--raw",
            "--columns=NewValue", out='"NewValue"\n"0xffffffffffffffff"\n')


def messages():
    for arguments, words in ((("--columns", "DisplyName"), "DisplayName"),
                             (("--layout", "object"), "objects"),
                             (("--omodt", "delte"), "delete"), (("-", "pending-imports"),
                                                                "pending-import"),
                             (("--format", "json"), "jsonl")):
        run = Run(*arguments, input=b"")
        check("messages: %s" % " ".join(arguments), expect("exit status", run.status, 2),
              None if words in run.err and "unknown" in run.err else run.err)
    run = Run("a.xml", "b.xml")
    check("messages: two files", expect("exit status", run.status, 2),
          None if "once for each file" in run.err else run.err)


def main():
    undetermined()
    determined()
    exceeded_and_undetermined()
    warnings()
    limits()
    limits_from_a_file()
    passwords()
    people()
    disconnectors()
    errors()
    lists_and_numbers()
    messages()
    finish()


if __name__ == "__main__":
    main()
