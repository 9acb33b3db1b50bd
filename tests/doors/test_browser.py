"""Captures draw no media: every trick of `pictures`, raw and cleaned; and the browser reaches and leaves nothing."""

import datetime as dt
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agencies.doors import colours
from agencies.doors.adapters import browser
from takedowns.evidence import clean
from tests.doors.pictures import EVERY, LOADS, ORANGE, PAINTS, PNG, URI, page
from tests.doors.servers import Server, answer, sends

GROUPS = [tuple(LOADS)[start : start + 5] for start in range(0, len(LOADS), 5)]  # a capture takes a third of a second
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
chromium = pytest.mark.skipif(not any(map(shutil.which, browser.NAMES)), reason="Debian's chromium is not installed")


@pytest.fixture(scope="module")
def session() -> Iterator[browser.Session]:
    with browser.Session(start_timeout=60) as session:
        yield session


@pytest.fixture
def orange(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the square's own pixels in every photograph, also in those that are thrown away."""
    found: list[int] = []

    def spy(png: bytes) -> colours.Colours:
        with Image.open(io.BytesIO(png)) as opened:
            pixels = np.asarray(opened.convert("RGB")).astype(int)
        found.append(int((abs(pixels - ORANGE).max(axis=2) <= 24).sum()))
        return count(png)

    count = colours.count
    monkeypatch.setattr(colours, "count", spy)
    return found


@chromium
@pytest.mark.browser
@pytest.mark.parametrize("names", GROUPS, ids=",".join)
def test_it_draws_no_media_even_in_a_page_that_nobody_cleaned(
    session: browser.Session, orange: list[int], names: tuple[str, ...]
) -> None:
    """What colour is left is the browser's own icon for a picture that is not there, or the frame of its player."""
    body = "".join(LOADS[name] for name in names)
    taken = session.capture(page(body), url="https://bridge.example/", width=400, max_height=2000)
    assert orange == [0]
    assert (taken.png is None) == taken.flagged
    assert not taken.truncated


@chromium
@pytest.mark.browser
@pytest.mark.parametrize("name", ["img-data", "css-escaped", "svg-image", "srcdoc", "object", "css-content"])
def test_it_would_have_drawn_without_the_policy_and_been_flagged(
    session: browser.Session, orange: list[int], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "HEADERS", {"Content-Type": "text/html"})
    taken = session.capture(page(LOADS[name]), url="", width=400, max_height=600)
    assert orange[0] >= 14_000
    assert taken.flagged and taken.png is None


@chromium
@pytest.mark.browser
@pytest.mark.parametrize("name", PAINTS)
def test_it_throws_away_what_a_page_painted_with_its_own_colours(session: browser.Session, name: str) -> None:
    taken = session.capture(page(PAINTS[name]), url="https://bridge.example/", width=400, max_height=600)
    assert taken.flagged and taken.png is None


@chromium
@pytest.mark.browser
def test_it_shows_every_cleaned_page_in_black_and_white(session: browser.Session) -> None:
    """All tricks on one page, then each mark of the page must be ink, paper or the rim of a letter."""
    body = "".join(f"<h2>{name}</h2>{markup}" for name, markup in EVERY.items() if name != "textarea-break")
    safe = clean.clean(page(body)).safe_html
    shown = clean.capture_document(
        safe, url="https://bridge.example/a", taken_at_utc=NOON, statement="Without pictures."
    )
    taken = session.capture(shown, url="https://bridge.example/a")
    assert (taken.coloured_pixels, taken.flagged, taken.truncated) == (0, False, False)
    assert taken.png is not None and taken.png.startswith(b"\x89PNG")
    assert taken.chromium_version.startswith("Chrome/")


@chromium
@pytest.mark.browser
def test_it_runs_in_chromiums_sandbox(session: browser.Session) -> None:
    assert session.capture(page(""), url="", width=300).sandboxed


@chromium
@pytest.mark.browser
def test_it_makes_no_request_at_all(session: browser.Session) -> None:
    with Server(sends(answer(PNG, content_type="image/png"))) as server:
        far = f"http://127.0.0.1:{server.port}"
        tricks = (
            f'<img src="{far}/i"><iframe src="{far}/f"></iframe><object data="{far}/o"></object><video src="{far}/v"></video>'
            f'<link rel=stylesheet href="{far}/s"><link rel=preload as=image href="{far}/p"><link rel=icon href="{far}/x">'
            f'<link rel=dns-prefetch href="{far}"><link rel=preconnect href="{far}"><link rel=prefetch href="{far}/r">'
            f'<style>@import "{far}/c";p{{background:url({far}/b)}}</style><script src="{far}/j"></script>'
            f'<meta http-equiv=refresh content="0;url={far}/m"><base href="{far}/">'
        )
        session.capture(page(tricks), url="", width=300)
    assert server.connections == 0


@chromium
@pytest.mark.browser
def test_it_cuts_a_long_page_and_says_so(session: browser.Session) -> None:
    taken = session.capture(page("<p>cat</p>" * 400), url="", width=300, max_height=1000)
    assert taken.truncated and taken.page_height > 10_000 and taken.png is not None
    with Image.open(io.BytesIO(taken.png)) as opened:
        assert opened.size == (300, 1000)


@chromium
@pytest.mark.browser
def test_it_leaves_no_file_and_writes_no_media_byte() -> None:
    session = browser.Session(start_timeout=60)
    folders = (session._profile, session._folder)
    try:
        session.capture(page("".join(LOADS.values()).replace("</textarea>", "")), url="", width=300)
        needles = (PNG[-60:], URI.partition(",")[2][40:100].encode())
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        assert files
        for path in files:
            content = path.read_bytes()
            assert not any(needle in content for needle in needles), path
    finally:
        session.close()
    assert not any(folder.exists() for folder in folders)
    session.close()


def test_it_says_in_plain_words_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    for name in ("", "/nowhere/chromium"):
        with pytest.raises(browser.BrowserMissing, match="Install the package 'chromium'"):
            browser.capture("<p>", url="", chromium=name)


def test_it_refuses_to_run_without_a_sandbox_unless_allowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    with pytest.raises(browser.BrowserRefused, match="sandbox"):
        browser.Session()


def picture(colour: tuple[int, int, int], share: float) -> bytes:
    image, out = Image.new("RGB", (1000, 1000), (255, 255, 255)), io.BytesIO()
    image.paste(colour, (100, 100, 100 + int(1000 * share), 1100))
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("colour", "share", "flagged"),
    [
        (ORANGE, 0.1, True),
        (ORANGE, 0.001, False),
        ((128, 128, 128), 0.1, True),
        ((0, 0, 0), 0.5, True),
        ((0, 0, 0), 0.01, False),
        ((130, 128, 127), 0.002, False),
    ],
)
def test_it_counts_colours_and_grey_areas(colour: tuple[int, int, int], share: float, flagged: bool) -> None:
    seen = colours.count(picture(colour, share))
    assert seen.flagged == flagged and seen.pixels == 1_000_000
    assert seen.coloured == (int(1000 * share) * 900 if colour == ORANGE else 0)
    with pytest.raises(ValueError, match="PNG"):
        colours.count(b"GIF89a")
