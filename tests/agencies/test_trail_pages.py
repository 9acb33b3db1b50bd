"""The trail's pages: narrowing, paging, taking lines out with a reason, the monthly sheet."""

import csv
import io

import pytest
from django.urls import reverse

from agencies.audit import services as audit
from agencies.audit.models import AuditLine
from agencies.exports import selectors as exports
from agencies.exports.models import ExportReason
from agencies.leaving.services import exports as archives
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from tests.people import Cast
from tests.rows import a_case

pytestmark = pytest.mark.django_db
REASON = "The data protection officer asked for September."


def page(cast: Cast, **query: object) -> str:
    return cast.client("auditor").get(reverse("audit-trail"), query).content.decode()


def test_it_narrows_by_person_action_case_kind_row_and_day(cast: Cast) -> None:
    case = a_case(cast)
    for query, there in (
        ({"person": cast.worker.user_id, "action": "report.create"}, True),
        ({"person": cast.officer.user_id, "action": "report.create"}, False),
        ({"case": case.reference, "action": "report"}, True),
        ({"case": case.reference.lower(), "action": "report"}, True),
        ({"case": "2020-AAAAA", "action": "report"}, False),
        ({"kind": "person", "action": "report"}, True),
        ({"kind": "reporter", "action": "report"}, False),
        ({"subject_kind": "report", "since": "2020-01-01"}, True),
        ({"action": "report", "until": "2020-01-01"}, False),
    ):
        assert ("report.create</bdi>" in page(cast, **query)) is there, query
    assert case.reference in page(cast, action="report")


def test_it_answers_what_cannot_be_read_with_a_sentence(cast: Cast) -> None:
    client = cast.client("manager")
    for query in ({"person": "x"}, {"since": "yesterday"}, {"subject_id": "9" * 40}, {"action": "\x00"}):
        assert client.get(reverse("audit-trail"), query).status_code == 422
    assert client.get(reverse("audit-trail"), {"before": "9" * 40}).status_code == 200


def test_it_pages_on(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        for number in range(120):
            audit.record(cast.worker, "test.line", subject_kind="test", subject_id=number)
    first = page(cast, action="test.line")
    assert "test 119" in first and "test 19<" not in first and "before=" in first
    before = first.partition("before=")[2].partition('"')[0]
    assert "test 19" in page(cast, action="test.line", before=before)


def test_it_takes_lines_out_only_with_a_reason(cast: Cast) -> None:
    a_case(cast)
    client, address = cast.client("auditor"), reverse("audit-export") + "?action=report"
    assert client.post(address, {"reason": "short"}).status_code == 422
    answer = client.post(address, {"reason": REASON})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["action"] for row in rows} >= {"report.create"} and all(r["action"].startswith("report") for r in rows)
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.get(action="audit.export")
        assert REASON not in str(line.data)
        assert exports.reasons(cast.auditor, [line.data["reason_id"]]) == {line.data["reason_id"]: REASON}
        assert ExportReason.objects.count() == 1
    assert cast.client("worker").get(address).status_code == 403


def test_it_writes_no_formula_into_a_file(cast: Cast) -> None:
    cast.users["worker"].name = "=HYPERLINK(1)"
    cast.users["worker"].save()
    a_case(cast)
    text = cast.client("manager").post(reverse("audit-export"), {"reason": REASON}).content.decode()
    assert "'=HYPERLINK(1)" in text


def test_it_makes_the_monthly_sheet(cast: Cast) -> None:
    case, other = a_case(cast), a_case(cast)
    for row in (case, other):
        cast.client("officer").get(reverse("case-detail", args=[row.pk]))
    cast.client("auditor").post(reverse("audit-export"), {"reason": REASON})
    archives.agency_export(cast.manager, reason="The mayor moves offices.")
    archives.case_export(cast.worker, case_id=case.pk, reason="She asked for a copy.")
    audit.seal(Actor.system(cast.harbour.pk))
    text = cast.client("manager").get(reverse("audit-sheet")).content.decode()
    assert "The mayor moves offices." in text and "She asked for a copy." in text
    assert REASON in text and case.reference in text and "The chain of sealed lines is whole." in text
    assert '<td class="govuk-table__cell">Alice</td>' in text
    empty = cast.client("manager").get(reverse("audit-sheet"), {"month": "2020-02"}).content.decode()
    assert case.reference not in empty and "2020-01" in empty
    assert cast.client("manager").get(reverse("audit-sheet"), {"month": "x"}).status_code == 200
    paper = cast.client("auditor").get(reverse("audit-sheet-pdf"))
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
