"""The page of a find: fetched by the guarded door, stored without pictures, and photographed where that is allowed."""

import structlog
from django.conf import settings
from lxml import html as lxml_html

from agencies.doors.adapters import browser
from agencies.doors.adapters.http import fetch
from agencies.doors.exchange import Fetched, Refused, Unreachable
from agencies.doors.rendered import RenderLimits
from agencies.workspace.states import Screenshots
from cases.detection import selectors as detection
from cases.detection.services import rendering
from takedowns.evidence import clean, record
from takedowns.evidence.services.gathered import Capture

log = structlog.get_logger(__name__)
STATEMENT = "Pictures and videos are left out of this record on purpose. 사진과 영상은 의도적으로 제외하였습니다."
SCRIPTED = "Shown as it stood after its own scripts had run. 페이지의 스크립트가 실행된 후의 모습입니다."


def fetch_page(capture: Capture, *, shots: str) -> None:
    """Fetch and keep the page: facts of the answer, markup without inline pictures, its words, and a capture if allowed."""
    try:
        answer = fetch(capture.match.page_url, policy=detection.policy(), limits=detection.page_limits())
    except (Refused, Unreachable) as error:
        capture.remarks.append("page_refused" if isinstance(error, Refused) else "page_unreachable")
        return
    keep_page(capture, answer, shots=shots)


def keep_page(capture: Capture, answer: Fetched, *, shots: str) -> None:
    """Keep an answer that should be the page."""
    capture.page = answer
    capture.keep("response.json", "application/json", record.json_bytes(record.response(answer)))
    if answer.status != 200:
        capture.remarks.append("page_gone" if answer.status in {404, 410} else "page_status")
        return
    if record.is_raster("", answer.body):
        capture.remarks.append("page_media")
        return
    cleaned = clean.clean(answer.body, charset=record.charset(answer.header("content-type")))
    capture.cleaned = cleaned
    _keep(capture, "page", cleaned)
    cuts = [{"kind": str(cut.kind), "sha256": cut.sha256} for cut in cleaned.removed]
    found = {"sha256_original": cleaned.sha256_original, "cut": cuts, "truncated": answer.truncated}
    capture.keep("removed.json", "application/json", record.json_bytes(found))
    if capture.hidden:
        capture.remarks.append("no_screenshot_protected")
    elif shots == Screenshots.NONE:
        capture.remarks.append("no_screenshot_agency")
    else:
        _photograph(capture, _scripted(capture) if shots == Screenshots.SCRIPTED else None)


def fetch_media(capture: Capture) -> None:
    """What the server says about the media itself: status and headers, no body (HARMS 8)."""
    url, limits = capture.match.media_url, detection.media_limits()
    try:
        capture.media = fetch(url, policy=detection.policy(), limits=limits, method="HEAD")
    except (Refused, Unreachable):
        capture.remarks.append("media_unreachable")
        return
    capture.keep("media-response.json", "application/json", record.json_bytes(record.response(capture.media)))


def _keep(capture: Capture, name: str, cleaned: clean.Cleaned) -> None:
    capture.keep(f"{name}.html", "text/html", cleaned.store_html.encode())
    capture.keep(f"{name}.txt", "text/plain", _words(cleaned.safe_html).encode())


def _scripted(capture: Capture) -> clean.Cleaned | None:
    """The page after its own scripts, for adults of agencies that want it; a remark where it did not work.

    The browser that runs them loads no picture and is not photographed: its markup is cleaned like the first one.
    """
    limits = RenderLimits(max_blobs=0, media=0, steps=2, seconds=12.0, user_agent=settings.CRAWL_USER_AGENT)
    seen = rendering.render(capture.match.page_url, policy=detection.policy(), limits=limits)
    if seen.trouble or not seen.html:
        capture.remarks.append("no_scripted_pass")
        return None
    cleaned = clean.clean(seen.html)
    _keep(capture, "page-scripted", cleaned)
    return cleaned


def _photograph(capture: Capture, scripted: clean.Cleaned | None) -> None:
    """A picture of the page in which no media can be drawn; its absence is stated, never guessed."""
    answer, cleaned = capture.page, scripted or capture.cleaned
    if answer is None or cleaned is None:
        return
    document = clean.capture_document(
        cleaned.safe_html, url=answer.url_final, taken_at_utc=answer.started_at,
        statement=f"{STATEMENT} {SCRIPTED}" if scripted else STATEMENT,
    )  # fmt: skip
    try:
        shot = browser.capture_shared(
            document,
            url=answer.url_final,
            chromium=settings.CHROMIUM_PATH,
            allow_no_sandbox=settings.CHROMIUM_ALLOW_NO_SANDBOX,
        )
    except (browser.BrowserMissing, browser.BrowserRefused, browser.CaptureFailed) as error:
        capture.remarks.append("no_screenshot_browser")
        log.info("no screenshot", reason=type(error).__name__)
        return
    capture.tools.append(("chromium", shot.chromium_version.rpartition("/")[2]))
    if shot.png is None:
        capture.remarks.append("no_screenshot_colours")
        return
    if shot.truncated:
        capture.remarks.append("screenshot_cut")
    capture.keep("page.png", "image/png", shot.png)


def _words(safe_html: str) -> str:
    """The words of a cleaned page, a line each."""
    if not safe_html.strip():
        return ""
    root = lxml_html.fromstring(f"<div>{safe_html}</div>")
    return "\n".join(line for line in (str(part).strip() for part in root.itertext()) if line)
