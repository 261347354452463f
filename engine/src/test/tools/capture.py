#!/usr/bin/env python3
"""Captures what package managers and downloaders print when the network fails them, against a broken server of our own.

usage: capture.py FOLDER [TOOL…]     (as root, on Debian with the tools; yarn and pnpm from the npm client in PATH)

Writes FOLDER/<tool>-<fault>.txt for each. Nothing leaves this machine: every tool is pointed at 127.0.0.1 or at the name
mirror.invalid, which no name server knows. Ports and temporary folders are replaced, so that texts are equal each time.
"""
import hashlib
import os
import re
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from email.utils import formatdate
from pathlib import Path

WORK = Path(tempfile.mkdtemp(prefix="capture-"))
FAULTS = {}


def serve(handle):
    """A server on a port of its own; handle gets each connection and the request's first line."""
    server = socket.create_server(("127.0.0.1", 0), backlog=64)

    def loop():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    def one(connection):
        try:
            connection.settimeout(60)
            data = connection.recv(65536)
            handle(connection, data.split(b"\r\n")[0].decode("latin-1"))
        except OSError:
            pass
        finally:
            connection.close()

    threading.Thread(target=loop, daemon=True).start()
    return server.getsockname()[1]


def reset(connection, _):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(connection, _):
    time.sleep(60)


def eof(connection, _):
    pass


def cut(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\nbegin")


def status(code, reason):
    body = f"{code} {reason}\n".encode()
    head = f"HTTP/1.1 {code} {reason}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    return lambda connection, _: connection.sendall(head + body)


def refused():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return closed.getsockname()[1]


def self_signed():
    key, certificate = WORK / "key.pem", WORK / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
         "-days", "1", "-subj", "/CN=127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = socket.create_server(("127.0.0.1", 0))

    def loop():
        while True:
            connection, _ = server.accept()
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

    threading.Thread(target=loop, daemon=True).start()
    return server.getsockname()[1]


def signed(release):
    """The archive's Release file as InRelease, signed by a key of our own."""
    home = WORK / "gnupg"
    home.mkdir(mode=0o700, exist_ok=True)
    gpg = ["gpg", "--homedir", home, "--batch", "--quiet", "--yes", "--passphrase", ""]
    if not (home / "pubring.kbx").exists():
        subprocess.run([*gpg, "--quick-generate-key", "t <t@example.com>", "rsa2048", "sign", "never"], check=True)
        subprocess.run([*gpg, "--output", WORK / "archive.gpg", "--export"], check=True)
    return subprocess.run([*gpg, "--clearsign"], input=release, check=True, capture_output=True).stdout


def debian(valid_until, size_off=0, hash_off=False):
    """A Debian archive with one package; its index lies about it as told."""
    packages = (
        "Package: hello\nVersion: 1.0\nArchitecture: all\nMaintainer: t <t@example.com>\nDescription: t\n"
        "Filename: pool/hello_1.0_all.deb\nSize: 12\n"
        f"SHA256: {hashlib.sha256(b'content here').hexdigest()}\n\n"
    ).encode()
    told = b"x" if hash_off else packages
    release = (
        "Origin: t\nLabel: t\nSuite: s\nCodename: s\nArchitectures: all amd64\nComponents: main\n"
        f"Date: {formatdate(time.time() - 864000, usegmt=True)}\n"
        + (f"Valid-Until: {formatdate(valid_until, usegmt=True)}\n" if valid_until else "")
        + "SHA256:\n"
        + "".join(
            f" {hashlib.sha256(told).hexdigest()} {len(packages) + size_off} main/binary-{arch}/Packages\n"
            for arch in ("amd64", "all"))
    ).encode()

    inrelease = signed(release)

    def handle(connection, line):
        path = line.split(" ")[1]
        body = inrelease if path.endswith("/InRelease") else packages if path.endswith("/Packages") else None
        if body is None:
            status(404, "Not Found")(connection, line)
        else:
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return serve(handle)


def run(folder, name, command, environment=None, seconds=90):
    where = Path(tempfile.mkdtemp(dir=WORK))
    variables = {"PATH": os.environ["PATH"], "HOME": str(where), "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "CI": "1"}
    variables |= {name: os.environ[name] for name in ("JAVA_HOME", "RUSTUP_HOME") if name in os.environ}
    done = subprocess.run(
        ["timeout", str(seconds), "sh", "-c", command], cwd=where, env=variables | (environment or {}),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = done.stdout.decode("utf-8", "replace")
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    text = text.replace(str(where), "/build").replace(str(WORK), "/build")
    text = re.sub(r"(/[\w.-]+)+/node_modules", "/usr/lib/node_modules", text)
    text = re.sub(r"(?<=lookup mirror\.invalid on )[\d.]+", "10.0.0.1", text)
    text = re.sub(r"(?m)^info Visit .*\n", "", text)
    text = re.sub(r"127\.0\.0\.1(:|[ ,]+port[ =]+|\|:| )(\d+)", r"127.0.0.1\g<1>8080", text)
    text = re.sub(r"(?<=port=)\d+|(?<=:)\d{5}(?=[/ )'\"]|$)", "8080", text)
    print(f"{name}: exit {done.returncode}, {len(text)} characters", flush=True)
    if done.returncode in (0, 124) or not text.strip():
        print(f"  NOT kept: {text[-300:]}")
        return
    (folder / f"{name}.txt").write_text(text)


def apt(port, then, scheme="http", host="127.0.0.1"):
    return (
        "mkdir -p state/lists/partial cache/archives/partial etc/preferences.d etc/apt.conf.d; : > status;"
        f"echo 'deb [check-valid-until=yes signed-by={WORK}/archive.gpg] {scheme}://{host}:{port}/debian s main' > sources.list;"
        "apt() { apt-get -o Dir::State=$PWD/state -o Dir::State::status=$PWD/status -o Dir::Cache=$PWD/cache"
        " -o Dir::Etc::sourcelist=$PWD/sources.list -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null"
        " -o APT::Sandbox::User=root -o Acquire::http::Proxy=DIRECT -o Acquire::https::Proxy=DIRECT"
        " -o Acquire::Languages=none -o Acquire::http::Timeout=2 -o Acquire::https::Timeout=2 -o Acquire::Retries=0"
        " -o APT::Update::Error-Mode=any -o Acquire::Check-Valid-Until=true -o Acquire::Check-Date=true -o Debug::NoLocking=1 \"$@\"; };"
        + then)


def main():
    folder = Path(sys.argv[1])
    wanted = sys.argv[2:]
    (folder / "permanent").mkdir(parents=True, exist_ok=True)
    signed(b"")
    ports = {
        "refused": refused(),
        "reset": serve(reset),
        "silent": serve(silent),
        "eof": serve(eof),
        "cut": serve(cut),
        "503": serve(status(503, "Service Unavailable")),
        "429": serve(status(429, "Too Many Requests")),
        "502": serve(status(502, "Bad Gateway")),
        "404": serve(status(404, "Not Found")),
        "tls": serve(cut),
        "untrusted": self_signed(),
    }
    day = 86400
    tools = {
        "curl": lambda u: f"curl -fsSL --max-time 3 -o file {u}/file.tar.gz",
        "wget": lambda u: f"wget --tries=1 --timeout=3 -O file {u}/file.tar.gz",
        "wget-quiet": lambda u: f"wget -nv --tries=1 --timeout=3 -O file {u}/file.tar.gz",
        "busybox-wget": lambda u: f"busybox wget -O file {u}/file.tar.gz",
        "git": lambda u: f"git -c http.lowSpeedLimit=1000 -c http.lowSpeedTime=3 clone {u}/project.git",
        "pip": lambda u: f"pip install --disable-pip-version-check --no-cache-dir --retries 1 --timeout 2 --trusted-host mirror.invalid"
                         f" --index-url {u}/simple hello",
        "npm": lambda u: f"npm install --registry {u}/ --fetch-retries 0 --fetch-timeout 3000 hello",
        "yarn": lambda u: f"echo '{{}}' > package.json; yarn add --registry {u}/ --network-timeout 3000 hello",
        "pnpm": lambda u: f"echo '{{}}' > package.json; pnpm add --registry {u}/ --fetch-retries 0 --fetch-timeout 3000 hello",
        "gem": lambda u: f"printf 'read_timeout: 3\\n:sources: [\"{u}/\"]\\n' > .gemrc; timeout 75 gem install --clear-sources"
                         f" --source {u}/ hello",
        "go": lambda u: f"go mod init example.com/t 2>/dev/null; go get example.com/hello@v1.0.0",
        "cargo": lambda u: "mkdir src .cargo; echo 'fn main() {}' > src/main.rs;"
                           "printf '[package]\\nname = \"t\"\\nversion = \"1.0.0\"\\n[dependencies]\\nhello = \"1\"\\n' > Cargo.toml;"
                           "printf '[source.crates-io]\\nreplace-with = \"m\"\\n[source.m]\\nregistry = \"sparse+"
                           f"{u}/\"\\n[net]\\nretry = 1\\n[http]\\ntimeout = 3\\n' > .cargo/config.toml; cargo build",
        "maven": lambda u: "printf '<settings><localRepository>%s</localRepository><mirrors><mirror><id>m</id><mirrorOf>*"
                           f"</mirrorOf><url>{u}/maven</url></mirror></mirrors></settings>' $PWD/repository > settings.xml;"
                           "printf '<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId>"
                           "<version>1</version></project>' > pom.xml; mvn -B -s settings.xml"
                           " -Dmaven.wagon.http.readTimeout=3000 -Dmaven.wagon.rto=3000 package",
        "dnf": lambda u: "mkdir -p repos cache persist log; printf '[main]\\nreposdir=%s/repos\\ncachedir=%s/cache\\npersistdir=%s/persist\\nlogdir=%s/log"
                         "\\nretries=1\\ntimeout=3\\nmodule_platform_id=platform:el9\\n' $PWD $PWD $PWD $PWD > dnf.conf;"
                         f"printf '[baseos]\\nname=BaseOS\\nbaseurl={u}/os\\ngpgcheck=0\\n' > repos/b.repo;"
                         "mkdir root; dnf -y -c dnf.conf --installroot=$PWD/root --releasever=9 install hello",
        "apt": lambda u: apt(u.rsplit(":", 1)[1], "apt update", u.split(":")[0], u.split("/")[2].split(":")[0]),
    }
    for tool, command in tools.items():
        if wanted and tool not in wanted:
            continue
        for fault, port in ports.items():
            scheme = "https" if fault in ("tls", "untrusted") else "http"
            if tool == "go":
                environment = {"GOPROXY": f"{scheme}://127.0.0.1:{port}", "GONOSUMDB": "*", "GOFLAGS": "-mod=mod",
                               "GOSUMDB": "off"}
            else:
                environment = {}
            where = folder / "permanent" if fault in ("404", "untrusted") else folder
            run(where, f"{tool}-{fault}", command(f"{scheme}://127.0.0.1:{port}"), environment)
        environment = {"GOPROXY": "http://mirror.invalid:8080", "GOSUMDB": "off", "GOFLAGS": "-mod=mod"} if tool == "go" else {}
        run(folder, f"{tool}-name", command("http://mirror.invalid:8080"), environment)
    if not wanted or "apt" in wanted:
        run(folder, "apt-expired", apt(debian(time.time() - 3 * day), "apt update"))
        run(folder, "apt-mirror-sync", apt(debian(None, size_off=5), "apt update"))
        run(folder, "apt-hash", apt(debian(None, hash_off=True), "apt update"))
        run(folder, "apt-stale-index", apt(debian(None), "apt update && apt install -y hello"))
        run(folder / "permanent", "apt-no-such-package", apt(debian(None), "apt update && apt install -y nosuch"))
    shutil.rmtree(WORK, ignore_errors=True)


main()
