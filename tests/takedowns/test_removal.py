"""A case becomes protected after its pages were photographed: the pictures go, and the package still holds and says so."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.audit.models import AuditLine
from agencies.events.models import Job
from agencies.leaving.models import Export
from agencies.leaving.services import exports
from agencies.leaving.states import ExportState
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.detection.models import Match
from takedowns.evidence import selectors, services
from takedowns.evidence.models import CustodyEvent, EvidenceItem, EvidencePackage, SealedArchive
from takedowns.evidence.services import custody, sealing, store, verifying
from takedowns.evidence.services.gathered import Capture
from tests.api.calling import Api, new_key
from tests.doors.pictures import PNG
from tests.people import Cast
from tests.rasters import scan
from tests.takedowns.flow import a_case, a_find, a_package, quick_pdf

WORDS = ("text/plain", b"A bridge at noon")
WHY = "Our own check of the package."


def photographed(cast: Cast, *, case: Any = None, number: int = 1) -> int:
    """A package with the words of a page, its picture and a picture under another name."""
    found = a_find(cast, case or a_case(cast), number=number)
    return a_package(cast, found, page_txt=WORDS, page_png=("image/png", PNG), odd_bin=("application/x", PNG))


def protect(cast: Cast, package: int, *, run: bool = True) -> int:
    with tenant_scope(cast.harbour.pk):
        case = EvidencePackage.objects.get(id=package).case_id
    casework.case_protect(cast.officer, case_id=case)
    if run:
        services.pictures_remove(Actor.system(cast.harbour.pk), case_id=case)
    return int(case)


def contents(cast: Cast, package: int) -> dict[str, bytes]:
    with tenant_scope(cast.harbour.pk):
        rows = EvidenceItem.objects.select_related("package").filter(package_id=package)
        return {row.name: bytes(row.content) for row in rows}


def sealed(cast: Cast, package: int) -> tuple[SealedArchive, dict[str, bytes]]:
    row, _phrase = services.archive_ask(cast.officer, package_id=package, purpose="own", reason=WHY)
    services.archive_write(Actor.system(cast.harbour.pk), archive_id=row.pk)
    _row, data = services.archive_fetch(cast.officer, archive_id=row.pk)
    assert verifying.zip_check(data) == []
    return row, verifying.unzipped(data)


def test_it_destroys_the_pictures_and_the_package_still_holds(
    committed_cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cast = committed_cast
    quick_pdf(monkeypatch)
    package = photographed(cast)
    early, files = sealed(cast, package)
    assert files["items/page.png"] == PNG
    case = protect(cast, package, run=False)
    with tenant_scope(cast.harbour.pk):
        assert (
            Job.objects.filter(kind="takedowns.evidence.protect", args={"case_id": case}, state="pending").count() == 2
        )  # opened, protected
    with pytest.raises(Conflict):
        services.archive_fetch(cast.officer, archive_id=early.pk)
    for _again in range(2):
        services.pictures_remove(Actor.system(cast.harbour.pk), case_id=case)
    assert contents(cast, package) == {"page.txt": WORDS[1], "page.png": b"", "odd.bin": b""}
    with tenant_scope(cast.harbour.pk):
        assert selectors.problems(cast.officer, package) == []
        assert set(selectors.removed(cast.officer, package)) == {2, 3}
        lines = list(CustodyEvent.objects.filter(package_id=package).order_by("id").values_list("action", flat=True))
        told = AuditLine.objects.get(action="evidence.remove", subject_id=package)
        gone = SealedArchive.objects.get(id=early.pk)
    assert lines[-2:] == ["removed item 2: protected", "removed item 3: protected"]
    assert told.data["items"] == [2, 3] and told.case_id == case
    assert (gone.state, bytes(gone.content), gone.nonce) == ("removed", b"", "")
    _row, files = sealed(cast, package)
    assert files["withheld.txt"] == b"odd.bin\npage.png\n" and not any(map(scan, files.values()))
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(["/bin/sh", "verify.sh"], cwd=tmp_path, env={}, capture_output=True, text=True)
    assert done.returncode == 0 and "because the case is protected: page.png" in done.stdout, done.stdout


def test_it_says_on_the_page_and_in_the_api_that_the_picture_is_gone(cast: Cast) -> None:
    package = photographed(cast)
    protect(cast, package)
    client = cast.client("officer")
    page = client.get(f"/evidence/{package}/").content.decode()
    assert page.count("because the case is protected") == 4 and f"/evidence/{package}/items/2/" not in page
    assert client.get(f"/evidence/{package}/items/2/").status_code == 409
    assert client.get(f"/evidence/{package}/items/1/").status_code == 200
    told = Api(new_key(cast.manager, "evidence.fetch")).get(f"/evidence/{package}").json()["removed"]  # type: ignore[attr-defined]
    assert [one["name"] for one in told] == ["page.png", "odd.bin"] and told[0]["removed_at"]


def test_it_leaves_adults_and_other_agencies_alone(cast: Cast) -> None:
    package = photographed(cast)
    with tenant_scope(cast.harbour.pk):
        case = EvidencePackage.objects.get(id=package).case_id
    services.pictures_remove(Actor.system(cast.harbour.pk), case_id=case)
    services.pictures_remove(Actor.system(cast.island.pk), case_id=case)
    assert contents(cast, package)["page.png"] == PNG
    with pytest.raises(NotFound):
        casework.case_protect(cast.outsider, case_id=case)


def test_it_goes_on_where_a_crash_stopped_it(committed_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, case = committed_cast, a_case(committed_cast)
    one, two = photographed(cast, case=case), photographed(cast, case=case, number=2)
    line = custody.line

    def crash(actor: Actor, package: EvidencePackage, action: str) -> None:
        if package.pk == two:
            raise RuntimeError("the machine went away")
        line(actor, package, action)

    with monkeypatch.context() as patch:
        patch.setattr(custody, "line", crash)
        with pytest.raises(RuntimeError):
            protect(cast, one)
    assert contents(cast, one)["page.png"] == b"" and contents(cast, two)["page.png"] == PNG
    services.pictures_remove(Actor.system(cast.harbour.pk), case_id=case.pk)
    assert contents(cast, two)["page.png"] == b""
    with tenant_scope(cast.harbour.pk):
        assert selectors.problems(cast.officer, one) == selectors.problems(cast.officer, two) == []


def test_it_writes_an_archive_anew_when_the_case_becomes_protected_meanwhile(
    committed_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, rounds = committed_cast, list[int]()
    package = photographed(cast)

    def papers(_work: Any) -> dict[str, bytes]:
        if not rounds:
            protect(cast, package)
        rounds.append(1)
        return {}

    monkeypatch.setattr(sealing, "_papers", papers)
    _row, files = sealed(cast, package)
    assert len(rounds) == 2 and not any(map(scan, files.values()))


def test_it_keeps_no_picture_of_a_capture_that_began_before(committed_cast: Cast) -> None:
    cast, case = committed_cast, a_case(committed_cast)
    found = a_find(cast, case)
    with tenant_scope(cast.harbour.pk):
        match = Match.objects.select_related("case").get(id=found)
    capture = Capture(match, hidden=False)
    capture.items = [("page.txt", *WORDS, datetime.now(UTC)), ("page.png", "image/png", PNG, datetime.now(UTC))]
    casework.case_protect(cast.officer, case_id=case.pk)
    store.keep(Actor.system(cast.harbour.pk), capture, "Harbour")
    with tenant_scope(cast.harbour.pk):
        package = EvidencePackage.objects.get(match_id=found)
        assert selectors.problems(cast.officer, package.pk) == []
        assert set(selectors.removed(cast.officer, package.pk)) == {2}
    assert contents(cast, package.pk)["page.png"] == b""


def test_the_database_lets_nothing_else_of_an_item_change(cast: Cast) -> None:
    package = photographed(cast)

    def refused(change: str) -> None:
        with (
            tenant_scope(cast.harbour.pk),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match=r"denied|never changed"),
            transaction.atomic(),
        ):
            cursor.execute(f"UPDATE takedowns_evidenceitem SET {change} WHERE package_id = %s", [package])

    refused("content = ''")
    protect(cast, package, run=False)
    refused("content = 'other'")
    refused("content = '', name = 'other'")


def test_it_sees_a_picture_that_somebody_puts_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    package = photographed(cast)
    protect(cast, package)
    real = selectors.contents

    def back(actor: Actor, found: EvidencePackage) -> Any:
        rows = list(real(actor, found))
        rows[1].content = PNG
        return rows

    monkeypatch.setattr(selectors, "contents", back)
    with tenant_scope(cast.harbour.pk):
        assert selectors.problems(cast.officer, package) == ["page.png: was removed, and is there."]


def test_it_takes_away_exports_that_were_made_with_the_picture(
    committed_cast: Cast, settings: Any, tmp_path: Path
) -> None:
    cast, settings.EXPORT_DIR = committed_cast, tmp_path
    package = photographed(cast)
    row, _phrase = exports.agency_export(cast.manager, reason=WHY)
    assert exports.exports_work() == 1 and list(tmp_path.glob("*export*"))
    protect(cast, package)
    with tenant_scope(cast.harbour.pk):
        assert Export.objects.get(id=row.pk).state == ExportState.REMOVED
    assert not list(tmp_path.glob("*export*"))
