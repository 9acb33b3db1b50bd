"""Evidence of a page on loopback: facts and words are kept, no picture is, and a change is seen."""

import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from PIL import Image

from agencies.doors.adapters import browser, pdf
from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from takedowns.evidence import selectors, services
from takedowns.evidence.models import CustodyEvent, EvidenceItem, EvidencePackage
from tests.doors.pictures import URI
from tests.doors.servers import Server, answer, by_path
from tests.people import Cast
from tests.takedowns.flow import a_case, a_find, a_package, quick_pdf

PAGE = f"""<!doctype html><html lang="de"><title>Bridges</title><h1>A bridge at noon</h1><p>Post 4711</p>
<img src="{URI}" alt="bridge"><div style="background:url({URI})">Water</div><script>var a = "{URI}"</script>
<img src="/media/1.jpg"></html>""".encode()
RASTERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
chromium = pytest.mark.skipif(not any(map(shutil.which, browser.NAMES)), reason="Debian's chromium is not installed")


@pytest.fixture
def site(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A host with one post; its picture is a bridge. The reports' PDF is tested elsewhere."""
    quick_pdf(monkeypatch)
    pages = {
        "post/1": answer(PAGE, content_type="text/html; charset=utf-8", set_cookie="who=reader"),
        "media/1.jpg": answer(b"", content_type="image/jpeg"),
        "post/2": answer(b"no such bridge", status="410 Gone", content_type="text/html"),
    }
    with Server(by_path(**pages)) as server:
        settings.CRAWL_ALLOWED_NETWORKS, settings.CRAWL_ALLOWED_PORTS = ["127.0.0.0/8"], [server.port]
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise browser.BrowserMissing("none here")

    monkeypatch.setattr(browser, "capture_shared", missing)


def captured(cast: Cast, match_id: int) -> EvidencePackage:
    services.evidence_capture(Actor.system(cast.harbour.pk), match_id=match_id)
    with tenant_scope(cast.harbour.pk):
        return EvidencePackage.objects.get(match_id=match_id)


def contents(cast: Cast, package: EvidencePackage) -> dict[str, bytes]:
    with tenant_scope(cast.harbour.pk):
        return {row.name: bytes(row.content) for row in EvidenceItem.objects.filter(package=package).order_by("number")}


def problems(cast: Cast, package: EvidencePackage) -> list[str]:
    with tenant_scope(cast.harbour.pk):
        return selectors.problems(cast.officer, package.pk)


@pytest.mark.usefixtures("no_browser")
def test_it_keeps_words_and_facts_of_a_page_and_no_picture(committed_cast: Cast, site: str) -> None:
    found = a_find(committed_cast, a_case(committed_cast), base=site)
    package = captured(committed_cast, found)
    items = contents(committed_cast, package)
    assert list(items) == [
        "response.json",
        "page.html",
        "page.txt",
        "removed.json",
        "media-response.json",
        "host.json",
        "capture.wacz",
        "identification.json",
        "tools.json",
    ]
    assert package.remarks == ["no_screenshot_browser"]
    assert b"A bridge at noon" in items["page.txt"]
    assert b"data:image" not in b"".join(items.values())
    assert len(json.loads(items["removed.json"])["cut"]) == 3
    facts = json.loads(items["response.json"])
    assert (facts["status"], facts["ip"]) == (200, "127.0.0.1")
    assert "who=reader" not in items["response.json"].decode()
    assert json.loads(items["media-response.json"])["status"] == 200
    assert json.loads(items["identification.json"])["a_person_looked"] is False
    assert problems(committed_cast, package) == []
    captured(committed_cast, found)  # a second run of the job
    with tenant_scope(committed_cast.harbour.pk):
        assert Event.objects.filter(kind="evidence.captured").count() == 1


@pytest.mark.usefixtures("no_browser")
def test_it_sets_the_report_from_what_is_stored(
    committed_cast: Cast, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def render(html: str) -> bytes:
        seen.append(html)
        return b"%PDF-1.7 sample"

    monkeypatch.setattr(pdf, "render", render)
    package = captured(committed_cast, a_find(committed_cast, a_case(committed_cast), base=site))
    address = reverse("evidence-report", args=[package.pk])
    answer = committed_cast.client("officer").get(address)
    assert answer["Content-Type"] == "application/pdf" and answer.content == b"%PDF-1.7 sample"
    items = contents(committed_cast, package)
    for said in (
        package.manifest_sha256,
        "127.0.0.1",
        *(hashlib.sha256(content).hexdigest() for content in items.values()),
    ):
        assert said in seen[0]
    page = committed_cast.client("officer").get(reverse("evidence-detail", args=[package.pk])).content.decode()
    assert address in page and "Opened the report" in page
    assert problems(committed_cast, package) == []
    assert committed_cast.client("outsider").get(address).status_code == 404

    def fails(html: str) -> bytes:
        raise pdf.PdfMissing

    monkeypatch.setattr(pdf, "render", fails)
    told = committed_cast.client("officer").get(address, follow=True)
    assert "could not be set as PDF" in told.content.decode()


@pytest.mark.usefixtures("no_browser")
def test_it_says_so_when_a_page_is_gone_or_away(committed_cast: Cast, site: str) -> None:
    case = a_case(committed_cast)
    gone = captured(committed_cast, a_find(committed_cast, case, base=site, number=2))
    away = captured(committed_cast, a_find(committed_cast, case, base="http://127.0.0.1:9", number=3))
    assert gone.remarks == ["page_gone"]
    assert away.remarks == ["page_refused", "media_unreachable"]
    assert problems(committed_cast, gone) == problems(committed_cast, away) == []


@chromium
@pytest.mark.browser
def test_it_photographs_the_words_of_an_adults_page(committed_cast: Cast, site: str) -> None:
    package = captured(committed_cast, a_find(committed_cast, a_case(committed_cast), base=site))
    assert package.remarks == []
    with Image.open(io.BytesIO(contents(committed_cast, package)["page.png"])) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    assert (pixels.max(axis=2) - pixels.min(axis=2)).max() <= 12  # black on white, nothing else


@pytest.mark.parametrize("age", ["under", "unknown"])
def test_it_makes_no_picture_at_all_where_a_minor_may_be_shown(
    committed_cast: Cast, site: str, monkeypatch: pytest.MonkeyPatch, age: str
) -> None:
    monkeypatch.setattr(browser, "capture_shared", lambda *_, **__: pytest.fail("a browser was started"))
    package = captured(committed_cast, a_find(committed_cast, a_case(committed_cast, age=age), base=site))
    assert package.remarks == ["no_screenshot_protected"]
    with tenant_scope(committed_cast.harbour.pk):
        rows = list(EvidenceItem.objects.all())
        assert [row.name for row in rows if row.kind.startswith(("image", "video"))] == []
        assert [row.name for row in rows if any(mark in bytes(row.content) for mark in RASTERS)] == []
        assert not any(re.search(rb"data:image|;base64,", bytes(row.content)) for row in rows)


def test_it_gives_out_no_picture_of_a_protected_case_even_if_one_is_there(cast: Cast) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    shown = a_package(cast, a_find(cast, a_case(cast)), page_png=("image/png", png))
    hidden_case = a_case(cast, age="unknown")
    named: dict[str, Any] = {
        "page_png": ("image/png", png),
        "page_txt": ("text/plain", png),
        "words_txt": ("text/plain", b"Bridges"),
    }
    hidden = a_package(cast, a_find(cast, hidden_case, number=2), **named)
    with tenant_scope(cast.harbour.pk):
        assert bytes(selectors.item(cast.officer, shown, 1).content) == png
        for number in (1, 2):
            with pytest.raises(Forbidden):
                selectors.item(cast.officer, hidden, number)
        assert selectors.item(cast.officer, hidden, 3).name == "words.txt"
        assert selectors.readable(cast.officer, hidden, "words.txt") == "Bridges"
        with pytest.raises(NotFound):
            selectors.item(cast.officer, hidden, 4)


def test_it_writes_down_who_opened_a_package(cast: Cast) -> None:
    package = a_package(cast, a_find(cast, a_case(cast)))
    services.evidence_open(cast.officer, package_id=package)
    services.evidence_open(cast.worker, package_id=package, item=2)
    with tenant_scope(cast.harbour.pk):
        lines = selectors.custody(cast.officer, package)
        assert [(line.action, line.actor_user_id) for line in lines] == [
            ("opened", cast.officer.user_id),
            ("opened item 2", cast.worker.user_id),
        ]
        assert selectors.problems(cast.officer, package) == []
    with pytest.raises(NotFound):
        services.evidence_open(cast.outsider, package_id=package)
    hidden = casework.case_open(cast.worker, age_band="adult", purposes=["detection", "notices"], restricted=True)
    unseen = a_package(cast, a_find(cast, hidden, number=2))
    with pytest.raises(NotFound):
        services.evidence_open(cast.officer, package_id=unseen)


def test_it_sees_a_change(cast: Cast) -> None:
    package = a_package(cast, a_find(cast, a_case(cast)))
    services.evidence_open(cast.officer, package_id=package)
    with tenant_scope(cast.harbour.pk):
        row = EvidencePackage.objects.get(id=package)
        first = CustodyEvent.objects.get(package_id=package)
        CustodyEvent.objects.create(
            agency_id=cast.harbour.pk, package=row, at=first.at, actor_kind="person", action="opened", digest="0" * 64
        )
        assert selectors.problems(cast.officer, package) == ["The custody log is broken."]
        EvidencePackage.objects.filter(id=package).update(
            manifest=bytes(row.manifest).replace(b"page.txt", b"pagx.txt")
        )
        assert {
            "The manifest's digest does not fit.",
            "pagx.txt: missing.",
            "page.txt: not in the manifest.",
            "The custody log is broken.",
        } <= set(selectors.problems(cast.officer, package))


def test_it_keeps_items_as_they_are(cast: Cast) -> None:
    package = a_package(cast, a_find(cast, a_case(cast)))
    change = "UPDATE takedowns_evidenceitem SET name = 'other' WHERE package_id = %s"
    with (
        tenant_scope(cast.harbour.pk),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"denied|append"),
        transaction.atomic(),
    ):
        cursor.execute(change, [package])
