"""The pages of a notice's parts, languages and sheets, and the API for integrators."""

import json
from base64 import b64decode
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client

from agencies.tenancy.scope import tenant_scope
from takedowns.delivery.models import Delivery
from takedowns.review import services as review
from tests.people import Cast
from tests.takedowns.browsing import text, url
from tests.takedowns.flow import an_item, fresh, quick_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def test_it_lists_parts_with_digests_and_gives_out_their_bytes(cast: Cast) -> None:
    item = an_item(cast)
    client, outsider = cast.client("officer"), cast.client("outsider")
    page = text(client, url("notice-detail", item.notice_id))
    for word in ("Abuse report (XARF)", "Sheet for a web form", "(google)", "The whole message", "SHA-256"):
        assert word in page
    digests = []
    for number in range(1, 12):
        answer = client.get(url("notice-part", item.notice_id, number))
        digests.append(sha256(answer.content).hexdigest())
        assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment"), number
        assert "unsafe" not in answer["Content-Security-Policy"] and "html" not in answer["Content-Type"]
    assert all(digest in page for digest in digests)
    assert client.get(url("notice-part", item.notice_id, 12)).status_code == 404
    for name in ("notice-compare", "notice-sheets"):
        assert outsider.get(url(name, item.notice_id)).status_code == 404
    assert outsider.get(url("notice-part", item.notice_id, 1)).status_code == 404


def test_it_shows_the_languages_beside_each_other(cast: Cast) -> None:
    page = text(cast.client("officer"), url("notice-compare", an_item(cast).notice_id))
    assert "All languages give the same addresses" in page and "<mark>" not in page
    assert 'lang="ko"' in page and 'lang="de"' in page


def test_it_has_sheets_to_copy_from_and_keeps_what_came_back(cast: Cast) -> None:
    item = an_item(cast)
    client = cast.client("officer")
    sheets = url("notice-sheets", item.notice_id)
    page = text(client, sheets)
    assert "not approved yet" in page and "I filed it" not in page and "Set it as a letter too" in page
    assert "Nobody has compared these fields" in page and "https://bridges.example/post/1" in page
    done = client.post(url("notice-letter", item.notice_id), {"letter": "yes"}, follow=True)
    assert "The letter was added" in done.content.decode()
    review.item_approve(cast.officer, item_id=item.pk, sha256=fresh(cast, item.notice).content_sha256)
    page = text(client, sheets)
    if "not approved yet" in page:  # approved for good when the window to undo it has closed
        return
    assert page.count("I filed it") == 4
    data = {"channel": "google", "ticket": "Z-4711", "confirmation": "We have received it."}
    noted = client.post(url("notice-file", item.notice_id), data, follow=True).content.decode()
    assert "Noted as filed." in noted and "Z-4711" in noted
    again = client.post(url("notice-file", item.notice_id), data, follow=True).content.decode()
    assert "noted this already" in again
    with tenant_scope(cast.harbour.pk), connection.cursor() as cursor:
        cursor.execute("SELECT ticket, confirmation FROM takedowns_delivery WHERE channel = 'google'")
        assert all(b"4711" not in bytes(value) and b"received" not in bytes(value) for value in cursor.fetchone())
        assert Delivery.objects.filter(channel="google", filed_by=cast.officer.user_id).exists()
    assert cast.client("worker").post(url("notice-file", item.notice_id), data).status_code == 403


def test_it_publishes_the_schema_to_everybody() -> None:
    answer = Client().get(url("notice-schema"))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/schema+json"
    assert json.loads(answer.content)["$id"] == "urn:maru:notice:1"


def test_it_gives_integrators_parts_with_their_bytes(cast: Cast) -> None:
    item = an_item(cast)
    client = cast.client("officer")
    path = f"/api/v1/notices/{item.notice_id}/parts"
    rows = client.get(path).json()
    assert {row["kind"] for row in rows} >= {"message", "xarf", "json", "sheet"}
    one = client.get(f"{path}/{rows[0]['number']}").json()
    assert sha256(b64decode(one["content"])).hexdigest() == one["sha256"] == rows[0]["sha256"]
    assert client.get(f"{path}/99").status_code == 404
    assert cast.client("outsider").get(path).status_code == 404
