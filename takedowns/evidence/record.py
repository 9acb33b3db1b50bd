"""What is written down of an answer and of an identification: plain values for JSON and for the report."""

import json
from datetime import datetime
from typing import Any, Protocol

from agencies.doors.exchange import Fetched, TlsInfo
from cases.detection import stretching
from takedowns.evidence import private, rasters, sealed
from takedowns.evidence.report import Method

METHODS = {
    "exact": "exact digest",
    "pdq": "PDQ perceptual hash",
    "patches": "PDQ perceptual hashes of details",
    "frames": "PDQ perceptual hashes of frames in order",
    "sound": "Chromaprint of the sound",
}

REPORTED_AS = {"patches": Method.DETAILS, "frames": Method.FRAMES, "sound": Method.SOUND}


class Find(Protocol):
    """The find that is recorded, as values."""

    pk: int
    page_url: str
    media_url: str
    media_urls: list[str]
    media_sha256: str
    band: str
    distance: int
    quality: int
    turn: int
    trimmed: bool
    exact: bool
    frames: int
    method: str
    part: str
    inverted: bool
    mirrored: bool
    patches: int
    seconds: int
    share: int
    stretches: list[int]
    fetched_at: datetime
    found_at: datetime
    case: Any


def charset(content_type: str) -> str:
    """The charset parameter of a Content-Type header, or an empty string."""
    return content_type.partition("charset=")[2].split(";")[0].strip(" \"'")


def json_bytes(value: Any) -> bytes:
    """Plain values as JSON that people can read."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def response(answer: Fetched) -> dict[str, Any]:
    """An answer's facts: addresses, times, status, headers (no cookies, no pictures), IP and certificate; no body."""
    kept, cuts = private.headers(answer.headers)
    return {
        "url": private.address(answer.url_final),
        "redirects": [
            {
                "url": private.address(hop.url),
                "status": hop.status,
                "ip": hop.ip,
                "location": private.address(hop.location),
                "headers": [list(pair) for pair in private.headers(hop.headers)[0]],
            }
            for hop in answer.redirects
        ],
        "status": answer.status,
        "headers": [list(pair) for pair in kept],
        "headers_left_out": private.left_out(answer.headers),
        "cut": [{"kind": each.kind, "sha256": each.sha256} for each in cuts],
        "ip": answer.ip,
        "http_version": answer.http_version,
        "tls": _tls(answer.tls),
        "requested_at": answer.started_at.isoformat(),
        "milliseconds": round(answer.elapsed * 1000),
        "server_time": answer.header("date"),
    }


def _tls(tls: TlsInfo | None) -> dict[str, Any] | None:
    if tls is None:
        return None
    return {
        "chain_sha256": list(tls.chain_sha256),
        "subject": tls.subject,
        "issuer": tls.issuer,
        "not_before": tls.not_before.isoformat(),
        "not_after": tls.not_after.isoformat(),
        "protocol": tls.protocol,
        "cipher": tls.cipher,
        "verified": tls.verified,
    }


def identification(find: Find) -> dict[str, Any]:
    """How the item was identified; no registered value is among it."""
    return {
        "page_url": find.page_url,
        "media_urls": [private.address(url) for url in find.media_urls],
        "media_sha256": find.media_sha256,
        "method": METHODS["exact" if find.exact else find.method],
        "band": find.band,
        "bits_different_of_256": find.distance,
        "pdq_quality": find.quality,
        "turn": find.turn,
        "inside_plain_border": find.trimmed,
        "part_of_the_copy": find.part,
        "colours_inverted": find.inverted,
        "mirrored": find.mirrored,
        "details_that_agree": find.patches,
        "frames_in_order": find.frames,
        "share_of_the_clip_in_per_cent": find.share,
        "stretches_of_the_clip_in_milliseconds": [
            {"registered": [a, b], "found": [c, d]} for a, b, c, d in stretching.stretches(find)
        ],
        "seconds_of_sound_that_agree": find.seconds,
        "fetched_at": find.fetched_at.isoformat(),
        "a_person_looked": False,
    }


def method(find: Find) -> Method:
    """How the find was identified, in the words of the report."""
    return Method.EXACT if find.exact else REPORTED_AS.get(find.method, Method.NEAR)


def custody_row(package_id: int, at: datetime, kind: str, user_id: int | None, action: str) -> dict[str, Any]:
    """The values of a custody line that its digest covers."""
    return {"package": package_id, "at": at.isoformat(), "actor": kind, "user": user_id, "action": action}


def removal(number: int) -> str:
    """What the custody log says of an item that was destroyed because the case became protected."""
    return f"removed item {number}: protected"


def removed_number(action: str) -> int | None:
    """The number of the item that a custody line says was destroyed; None for other lines."""
    found = sealed.REMOVED.fullmatch(action)
    return int(found[1]) if found else None


def is_raster(kind: str, content: bytes) -> bool:
    """Whether an item is a picture or a clip, by its media type or by its first bytes."""
    return kind.startswith(("image/", "video/")) or rasters.is_raster(content)


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


REMARKS = {
    "page_refused": gettext_noop("The address lies where the portal never reads; the page was not fetched."),
    "page_unreachable": gettext_noop("The page could not be reached at the time of the capture."),
    "page_gone": gettext_noop("The page answered that it is gone at the time of the capture."),
    "page_media": gettext_noop(
        "The address answered with a picture or a clip instead of a page; nothing of it was kept."
    ),
    "page_status": gettext_noop("The page answered with an unusual status at the time of the capture."),
    "no_screenshot_protected": gettext_noop("No screenshot was made, because a minor may be shown."),
    "no_screenshot_agency": gettext_noop("No screenshot was made, because the agency wants none."),
    "no_screenshot_browser": gettext_noop("No screenshot was made, because no browser was available for it."),
    "no_screenshot_colours": gettext_noop(
        "A screenshot was made and thrown away, because the page might have painted a picture in it."
    ),
    "media_unreachable": gettext_noop("The media address could not be reached at the time of the capture."),
    "no_scripted_pass": gettext_noop("The page's own scripts could not be run; what is kept is the page without them."),
    "screenshot_cut": gettext_noop("The page is longer than a screenshot can be; the screenshot shows its upper part."),
    "picture_dropped": gettext_noop("A picture was thrown away, because a minor may be shown."),
    "picture_removed": gettext_noop(
        "A picture of the page was destroyed later, because a minor may be shown; its SHA-256 stays in the list."
    ),
    "no_report_pdf": gettext_noop("The report could not be made as PDF."),
}
