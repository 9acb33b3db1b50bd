"""Archives: every table of the registry, readable with openssl and sha256sum alone, counted, and gone afterwards."""

import io
import json
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.leaving import archive, selectors
from agencies.leaving.models import Export
from agencies.leaving.services import exports, writing
from agencies.leaving.states import ExportState
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from tests.people import Cast
from tests.rows import Rows, a_case, make_rows

WHY = "We take our data to another portal."


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.EXPORT_DIR = tmp_path / "exports"
    return tmp_path


def one(cast: Cast, export_id: int) -> Export:
    with tenant_scope(cast.harbour.pk):
        return Export.objects.get(id=export_id)


def opened(cast: Cast, folder: Path, export_id: int, phrase: str, case_id: int | None = None) -> zipfile.ZipFile:
    """The archive, opened by openssl as README.txt says."""
    container = exports.export_open(cast.manager, export_id=export_id, case_id=case_id).read()
    assert container.startswith(b"Salted__") and b"PK" not in container[:20]
    (folder / "x.zip.enc").write_bytes(container)
    command = archive.OPEN_COMMAND.replace("FILE", str(folder / "x")).split()
    subprocess.run([*command, "-pass", f"pass:{phrase}"], check=True, capture_output=True)
    return zipfile.ZipFile(io.BytesIO((folder / "x.zip").read_bytes()))


def rows_of(found: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in found.read(f"tables/{table}.jsonl").decode().splitlines()]


@pytest.mark.django_db
def test_it_holds_every_table_of_the_registry_and_opens_with_openssl_alone(cast: Cast, folder: Path) -> None:
    rows = make_rows(cast)
    make_other = a_case(Cast(**{**vars(cast), "harbour": cast.island, "worker": cast.outsider}))
    row, phrase = exports.agency_export(cast.manager, reason=WHY)
    assert exports.exports_work() == 1
    found = opened(cast, folder, row.pk, phrase)
    listed = {name.removeprefix("tables/").removesuffix(".jsonl") for name in found.namelist() if "tables/" in name}
    assert listed >= {selectors.table_name(model) for model in selectors.tables()}
    found.extractall(folder / "out")
    checked = subprocess.run(["sh", "verify.sh"], cwd=folder / "out", check=True, capture_output=True, text=True)
    assert "Signature Verified Successfully" in checked.stdout
    (case,) = rows_of(found, "cases_case")
    assert case["id"] == rows.case_id and case["id"] != make_other.pk
    (report,) = rows_of(found, "cases_report")
    assert report["text"] == "Somebody posted it."
    (item,) = rows_of(found, "takedowns_evidenceitem")
    assert found.read(item["content"]["file"]) == b"a page"
    assert {person["email"] for person in rows_of(found, "agencies_user")} >= {"mina@example.org", "woori@example.org"}
    everything = b"".join(found.read(name) for name in found.namelist())
    assert b"charlie@example.org" not in everything and b"md5$" not in everything
    described = json.loads(found.read("schema.json"))
    assert described["tables"]["cases_case"]["rows"] == 1
    assert described["tables"]["cases_consent"]["columns"]["case_id"]["refers_to"] == "cases_case"
    (folder / "out" / "schema.json").write_bytes(b"{}")
    assert subprocess.run(["sh", "verify.sh"], cwd=folder / "out", check=False, capture_output=True).returncode


@pytest.mark.django_db
def test_it_exports_a_table_that_was_added_to_the_registry(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to think of it: the archive's list of tables is the registry's own."""
    every = selectors.tables()
    assert {model for model in every} == {
        model for model in __import__("django.apps").apps.apps.get_models() if getattr(model, "walled", False)
    }
    without = [model for model in every if selectors.table_name(model) != "cases_consent"]
    monkeypatch.setattr(selectors, "tables", lambda: without)
    row, phrase = exports.agency_export(cast.manager, reason=WHY)
    exports.exports_work()
    assert "tables/cases_consent.jsonl" not in opened(cast, folder, row.pk, phrase).namelist()
    monkeypatch.undo()
    assert selectors.case_lookup(Export) == "case_id"


@pytest.mark.django_db
def test_it_reads_in_batches_and_keeps_to_one_case(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.EXPORT_DIR = folder / "exports"
    monkeypatch.setattr(writing, "BATCH", 2)
    rows: Rows = make_rows(cast)
    other = a_case(cast)
    row, phrase = exports.case_export(cast.worker, case_id=rows.case_id, reason=WHY)
    exports.exports_work()
    with pytest.raises(NotFound):
        exports.export_open(cast.manager, export_id=row.pk, case_id=None)
    found = opened(cast, folder, row.pk, phrase, rows.case_id)
    assert [case["id"] for case in rows_of(found, "cases_case")] == [rows.case_id]
    for table in ("cases_consent", "cases_fingerprint", "takedowns_notice", "agencies_event", "agencies_auditline"):
        ids = {each["case_id"] for each in rows_of(found, table)}
        assert ids == {rows.case_id} and other.pk not in ids, table
    assert len(rows_of(found, "cases_matcherentry")) > 0 and rows_of(found, "takedowns_evidenceitem")
    assert "tables/cases_watchsource.jsonl" not in found.namelist(), "belongs to no case"


@pytest.mark.django_db
def test_it_asks_for_a_reason_and_a_right(cast: Cast, folder: Path) -> None:
    with pytest.raises(Invalid):
        exports.agency_export(cast.manager, reason="no")
    with pytest.raises(Forbidden):
        exports.agency_export(cast.worker, reason=WHY)
    row, _ = exports.agency_export(cast.manager, reason=WHY)
    with pytest.raises(Conflict):
        exports.agency_export(cast.manager, reason=WHY)
    with pytest.raises(NotFound):
        exports.export_open(cast.outsider, export_id=row.pk, case_id=None)
    with pytest.raises(Conflict):
        exports.export_open(cast.manager, export_id=row.pk, case_id=None)
    exports.exports_work()
    with pytest.raises(Forbidden):
        exports.export_open(cast.worker, export_id=row.pk, case_id=None)


@pytest.mark.django_db
def test_it_counts_and_then_removes_the_file(cast: Cast, folder: Path) -> None:
    row, _ = exports.agency_export(cast.manager, reason=WHY)
    exports.exports_work()
    (file,) = (folder / "exports").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    for _ in range(exports.MOST_DOWNLOADS):
        exports.export_open(cast.manager, export_id=row.pk, case_id=None).close()
    with pytest.raises(Conflict):
        exports.export_open(cast.manager, export_id=row.pk, case_id=None)
    with tenant_scope(cast.harbour.pk):
        Export.objects.filter(id=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    exports.exports_work()
    assert list((folder / "exports").iterdir()) == []
    kept = one(cast, row.pk)
    assert kept.state == ExportState.REMOVED and kept.nonce == "" and kept.downloads == exports.MOST_DOWNLOADS
    with tenant_scope(cast.harbour.pk):
        actions = list(AuditLine.objects.filter(subject_kind="export").order_by("id").values_list("action", flat=True))
    assert actions == ["export.ask", "export.ready", *["export.fetch"] * 3, "export.remove"]


def test_it_begins_anew_after_a_kill(committed_cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = committed_cast
    make_rows(cast)
    row, phrase = exports.agency_export(cast.manager, reason=WHY)
    real = writing.Writer._files
    monkeypatch.setattr(writing.Writer, "_files", lambda self, model: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        exports.exports_work()
    monkeypatch.setattr(writing.Writer, "_files", real)
    assert exports.exports_work() == 0, "its worker may be alive"
    with tenant_scope(cast.harbour.pk):
        Export.objects.filter(id=row.pk).update(working_at=timezone.now() - timedelta(seconds=61))
    assert exports.exports_work() == 1
    assert len(list((folder / "exports").iterdir())) == 1
    assert rows_of(opened(cast, folder, row.pk, phrase), "cases_case")


@pytest.mark.django_db
def test_it_writes_for_a_suspended_agency_too(cast: Cast, folder: Path) -> None:
    Agency.objects.filter(id=cast.harbour.pk).update(suspended_at=timezone.now())
    exports.agency_export(cast.manager, reason=WHY)
    assert exports.exports_work() == 1
