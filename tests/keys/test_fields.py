"""Sealed columns: code sees text, the database sees ciphertext."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.keys import ring, selectors
from agencies.keys.errors import KeyTrouble
from agencies.tenancy.errors import ScopeError
from agencies.tenancy.scope import tenant_scope
from cases.intake.models import Report, ReportedLink
from tests.people import Cast
from tests.rows import a_case

pytestmark = pytest.mark.django_db


def a_report(cast: Cast, text: str = "Somebody posted it.") -> Report:
    case = a_case(cast, text=text)
    with tenant_scope(cast.harbour.pk):
        return Report.objects.get(case=case)


def raw(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def test_it_opens_on_access_what_was_written(cast: Cast) -> None:
    row = a_report(cast, "한국어 텍스트 – 010-1234-5678")
    with tenant_scope(cast.harbour.pk):
        assert row.text == "한국어 텍스트 – 010-1234-5678"
        (stored,) = raw("SELECT text FROM cases_report WHERE id = %s", row.pk)[0]
        assert b"010-1234" not in bytes(stored)  # type: ignore[arg-type]
        row.text = "other"
        row.save()
        again = Report.objects.get(pk=row.pk)
        assert (again.text, again.contact) == ("other", "call before noon")
        again.refresh_from_db()
        assert again.text == "other"
        assert Report.objects.defer("text").get(pk=row.pk).text == "other"
        assert "other" not in repr(Report.objects.values_list("text", flat=True).get(pk=row.pk))


def test_it_stores_nothing_for_nothing(cast: Cast) -> None:
    row = a_report(cast, "")
    with tenant_scope(cast.harbour.pk):
        assert row.text == ""
        assert raw("SELECT length(text) FROM cases_report WHERE id = %s", row.pk) == [(0,)]


def test_it_opens_nowhere_but_in_the_agencys_scope(cast: Cast) -> None:
    row = a_report(cast)
    with pytest.raises(ScopeError):
        _ = row.text
    with tenant_scope(cast.island.pk), pytest.raises(ScopeError):
        _ = row.text


def test_it_notices_a_value_that_was_moved_to_another_row_or_column(cast: Cast) -> None:
    one, two = a_report(cast), a_report(cast, "another")
    with tenant_scope(cast.harbour.pk):
        raw(
            "UPDATE cases_report SET text = (SELECT text FROM cases_report WHERE id = %s) WHERE id = %s", one.pk, two.pk
        )
        raw("UPDATE cases_report SET contact = text WHERE id = %s", one.pk)
        for row, name in ((two, "text"), (one, "contact")):
            with pytest.raises(KeyTrouble, match="cannot be opened"):
                getattr(Report.objects.get(pk=row.pk), name)


def test_it_refuses_what_a_sealed_column_cannot_do(cast: Cast) -> None:
    a_report(cast)
    with tenant_scope(cast.harbour.pk):
        for wrong in (
            lambda: Report.objects.filter(text="x").exists(),
            lambda: Report.objects.filter(text__icontains="x").exists(),
            lambda: Report.objects.exclude(contact="").count(),
            lambda: Report.objects.update(text="x"),
            lambda: Report.objects.bulk_update([*Report.objects.all()], ["text"]),
        ):
            with pytest.raises(FieldError, match="sealed"), transaction.atomic():
                wrong()
        assert Report.objects.filter(text__isnull=False).count() == 1


def test_it_seals_many_rows_at_once_and_each_address_once_in_a_report(cast: Cast) -> None:
    addresses = "\n".join(f"https://bridge.example/{number}" for number in range(30))
    case = a_case(cast, addresses=addresses)
    with tenant_scope(cast.harbour.pk):
        links = list(ReportedLink.objects.filter(case=case).order_by("id"))
        assert [link.url for link in links] == addresses.split()
        link = links[0]
        again = ReportedLink(
            agency=cast.harbour, report_id=link.report_id, case=case, url=link.url, url_mark=link.url_mark
        )
        ReportedLink.objects.bulk_create([again], ignore_conflicts=True)
        assert ReportedLink.objects.filter(case=case).count() == 30


def test_it_opens_the_keys_of_a_page_with_one_question_and_asks_no_master_key(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        a_case(cast, text=f"text {number}")
    asked: list[str] = []
    keeper = selectors.master()
    unwrap = keeper.unwrap
    monkeypatch.setattr(keeper, "unwrap", lambda *args: asked.append(args[0]) or unwrap(*args))
    ring.forget()
    with tenant_scope(cast.harbour.pk), CaptureQueriesContext(connection) as queries:
        assert sorted(row.text for row in Report.objects.all()) == sorted(f"text {number}" for number in range(12))
        assert len(queries) == 2
    assert len(asked) == 1


def test_it_opens_case_pages_without_asking_the_master_key(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case(cast)
    client = cast.client("worker")
    client.get(f"/cases/{case.pk}/")
    keeper = selectors.master()
    monkeypatch.setattr(keeper, "unwrap", lambda *_: pytest.fail("the master key was asked"))
    assert b"Somebody posted it." in client.get(f"/cases/{case.pk}/").content
    assert client.get("/cases/").status_code == 200


def test_it_says_in_words_that_a_key_is_out_of_reach(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case(cast)

    def away(*_: object) -> bytes:
        raise KeyTrouble("The token does not answer.")

    ring.forget()
    monkeypatch.setattr(selectors.master(), "unwrap", away)
    answer = cast.client("worker").get(f"/cases/{case.pk}/")
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.content.decode()
