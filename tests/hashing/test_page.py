"""The fingerprint module in a real browser: the same hashes as the server, and not one request after the page."""

import functools
import hashlib
import http.server
import json
import re
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from PIL import Image, ImageCms

from cases.fingerprints import digest, frames, pdq, prepare
from tests.hashing import make

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

JS = Path(__file__).resolve().parents[2] / "portal/static/js"
CHROMIUM = Path("/usr/bin/chromium")
CSP = "default-src 'none'; script-src 'self'; worker-src 'self'; img-src 'self' blob:; media-src 'self' blob:"
PAGE = """<!doctype html><title>Test</title><form method="post"><div data-fingerprint data-fingerprint-field="prints"
 data-text-working="working {number} of {count}" data-text-done="done" data-text-picture="Picture {number}"
 data-text-video="Video {number}" data-text-frames="{count} moments" data-text-weak="weak"
 data-text-unreadable="unreadable" data-text-twice="twice" data-text-remove="Remove {name}" data-text-wait="wait">
<input type="file" multiple><progress hidden></progress><p data-fingerprint-status role="status"></p>
<ul data-fingerprint-list></ul><textarea hidden></textarea></div><button>Send</button></form>
<script type="module" src="/fingerprint.mjs"></script>"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


class Site(http.server.SimpleHTTPRequestHandler):
    """The module's files, and pages by their addresses; what is sent is kept in `sent`."""

    extensions_map = {".mjs": "text/javascript"}
    pages = {"/": PAGE, "/favicon.ico": ""}
    sent: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        if self.path not in self.pages:
            return super().do_GET()
        self.answer(self.pages[self.path])

    def do_POST(self) -> None:
        self.sent.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer("<!doctype html><title>Sent</title><p>sent</p>")

    def answer(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    yield from opened(Site)


def opened(site: type[Site]) -> Iterator[Any]:
    """A page of a site in a browser of its own, with everything that the browser complained of."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(site, directory=str(JS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        found = browser.new_page()
        found.complaints = []
        found.on("console", lambda message: found.complaints.append(message.text))
        found.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.goto(f"http://127.0.0.1:{server.server_port}/")
        found.wait_for_load_state("networkidle")
        yield found
        browser.close()
    server.shutdown()


def pictures() -> dict[str, bytes]:
    rgb = make.picture(300, 200)
    image = Image.fromarray(rgb)
    skimage = find_spec("skimage")
    found = {f"orientation-{n}": make.still(image, "JPEG", quality=90, exif=exif(n)) for n in range(1, 9)}
    clear = image.convert("RGBA")
    mask = np.zeros((200, 300), dtype=np.uint8)
    mask[20:180, 30:200] = 255
    mask[:, 200:] = 128
    clear.putalpha(Image.fromarray(mask))
    found["alpha"] = make.still(clear)
    found["webp"] = make.still(image, "WEBP", quality=80)
    found["gif"] = make.moving(3, milliseconds=300)
    found["bmp"] = make.still(image, "BMP")
    found["avif"] = make.still(image, "AVIF")
    found["grey"] = make.still(image.convert("L"))
    found["grey-16"] = make.still(Image.fromarray(rgb[:, :, 1].astype(np.uint16) * 257))
    found["palette"] = make.still(image.convert("P"))
    found["one-bit"] = make.still(image.convert("1"))
    found["cmyk"] = make.still(image.convert("CMYK"), "JPEG")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found["profile"] = make.still(image, icc_profile=make.swapped_primaries(profile))
    for name in ("page.png", "rocket.jpg", "retina.jpg"):  # the first two have profiles of their own
        if skimage and skimage.origin:
            found[name] = (Path(skimage.origin).parent / "data" / name).read_bytes()
    found["tall"] = make.file(make.picture(90, 1100))
    return found


def exif(orientation: int) -> Image.Exif:
    held = Image.Exif()
    held[0x0112] = orientation
    return held


def choose(page: Any, files: dict[str, tuple[str, bytes]]) -> list[digest.Item]:
    page.reload()
    page.wait_for_load_state("networkidle")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.set_input_files("input", [{"name": n, "mimeType": kind, "buffer": data} for n, (kind, data) in files.items()])
    page.get_by_role("status").get_by_text(re.compile("^(done|twice|failed)$")).or_(
        page.get_by_text(re.compile("^(done|twice|failed)$"))
    ).first.wait_for()
    assert [url for url in requests if not url.startswith("blob:")] == []
    assert page.complaints == []
    return digest.parse_items(page.input_value("textarea"))


def test_it_hashes_a_picture_as_the_server_does(page: Any) -> None:
    files = pictures()
    items = choose(page, {name: ("image/any", data) for name, data in files.items()})
    assert [item.sha256 for item in items] == [hashlib.sha256(data).hexdigest() for data in files.values()]
    far = {}
    for (name, data), item in zip(files.items(), items, strict=True):
        rgb = prepare.picture(data)
        own = pdq.pdq_rgb(rgb)
        assert (item.height, item.width) == rgb.shape[:2], name
        assert item.pdq, name
        far[name] = (pdq.distance(own.bits, bytes.fromhex(item.pdq)), own.quality, item.quality)
    allowed = {
        "profile": 4,
        "cmyk": 4,
        "avif": 4,
        "page.png": 4,
        "rocket.jpg": 4,
    }  # other colour engines and decoders round in other places
    assert {n: v for n, v in far.items() if v[0] > allowed.get(n, 0) or (n not in allowed and v[1] != v[2])} == {}


def test_it_samples_a_video_by_time(page: Any) -> None:
    shots = [make.picture(320, 240, second) for second in (1, 2, 3)]
    data = make.video([rgb for rgb in shots for _ in range(10)], codec="libvpx-vp9", format_="webm")
    (item,) = choose(page, {"clip.webm": ("video/webm", data)})
    assert (item.media, item.pdq, item.width, item.height) == ("video", None, 320, 240)
    assert {0.0, 1.0, 2.0} <= {frame.t for frame in item.frames} and len(item.frames) <= 9
    for frame in item.frames:
        own = pdq.pdq_rgb(shots[int(frame.t + 0.01)])
        assert frame.quality >= 50 and pdq.distance(own.bits, bytes.fromhex(frame.pdq)) <= 16


def test_it_samples_what_moves_five_times_a_second_as_the_server_does(page: Any) -> None:
    wide = make.picture(500, 240, 9)
    data = make.video([wide[:, 5 * at : 5 * at + 320] for at in range(30)], codec="libvpx-vp9", format_="webm")
    (item,) = choose(page, {"clip.webm": ("video/webm", data)})
    own = {round(sample.t, 1): sample for sample in frames.register(data).samples}
    theirs = {round(frame.t, 1): frame for frame in item.frames}
    assert all(abs(frame.t - at) <= 0.011 for at, frame in theirs.items()) and len(own) == 15
    assert set(theirs) <= set(own) and len(theirs) >= 14  # a busy browser may draw a frame once more, which is folded
    for at, frame in theirs.items():
        assert pdq.distance(own[at].turns[0].bits, bytes.fromhex(frame.pdq)) <= 10


def test_it_says_what_only_exact_copies_can_be_found_of(page: Any) -> None:
    flat = make.file(np.full((100, 100, 3), 90, dtype=np.uint8))
    files = {"a": ("image/png", flat), "b": ("image/heic", make.heic(make.picture(320, 240))), "c": ("image/png", flat)}
    items = choose(page, files)
    assert [(item.pdq is None, item.quality) for item in items] == [(False, 0), (True, None)]
    lines = page.locator("li").all_inner_texts()
    assert "weak" in lines[0] and "unreadable" in lines[1]
    assert page.inner_text("[role=status]") == "twice"
    assert re.search(r"Picture 1.*[0-9a-f]{64}", lines[0])
    page.get_by_role("button", name="Remove Picture 1").click()
    assert [item["sha256"] for item in json.loads(page.input_value("textarea"))] == [items[1].sha256]


def test_it_keeps_no_file_and_no_name_in_the_form(page: Any) -> None:
    choose(page, {"secret-name.png": ("image/png", make.file(make.picture(64, 64)))})
    assert page.input_value("input") == ""
    assert page.get_attribute("input", "name") is None
    assert "secret-name" not in page.content()
