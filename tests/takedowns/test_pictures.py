"""Picture on demand: small, grey, covered, out of memory, for adults alone, and never needed."""

import http.server
import io
import json
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.db import connection
from PIL import Image

from agencies.audit.models import AuditLine
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection.models import Match
from cases.fingerprints import covering
from takedowns.recipients.models import Provider
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from takedowns.review.services import pictures
from takedowns.wellbeing import services as wellbeing
from takedowns.wellbeing.models import PictureLook
from tests.hashing import make
from tests.people import Cast
from tests.takedowns.flow import an_item, quick_pdf

PICTURE = make.file(make.picture(640, 480, 7), "JPEG", quality=92)


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


class Site:
    """One medium; `asked` counts methods."""

    def __init__(self) -> None:
        self.asked, self.status, self.body = Counter[str](), 200, PICTURE
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked[self.command] += 1
                self.send_response(site.status)
                self.send_header("Content-Type", "image/jpeg")
                self.send_header("Content-Length", str(len(site.body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(site.body)

            do_HEAD = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    found = Site()
    settings.CRAWL_ALLOWED_NETWORKS, settings.CRAWL_ALLOWED_PORTS = ["127.0.0.1/32"], [found.port]
    yield found
    found.server.shutdown()
    found.server.server_close()


def on_desk(cast: Cast, site: Site, **facts: Any) -> ReviewItem:
    """A package that the officer holds, with its medium on the site."""
    item = an_item(cast, band="likely", **facts)
    with tenant_scope(cast.harbour.pk):
        Match.objects.filter(id=item.notice.match_id).update(media_url=f"http://127.0.0.1:{site.port}/a.jpg")
    review.item_claim(cast.officer, item_id=item.pk)
    return item


def messages(content: bytes) -> list[tuple[int, bytes]]:
    found = []
    while content:
        kind, size = pictures.HEAD.unpack(content[: pictures.HEAD.size])
        found.append((kind, content[pictures.HEAD.size : pictures.HEAD.size + size]))
        content = content[pictures.HEAD.size + size :]
    return found


def test_it_is_small_grey_and_covered() -> None:
    steps = covering.steps(PICTURE, max_pixels=50_000_000)
    opened = [Image.open(io.BytesIO(step)) for step in steps]
    assert {image.mode for image in opened} == {"L"} and {image.size for image in opened} == {(224, 168)}
    assert all(not image.getexif() and "icc_profile" not in image.info for image in opened)
    fine = [float(np.abs(np.diff(np.asarray(image).astype(float))).mean()) for image in opened]
    assert fine == sorted(fine) and fine[0] < fine[-1] / 3
    assert len(steps[0]) < 3000


@pytest.mark.usefixtures("no_pdf")
def test_it_streams_out_of_memory_and_counts_for_the_officer(
    committed_cast: Cast, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = committed_cast
    item = on_desk(cast, site)
    monkeypatch.setattr(pictures, "IDLE", 1.0)
    browser = cast.client("officer")
    told = browser.post(f"/review/{item.pk}/picture/", {"why": "unsure"}, headers={"accept": "application/json"}).json()
    look_id = int(told["stream"].split("/")[-3])
    answer = browser.get(told["stream"])
    assert "no-store" in answer["Cache-Control"] and answer["X-Accel-Buffering"] == "no"
    stream, held = iter(answer.streaming_content), b""  # type: ignore[attr-defined]
    first = next(stream)
    assert messages(first)[0][0] == 0 and messages(first)[0][1].startswith(b"\xff\xd8\xff")
    for level in (1, 2, 0):
        browser.post(told["hold"], {"level": level})
        held += next(stream)
    held += b"".join(stream)
    found = messages(held)
    assert [kind for kind, _ in found if kind <= pictures.MOST] == [1, 2, 0]
    assert json.loads(found[-1][1]) == {"outcome": "shown"}
    assert site.asked == {"HEAD": 1, "GET": 1}
    assert browser.get(told["stream"]).status_code == 410
    with tenant_scope(cast.harbour.pk):
        look = PictureLook.objects.get(id=look_id)
        assert (look.outcome, look.reveals) == ("shown", 1) and 0.1 < look.seconds < 10
        line = AuditLine.objects.get(action="picture.ask")
        assert line.case_id == item.case_id and "seconds" not in json.dumps(line.data)
    assert pictures.ROOM.acquire(blocking=False) and pictures.ROOM.acquire(blocking=False)
    pictures.ROOM.release()
    pictures.ROOM.release()
    nowhere_in_the_database([content for kind, content in [*messages(first), *found] if kind <= pictures.MOST])


def nowhere_in_the_database(media: list[bytes]) -> None:
    """No column of any table holds a piece of what was shown, or of the medium."""
    pieces = [piece[200:216].hex() for piece in [*media, PICTURE]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(f"SELECT count(*) FROM {table} r WHERE r::text ~ %s", ["|".join(pieces)])
            assert cursor.fetchone()[0] == 0, table


@pytest.mark.usefixtures("no_pdf")
@pytest.mark.parametrize(("status", "outcome"), [(404, "gone"), (410, "gone"), (403, "refused"), (200, "unreadable")])
def test_it_says_what_it_could_not_show(committed_cast: Cast, site: Site, status: int, outcome: str) -> None:
    item = on_desk(committed_cast, site)
    site.status, site.body = status, b"no picture at all"
    look = pictures.picture_ask(committed_cast.officer, item_id=item.pk, why="unsure")
    assert pictures.picture_begin(committed_cast.officer, look_id=look.pk)
    found = messages(b"".join(pictures.picture_stream(committed_cast.officer, look_id=look.pk)))
    assert json.loads(found[-1][1]) == {"outcome": outcome} and len(found) == 1
    with tenant_scope(committed_cast.harbour.pk):
        assert PictureLook.objects.get(id=look.pk).outcome == outcome
    page = committed_cast.client("officer").get(f"/review/{item.pk}/").content.decode()
    assert {"gone": "is gone", "refused": "did not give", "unreadable": "cannot be shown"}[outcome] in page


@pytest.mark.usefixtures("no_pdf")
def test_it_works_without_scripts(committed_cast: Cast, site: Site) -> None:
    item = on_desk(committed_cast, site)
    browser = committed_cast.client("officer")
    shown = browser.post(f"/review/{item.pk}/picture/", {"why": "law"}, follow=True)
    assert shown["Refresh"] == f"15; url=/review/{item.pk}/#picture"
    address = shown.content.decode().partition('class="maru-picture__image" src="')[2].partition('"')[0]
    still = browser.get(address)
    assert b"".join(still.streaming_content).startswith(b"\xff\xd8\xff")  # type: ignore[attr-defined]
    assert still["Content-Type"] == "image/jpeg" and browser.get(address).status_code == 410
    with tenant_scope(committed_cast.harbour.pk):
        look = PictureLook.objects.get()
        assert (look.seconds, look.reveals, look.why) == (15.0, 1, "law")


def refused(cast: Cast, item: ReviewItem, match: str) -> None:
    with pytest.raises(Conflict, match=match):
        pictures.picture_ask(cast.officer, item_id=item.pk, why="unsure")
    with tenant_scope(cast.harbour.pk):
        assert not PictureLook.objects.exists()


@pytest.mark.usefixtures("no_pdf")
@pytest.mark.parametrize("age", ["under", "unknown"])
def test_it_is_refused_for_protected_age(cast: Cast, site: Site, age: str) -> None:
    item = on_desk(cast, site, age=age)
    refused(cast, item, "minor")
    page = cast.client("officer").get(f"/review/{item.pk}/").content.decode()
    assert "data-picture" not in page and "A minor may be shown" in page
    assert not site.asked


@pytest.mark.usefixtures("no_pdf")
def test_it_is_refused_where_a_second_fetch_does_harm(cast: Cast, site: Site) -> None:
    item = on_desk(cast, site)
    own = Match.objects.filter(id=item.notice.match_id)
    ways = (
        (Case.objects.filter(id=item.case_id), {"quiet": True}, {"quiet": False}, "quiet mode"),
        (Provider.objects.filter(id=item.notice.provider_id or 0), {"risk": "retaliates"}, {"risk": "none"}, "revenge"),
        (own, {"page_url": "https://t.me/+AbCdEf123456"}, {"page_url": "https://bridges.example/post/1"}, "one person"),
        (own, {"state": "removed"}, {"state": "ready"}, "gone"),
    )
    for rows, harm, back, words in ways:
        with tenant_scope(cast.harbour.pk):
            rows.update(**harm)
        refused(cast, item, words)
        with tenant_scope(cast.harbour.pk):
            rows.update(**back)
    with pytest.raises(Conflict, match="Take this package"):
        pictures.picture_ask(cast.approver, item_id=item.pk, why="unsure")
    with pytest.raises(NotFound):
        pictures.picture_ask(cast.outsider, item_id=item.pk, why="unsure")
    assert pictures.picture_ask(cast.officer, item_id=item.pk, why="unsure").pk
    assert not site.asked


@pytest.mark.usefixtures("no_pdf")
def test_it_is_never_needed(cast: Cast, site: Site) -> None:
    item = on_desk(cast, site)
    review.item_evidence(cast.officer, item_id=item.pk)
    review.item_look(cast.officer, item_id=item.pk, looked="page")
    with tenant_scope(cast.harbour.pk):
        assert not PictureLook.objects.exists()
    look = pictures.picture_ask(cast.officer, item_id=item.pk, why="unsure")
    for other in (cast.approver, cast.outsider):
        with pytest.raises(NotFound):
            pictures.picture_begin(other, look_id=look.pk)
        with pytest.raises(NotFound):
            wellbeing.look_hold(other, look_id=look.pk, level=1, most=5)
