"""New keys beside people at work: no error, no unreadable row, and no old key left."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection

from agencies.keys import ring, sealing, selectors
from agencies.keys.models import AgencyKey, CaseKey
from agencies.keys.services import blind, check, rotate, seal, unseal
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.intake import services as intake
from cases.intake.models import Report
from tests.people import Cast
from tests.rows import a_case


@pytest.fixture(autouse=True)
def _own_list(settings: LazySettings, tmp_path: Path) -> None:
    settings.SHRED_LIST = tmp_path / "list.txt"
    ring.forget()


def newer_master(settings: LazySettings) -> None:
    """One more line above the others."""
    old = settings.MASTER_KEY if ":" in settings.MASTER_KEY else f"1:{settings.MASTER_KEY}"
    settings.MASTER_KEY = f"n{time.monotonic_ns()}:{sealing.new_key().hex()}\n{old}"


def texts(cast: Cast, case: Case) -> list[str]:
    with tenant_scope(cast.harbour.pk):
        return [row.text for row in Report.objects.filter(case=case).order_by("id")]


def versions(cast: Cast, case_id: int | None) -> list[int]:
    with tenant_scope(cast.harbour.pk):
        return list(CaseKey.objects.filter(case_id=case_id).order_by("version").values_list("version", flat=True))


@pytest.mark.django_db
def test_it_moves_every_level_and_leaves_no_old_key(cast: Cast, settings: LazySettings) -> None:
    case, agency = a_case(cast), cast.harbour.pk
    system = Actor.system(agency)
    with tenant_scope(agency):
        mark = blind(agency, place="t.c", value="x")
    newer_master(settings)
    assert rotate.master_rotate() >= 1
    newest = settings.MASTER_KEY.splitlines()[0]
    settings.MASTER_KEY = newest
    assert selectors.problems() == []
    assert rotate.agency_rotate(agency) == 2  # the case's and the agency's own
    assert rotate.case_rotate(system, case_id=case.pk) == 3  # the report, its address, the fingerprint
    assert rotate.case_rotate(system, case_id=None) == 0
    assert texts(cast, case) == ["Somebody posted it."]
    with tenant_scope(agency):
        assert AgencyKey.objects.values_list("version", flat=True).get() == 2
        assert blind(agency, place="t.c", value="x") == mark
    assert versions(cast, case.pk) == [2]
    assert versions(cast, None) == [1, 2]  # the first one keeps the blind indexes
    assert check.every_key() == (2, [])


@pytest.mark.django_db
def test_it_goes_on_where_a_rotation_was_cut_off(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case(cast)
    for number in range(3):
        intake.report_add(cast.worker, case_id=case.pk, channel="worker", text=f"text {number}")
    system = Actor.system(cast.harbour.pk)
    monkeypatch.setattr(rotate, "ROWS", 2)
    whole = rotate._reseal
    left = [1]

    def cut(*args: object) -> int:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(rotate, "_reseal", cut)
    with pytest.raises(KeyboardInterrupt):
        rotate.case_rotate(system, case_id=case.pk)
    assert versions(cast, case.pk) == [1, 2]
    assert texts(cast, case) == ["Somebody posted it.", "text 0", "text 1", "text 2"]
    monkeypatch.setattr(rotate, "_reseal", whole)
    rotate.case_rotate(system, case_id=case.pk)
    assert versions(cast, case.pk) == [2]
    assert len(texts(cast, case)) == 4


@pytest.mark.django_db
def test_it_keeps_the_key_of_what_was_sealed_outside_the_columns(cast: Cast) -> None:
    case, agency = a_case(cast), cast.harbour.pk
    with tenant_scope(agency):
        blob = seal(agency, place="t.c", row_id=1, data=b"loose", case_id=case.pk)
    rotate.case_rotate(Actor.system(agency), case_id=case.pk)
    assert versions(cast, case.pk) == [1, 2]
    with tenant_scope(agency):
        assert unseal(agency, place="t.c", row_id=1, sealed=blob, case_id=case.pk) == b"loose"


@pytest.mark.django_db
def test_it_rotates_by_command(cast: Cast) -> None:
    case = a_case(cast)
    for words in (("master",), ("agency", "harbour"), ("case", "harbour", str(case.pk)), ("case", "harbour", "own")):
        call_command("key_rotate", *words)
    assert texts(cast, case) == ["Somebody posted it."]


def keep_on(work: Callable[[], None], stop: threading.Event, faults: list[str]) -> threading.Thread:
    """Do it again and again in a thread of its own."""

    def body() -> None:
        try:
            while not stop.is_set():
                work()
        except Exception as error:
            faults.append(repr(error))
        finally:
            connection.close()

    thread = threading.Thread(target=body)
    thread.start()
    return thread


def test_it_rotates_under_load(committed_cast: Cast, settings: LazySettings) -> None:
    cast, stop = committed_cast, threading.Event()
    faults: list[str] = []
    case, agency = a_case(cast), cast.harbour.pk
    done = {"written": 0, "read": 0}

    def write() -> None:
        intake.report_add(cast.worker, case_id=case.pk, channel="worker", text="under load")
        done["written"] += 1

    def read() -> None:
        assert set(texts(cast, case)[-20:]) <= {"Somebody posted it.", "under load"}
        done["read"] += 1

    threads = [keep_on(work, stop, faults) for work in (write, write, read)]
    rounds, until = 0, time.monotonic() + 6
    try:
        while rounds < 3 or time.monotonic() < until:
            newer_master(settings)
            rotate.master_rotate()
            rotate.agency_rotate(agency)
            rotate.case_rotate(Actor.system(agency), case_id=case.pk)
            rounds += 1
    finally:
        stop.set()
    for thread in threads:
        thread.join(30)
    assert faults == []
    assert min(done.values()) > 5
    assert texts(cast, case) == ["Somebody posted it.", *["under load"] * done["written"]]
    assert versions(cast, case.pk) == [rounds + 1]
    assert check.every_key()[1] == []
    print(
        f"rotation under load: {rounds} rotations of three levels, {done['written']} written, {done['read']} pages read"
    )
