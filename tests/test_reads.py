"""Whoever opens something of a case leaves a line: every address of the portal that shows a case is tried.

A new page is covered at once. It says that it was opened with `audit.seen`, or `audit.seen_list` for a list.
"""

import json
import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from agencies.access import services as access
from agencies.audit.models import AuditLine
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from tests.people import Cast
from tests.rows import Rows, make_rows
from tests.test_walls import LISTS, WITH_IDS, Address, insider, known

pytestmark = pytest.mark.django_db
# Names of ids that belong to a case.
OF_A_CASE = {
    "case_id", "fingerprint_id", "match_id", "package_id", "notice_id", "item_id", "delivery_id", "check_id", "report_id",
    "term_id", "textfind_id", "archive_id",
}  # fmt: skip
# Pages that name cases without opening one, and why that is told by a line of its own.
OF_NO_CASE = {
    "audit/": "the trail itself; reading it leaves audit.read",
    "audit/sheet/": "figures about the trail; reading them leaves audit.read",
}


@pytest.fixture(autouse=True)
def _every_look(settings: LazySettings) -> None:
    settings.AUDIT_READ_SECONDS = 0  # in a test all lines have one time, that of its transaction


def newest(cast: Cast) -> int:
    with tenant_scope(cast.harbour.pk):
        return AuditLine.objects.order_by("-id").values_list("id", flat=True).first() or 0


def told(cast: Cast, after: int, case_id: int) -> list[str]:
    """Actions of the lines since `after` that name the case."""
    with tenant_scope(cast.harbour.pk):
        rows = list(AuditLine.objects.filter(id__gt=after, actor_kind="person").exclude(action__startswith="session."))
    return [row.action for row in rows if row.case_id == case_id or case_id in row.data.get("cases", ())]


def shows(text: str, case_id: int, reference: str) -> bool:
    """Whether an answer names the case: by its number, a link, or a field of the API."""
    link = re.search(rf"/cases/{case_id}/", text)
    try:
        field = re.search(rf'"case_id": ?{case_id}\b', json.dumps(json.loads(text)))
    except ValueError:
        field = None
    return bool(reference in text or link or field)


def look(cast: Cast, address: Address, rows: dict[str, Any]) -> tuple[int, str, int]:
    """Status and text of the page, and the newest line before it."""
    client = insider(cast, address, "get")
    client.get("/account/")  # the sign-in's own lines come first
    before = newest(cast)
    answer = client.get(address.url(rows))
    text = "" if answer.streaming else answer.content.decode(errors="replace")
    return answer.status_code, text, before


def test_it_leaves_a_line_wherever_a_case_is_shown(cast: Cast) -> None:
    rows = known(cast)
    with tenant_scope(cast.harbour.pk):
        reference = Case.objects.get(id=rows["case_id"]).reference
    silent, tried = [], 0
    for address in (*WITH_IDS, *LISTS):
        if "get" not in address.actions() or address.route in OF_NO_CASE:
            continue
        status, text, before = look(cast, address, rows)
        of_case = bool(OF_A_CASE & set(address.ids))
        if status != 200 or not (of_case or shows(text, rows["case_id"], reference)):
            continue
        tried += 1
        if not told(cast, before, rows["case_id"]):
            silent.append(address.route)
    print(f"reads: {tried} addresses that show a case were tried")
    assert not silent, "say audit.seen or audit.seen_list there"
    assert tried > 25


def test_it_writes_the_reads_of_a_service_key(cast: Cast) -> None:
    rows: Rows = make_rows(cast)
    key = access.key_create(cast.manager, name="clinic", scopes=["case.read", "fingerprint.read"], days=30)
    client = Client(headers={"Authorization": f"Bearer {key}"})
    assert client.get(f"/api/v1/cases/{rows.case_id}", REMOTE_ADDR="203.0.113.8").status_code == 200
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.get(actor_kind="service_key", action="case.read")
    assert line.case_id == rows.case_id and line.data["key_id"] and line.data["roles"] == ["integrator"]
    assert line.source_digest


def test_it_tells_the_person_roles_and_times_and_never_names(cast: Cast) -> None:
    rows = make_rows(cast)
    for name in ("officer", "manager"):
        cast.client(name).get(f"/cases/{rows.case_id}/")
        cast.client(name).get(f"/finds/{rows.match_id}/")
    text = cast.client("worker").get(f"/cases/{rows.case_id}/opened/").content.decode()
    table = text.partition("<tbody")[2].partition("</tbody")[0]
    assert "What was reported" in table and "A find" not in table, "nobody checked yet who reports"
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=rows.case_id).update(identity="person_shown")
    text = cast.client("worker").get(f"/cases/{rows.case_id}/opened/").content.decode()
    table = text.partition("<tbody")[2].partition("</tbody")[0]
    assert "A find" in table and not [user.name for user in cast.users.values() if user.name in table]
    key = access.key_create(cast.manager, name="clinic", scopes=["case.read"], days=30)
    answer = Client(headers={"Authorization": f"Bearer {key}"}).get(f"/api/v1/cases/{rows.case_id}/openings").json()
    found = answer["results"]
    assert {"match.read", "case.read"} <= {row["what"] for row in found}
    assert {tuple(row["roles"]) for row in found} >= {("removal_officer",), ("agency_manager",), ("case_worker",)}
    assert all(set(row) == {"id", "at", "by", "roles", "what"} for row in found)
