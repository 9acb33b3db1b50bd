"""Anchors with a time stamp: a real authority on this machine, made with openssl (RFC 3161)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from rfc3161_client import decode_timestamp_response

from agencies.audit import selectors, services
from agencies.audit.models import AuditAnchor
from agencies.doors.adapters import http, stamps
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as cases
from tests.doors.tsa import Authority, make, openssl, running
from tests.people import Cast


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority's certificates and configuration."""
    return make(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def authority(folder: Path, settings: LazySettings, tmp_path: Path) -> Iterator[type[Authority]]:
    """The authority at work, known to the portal."""
    with running(folder) as (handler, port):
        settings.TSA_URL = f"http://127.0.0.1:{port}/"
        settings.TSA_ROOTS = str(folder / "ca.pem")
        settings.CRAWL_ALLOWED_NETWORKS = ["127.0.0.0/8"]
        settings.CRAWL_ALLOWED_PORTS = [port]
        settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
        settings.AUDIT_ANCHOR_SECONDS = 0
        yield handler


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
    stamps.holds(token, row.digest.encode(), roots=(folder / "ca.pem").read_bytes())
    (tmp_path / "token").write_bytes(token)
    (tmp_path / "data").write_text(row.digest)
    said = openssl(
        "ts", "-verify", "-data", f"{tmp_path}/data", "-in", f"{tmp_path}/token", "-CAfile", f"{folder}/ca.pem"
    )
    assert b"OK" in said
    with pytest.raises(stamps.NoStamp):
        stamps.holds(token, b"something else", roots=(folder / "ca.pem").read_bytes())
    with pytest.raises(stamps.NoStamp):
        stamps.holds(token, b"something else")


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
        stamps.stamp(settings.TSA_URL, b"x", policy=selectors.tsa_policy())
