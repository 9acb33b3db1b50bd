"""Capture the evidence of a find: fetch the page again, keep facts and text, never a picture of the material."""

import json
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.template.loader import render_to_string
from lxml import html as lxml_html

from agencies.doors.adapters import browser, pdf
from agencies.doors.adapters.http import fetch
from agencies.doors.exchange import Fetched, Refused, Unreachable
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from agencies.workspace.states import Screenshots
from cases.casework.states import protected
from cases.detection import selectors as detection
from takedowns.evidence import clean, record, report
from takedowns.evidence.models import EvidencePackage
from takedowns.evidence.services import store
from takedowns.evidence.services.gathered import Capture

log = structlog.get_logger(__name__)
STATEMENT = "Pictures and videos are left out of this record on purpose. 사진과 영상은 의도적으로 제외하였습니다."


def evidence_capture(actor: Actor, *, match_id: int) -> None:
    """Make the package of a find, once. Network and rendering happen outside any transaction.

    A page that is gone or cannot be reached gives a package that says so; nothing is raised for it.
    """
    rights.require(actor, "evidence.capture")
    with tenant_scope(actor.agency_id):
        match = detection.matches(actor).filter(id=match_id).first()
        if match is None or EvidencePackage.objects.visible_to(actor).filter(match_id=match_id).exists():
            return
        agency = tenancy.agency(actor.agency_id)
        hidden = protected(match.case.age_band)
        shots = tenancy.settings(actor).screenshots
    capture = Capture(match)
    page = _page(capture, hidden=hidden, shots=shots)
    _media(capture)
    capture.keep("identification.json", "application/json", _json(record.identification(match)))
    _report(capture, agency.name, hidden=hidden, page=page)
    store.keep(actor, capture, agency.name)


def _page(capture: Capture, *, hidden: bool, shots: str) -> Fetched | None:
    """Fetch and keep the page: facts of the answer, markup without inline pictures, its text, and a capture if allowed."""
    try:
        answer = fetch(capture.match.page_url, policy=detection.policy(), limits=detection.page_limits())
    except (Refused, Unreachable) as error:
        capture.remarks.append("page_refused" if isinstance(error, Refused) else "page_unreachable")
        return None
    capture.keep("response.json", "application/json", _json(record.response(answer)))
    if answer.status != 200:
        capture.remarks.append("page_gone" if answer.status in {404, 410} else "page_status")
        return answer
    cleaned = clean.clean(answer.body, charset=record.charset(answer.header("content-type")))
    capture.keep("page.html", "text/html", cleaned.store_html.encode())
    capture.keep("page.txt", "text/plain", _text(cleaned.safe_html).encode())
    cuts = [{"kind": str(cut.kind), "sha256": cut.sha256} for cut in cleaned.removed]
    capture.keep("removed.json", "application/json", _json({"sha256_original": cleaned.sha256_original, "cut": cuts}))
    if hidden:
        capture.remarks.append("no_screenshot_protected")
    elif shots == Screenshots.NONE:
        capture.remarks.append("no_screenshot_agency")
    else:
        _screenshot(capture, cleaned.safe_html, answer)
    return answer


def _screenshot(capture: Capture, safe_html: str, answer: Fetched) -> None:
    """A picture of the page in which no media can be drawn; its absence is stated, never guessed."""
    document = clean.capture_document(
        safe_html, url=answer.url_final, taken_at_utc=answer.started_at, statement=STATEMENT
    )
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
    capture.tools.append(("chromium", shot.chromium_version))
    if shot.png is None:
        capture.remarks.append("no_screenshot_colours")
    else:
        capture.keep("page.png", "image/png", shot.png)


def _media(capture: Capture) -> None:
    """What the server says about the media itself: status and headers, no body (HARMS 8)."""
    try:
        answer = fetch(
            capture.match.media_url, policy=detection.policy(), limits=detection.media_limits(), method="HEAD"
        )
    except (Refused, Unreachable):
        capture.remarks.append("media_unreachable")
        return
    capture.keep("media-response.json", "application/json", _json(record.response(answer)))


def _report(capture: Capture, agency_name: str, *, hidden: bool, page: Fetched | None) -> None:
    """List what was kept so far and set the report, which names that list's digest: its own it cannot know."""
    facts = record.facts(
        capture.match, agency_name, hidden=hidden, page=page, capture=capture, captured_at=datetime.now(UTC)
    )
    try:
        content = pdf.render(render_to_string("evidence/report.html", report.report_context(facts)))
    except (pdf.PdfMissing, pdf.PdfFailed):
        capture.remarks.append("no_report_pdf")
        return
    capture.keep("files.json", "application/json", record.listing(capture.items))
    capture.keep("report.pdf", "application/pdf", content)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _text(safe_html: str) -> str:
    """The words of a cleaned page, a line each."""
    if not safe_html.strip():
        return ""
    root = lxml_html.fromstring(f"<div>{safe_html}</div>")
    return "\n".join(line for line in (str(part).strip() for part in root.itertext()) if line)
