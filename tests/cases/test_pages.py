"""The pages of staff: who may open which, what they say, what they keep and what they refuse."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case, Consent, Mandate
from cases.detection.models import WatchSource
from cases.fingerprints import services as fingerprints
from cases.fingerprints.models import Fingerprint
from tests.people import Cast
from tests.rows import Rows, a_case, a_find, a_source, item, make_rows

pytestmark = pytest.mark.django_db

PRINTS = json.dumps(
    [{"sha256": "0a" * 32, "media": "image", "pdq": "0b" * 32, "quality": 90, "width": 64, "height": 48, "frames": []}]
)
EVERYBODY = ("manager", "worker", "officer", "approver", "auditor")
NASTY = ("", "\x00", "²", "-1", "9" * 40, "<script>alert(1)</script>", "' OR 1=1 --", "😀" * 500, "[[[[[")


@pytest.fixture
def rows(cast: Cast) -> Rows:
    return make_rows(cast)


def addresses(rows: Rows) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Pages, and the people who may open them."""
    case = [rows.case_id]
    return {
        "home": (reverse("home"), EVERYBODY),
        "case-list": (reverse("case-list"), EVERYBODY),
        "case-new": (reverse("case-new"), ("manager", "worker")),
        "case-detail": (reverse("case-detail", args=case), EVERYBODY),
        "case-timeline": (reverse("case-timeline", args=case), EVERYBODY),
        "case-update": (reverse("case-update", args=case), ("manager", "worker")),
        "mandate-new": (reverse("mandate-new", args=case), ("manager", "worker")),
        "fingerprint-new": (reverse("fingerprint-new", args=case), ("manager", "worker", "officer")),
        "match-list": (reverse("match-list"), EVERYBODY),
        "match-detail": (reverse("match-detail", args=[rows.match_id]), EVERYBODY),
        "source-list": (reverse("source-list"), EVERYBODY),
        "source-new": (reverse("source-new"), ("manager", "officer")),
        "source-detail": (reverse("source-detail", args=[rows.source_id]), EVERYBODY),
        "audit-trail": (reverse("audit-trail"), ("manager", "auditor")),
    }


@pytest.mark.parametrize("name", EVERYBODY)
def test_it_opens_each_page_to_the_roles_that_hold_its_right(cast: Cast, rows: Rows, name: str) -> None:
    client = cast.client(name)
    for page, (address, people) in addresses(rows).items():
        assert (page, client.get(address).status_code) == (page, 200 if name in people else 403)


def test_it_never_shows_a_picture_or_a_link_to_a_site(cast: Cast, rows: Rows) -> None:
    client = cast.client("officer")
    for page, (address, people) in addresses(rows).items():
        if "officer" not in people:
            continue
        text = client.get(address).content.decode()
        assert not re.search(r"<(img|video|picture|iframe|object|embed)\b", text), page
        assert not re.search(r'(href|src|action)="https?://', text), page
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bon\w+=|style=", text), page


def test_it_shows_the_report_to_those_who_may_read_it(cast: Cast, rows: Rows) -> None:
    address = reverse("case-detail", args=[rows.case_id])
    for name in EVERYBODY:
        text = cast.client(name).get(address).content.decode()
        assert ("Somebody posted it." in text) == (name != "approver")


def test_it_opens_a_case_with_fingerprints_from_the_browser(cast: Cast) -> None:
    sent = {
        "age_band": "unknown",
        "purposes": ["detection", "notices"],
        "language": "ko",
        "text": "It is on a site.",
        "contact": "evenings",
        "addresses": "bridge.example/a\nhttps://bridge.example/b",
        "fingerprints": PRINTS,
        "quiet": "on",
        "restricted": "on",
    }
    client = cast.client("worker")
    answer = client.post(reverse("case-new"), sent, follow=True)
    assert answer.status_code == 200
    with tenant_scope(cast.harbour.pk):
        case = Case.objects.get(agency_id=cast.harbour.pk)
        assert (case.age_band, case.language, case.quiet, case.restricted) == ("unknown", "ko", True, True)
        assert Fingerprint.objects.filter(case=case).count() == 1
    text = answer.content.decode()
    assert "https://bridge.example/a" in text and "Quiet mode" in text and "Protected age" in text
    assert cast.client("manager").get(reverse("case-detail", args=[case.pk])).status_code == 404


def test_it_keeps_what_was_typed_when_something_is_wrong(cast: Cast, rows: Rows) -> None:
    worker, officer = cast.client("worker"), cast.client("officer")
    typed = {"text": "A long story", "contact": "evenings", "fingerprints": PRINTS, "purposes": ["notices"]}
    answer = worker.post(reverse("case-new"), typed | {"addresses": "no address here", "language": "ko"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "A long story" in text and "evenings" in text and "0a0a0a" in text and "no address here" in text
    assert "Line 1 holds no address." in text
    answer = worker.post(reverse("case-new"), typed | {"age_band": "adult", "language": "ko"})
    assert "only be used if you agree" in answer.content.decode() and answer.status_code == 422
    answer = officer.post(reverse("source-new"), {"name": "Cats", "url": "ftp://cats.example", "country": "Korea"})
    assert answer.status_code == 422 and "ftp://cats.example" in answer.content.decode()
    sent = {"name": "Cats", "url": "http://cats.example:22/", "country": "kr", "language": "en", "depth": 1}
    answer = officer.post(reverse("source-new"), sent | {"cadence_seconds": 3600})
    assert answer.status_code == 422 and "private network" in answer.content.decode()
    sent = {"form": "paper", "signed_on": "2024-05-02", "expires_on": "2024-05-01"}
    answer = worker.post(reverse("mandate-new", args=[rows.case_id]), sent)
    assert answer.status_code == 422 and "2024-05-02" in answer.content.decode()
    answer = worker.post(reverse("case-update", args=[rows.case_id]), {"excluded_countries": "Atlantis"})
    assert answer.status_code == 422 and "Atlantis" in answer.content.decode().title()


def test_it_changes_a_case(cast: Cast, rows: Rows) -> None:
    client, case = cast.client("worker"), [rows.case_id]
    sent = {"age_band": "adult", "identity": "person_shown", "quiet": "on", "excluded_countries": "us, nl;us"}
    assert client.post(reverse("case-update", args=case), sent).status_code == 302
    assert (
        client.post(reverse("mandate-new", args=case), {"form": "statute", "signed_on": "2024-05-02"}).status_code
        == 302
    )
    assert client.post(reverse("consent-withdraw", args=case), {"purpose": "notices"}).status_code == 302
    assert client.post(reverse("case-move", args=case), {"to": "in_service"}).status_code == 302
    assert client.post(reverse("fingerprint-withdraw", args=[rows.fingerprint_id])).status_code == 302
    with tenant_scope(cast.harbour.pk):
        found = Case.objects.get(id=rows.case_id)
        assert (found.identity, found.quiet, found.excluded_countries) == ("person_shown", True, ["NL", "US"])
        assert found.state == "in_service"
        assert Mandate.objects.filter(case=found, form="statute").exists()
        assert not Consent.objects.filter(case=found, purpose="notices", withdrawn_at=None).exists()
        assert Fingerprint.objects.get(id=rows.fingerprint_id).state == "withdrawn"


def test_it_tells_a_refused_button_in_words(cast: Cast, rows: Rows) -> None:
    client, case = cast.client("worker"), [rows.case_id]
    for name, sent in (("consent-withdraw", {"purpose": "platform_sharing"}), ("case-move", {"to": "received"})):
        answer = client.post(reverse(name, args=case), sent, follow=True)
        assert answer.status_code == 200 and "This did not work" in answer.content.decode()
    casework.consent_withdraw(cast.worker, case_id=rows.case_id, purpose="detection")
    answer = client.post(reverse("fingerprint-new", args=case), {"fingerprints": PRINTS})
    assert answer.status_code == 422 and "not agreed" in answer.content.decode()


def test_it_watches_pauses_and_visits_a_site(cast: Cast) -> None:
    client = cast.client("officer")
    sent = {
        "name": "Cats", "url": "https://cats.example/", "country": "nl", "language": "nl", "depth": 2,
        "cadence_seconds": 3600,
    }  # fmt: skip
    assert client.post(reverse("source-new"), sent).status_code == 302
    with tenant_scope(cast.harbour.pk):
        row = WatchSource.objects.get(name="Cats")
    assert client.post(reverse("source-visit", args=[row.pk])).status_code == 302
    assert client.post(reverse("source-move", args=[row.pk]), {"to": "paused"}).status_code == 302
    text = client.post(reverse("source-visit", args=[row.pk]), follow=True).content.decode()
    assert "paused" in text.lower() and "This did not work" in text


def test_it_explains_a_find(cast: Cast, rows: Rows) -> None:
    text = cast.client("officer").get(reverse("match-detail", args=[rows.match_id])).content.decode()
    assert text.count('<i class="d"></i>') == 6 and text.count("<i></i>") == 250
    assert "6 of 256 bits differ" in text and "Mirrored left to right" in text and "31 of 256 bits" in text
    assert "https://bridge.example/gallery/7" in text


def test_it_follows_the_timeline_only_while_something_is_new(cast: Cast, rows: Rows) -> None:
    client, address = cast.client("worker"), reverse("case-timeline", args=[rows.case_id])
    first = client.get(address)
    after = re.search(r"after=(\d+)", first.content.decode())
    assert after and "A copy was found" in first.content.decode()
    now = first.context["since"]
    assert client.get(address, {"after": after[1], "since": now}).status_code == 204
    old = client.get(address, {"after": after[1], "since": now - 700})
    assert old.status_code == 200 and "hx-get" not in old.content.decode()
    casework.case_move(cast.worker, case_id=rows.case_id, to="closed")
    assert "The case moved on" in client.get(address, {"after": after[1], "since": now}).content.decode()


def test_it_filters_and_turns_pages(cast: Cast) -> None:
    for number in range(30):
        case = casework.case_open(cast.worker, age_band="adult", purposes=[], quiet=number == 0)
    client = cast.client("worker")
    assert len(client.get(reverse("case-list")).context["page"]) == 25
    second = client.get(reverse("case-list"), {"page": 2, "state": "received"})
    assert len(second.context["page"]) == 5 and "state=received&amp;page=1" in second.content.decode()
    assert len(client.get(reverse("case-list"), {"state": "closed"}).context["page"]) == 0
    assert len(client.get(reverse("case-list"), {"reference": case.reference[4:]}).context["page"]) == 1


# What only a request inside a test's own transaction asks.
NESTING = ("SAVEPOINT", "RELEASE", "SELECT coalesce(current_setting", "SELECT set_config('app.tenant', ''")


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len([query for query in found.captured_queries if not query["sql"].startswith(NESTING)])


def test_it_asks_the_database_as_often_for_many_rows_as_for_few(cast: Cast) -> None:
    client, pages = cast.client("worker"), ("case-list", "match-list", "source-list", "home")
    case = a_case(cast)
    found = fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=[item()])[0]
    a_find(cast, case, found.pk)
    a_source(cast)
    few = {name: queries(client, reverse(name)) for name in pages}
    detail = queries(client, reverse("case-detail", args=[case.pk]))
    for number in range(2, 8):
        a_source(cast, number)
        a_find(cast, case, found.pk, number=100 + number)
        a_case(cast)
    assert {name: queries(client, reverse(name)) for name in pages} == few
    assert queries(client, reverse("case-detail", args=[case.pk])) == detail
    assert few["case-list"] < 12 and few["match-list"] < 12, few


@pytest.mark.parametrize("value", NASTY)
def test_it_answers_bad_input_without_breaking(cast: Cast, rows: Rows, value: str) -> None:
    client = cast.client("manager")
    for name in ("case-list", "match-list", "source-list"):
        for field in ("state", "band", "case", "page", "reference"):
            assert client.get(reverse(name), {field: value}).status_code == 200
    assert (
        client.get(reverse("case-timeline", args=[rows.case_id]), {"after": value, "since": value}).status_code == 200
    )
    fields = {
        "case-new": ("age_band", "purposes", "language", "text", "contact", "addresses", "fingerprints"),
        "source-new": ("name", "url", "country", "language", "cadence_seconds", "depth", "legal_note"),
    }
    for name, named in fields.items():
        assert client.post(reverse(name), dict.fromkeys(named, value)).status_code in {302, 422}
    for name, named in (
        ("case-update", ("age_band", "identity", "quiet", "excluded_countries")),
        ("mandate-new", ("form", "signed_on", "expires_on")),
        ("fingerprint-new", ("fingerprints",)),
        ("consent-withdraw", ("purpose",)),
        ("case-move", ("to",)),
    ):
        answer = client.post(reverse(name, args=[rows.case_id]), dict.fromkeys(named, value))
        assert answer.status_code in {302, 422}
    for name in ("source-move", "source-visit"):
        assert client.post(reverse(name, args=[rows.source_id]), {"to": value}).status_code == 302


def test_it_refuses_every_file(cast: Cast, rows: Rows) -> None:
    client = cast.client("worker")
    for address in (reverse("case-new"), reverse("fingerprint-new", args=[rows.case_id])):
        picture = SimpleUploadedFile("cat.png", b"\x89PNG", content_type="image/png")
        answer = client.post(address, {"fingerprints": "", "file": picture})
        assert answer.status_code == 400 and "Nothing was sent or changed" in answer.content.decode()


def test_it_names_people_in_the_trail(cast: Cast, rows: Rows) -> None:
    text = cast.client("auditor").get(reverse("audit-trail"), {"verify": "1"}).content.decode()
    assert "Woori" in text and "case.create" in text and "chain of sealed lines is whole" in text
