#!/usr/bin/env python3
"""csimport from a server, as it is run (doc/directory.md), on an OpenLDAP server of the test's own;
without slapd and ldapmodify only what needs no server is tested."""
import csv
import io
import os
import socket
import threading

import slapd
from harness import Run, check, expect, finish, temporary_directory

PEOPLE = 1203  # more than two pages


def person(number, **attributes):
    lines = ["dn: uid=p%d,ou=people,%s" % (number, slapd.BASE), "objectClass: inetOrgPerson",
             "uid: p%d" % number, "cn: Person %d" % number, "sn: Person",
             "userPassword: secret-of-%d" % number]
    lines += ["%s: %s" % pair for pair in attributes.items()]
    return "\n".join(lines) + "\n\n"


def directory(count=PEOPLE):
    return ("dn: %s\nobjectClass: dcObject\nobjectClass: organization\no: Contoso\ndc: contoso\n\n"
            "dn: ou=people,%s\nobjectClass: organizationalUnit\nou: people\n\n"
            "dn: cn=limited,%s\nobjectClass: person\ncn: limited\nsn: l\nuserPassword: secret\n\n"
            % (slapd.BASE, slapd.BASE, slapd.BASE) +
            "".join(person(number, title="T%d" % number) for number in range(count)))


class Space:
    """A database into which the server's entries are imported."""

    def __init__(self, server):
        self.server, self.path = server, server.directory

    def load(self, *options, base=slapd.BASE, uri=None, **more):
        binding = ["--bind-dn", slapd.ADMIN, "--password-file", self.server.password]
        return Run("-n", "people", "--uri", uri or self.server.uri, "--base", base, *binding,
                   *options,
                   program="csimport", cwd=self.path, **more)

    def xml(self, *options):
        return Run("people", "-", "-q", *options, program="csexport", cwd=self.path).out

    def rows(self):
        out = Run("-", "pending-import", input=self.xml(), cwd=self.path).out.decode()
        return [list(row.values()) for row in csv.DictReader(io.StringIO(out))]


def said(run, line, status=0):
    return [expect("status", run.status, status), expect("stdout", run.out.decode(), line),
            expect("stderr", run.err, "")]


CHANGES = """dn: uid=p1,ou=people,dc=contoso,dc=com
changetype: modify
replace: title
title: Countess

dn: uid=p2,ou=people,dc=contoso,dc=com
changetype: modify
delete: title

dn: uid=p3,ou=people,dc=contoso,dc=com
changetype: modify
add: description
description:: w5xicnVuZw==

dn: uid=p4,ou=people,dc=contoso,dc=com
changetype: modrdn
newrdn: uid=moved
deleteoldrdn: 1

dn: uid=p5,ou=people,dc=contoso,dc=com
changetype: delete

dn: uid=p6,ou=people,dc=contoso,dc=com
changetype: delete

dn: uid=p6,ou=people,dc=contoso,dc=com
changetype: add
objectClass: inetOrgPerson
cn: Another
sn: Person
"""


def test_import(server):
    space = Space(server)
    everything = PEOPLE + 3
    check("a full import over several pages", *said(
        space.load(), "people: %d adds, 0 updates, 0 deletes pending, 0 unchanged\n" % everything),
          expect("objects", space.xml("/f:m").count(b"<cs-object "), everything))
    check("no password is stored", None if b"secret" not in space.xml() else "it is")
    space.load("--synchronized")
    check("imported again: nothing pending", *said(
        space.load(), "people: 0 adds, 0 updates, 0 deletes pending, %d unchanged\n" % everything))
    server.modify(CHANGES)
    run = space.load()
    check("what has changed on the server", *said(
        run, "people: 1 add, 4 updates, 2 deletes pending, %d unchanged\n" % (everything - 6)))
    rows = [(row[0].split(",")[0], row[3], row[4]) for row in space.rows()]
    check("is pending, and nothing else", expect("rows", sorted(set(rows)), sorted({
        ("uid=p1", "Update", "title"), ("uid=p2", "Update", "title"),
        ("uid=p3", "Update", "description"), ("uid=p4", "Update", "dn"),
        ("uid=p4", "Update", "uid"), ("uid=p5", "Delete", ""), ("uid=p6", "Delete", ""),
        ("uid=p6", "Add", "cn"), ("uid=p6", "Add", "sn"), ("uid=p6", "Add", "uid")})))
    check("chosen attributes of chosen entries", *said(
        Space(server).load("-d", "other.db", "--attributes", "title", "--filter", "(title=T1*)"),
        "people: %d adds, 0 updates, 0 deletes pending, 0 unchanged\n" % len(
            [n for n in range(PEOPLE) if str(n).startswith("1") and n != 1])))
    check("a limit", expect("status", space.load("--limit", "delete=1", "--synchronized").status,
                            3))


def refused(name, run, *what):
    check(name, expect("status", run.status, 2), expect("stdout", run.out, b""),
          *["%s is not in %r" % (word, run.err) for word in what if word not in run.err],
          "a password is shown" if "secret" in run.err else None)


def test_refused(server):
    space = Space(server)
    before = space.xml()
    wrong = server.write("wrong", "guess-me")
    refused("a wrong password", Run(
        "-n", "people", "-H", server.uri, "-b", slapd.BASE, "-D", slapd.ADMIN, "-y", wrong,
        program="csimport", cwd=space.path), "cannot bind: Invalid credentials", server.uri)
    refused("a base that is not there", space.load(base="ou=none," + slapd.BASE),
            "the search failed: No such object")
    refused("a base of another server", space.load(base="dc=fabrikam,dc=com"), "the s")
    refused("a filter that is none", space.load("--filter", "(x"), "cannot search: Bad search filter")
    refused("a size limit", Run(
        "-n", "people", "-H", server.uri, "-b", slapd.BASE, "-D", "cn=limited," + slapd.BASE, "-y",
        server.password, program="csimport", cwd=space.path), "the search failed: ")
    refused("a server that is not there", space.load(uri="ldap://127.0.0.1:1"),
            "Can't contact LDAP server")
    refused("TLS where the server has none", space.load("-Z"), "cannot begin TLS")
    check("and nothing has changed", expect("the space", space.xml() == before, True))


def test_tls():
    careless = dict(os.environ, LDAPTLS_REQCERT="never")
    with temporary_directory() as path, slapd.Slapd(
            path, directory(2), tls="IP:127.0.0.1") as server:
        space = Space(server)
        check("TLS with a certificate that verifies", *said(
            space.load("--start-tls", "--ca", server.ca),
            "people: 5 adds, 0 updates, 0 deletes pending, 0 unchanged\n"))
        refused("a certificate that does not, whatever the environment says",
                space.load("-Z", env=careless), "cannot begin TLS")
    with temporary_directory() as path, slapd.Slapd(
            path, directory(2), tls="DNS:dc1.fabrikam.com") as server:
        refused("a certificate of another name",
                Space(server).load("-Z", "--ca", server.ca, env=careless), "cannot begin TLS")


def test_broken():
    """A server that answers with garbage, or stops in the middle."""
    for name, answer in (("garbage", b"\x00\xff" * 100), ("nothing", b""),
                         ("half a message", b"\x30\x84\x00\x00\x10\x00\x02\x01\x01\x61")):
        with temporary_directory() as path, socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen(4)

            def serve():
                connection, _ = listening.accept()
                connection.recv(4096)
                connection.sendall(answer)
                connection.close()

            threading.Thread(target=serve, daemon=True).start()
            run = Run("-n", "people", "-H", "ldap://127.0.0.1:%d" % listening.getsockname()[1],
                      "-b", slapd.BASE, program="csimport", cwd=path)
            refused("a server that sends " + name, run, "cannot bind")
            check("and no database", expect("files", os.listdir(path), []))


def test_usage():
    for name, arguments, what in (
            ("no base", ["-H", "ldap://127.0.0.1"], "-H needs -b"),
            ("a password without TLS", ["-H", "ldap://dc1", "-b", "dc=x", "-D", "cn=a", "-y", "p"],
             "a password is not sent without TLS"),
            ("a DN without a password", ["-H", "ldaps://dc1", "-b", "dc=x", "-D", "cn=a"],
             "-D and -y go together"),
            ("two ways to bind", ["-H", "ldaps://dc1", "-b", "dc=x", "-D", "cn=a", "-y", "p",
                                  "--mechanism", "GSSAPI"], "one of both"),
            ("SASL and a password", ["-H", "ldaps://dc1", "-b", "dc=x", "-D", "cn=a", "-y", "p", "-Y",
                                     "EXTERNAL"], "one of both"),
            ("StartTLS within TLS", ["-H", "ldaps://dc1", "-b", "dc=x", "-Z"], "-Z is for ldap://"),
            ("no server", ["-b", "dc=x"], "-H names it"),
            ("a server and a file", ["-H", "ldap://dc1", "-b", "dc=x", "in.ldif"],
             "one source at a time"),
            ("no URI", ["-H", "dc1", "-b", "dc=x"], "names no server")):
        run = Run("-n", "ad", *arguments, program="csimport")
        check("wrong usage: " + name, expect("status", run.status, 2),
              None if what in run.err and "--help" in run.err else run.err)


def main():
    if "was missing" in Run("-n", "a", "-H", "ldap://x", "-b", "y", program="csimport").err:
        print("# skipped: this build has no libldap")
        finish()
    test_usage()
    test_broken()
    if slapd.is_there():
        with temporary_directory() as path, slapd.Slapd(path, directory()) as server:
            test_import(server)
            test_refused(server)
        test_tls()
    else:
        print("# skipped: slapd and ldapmodify are not installed")
    finish()


main()
