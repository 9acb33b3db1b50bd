"""A crawl with a browser and of streams: what only scripts show is found, also when the browser is ended meanwhile."""

import contextlib
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from agencies.doors.adapters import chromium
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match, WatchSource
from cases.detection.services import rendering
from cases.fingerprints import describe
from cases.fingerprints import services as fingerprints
from tests.crawl.site import Site, allow
from tests.crawl.test_part import PICTURES, a_round, register, watch
from tests.people import Cast
from tests.safety import clips
from tests.safety.watching import Unwatchable, Watch, is_passing
from tests.takedowns.flow import a_case

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.skipif(not any(map(shutil.which, chromium.NAMES)), reason="Debian's chromium is not installed"),
]
SCRIPTED = """<!doctype html><title>Bridges</title><button onclick="enter()">I am over 18</button><div id=list></div><script>
function add(src) { const each = new Image(); each.src = src; list.append(each); }
function enter() { add('/0.jpg'); const next = document.createElement('a'); next.href = '/next'; next.textContent = 'Bridge'; list.append(next);
  fetch('/bytes').then(r => r.blob()).then(blob => add(URL.createObjectURL(blob))); fetch('/live.m3u8'); }
</script>"""


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with Site() as one:
        pieces = [clips.transport(number) for number in range(4)]
        listed = "#EXTM3U\n" + "".join(f"#EXTINF:2,\n/piece{number}.ts\n" for number in range(4))
        one.pages |= {
            "/": ("text/html", SCRIPTED.encode()),
            "/next": ("text/html", SCRIPTED.replace("/0.jpg", "/2.jpg").encode()),
            "/bytes": ("application/octet-stream", PICTURES[1]),
            "/live.m3u8": ("application/vnd.apple.mpegurl", listed.encode()),
        }
        one.pages |= {f"/{number}.jpg": ("image/jpeg", data) for number, data in PICTURES.items()}
        one.pages |= {f"/piece{number}.ts": ("video/mp2t", piece) for number, piece in enumerate(pieces)}
        allow(settings, one)
        yield one
    rendering.close()


@contextlib.contextmanager
def watched() -> Iterator[Watch | None]:
    """Looks for bytes of the pictures and clips in every file that is written, where the kernel lets us."""
    media = [*PICTURES.values(), clips.transport(0)]
    try:
        found = Watch(*(data[len(data) // 2 :][:40] for data in media))
    except Unwatchable:
        yield None
        return
    with found:
        yield found


def kill_once(killed: list[int]) -> None:
    """Ends the first browser as the kernel would, as soon as it is there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        renderer = rendering._Pool.renderer
        if renderer is not None and renderer.alive and renderer.pages:
            killed.append(renderer.browser.pid)
            os.kill(renderer.browser.pid, signal.SIGKILL)
            return
        time.sleep(0.02)


def test_it_finds_what_only_a_browser_shows_although_it_is_ended(committed_cast: Cast, site: Site) -> None:
    cast, killed = committed_cast, list[int]()
    cases = [register(cast, 0), register(cast, 1), register(cast, 2), a_case(cast)]
    film = describe.describe(b"".join(clips.transport(number) for number in range(4)))
    fingerprints.fingerprints_register(cast.worker, case_id=cases[3].pk, items=[film])
    source = watch(cast.manager, f"{site.base}/")
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=source.pk).update(options={"browser": "yes"})
    killer = threading.Thread(target=kill_once, args=(killed,))
    killer.start()
    with watched() as watch_:
        done = a_round(cast.manager, source)
        rendering.close()
    killer.join()
    assert watch_ is None or {path for path in watch_.found if not is_passing(path)} == set()
    assert killed and (done.pages, done.errors) == (2, 0)
    with tenant_scope(cast.harbour.pk):
        rows = list(Match.objects.all())
    found = {(row.case_id, url.replace(site.base, "").partition("#")[0]) for row in rows for url in row.media_urls}
    first, second, third, fourth = (case.pk for case in cases)
    assert {(first, "/0.jpg"), (third, "/2.jpg"), (fourth, "/live.m3u8")} <= found
    assert {(second, "/"), (second, "/next")} <= found, "a picture without an address: the page's, with a mark"
    assert site.asked[("/0.jpg", 200)] == 1, "one view, not two"
