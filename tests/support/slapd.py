"""An OpenLDAP server for a test, on the loopback interface only."""
import os
import shutil
import socket
import subprocess
import time

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/libexec:" + os.environ.get("PATH", ""))
TOOLS = shutil.which("ldapmodify")
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {directory}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
{tls}
sizelimit {sizelimit}
database mdb
suffix "dc=contoso,dc=com"
rootdn "cn=admin,dc=contoso,dc=com"
rootpw secret
directory {directory}/db
maxsize 268435456
dbnosync
limits dn.exact="cn=limited,dc=contoso,dc=com" size.prtotal=1 size=1
"""
ADMIN = "cn=admin,dc=contoso,dc=com"
BASE = "dc=contoso,dc=com"


def is_there():
    return SLAPD is not None and TOOLS is not None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Slapd:
    """A server, started with the entries of an LDIF text, which ends with the block; `tls` is the name
    in its certificate, "IP:127.0.0.1"."""

    def __init__(self, directory, entries, tls=None, sizelimit="unlimited"):
        self.directory, self.port = directory, free_port()
        self.uri = "ldap://127.0.0.1:%d" % self.port
        os.mkdir(os.path.join(directory, "db"))
        self.password = self.write("password", "secret\n")
        lines = ""
        if tls:
            key, self.ca = (os.path.join(directory, name) for name in ("key.pem", "ca.pem"))
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                            "-subj", "/CN=localhost", "-addext",
                            "subjectAltName=" + tls, "-keyout", key,
                            "-out", self.ca], check=True, capture_output=True)
            lines = "TLSCertificateFile %s\nTLSCertificateKeyFile %s" % (self.ca, key)
        self.configuration = self.write("slapd.conf", CONFIGURATION.format(
            directory=directory, tls=lines, sizelimit=sizelimit))
        file = self.write("entries.ldif", entries)
        subprocess.run([SLAPD, "-T", "add", "-f", self.configuration, "-l", file], check=True,
                       capture_output=True)

    def write(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def __enter__(self):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(
            [SLAPD, "-d", "0", "-f", self.configuration, "-h", self.uri + "/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        raise RuntimeError("slapd does not start")

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait()

    def modify(self, changes):
        """Applies change records."""
        subprocess.run([TOOLS, "-x", "-H", self.uri, "-D", ADMIN, "-y", self.bare_password()],
                       input=changes.encode(), check=True, capture_output=True)

    def bare_password(self):
        """A file for ldapmodify, to which a final line break counts."""
        return self.write("bare", "secret")
