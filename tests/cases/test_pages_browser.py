"""The pages in a real browser, on a phone and on a desk, in both languages: nothing for axe to find, nothing too wide."""

import base64
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import reverse

from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.detection.models import WatchSource
from cases.fingerprints.models import Fingerprint
from tests.hashing import make
from tests.hashing.drawn import drawn
from tests.people import Cast
from tests.rows import Rows, make_rows

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

CHROMIUM = Path("/usr/bin/chromium")
SHOTS = os.environ.get("SHOTS", "")  # a folder: keep a picture of each page there
PICTURE = make.file(np.repeat(drawn(1)[:, :, None], 3, axis=2))
WIDTHS = {"phone": 390, "desk": 1280}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Scene:
    """A running portal with one row of each kind, and the sessions of its people."""

    site: str
    cast: Cast
    rows: Rows
    sessions: dict[str, str]


@pytest.fixture
def scene(committed_cast: Cast) -> Iterator[Scene]:
    rows = make_rows(committed_cast)
    with tenant_scope(committed_cast.harbour.pk):
        WatchSource.objects.filter(id=rows.source_id).update(kind="searxng")  # a term can be typed into it
    people = ("manager", "worker", "officer", "auditor")
    sessions = {name: committed_cast.client(name).cookies["session"].value for name in people}
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Scene(f"http://127.0.0.1:{server.server_port}", committed_cast, rows, sessions)
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(scene: "Scene") -> Iterator[Any]:
    """After the scene: while playwright's loop runs in this thread, Django refuses to ask the database in it."""
    with sync_api.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


def opened(browser: Any, scene: Scene, name: str, language: str, width: int) -> Any:
    """A page of a signed-in person; "" is a visitor."""
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, locale=language)
    cookies = [("django_language", language)]
    if name:
        cookies.append(("session", scene.sessions[name]))
    context.add_cookies([{"name": key, "value": value, "url": scene.site} for key, value in cookies])
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.extend([request.url] * (request.failure != LEFT)))
    return page


LEFT = "net::ERR_ABORTED"  # a page that asks for news again and again was left while it did


def wrong(page: Any, site: str, address: str, label: str) -> list[str]:
    """What is not right with one page."""
    answer = page.goto(site + address)
    page.wait_for_timeout(150)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{label}.png", full_page=True)
    found = [f"status {answer.status}"] if answer.status != 200 else []
    found += [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in axe.Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{wide} px too wide"] if wide > 0 else []) + page.complaints


def pages(rows: Rows) -> dict[str, tuple[str, str]]:
    """Label -> reader, address."""
    return {
        "welcome": ("", "/"),
        "report": ("", "/r/harbour/"),
        "find": ("", "/r/"),
        "done": ("", "/r/harbour/done/"),
        "home": ("manager", "/"),
        "cases": ("manager", reverse("case-list")),
        "case-new": ("worker", reverse("case-new")),
        "case": ("worker", reverse("case-detail", args=[rows.case_id])),
        "update": ("worker", reverse("case-update", args=[rows.case_id])),
        "mandate": ("worker", reverse("mandate-new", args=[rows.case_id])),
        "fingerprints": ("worker", reverse("fingerprint-new", args=[rows.case_id])),
        "finds": ("officer", reverse("match-list")),
        "match": ("officer", reverse("match-detail", args=[rows.match_id])),
        "sources": ("officer", reverse("source-list")),
        "source-new": ("officer", reverse("source-new")),
        "shared": ("officer", reverse("shared-list")),
        "shared-propose": ("officer", reverse("shared-propose")),
        "import": ("officer", reverse("source-import")),
        "source-kind": ("officer", reverse("source-new") + "?kind=website"),
        "source-change": ("officer", reverse("source-change", args=[rows.source_id])),
        "source-trial": ("officer", reverse("source-trial", args=[rows.trial_id])),
        "source": ("officer", reverse("source-detail", args=[rows.source_id])),
        "terms": ("worker", reverse("term-list", args=[rows.case_id])),
        "term-new": ("worker", reverse("term-new", args=[rows.case_id])),
        "term": ("worker", reverse("term-detail", args=[rows.term_id])),
        "term-agree": ("worker", reverse("term-agree", args=[rows.term_id, rows.source_id])),
        "words": ("officer", reverse("textfind-detail", args=[rows.textfind_id])),
        "house-terms": ("officer", reverse("house-terms")),
        "trail": ("auditor", reverse("audit-trail")),
    }


@pytest.mark.parametrize(("language", "size"), [("en", "phone"), ("ko", "desk")] if not SHOTS else
                         [(language, size) for language in ("en", "ko") for size in WIDTHS])  # fmt: skip
def test_it_is_accessible_and_fits(scene: Scene, browser: Any, language: str, size: str) -> None:
    found, tabs = {}, {}
    for label, (name, address) in pages(scene.rows).items():
        page = tabs[name] = tabs.get(name) or opened(browser, scene, name, language, WIDTHS[size])
        if errors := wrong(page, scene.site, address, f"{label}-{size}-{language}"):
            found[label] = errors
    assert found == {}


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def in_a_thread(work: Callable[[], object]) -> None:
    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_it_follows_a_case_without_a_click(scene: Scene, browser: Any) -> None:
    page = opened(browser, scene, "worker", "en", 1280)
    page.goto(scene.site + reverse("case-detail", args=[scene.rows.case_id]))
    in_a_thread(lambda: casework.case_move(scene.cast.worker, case_id=scene.rows.case_id, to="closed"))
    page.get_by_text("The case moved on").wait_for(timeout=8000)
    assert page.complaints == []


def test_it_sends_codes_and_no_picture(scene: Scene, browser: Any) -> None:
    page = opened(browser, scene, "", "en", 390)
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.goto(scene.site + "/r/harbour/")
    page.get_by_label("Only people who were 19 or older").check()
    page.get_by_label("Look for copies on the sites that we watch").check()
    drawn = page.evaluate(
        "() => { const c = document.createElement('canvas'); c.width = c.height = 200; const x = c.getContext('2d');"
        " for (let i = 0; i < 900; i++) { x.fillStyle = `hsl(${i * 47 % 360} 80% ${20 + i % 60}%)`;"
        " x.fillRect(i * 31 % 200, i * 57 % 200, 30, 30); } return c.toDataURL('image/png'); }"
    )
    picture = base64.b64decode(drawn.partition(",")[2])
    files = [{"name": "my-secret-name.png", "mimeType": "image/png", "buffer": picture}]
    page.locator('input[type="file"]').set_input_files(files)
    page.get_by_text("Done. Only the codes below will be sent.").wait_for()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/codes.png", full_page=True)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have your report").wait_for()
    body = b"".join(sent)
    assert b"sha256" in body and b"my-secret-name" not in body and picture[8:40] not in body
    assert page.complaints == []


def _detailed(scene: Scene) -> None:
    with tenant_scope(scene.cast.harbour.pk):
        AgencySettings.objects.filter(agency=scene.cast.harbour).update(patch_search=True)
    casework.consent_record(scene.cast.worker, case_id=scene.rows.case_id, purpose="detailed_detection")


@pytest.mark.parametrize("size", ["phone"] if not SHOTS else WIDTHS)
def test_it_registers_details_that_an_adult_agreed_to(scene: Scene, browser: Any, size: str) -> None:
    in_a_thread(lambda: _detailed(scene))
    page = opened(browser, scene, "", "en", WIDTHS[size])
    page.goto(scene.site + "/r/harbour/")
    page.locator('input[type="file"]').set_input_files([{"name": "a.png", "mimeType": "image/png", "buffer": PICTURE}])
    page.get_by_text("Done. Only the codes below will be sent.").wait_for()
    shot(page, f"details-off-{size}")
    page.get_by_label("Only people who were 19 or older").check()
    page.get_by_label("Look for copies on the sites that we watch").check()
    page.get_by_label("Find cropped and edited copies too").check()
    page.get_by_text("Also stored: 48 details of the picture").wait_for()
    shot(page, f"details-on-{size}")
    assert axe.Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have your report").wait_for()
    worker = opened(browser, scene, "worker", "en", WIDTHS[size])
    worker.goto(scene.site + reverse("fingerprint-new", args=[scene.rows.case_id]))
    worker.locator('input[type="file"]').set_input_files(
        [{"name": "a.png", "mimeType": "image/png", "buffer": PICTURE}]
    )
    worker.get_by_text("Done. Only the codes below will be sent.").wait_for()
    assert worker.get_by_text("Also stored: 48 details of the picture").is_visible()
    shot(worker, f"details-case-{size}")
    worker.get_by_role("button", name="Register", exact=True).click()
    worker.get_by_text("Registered. The portal looks for copies from now on.").wait_for()
    counts: list[int] = []
    in_a_thread(lambda: counts.extend(_patches(scene)))
    assert counts.count(48) == 2
    assert page.complaints == worker.complaints == []


def _patches(scene: Scene) -> list[int]:
    with tenant_scope(scene.cast.harbour.pk):
        return list(Fingerprint.objects.values_list("patches", flat=True))


def test_it_works_without_scripts(scene: Scene, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(scene.site + "/r/harbour/")
    assert not page.locator('input[type="file"]').is_visible()
    page.get_by_label("I do not know, or I am not sure").check()
    page.get_by_label("What happened?").fill("Somebody posted it.")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_text("We have your report").is_visible()
    context.close()
