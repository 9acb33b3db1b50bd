"""Other processes of the machine ask the matcher through its socket, and learn what is their agency's only."""

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden
from cases.fingerprints import wire
from cases.fingerprints.adapters import door
from cases.fingerprints.bands import Band, Kind, Proof
from cases.fingerprints.hits import Hit
from cases.fingerprints.pdq import Pdq
from cases.fingerprints.query import WHOLE, Query, Sample, View
from cases.fingerprints.services import index
from tests import databases
from tests.engine.make import values
from tests.engine.registered import a_case, register, withdraw
from tests.people import Cast
from tests.test_architecture import ROOT


def about(seed: int) -> Query:
    """A file whose whole picture has the value of this seed."""
    turns = tuple(Pdq(values(1, seed + 1000 * turn)[0].tobytes(), 95) for turn in range(8))
    return Query(sha256="00" * 32, samples=(Sample(0.0, (View(WHOLE, turns),)),))


@pytest.fixture
def served(committed_cast: Cast, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The matcher's process of this test's database."""
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"m{os.getpid()}.sock"
    settings.MATCH_SOCKET = path
    environment = databases.environment(connection.settings_dict["NAME"]) | {"MATCH_SOCKET": str(path)}
    command = [sys.executable, "manage.py", "matcher"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == b"The matcher answers.\n"
            yield path
        finally:
            process.terminate()


@pytest.mark.processes
def test_it_answers_for_the_own_agency_only(served: Path, committed_cast: Cast) -> None:
    cast = committed_cast
    row = register(cast.worker, a_case(cast).pk, [1])
    hits = index.matcher_ask(cast.worker, query=about(1))
    assert [(hit.fingerprint_id, hit.agency_id, hit.distance) for hit in hits] == [(row.pk, cast.harbour.pk, 0)]
    assert index.matcher_ask(cast.worker, query=about(2)) == []
    assert index.matcher_ask(cast.outsider, query=about(1)) == [], "what another agency registered is not told"
    with pytest.raises(Forbidden):
        index.matcher_ask(Actor.system(cast.harbour.pk), query=about(1))
    withdraw(row)
    assert index.matcher_ask(cast.worker, query=about(1)) == []
    assert oct(served.stat().st_mode)[-3:] == "600"
    for nonsense in (b"\xff\xff\xff\xff", struct.pack(">I", 3) + b"abc", b"\0"):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(served))
            line.sendall(nonsense)
            line.shutdown(socket.SHUT_WR)
            assert line.recv(10) == b""
    assert index.matcher_ask(cast.worker, query=about(1)) == [], "it answers after nonsense too"


@pytest.mark.django_db
def test_it_says_that_it_does_not_know(
    cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MATCH_SOCKET = tmp_path / "none.sock"
    with pytest.raises(index.Away):
        index.matcher_ask(cast.worker, query=about(1))
    monkeypatch.setattr(door, "ask", lambda *_: wire.answer(None))
    with pytest.raises(index.Away):
        index.matcher_ask(cast.worker, query=about(1))
    monkeypatch.setattr(door, "ask", lambda *_: b"[]")
    with pytest.raises(index.Away):
        index.matcher_ask(cast.worker, query=about(1))


def test_it_writes_down_questions_and_answers_without_loss() -> None:
    query = about(5)
    assert wire.asked(wire.question(query, 7)) == (query, 7)
    blank = b'{"agency": 1, "query": {"sha256": "0", "other": 1}}'
    for data in (
        b"",
        b"{}",
        b"[1]",
        b'{"query": {"sha256": "0"}}',
        b'{"agency": 1, "query": {"sha256": 1}}',
        blank,
        b"\xff",
    ):
        with pytest.raises(ValueError):
            wire.asked(data)
    hit = Hit(
        agency_id=1, fingerprint_id=2, band=Band.LIKELY, distance=3, quality=90, turn=4, trimmed=True, exact=False,
        frames=0, difference="0" * 64, share=1.0, proofs=(Proof(Kind.PDQ, distance=3, quality=90), Proof(Kind.EXACT)),
        values=(("pdq", bytes(range(32))),),
    )  # fmt: skip
    assert wire.answered(wire.answer([hit])) == [hit]
    assert wire.answered(wire.answer(None)) is None and wire.answered(wire.answer([])) == []
