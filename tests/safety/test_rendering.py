"""Pages in the browser: what it finds, where it does not go, and what ends it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agencies.doors import rendered
from agencies.doors.adapters import chromium
from agencies.doors.adapters.rendering import Renderer
from agencies.doors.rendered import Rendered, RenderLimits
from tests.doors.pictures import PNG
from tests.doors.servers import Server, answer, by_path
from tests.flow.stage import until
from tests.safety import tricks
from tests.safety.conftest import SITE, Canary, only_site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not any(map(shutil.which, chromium.NAMES)), reason="Debian's chromium is not installed"),
]
QUICK = RenderLimits(seconds=60, steps=4)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer(start_timeout=60, resolver=tricks.resolver()) as renderer:
        yield renderer


def shown(renderer: Renderer, limits: RenderLimits = QUICK, **paths: bytes) -> tuple[Rendered, Server]:
    """What a site of these answers shows; "root" is the page."""
    with Server(by_path(**paths), host=SITE) as server:
        found = renderer.render(f"http://site.example:{server.port}/", policy=only_site(server.port), limits=limits)
    return found, server


def page(body: str) -> bytes:
    return answer(f"<!doctype html><meta charset=utf-8><title>Bridges</title>{body}".encode(), content_type="text/html")


GALLERY = """<div id=gate><button onclick="gate.remove();show(3)">I am over 18</button></div>
<div id=list></div><button onclick="show(2)">Load more</button><video src="/clip.mp4"></video>
<div style="height:4000px"></div><img loading=lazy src="/lazy.jpg"><a href="http://away.example/">Enter</a>
<script>
let n = 0, far = 0;
function show(many) { for (let i = 0; i < many; i++) {
  const each = new Image(); each.src = '/picture' + (n++) + '.jpg'; list.append(each); } }
addEventListener('scroll', () => { if (!far++) { const each = new Image(); each.src = '/scrolled.jpg'; list.append(each);
  fetch('/hidden').then(r => r.blob()).then(b => { const each = new Image(); each.src = URL.createObjectURL(b); list.append(each) });
  fetch('/live/list.m3u8');
} });
setTimeout(() => { location = 'http://away.example/' }, 400);
open('http://away.example/popup');
</script>"""


def test_it_clicks_gates_away_scrolls_and_asks_for_more(renderer: Renderer) -> None:
    playlist = answer(b"#EXTM3U", content_type="application/vnd.apple.mpegurl")
    paths = {"root": page(GALLERY), "hidden": answer(PNG, content_type="image/png"), "live/list.m3u8": playlist}
    found, server = shown(renderer, **paths)
    assert (found.status, found.trouble) == (200, "")
    assert "<title>Bridges</title>" in found.html and found.html.count("<img") > 5 and "I am over 18" not in found.html
    names = {(medium.url.rpartition("/")[2], medium.kind) for medium in found.media}
    wanted = {("picture0.jpg", "image"), ("picture4.jpg", "image"), ("lazy.jpg", "image"), ("scrolled.jpg", "image")}
    assert wanted | {("clip.mp4", "video"), ("list.m3u8", "hls"), ("", "image")} <= names
    assert [medium.body for medium in found.media if medium.body] == [PNG]
    asked = {head.split(b" ")[1] for head in server.requests}
    assert asked == {b"/", b"/hidden", b"/live/list.m3u8"}, "pictures with an address are not loaded"
    assert found.url.startswith("http://site.example") and all(b"away" not in head for head in server.requests)


STREAM = """<video id=v muted></video><script>
const source = new MediaSource(); v.src = URL.createObjectURL(source);
(async () => { for (const n of ['init', 'one', 'two']) await (await fetch('/video/' + n)).arrayBuffer(); })();
</script>"""


def test_it_keeps_what_a_script_fed_to_a_player(renderer: Renderer) -> None:
    pieces = [b"\0\0\0\x18ftypiso6" + bytes(200), b"\0\0\0\x10moof" + bytes(300), b"\0\0\0\x10moof" + bytes(400)]
    paths = {
        f"video/{name}": answer(body, content_type="video/mp4")
        for name, body in zip(("init", "one", "two"), pieces, strict=True)
    }
    found, _ = shown(renderer, root=page(STREAM), **paths)
    assert [(each.kind, each.body) for each in found.media if each.body] == [("video", b"".join(pieces))]


WAYS = """<body><script>
const urls = JSON.parse(document.getElementById('urls').textContent);
const attempt = work => { try { const done = work(); if (done && done.catch) done.catch(() => {}); } catch (error) {} };
function element(name, attributes) { const each = document.createElement(name);
  for (const key in attributes) each.setAttribute(key, attributes[key]); document.body.append(each); return each; }
for (const url of urls) {
  attempt(() => fetch(url, {mode: 'no-cors'}));
  attempt(() => new WebSocket(url.replace(/^http/i, 'ws')));
}
for (const url of urls.slice(0, 6).concat(urls.slice(-6))) {
  attempt(() => element('iframe', {src: url}));
  attempt(() => element('script', {src: url}));
  attempt(() => new EventSource(url));
  attempt(() => navigator.sendBeacon(url, 'x'));
  for (const rel of ['prefetch', 'preload', 'preconnect', 'dns-prefetch', 'stylesheet', 'icon', 'manifest', 'modulepreload', 'prerender'])
    attempt(() => element('link', {rel, href: url, as: 'script'}));
  attempt(() => element('object', {data: url}));
  attempt(() => element('embed', {src: url}));
  attempt(() => element('video', {src: url, poster: url}));
  attempt(() => element('img', {src: url}));
  attempt(() => new Worker(url));
  attempt(() => new WebTransport(url.replace(/^http:/, 'https:')));
  attempt(() => { const form = element('form', {action: url, method: 'post', target: 'other'}); form.submit(); });
  attempt(() => { open(url); });
  attempt(() => { const request = new XMLHttpRequest(); request.open('GET', url); request.send(); });
}
const word = PORT;
attempt(() => { const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:' + word}, {urls: 'stun:inner.example:' + word},
  {urls: 'turn:127.0.0.1:' + word, username: 'u', credential: 'p'}, {urls: 'turn:127.0.0.1:' + word + '?transport=tcp', username: 'u', credential: 'p'}]});
  peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer)); });
document.body.dataset.tried = 'all';
</script>"""


def test_it_lets_no_page_reach_what_is_not_public(
    renderer: Renderer, canary: Canary, connected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every address by fetch and WebSocket; a dozen of them by every other way that a page has."""
    with Server(by_path(), host=SITE) as server:
        policy = only_site(server.port, canary.port)
        base = f"http://site.example:{server.port}/"
        urls = tricks.references(canary.port, server.port)
        listed = '<script type="application/json" id=urls>' + _json(urls) + "</script>"
        root = page(listed + WAYS.replace("PORT", str(canary.port)))
        away = answer(status="302 Found", location=f"http://127.0.0.1:{canary.port}/")
        server.handler = by_path(root=root, away=away)
        found = renderer.render(base, policy=policy, limits=RenderLimits(seconds=90, steps=2, requests=5000))
        moved = renderer.render(f"{base}away", policy=policy, limits=QUICK)
        direct = [renderer.render(url, policy=policy, limits=QUICK).trouble for url in urls[:4]]
    assert found.trouble == "" and found.status == 200 and 'data-tried="all"' in found.html, "the page tried every way"
    asked = {request.split()[1][:2] for request in server.requests}
    assert asked >= {b"/", b"/@", b"/a"}, "its own site answers"
    assert moved.trouble in {"refused", "unreachable"} or moved.status == 403
    assert set(direct) == {"refused"}
    assert canary.hits == [] and set(connected) <= {SITE}
    with capsys.disabled():
        print(f"\n  SSRF, inside the browser: {2 * len(urls) + 12 * 21 + 4} attempts, 0 through", end="")


def _json(values: list[str]) -> str:
    import json

    return json.dumps(values).replace("<", "\\u003c")


@pytest.mark.parametrize(
    ("body", "limits", "trouble"),
    [
        ("<script>setTimeout(() => { for (;;); }, 50)</script>", RenderLimits(seconds=2.5), "time"),
        (
            "<script>const held = []; setInterval(() => { for (let i = 0; i < 20; i++) held.push(new Uint8Array(5e6).fill(7)) }, 10)</script>",
            RenderLimits(seconds=60, max_memory=700_000_000),
            "memory",
        ),
    ],
    ids=["time", "memory"],
)
def test_it_ends_a_browser_that_takes_too_much(body: str, limits: RenderLimits, trouble: str) -> None:
    with Renderer(start_timeout=60, resolver=tricks.resolver()) as own:
        profile = own.browser.profile
        began = time.monotonic()
        found, _ = shown(own, limits, root=page(body))
        assert (found.trouble, time.monotonic() - began < limits.seconds + 6) == (trouble, True)
        assert trouble == "time" or not own.alive
    assert not profile.exists()


def test_it_pins_a_name_for_a_page_and_refuses_it_once_it_turns(renderer: Renderer, canary: Canary) -> None:
    """The name's second answer is the loopback: not asked for within a page, and refused for the next one."""
    body = page("<script>for (let i = 0; i < 5; i++) fetch('/again' + i)</script>")
    with Server(by_path(root=body), host=SITE) as server:
        address, policy = f"http://rebind.example:{server.port}/", only_site(server.port)
        first = renderer.render(address, policy=policy, limits=QUICK)
        second = renderer.render(address, policy=policy, limits=QUICK)
    assert (first.status, first.trouble, second.trouble) == (200, "", "refused")
    assert sum(b"/again" in head for head in server.requests) == 5 and canary.hits == []


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that everybody may read; pytest's are the user's own."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def test_it_renders_without_a_sandbox_only_where_it_is_allowed(folder: Path) -> None:
    """A chromium that says, as on machines without user namespaces, that its sandbox cannot work."""
    shut = folder / "chromium"
    real = chromium.find_chromium()
    shut.write_text(
        f'#!/bin/sh\ncase "$*" in *--no-sandbox*) exec {real} "$@";; esac\necho "No usable sandbox!" >&2; exit 1\n'
    )
    shut.chmod(0o755)
    folder.chmod(0o755)
    with pytest.raises(chromium.BrowserRefused, match="CHROMIUM_ALLOW_NO_SANDBOX"):
        Renderer(chromium=str(shut), start_timeout=60)
    with Renderer(chromium=str(shut), start_timeout=60, allow_no_sandbox=True) as own:
        assert own.alive and not own.browser.sandboxed
        owner = Path(f"/proc/{own.browser.pid}").stat().st_uid
        assert owner == (chromium.NOBODY if os.geteuid() == 0 else os.geteuid())


ORPHAN = """
import os, signal
from agencies.doors.adapters.rendering import Renderer
renderer = Renderer(start_timeout=60)
print(renderer.browser.pid, renderer.browser.profile, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_leaves_no_browser_behind_when_its_worker_is_killed() -> None:
    """The browser ends by itself; its folder goes when the next one starts."""
    done = subprocess.run([sys.executable, "-c", ORPHAN], capture_output=True, text=True, check=False)
    pid, profile = done.stdout.split()
    until(lambda: not Path(f"/proc/{pid}").exists(), 20, "the end of the browser")
    chromium._wipe_orphans("render-")
    assert done.returncode == -signal.SIGKILL and not Path(profile).exists()


def test_it_runs_apart_from_the_worker_and_leaves_nothing(renderer: Renderer) -> None:
    """As nobody where the tests run as root, in its sandbox, on memory, with no other way out than the proxy."""
    pid = renderer.browser.pid
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    owner = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1]
    assert owner == str(chromium.NOBODY if os.geteuid() == 0 else os.geteuid())
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    assert "--no-sandbox" not in command and "--disable-dev-shm-usage" not in command
    assert (
        f"--proxy-server=http://127.0.0.1:{renderer.proxy.port}" in command
        and "--proxy-bypass-list=<-loopback>" in command
    )
    assert "disable_non_proxied_udp" in command and "--disable-quic" in command and renderer.proxy.token not in command
    assert renderer.browser.profile.parent == chromium.MEMORY


def test_it_tells_media_by_type_and_name() -> None:
    assert rendered.kind_of("image/png; x=1", "") == "image" and rendered.kind_of("image/svg+xml", "") == ""
    assert rendered.kind_of("application/x-mpegURL", "") == "hls" and rendered.kind_of("", "/a.mpd") == "dash"
    assert rendered.is_media(b"G" + bytes(187) + b"G") == "video/mp2t" and rendered.is_media(b"<html>") == ""
