"""Anchors with a time stamp: a real authority on this machine, made with openssl (RFC 3161)."""

import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from rfc3161_client import decode_timestamp_response

from agencies.audit import adapters, selectors, services
from agencies.audit.models import AuditAnchor
from agencies.doors.adapters import http
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as cases
from tests.people import Cast

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority's certificates and configuration."""
    place = tmp_path_factory.mktemp("tsa")
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


@pytest.fixture
def authority(folder: Path, settings: LazySettings, tmp_path: Path) -> Iterator[type[Authority]]:
    """The authority at work, known to the portal."""
    handler = type("Handler", (Authority,), {"folder": folder})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.TSA_ROOTS = str(folder / "ca.pem")
    settings.CRAWL_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.CRAWL_ALLOWED_PORTS = [server.server_port]
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    settings.AUDIT_ANCHOR_SECONDS = 0
    yield handler
    server.shutdown()
    server.server_close()


def anchored(cast: Cast) -> AuditAnchor:
    """The newest anchor after some work."""
    cases.case_open(cast.worker, age_band="adult", purposes=[])
    services.seal(Actor.system(cast.harbour.pk))
    assert services.anchor(Actor.system(cast.harbour.pk))
    with tenant_scope(cast.harbour.pk):
        return AuditAnchor.objects.latest("id")


def test_it_keeps_a_stamp_that_openssl_believes(
    committed_cast: Cast, authority: type[Authority], folder: Path, tmp_path: Path
) -> None:
    row = anchored(committed_cast)
    token = bytes(row.token)
    assert decode_timestamp_response(token).tst_info.gen_time.date() == row.at.date()
    adapters.holds(token, row.digest.encode(), roots=(folder / "ca.pem").read_bytes())
    (tmp_path / "token").write_bytes(token)
    (tmp_path / "data").write_text(row.digest)
    said = openssl(
        "ts", "-verify", "-data", f"{tmp_path}/data", "-in", f"{tmp_path}/token", "-CAfile", f"{folder}/ca.pem"
    )
    assert b"OK" in said
    with pytest.raises(adapters.NoStamp):
        adapters.holds(token, b"something else", roots=(folder / "ca.pem").read_bytes())
    with pytest.raises(adapters.NoStamp):
        adapters.holds(token, b"something else")


def test_it_anchors_without_a_stamp_that_does_not_hold(committed_cast: Cast, authority: type[Authority]) -> None:
    assert anchored(committed_cast).token
    for spoil in ("replay", "signature", "redirect", "page"):
        authority.spoil = spoil
        assert bytes(anchored(committed_cast).token) == b"", spoil
    assert services.verify(committed_cast.auditor) == []


def test_it_anchors_while_the_authority_is_away(
    committed_cast: Cast, authority: type[Authority], settings: Any
) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    assert bytes(anchored(committed_cast).token) == b""


@pytest.mark.django_db
def test_it_asks_no_authority_inside_a_transaction(authority: type[Authority], settings: Any) -> None:
    with pytest.raises(http.InsideTransaction):
        adapters.stamp(settings.TSA_URL, b"x", policy=selectors.tsa_policy())
