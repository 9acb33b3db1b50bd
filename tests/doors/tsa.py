"""A real time-stamping authority on this machine, made with openssl (RFC 3161)."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
"""


def openssl(*words: str) -> bytes:
    return subprocess.run(["openssl", *words], check=True, capture_output=True).stdout


def make(place: Path) -> Path:
    """An authority's certificates and configuration in a folder."""
    (place / "serial").write_text("01")
    (place / "tsa.cnf").write_text(CONFIG.format(folder=place))
    (place / "ext.cnf").write_text("extendedKeyUsage = critical, timeStamping\nkeyUsage = critical, digitalSignature\n")
    make = ("req", "-newkey", "rsa:2048", "-nodes")
    openssl(*make, "-x509", "-keyout", f"{place}/ca.key", "-out", f"{place}/ca.pem", "-subj", "/CN=Sample Root")
    openssl(*make, "-keyout", f"{place}/tsa.key", "-out", f"{place}/tsa.csr", "-subj", "/CN=Sample Stamps")
    openssl(
        "x509", "-req", "-in", f"{place}/tsa.csr", "-CA", f"{place}/ca.pem", "-CAkey", f"{place}/ca.key",
        "-set_serial", "7", "-extfile", f"{place}/ext.cnf", "-out", f"{place}/tsa.pem",
    )  # fmt: skip
    return place


class Authority(BaseHTTPRequestHandler):
    """Answers queries; `spoil` changes what it says."""

    folder: Path
    spoil = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        (self.folder / "query").write_bytes(body)
        if self.spoil != "replay":
            openssl(
                "ts", "-reply", "-config", f"{self.folder}/tsa.cnf", "-queryfile", f"{self.folder}/query",
                "-out", f"{self.folder}/reply",
            )  # fmt: skip
        reply = (self.folder / "reply").read_bytes()
        if self.spoil == "signature":
            reply = reply[:-1] + bytes([reply[-1] ^ 1])
        self.send_response(302 if self.spoil == "redirect" else 200)
        if self.spoil == "redirect":
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Type", "text/html" if self.spoil == "page" else "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: Any) -> None:
        return None


@contextmanager
def running(folder: Path) -> Iterator[tuple[type[Authority], int]]:
    """The authority at work: its class, to be spoiled, and its port."""
    handler = type("Handler", (Authority,), {"folder": folder})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield handler, server.server_port
    finally:
        server.shutdown()
        server.server_close()
