"""A notice as an abuse report for programs: XARF version 4 and the feedback report that carries it by mail.

Made by hand, because the library replaces time and number of a report by its own and takes pictures; the tests validate
with it. XARF has no type for intimate pictures of adults: they go as content/exposed_data, the type that fits without an
error and names what was exposed. Material of protected age is content/csam, without any picture, digest or grade: the
schema demands a classification, and "baseline" is its word for what nobody has graded.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from takedowns.notices.bases import Kind
from takedowns.notices.compose import Draft
from takedowns.notices.facts import Identified, Looked, deadline
from takedowns.notices.images import holds_image
from takedowns.notices.parts import HoldsImage, Part, PartKind

VERSION = "4.2.0"
DESCRIPTION, ORGANISATION = 1000, 200  # characters that the schema allows
DOMAIN = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}")  # the schema's own: it knows no internationalised endings
METHODS: Mapping[Identified, str] = {Identified.REPORTED: "user_report"}
SAID: Mapping[Kind, str] = {
    Kind.ADULT: "Intimate picture or video of a person, published without that person's consent.",
    Kind.PROTECTED: (
        "Sexual abuse or sexual exploitation of a person who is a minor or must be treated as a minor. Not graded by us. "
        "This report holds no picture; please do not copy or pass on the material except where the law obliges you to."
    ),
}
LINE = 900  # characters of a header line; longer addresses stand in the report only


def _contact(draft: Draft) -> dict[str, str]:
    email = draft.facts.agency_email
    return {"org": draft.facts.agency_name[:ORGANISATION], "contact": email, "domain": email.rpartition("@")[2].lower()}


def _description(draft: Draft) -> str:
    """What, under which law, by when: complete sentences only, whatever the schema's limit leaves room for."""
    hours = deadline(draft.basis, draft.facts, draft.also)[0]
    sentences = (
        SAID[draft.facts.kind],
        *(f"Legal basis: {basis.citation}." for basis in (draft.basis, *draft.also)),
        f"Reference: {draft.facts.reference}. Please remove it within {hours} hours of receipt.",
        f"{len(draft.facts.places)} address(es); all of them are in the evidence.",
        "Identical copies and the preservation of data: see the text.",
    )
    kept: list[str] = []
    for sentence in sentences:
        if len(" ".join((*kept, sentence))) <= DESCRIPTION:
            kept.append(sentence)
    return " ".join(kept)


def _evidence(draft: Draft) -> list[dict[str, Any]]:
    """All addresses as text, one a line: the schema has room for one address only."""
    rows = [f"{place.url}\t{place.locator}".rstrip("\t") for place in draft.facts.places]
    content = ("\n".join(rows) + "\n").encode()
    return [
        {
            "content_type": "text/plain",
            "description": "Every address of the notice, and where on the page",
            "payload": b64encode(content).decode("ascii"),
            "hash": f"sha256:{sha256(content).hexdigest()}",
            "size": len(content),
        }
    ]


def _kind(draft: Draft) -> dict[str, Any]:
    laws = [f"law:{re.sub(r'[^a-z0-9_+-]', '-', basis.code.lower())}" for basis in (draft.basis, *draft.also)]
    if draft.facts.kind is Kind.PROTECTED:
        method = METHODS.get(draft.facts.identified, "hash_match")
        return {"type": "csam", "classification": "baseline", "detection_method": method, "tags": laws}
    return {
        "type": "exposed_data",
        "data_types": ["personal_information", "other"],
        "exposure_method": "intentional_leak",
        "sensitive_fields": ["non_consensual_intimate_image"],
        "tags": ["ncii:nonconsensual", *laws],
    }


def report(draft: Draft) -> bytes:
    """The report, UTF-8 JSON with sorted keys: number and time come from the notice, so the same notice gives the same bytes.

    Raises HoldsImage.
    """
    facts = draft.facts
    first, host = facts.places[0].url, (urlsplit(facts.places[0].url).hostname or facts.host).lower()
    looked = facts.looked in {Looked.OFFICER, Looked.PERSON}
    data = {
        "xarf_version": VERSION,
        "report_id": str(uuid5(NAMESPACE_URL, f"urn:maru:notice:{facts.agency_email}:{facts.reference}")),
        "timestamp": facts.found_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "reporter": _contact(draft),
        "sender": _contact(draft),
        "source_identifier": host,
        "category": "content",
        "url": first,
        "description": _description(draft),
        "evidence_source": "user_report" if facts.identified is Identified.REPORTED else "automated_discovery",
        "verification_method": "manual" if looked else "automated_crawler",
        "evidence": _evidence(draft),
        **_kind(draft),
    }
    if DOMAIN.fullmatch(host):
        data["domain"] = host
    content = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    if holds_image(content):
        raise HoldsImage(PartKind.XARF.value)
    return content


def feedback(draft: Draft) -> bytes:
    """The message/feedback-report part, ASCII, CRLF lines. Strict readers of ARF do not know the type "xarf"."""
    facts = draft.facts
    fields = [("Feedback-Type", "xarf"), ("User-Agent", "Maru"), ("Version", "1")]
    fields.append(("Arrival-Date", format_datetime(facts.found_at.astimezone(UTC))))
    if facts.host.isascii():
        fields.append(("Reported-Domain", facts.host.lower()))
    urls = (place.url for place in facts.places)
    fields += [("Reported-URI", url) for url in urls if url.isascii() and url.isprintable() and len(url) <= LINE]
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode("ascii")


def parts(draft: Draft) -> tuple[Part, ...]:
    """Report and feedback report of a notice, each rendered once."""
    return (
        Part(PartKind.XARF, report(draft), "application/json", "xarf.json"),
        Part(PartKind.FEEDBACK, feedback(draft), "message/feedback-report", "feedback.txt"),
    )
