"""No byte of media in any file while pages are rendered (HARMS 2): every file written is looked into."""

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agencies.doors.adapters import chromium
from agencies.doors.adapters.rendering import Renderer
from agencies.doors.rendered import RenderLimits
from tests.doors.servers import Server, answer, by_path
from tests.flow.stage import until
from tests.safety.conftest import SITE, only_site
from tests.safety.watching import Unwatchable, Watch, is_passing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not any(map(shutil.which, chromium.NAMES)), reason="Debian's chromium is not installed"),
]
MARK = os.urandom(45)  # stands in every medium, again and again
NEEDLES = (MARK, *(base64.b64encode(bytes(shift) + MARK)[4:-4] for shift in range(3)))
PICTURE = b"\x89PNG\r\n\x1a\n" + MARK * 3000
CLIP = b"\0\0\0\x18ftypiso6" + MARK * 20_000
STORING = """<!doctype html><title>b</title><img src="/one.png"><img src="data:image/png;base64,INLINE">
<video id=v></video><video src="/clip.mp4" autoplay></video><a id=a download="kept.png">x</a><script>
const attempt = async work => { try { await work() } catch (error) { console.log(error) } };
(async () => {
  const blob = await (await fetch('/fetched.png')).blob();
  const large = await (await fetch('/large.bin')).blob();
  for (const each of [blob, large, new Blob(Array(12).fill(large))]) {
    const picture = new Image(); picture.src = URL.createObjectURL(each); document.body.append(picture); }
  await attempt(async () => { const source = new MediaSource(); v.src = URL.createObjectURL(source);
    await (await fetch('/video/one.mp4')).arrayBuffer(); });
  attempt(async () => { const request = indexedDB.open('x', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('y');
    request.onsuccess = () => { const store = request.result.transaction('y', 'readwrite').objectStore('y');
      store.put(blob, 1); store.put(large, 2); }; });
  await attempt(async () => { const kept = await caches.open('x'); await kept.add('/fetched.png'); await kept.add('/large.bin'); });
  await attempt(async () => { const root = await navigator.storage.getDirectory(); const file = await root.getFileHandle('x', {create: true});
    const out = await file.createWritable(); await out.write(large); await out.close(); document.title = 'stored'; });
  attempt(() => { localStorage.x = sessionStorage.x = btoa(String.fromCharCode(...new Uint8Array(MARKED))); });
  attempt(() => navigator.serviceWorker.register('/worker.js'));
  attempt(() => { a.href = URL.createObjectURL(large); a.click(); });
  attempt(() => { const frame = document.createElement('iframe'); frame.src = '/attached.bin'; document.body.append(frame); });
})();
</script>"""


@pytest.fixture
def watch() -> Iterator[Watch]:
    try:
        found = Watch(*NEEDLES)
    except Unwatchable as error:
        pytest.skip(f"files cannot be watched here: {error}")
    with found:
        yield found


def test_it_writes_no_media_into_any_file(watch: Watch) -> None:
    page = STORING.replace("INLINE", base64.b64encode(PICTURE).decode()).replace("MARKED", str(list(MARK)))
    paths = {
        "root": answer(page.encode(), content_type="text/html"),
        "one.png": answer(PICTURE, content_type="image/png"),
        "fetched.png": answer(PICTURE, content_type="image/png", cache_control="max-age=9999"),
        "large.bin": answer(CLIP, content_type="application/octet-stream", cache_control="max-age=9999"),
        "clip.mp4": answer(CLIP, content_type="video/mp4"),
        "video/one.mp4": answer(CLIP, content_type="video/mp4"),
        "attached.bin": answer(CLIP, content_disposition="attachment", content_type="application/octet-stream"),
        "worker.js": answer(b"", content_type="text/javascript"),
    }
    with Server(by_path(**paths), host=SITE) as server, Renderer(start_timeout=60) as renderer:
        address = (
            f"http://{SITE}:{server.port}/"  # a loopback address is a secure context: every way of storing is open
        )
        limits = RenderLimits(seconds=60, steps=3, max_blobs=3_000_000)
        found = renderer.render(address, policy=only_site(server.port), limits=limits)
        profile = renderer.browser.profile
        named = [path for path in profile.rglob("*") if path.is_file()]
        kept = [str(path) for path in named if any(needle in path.read_bytes() for needle in NEEDLES)]
    assert found.trouble == "" and "<title>stored</title>" in found.html
    assert any(MARK in each.body for each in found.media), "the page did have media"
    assert sum(b"/large.bin" in head for head in server.requests) >= 1
    assert len(watch.files) > 3, "the browser writes files of its own"
    assert {path for path in watch.found if not is_passing(path)} == set() and kept == []
    assert chromium.is_memory(chromium.MEMORY)


def test_it_would_have_noticed(watch: Watch, tmp_path: Path) -> None:
    """A child that writes the mark to a file and removes it at once."""
    script = "import sys,pathlib; p = pathlib.Path(sys.argv[1]); p.write_bytes(bytes.fromhex(sys.argv[2])); p.unlink()"
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "kept"), (b"x" * 99 + MARK).hex()], check=True)
    until(lambda: watch.found, 10, "an event")
    assert any("kept" in path for path in watch.found)
