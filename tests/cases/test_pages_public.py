"""The public report form: few questions, no account, no scripts needed, nothing that says what was found."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agencies.audit.models import AuditLine, AuditSource
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case, Consent
from cases.fingerprints.models import Fingerprint
from cases.intake import web
from cases.intake.models import Report
from tests.people import Cast
from tests.rows import make_rows

pytestmark = pytest.mark.django_db

FORM, DONE = ("/r/harbour/", "/r/harbour/done/")
PRINTS = json.dumps(
    [{"sha256": "0a" * 32, "media": "image", "pdq": "0b" * 32, "quality": 90, "width": 64, "height": 48, "frames": []}]
)
WHOLE = {
    "age_band": "under",
    "text": "He posted it on a bridge site.",
    "addresses": "bridge.example/a",
    "contact": "after six",
    "purposes": ["detection", "notices"],
    "fingerprints": PRINTS,
    "website": "",
}


def test_it_takes_a_report_from_a_stranger(cast: Cast) -> None:
    client = Client()
    assert client.get(FORM).status_code == 200
    answer = client.post(FORM, WHOLE | {"quiet": "on"})
    assert (answer.status_code, answer.headers["Location"]) == (302, DONE)
    with tenant_scope(cast.harbour.pk):
        case = Case.objects.get(agency_id=cast.harbour.pk)
        report = Report.objects.get(case=case)
        assert (case.age_band, case.quiet, case.identity) == ("under", True, "unchecked")
        assert (report.channel, report.contact) == ("public", "after six")
        assert Consent.objects.filter(case=case).count() == 2 and Fingerprint.objects.filter(case=case).count() == 1
        line = AuditLine.objects.filter(action="report.create").get()
        assert (line.actor_kind, line.actor_user_id) == ("reporter", None)
        assert not AuditSource.objects.filter(line=line).exists()


def test_it_shows_the_number_once(cast: Cast) -> None:
    client = Client()
    client.post(FORM, WHOLE)
    first, again = client.get(DONE).content.decode(), client.get(DONE).content.decode()
    number = re.search(r"\d{4}-[0-9A-Z]{5}", first)
    assert number and number[0] not in again and "only once" in again
    assert number[0] not in Client().get(DONE).content.decode()


def test_it_needs_one_answer_only_and_keeps_what_was_typed(cast: Cast) -> None:
    client = Client()
    assert client.post(FORM, {"age_band": "unknown"}).status_code == 302
    answer = client.post(FORM, WHOLE | {"age_band": ""})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "He posted it" in text and "after six" in text and "0a0a0a" in text and text.count(" checked") == 2
    answer = client.post(FORM, WHOLE | {"purposes": ["notices"]})
    assert answer.status_code == 422 and "only be used if you agree" in answer.content.decode()


def test_it_never_loses_a_report_to_the_trap(cast: Cast) -> None:
    answer = Client().post(FORM, WHOLE | {"website": "https://spam.example"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "He posted it" in text and "Please empty this field" in text
    assert 'aria-hidden="true"><' not in re.sub(r"\s+", "", text.split('name="website"')[0][-400:])


def test_it_asks_to_wait_and_shows_whom_to_call_when_very_many_come(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST", 2)
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.filter(agency=cast.harbour).update(emergency_line="02-555-0100")
    client = Client()
    assert [client.post(FORM, {"age_band": "adult"}).status_code for _ in range(2)] == [302, 302]
    answer = client.post(FORM, WHOLE)
    text = answer.content.decode()
    assert answer.status_code == 429 and "He posted it" in text and "tel:02-555-0100" in text and "tel:112" in text
    assert client.post(FORM, {"age_band": "adult"}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_it_says_nothing_about_what_was_found(cast: Cast) -> None:
    rows = make_rows(cast)
    client = Client()
    client.post(FORM, WHOLE)
    for text in (client.get(FORM).content.decode(), client.get(DONE).content.decode()):
        assert "bridge.example" not in text and f"/finds/{rows.match_id}" not in text and "Island" not in text


def test_it_has_no_form_for_an_unknown_or_closed_agency(cast: Cast) -> None:
    assert Client().get("/r/nowhere/").status_code == 404
    assert Client().get(reverse("report-find"), {"name": "nowhere"}).status_code == 404
    assert Client().get(reverse("report-find"), {"name": " Harbour/ "}).headers["Location"] == FORM
    assert Client().get(reverse("report-find"), {"name": "\x00"}).status_code == 404
    Agency.objects.filter(pk=cast.harbour.pk).update(active=False)
    assert Client().get(FORM).status_code == 404


def test_it_opens_no_second_agency_for_a_signed_in_colleague(cast: Cast) -> None:
    assert cast.client("outsider").get(FORM).status_code == 409
    assert cast.client("outsider").post(FORM, WHOLE).status_code == 409
    assert cast.client("worker").post(FORM, WHOLE).status_code == 302


def test_it_refuses_a_file(cast: Cast) -> None:
    picture = SimpleUploadedFile("cat.png", b"\x89PNG", content_type="image/png")
    answer = Client().post(FORM, WHOLE | {"file": picture})
    assert answer.status_code == 400 and "Nothing was sent or changed" in answer.content.decode()
    assert "multipart" not in Client().get(FORM).content.decode()


@pytest.mark.parametrize("value", ["\x00", "²", "9" * 40, "[[[[", "http://" + "가" * 1990, "a.b\n" * 2000, "{}"])
def test_it_answers_bad_input_without_breaking(cast: Cast, value: str) -> None:
    for field in WHOLE:
        assert Client().post(FORM, WHOLE | {field: value}).status_code in {302, 422}


def test_it_loads_nothing_from_elsewhere_and_no_htmx(cast: Cast) -> None:
    for address in ("/", FORM, DONE, reverse("report-find")):
        text = Client().get(address).content.decode()
        assert "htmx" not in text and not re.search(r'(src|href|action)="(https?:)?//', text)
        assert "<title>Maru</title>" in text and "tel:112" in text


def test_it_names_no_agency_on_the_first_page(cast: Cast) -> None:
    text = Client().get("/").content.decode()
    assert "Harbour" not in text and "Island" not in text and reverse("account_login") in text
