"""An agency's settings: who may read and change them, within which limits, and what is kept of a change."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.errors import Forbidden, Invalid, Stale
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from agencies.workspace import rules, selectors
from agencies.workspace.forms import KINDS
from agencies.workspace.models import SettingsVersion
from agencies.workspace.services.settings import settings_change
from takedowns.notices.languages import LANGUAGES
from tests.people import Cast

pytestmark = pytest.mark.django_db
API = "/api/v1/agency/settings"


def change(cast: Cast, version: int = 1, **values: Any) -> int:
    return settings_change(cast.manager, version=version, values=values)


def test_it_keeps_each_change_with_who_made_it(cast: Cast) -> None:
    assert change(cast, retention_days=60, name="Harbour Help") == 2
    with tenant_scope(cast.harbour.pk):
        kept = list(SettingsVersion.objects.order_by("version"))
        assert [(row.version, row.user_id, row.changed) for row in kept] == [
            (1, None, []), (2, cast.manager.user_id, ["name", "retention_days"]),
        ]  # fmt: skip
        assert (kept[0].values["retention_days"], kept[1].values["name"]) == (90, "Harbour Help")
        line = AuditLine.objects.get(action="settings.change")
        assert line.data == {"fields": ["name", "retention_days"], "version": 2}
        assert Event.objects.filter(kind="settings.changed").count() == 1
        assert tenancy.settings(cast.manager).version == 2
    assert tenancy.agency(cast.harbour.pk).name == "Harbour Help"


def test_it_leaves_no_trace_of_what_stays(cast: Cast) -> None:
    assert change(cast, retention_days=90) == 1
    with tenant_scope(cast.harbour.pk):
        assert not AuditLine.objects.filter(action="settings.change").exists()


def test_it_keeps_history_for_good(cast: Cast) -> None:
    change(cast, retention_days=60)
    for statement in ("UPDATE agencies_settingsversion SET version = 9", "DELETE FROM agencies_settingsversion"):
        with (
            pytest.raises(DatabaseError),
            tenant_scope(cast.harbour.pk),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(statement)


def test_it_refuses_a_change_to_an_older_version(cast: Cast) -> None:
    change(cast, retention_days=60)
    with pytest.raises(Stale):
        change(cast, retention_days=70)


def test_it_refuses_others_than_managers(cast: Cast) -> None:
    for actor in (cast.worker, cast.officer, cast.approver, cast.auditor):
        with pytest.raises(Forbidden):
            settings_change(actor, version=1, values={"retention_days": 60})
    settings_change(cast.outsider, version=1, values={"retention_days": 61})
    with tenant_scope(cast.harbour.pk):
        assert tenancy.settings(cast.manager).retention_days == 90


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pdq_radius", 32), ("pdq_quality", 49), ("certain_distance", 11), ("certain_quality", 79), ("certain_frames", 4),
        ("protected_age", 18), ("protected_age", 26), ("retention_days", 29), ("retention_days", 366), ("name", " "),
        ("contact_email", "office"), ("reply_address", "take+down@a.example"), ("reply_address", "a@b.example\r\nBcc: c@d.example"),
        ("emergency_line", "call me"), ("lines", [{"label": "", "number": "1"}]), ("lines", [{"label": "a"}]), ("lines", "a"),
        ("time_zone", "Mars/Olympus"), ("languages", ["xx"]), ("notice_languages", ["ko"]),
        ("contact_from", "25:00"), ("contact_from", "09:00"), ("two_person", "some"), ("screenshots", True),
        ("recheck_seconds", [5]), ("recheck_seconds", [5, 4]), ("recheck_seconds", ["x", 1]), ("crawl_min_seconds", 0),
        ("duty_titles", {"manager": {"en": "Boss"}}), ("duty_titles", {"approver": {"en": "Kim, 3"}}),
        ("supervised_days", True), ("logo", "x"), ("agency", 2),
    ],
)  # fmt: skip
def test_it_refuses_what_would_be_wider_or_broken(cast: Cast, name: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        change(cast, **{name: value})
    assert refused.value.field in {name, "contact_until"}


def test_it_lets_nobody_be_wider_past_the_service(cast: Cast) -> None:
    for wider in ({"pdq_radius": 40}, {"certain_distance": 11}, {"protected_age": 17}, {"retention_days": 1}):
        with pytest.raises(DatabaseError), tenant_scope(cast.harbour.pk), transaction.atomic():
            AgencySettings.objects.update(**wider)


def test_it_has_a_check_a_place_and_a_control_for_every_setting() -> None:
    listed = [name for names in rules.SECTIONS.values() for name in names]
    columns = {field.name for field in AgencySettings._meta.concrete_fields}
    assert sorted([*listed, "reply_address"]) == sorted(rules.CHECKS)
    assert set(rules.CHECKS) == columns - {"id", "agency", "version", "logo", "capacity"} | {"name"}
    assert set(KINDS) == set(rules.CHECKS) - {"duty_titles"}
    assert set(selectors.NOTICE_LANGUAGES) == set(LANGUAGES)


def test_it_waits_hours_outside_demo_and_tests() -> None:
    slow = rules.Around("NL", ["en"], ["en", "ko"])
    for name, value in (("recheck_seconds", [60, 3600]), ("removal_confirm_seconds", 60), ("crawl_min_seconds", 60)):
        with pytest.raises(rules.Bad):
            rules.check(name, value, slow)
    assert rules.check("recheck_seconds", "1h 6h, 1d", slow) == [3600, 21600, 86400]
    assert rules.check("protected_age", 18, slow) == 18


def test_it_answers_two_person_by_rule(cast: Cast) -> None:
    class Case:
        age_band = "unknown"

    with tenant_scope(cast.harbour.pk):
        asked = []
        for rule in ("off", "protected", "all"):
            AgencySettings.objects.update(two_person=rule)
            asked.append(tenancy.two_person(cast.officer, Case()))
        assert asked == [False, True, True]
        assert tenancy.supervised_until(cast.officer) is None
        AgencySettings.objects.update(supervised_days=3)
        assert tenancy.supervised_until(cast.officer)


@pytest.mark.parametrize("section", list(rules.SECTIONS))
def test_it_saves_every_section_on_its_page(cast: Cast, section: str) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(send_window_seconds=60)  # the tests' own is shorter than anybody may choose
    client = cast.client("manager")
    url = f"/agency/settings/{section}/"
    form = client.get(url).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() is not None}
    assert client.post(url, data).status_code == 302
    assert cast.client("auditor").get(url).status_code == 403


def test_it_keeps_what_was_typed_when_it_refuses(cast: Cast) -> None:
    answer = cast.client("manager").post(
        "/agency/settings/office/",
        {
            "version": 1,
            "name": "Harbour",
            "contact_email": "nobody",
            "emergency_line": "12",
            "lines": "Night",
            "time_zone": "UTC",
        },
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "nobody" in text and "Night" in text and "label and a number" in text


def test_it_tells_a_late_manager_what_happened(cast: Cast) -> None:
    change(cast, retention_days=60)
    data = {
        "version": 1, "retention_days": 70, "screenshots": "none", "casework_reminder_seconds": "7d",
        "watch_reminder_seconds": "365d", "leaving_grace_seconds": "30d",
    }  # fmt: skip
    answer = cast.client("manager").post("/agency/settings/keeping/", data)
    assert answer.status_code == 422
    assert "colleague changed the settings" in answer.content.decode()


def test_it_shows_settings_and_changes(cast: Cast) -> None:
    change(cast, lines=[{"label": "Night line", "number": "02-555-0100"}], notice_languages=["en", "ko", "de"])
    text = cast.client("auditor").get("/agency/settings/").content.decode()
    assert "Night line: 02-555-0100" in text and "Deutsch" in text and "Mina" in text
    assert 'href="/agency/settings/office/"' not in text
    assert "Night line" not in cast.client("outsider").get("/agency/settings/").content.decode()


def test_it_is_read_and_changed_through_the_api(cast: Cast) -> None:
    client = cast.client("manager")
    read = client.get(API)
    assert (read.status_code, read["ETag"]) == (200, '"settings-1"')
    assert read.json()["contact_email"] == "office@example.org"
    body = json.dumps({"retention_days": 45, "contact_from": "09:00", "contact_until": "18:00"})

    def patch(body: str, name: str = "manager", **headers: str) -> Any:
        return cast.client(name).patch(API, body, content_type="application/json", headers=headers)

    assert patch(body).status_code == 428
    done = patch(body, **{"If-Match": read["ETag"]})
    assert (done.status_code, done["ETag"], done.json()["contact_from"]) == (200, '"settings-2"', "09:00:00")
    assert patch(body, **{"If-Match": read["ETag"]}).status_code == 412
    refused = patch('{"pdq_radius": 32}', **{"If-Match": done["ETag"]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "#/pdq_radius")
    assert patch('{"colour": "red"}', **{"If-Match": done["ETag"]}).status_code == 400
    assert patch(body, "auditor", **{"If-Match": done["ETag"]}).status_code == 403
    assert cast.client("auditor").get(API).status_code == 200
    assert cast.client("worker").get(API).status_code == 403
