"""A notice as an e-mail, as a PDF's contents and as machine-readable JSON: values in, the same bytes out every time.

The message is composed without Date and Message-ID. What the officer approves are its bytes; `seal` puts the two
lines in front when it is sent, so the approved bytes are a strict suffix of the sent ones (RFC 5322, RFC 2046).
Header lines carry no host, client or personal name.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from typing import Any

from takedowns.notices import mime
from takedowns.notices.bases import Basis, Kind
from takedowns.notices.facts import (
    ADDRESS,
    CONTEST_WORKING_DAYS,
    NoticeFacts,
    deadline,
    deadline_hours,
    hidden_character,
)
from takedowns.notices.parts import Part, PartKind
from takedowns.notices.texts import Block, LanguageText

SCHEMA = "urn:maru:notice:1"
# Statement categories and keywords of the transparency database of the Digital Services Act.
DSA_CODES: Mapping[Kind, Mapping[str, str]] = {
    Kind.ADULT: {
        "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        "keyword": "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING",
    },
    Kind.PROTECTED: {
        "category": "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
        "keyword": "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
    },
}
MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9.-]+>")
LINE = "-" * 72
TEXT = 'text/plain; charset="utf-8"'


class HeaderRefused(ValueError):
    """A header value holds a line break or another hidden character, or is not an address; names the field."""


class NotSealable(ValueError):
    """The bytes are not an unsealed notice, or the date or message id is unusable."""


@dataclass(frozen=True)
class Draft:
    """Everything one notice says: `texts` are `texts.build(basis, facts, ...)`, the host's language first; `also`: further bases."""

    basis: Basis
    facts: NoticeFacts
    texts: tuple[LanguageText, ...]
    also: tuple[Basis, ...] = ()
    takes_back: str = ""  # reference of the notice that this corrects or withdraws; it sets no time limit then


@dataclass(frozen=True)
class Envelope:
    """Addresses of the message: the duty mailbox, the host's contact and the reply address with its token.

    To a relay: `name` of the agency that writes, and the `cover` that asks it to pass the enclosed notice on.
    """

    sender: str
    recipient: str
    reply_to: str
    name: str = ""
    cover: str = ""


def clean(name: str, value: str) -> str:
    """A header value that cannot start another line. Raises HeaderRefused."""
    if hidden_character(value):
        raise HeaderRefused(name)
    return value


def address(name: str, value: str) -> str:
    """A checked bare ASCII address. Raises HeaderRefused."""
    if not ADDRESS.fullmatch(clean(name, value)):
        raise HeaderRefused(name)
    return value


def encoded(name: str, text: str, before: str = "") -> str:
    """Text in encoded words (RFC 2047), folded; the standard policy's own folding adds spaces between them."""
    header = Header(before or None, "us-ascii", header_name=name)
    header.append(text, "us-ascii" if text.isascii() else "utf-8")
    return header.encode(linesep="\r\n")


def mailbox(name: str, display: str, value: str) -> str:
    """A display name with a checked address. Raises HeaderRefused."""
    if clean(name, display).isascii():
        return formataddr((display, address(name, value)))
    return f"{encoded('From', display)} <{address(name, value)}>"


def marks(draft: Draft) -> str:
    """Reference and time limit in ASCII, with which every subject line starts."""
    if draft.takes_back:
        return f"[{draft.facts.reference}]"
    return f"[{draft.facts.reference}][{deadline_hours(draft.basis, draft.facts, draft.also)}h]"


def subject(draft: Draft) -> str:
    """The subject line as people read it: the marks, then the request in the host's language."""
    return f"{marks(draft)} {draft.texts[0].subject}"


def block_lines(block: Block) -> list[str]:
    """One section as plain lines; a value stands on its own line so that an address is never broken."""
    lines = ["", f"== {block.heading} =="] if block.heading else []
    for paragraph in block.paragraphs:
        lines += ["", paragraph]
    for row in block.rows:
        lines += ["", f"{row.label}:", f"  {row.value}"]
    return lines


def plain(draft: Draft) -> str:
    """The whole notice as plain text, complete on its own, one language after the other under a rule."""
    parts = []
    for text in draft.texts:
        lines = (line for block in text.blocks for line in block_lines(block))
        parts.append("\n".join([f"[{draft.facts.reference}] {text.title}", *lines]))
    return f"\n\n{LINE}\n\n".join(parts) + "\n"


def page_context(draft: Draft) -> dict[str, Any]:
    """What the templates notices/mail.html and notices/pdf.html show; strings, lists and dicts only."""
    return {
        "reference": draft.facts.reference,
        "lang": draft.texts[0].language.code,
        "dir": draft.texts[0].language.direction,
        "title": draft.texts[0].title,
        "texts": [
            {
                "lang": text.language.code,
                "dir": text.language.direction,
                "name": text.language.name,
                "title": text.title,
                "blocks": [
                    {
                        "key": block.key,
                        "heading": block.heading,
                        "paragraphs": list(block.paragraphs),
                        "rows": [{"label": r.label, "value": r.value, "exact": r.exact} for r in block.rows],
                    }
                    for block in text.blocks
                ],
            }
            for text in draft.texts
        ],
    }


def notice_json(draft: Draft) -> bytes:
    """The notice for machines, after notice.schema.json; UTF-8, keys sorted."""
    facts, basis = draft.facts, draft.basis
    data = {
        "schema": SCHEMA,
        "reference": facts.reference,
        "host": facts.host,
        "found_at": facts.found_at.astimezone(UTC).isoformat(timespec="seconds"),
        "kind": facts.kind.value,
        "places": [{"url": place.url, "locator": place.locator} for place in facts.places],
        "legal_basis": {"code": basis.code, "citation": basis.citation, "row_sha256": basis.sha256},
        "dsa_codes": dict(DSA_CODES[facts.kind]),
        "capacity": facts.capacity.value,
        "mandate_reference": facts.mandate_reference,
        "deadline": {
            "hours_from_receipt": deadline_hours(basis, facts, draft.also),
            "set_by_law": deadline(basis, facts, draft.also)[1] == "law",
        },
        "identification": {
            "method": facts.identified.value,
            "band": facts.band.value if facts.band else None,
            "person_looked": facts.looked.value,
        },
        "non_consent_stated_by": facts.non_consent.value,
        "requests": ["remove", "remove_identical_copies", "preserve_data", "confirm"],
        "sender": {
            "agency": facts.agency_name,
            "duty_identity": facts.duty_identity,
            "email": facts.agency_email,
            "postal": facts.agency_postal,
            "signature": facts.signature,
        },
        "contest": {"contact": facts.contest_contact, "working_days": CONTEST_WORKING_DAYS},
        "languages": [text.language.code for text in draft.texts],
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def crlf(text: str) -> bytes:
    """Text with network line ends, as MIME wants it; these bytes are stored, approved, sent and arrive."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def words(
    draft: Draft, render: Callable[[dict[str, Any]], str], machine: tuple[str, bytes] | None = None
) -> tuple[Part, ...]:
    """Subject, plain text, HTML and JSON of a notice, each rendered once. `render` makes the HTML part of `page_context`
    (template notices/mail.html). `machine`: name and bytes of another JSON than a notice's."""
    name, content = machine or ("notice.json", notice_json(draft))
    return (
        Part(PartKind.SUBJECT, subject(draft).encode(), TEXT, "subject.txt"),
        Part(PartKind.PLAIN, crlf(plain(draft)), TEXT, "notice.txt"),
        Part(PartKind.HTML, crlf(render(page_context(draft))), 'text/html; charset="utf-8"', "notice.html"),
        Part(PartKind.JSON, content, "application/json", name),
    )


def paper(draft: Draft, content: bytes) -> Part:
    """The PDF of a notice as a part."""
    return Part(PartKind.PDF, content, "application/pdf", f"notice-{draft.facts.reference}.pdf")


def compose(draft: Draft, *, envelope: Envelope, parts: Sequence[Part], to_machines: bool = False) -> bytes:
    """The message without Date and Message-ID, CRLF lines, seven-bit; the same parts give the same bytes.

    Envelope A, B for a recipient whose programs read XARF, or C for a relay (see mime.py); never a picture. Raises
    HeaderRefused, NoBody.
    """
    head = {
        "From": mailbox("sender", envelope.name or draft.facts.duty_identity, envelope.sender),
        "To": address("recipient", envelope.recipient),
        "Reply-To": address("reply_to", envelope.reply_to),
        "Subject": encoded("Subject", draft.texts[0].subject, before=clean("subject", marks(draft))),
        "Content-Language": ", ".join(each.language.code for each in draft.texts),
        "Auto-Submitted": "no",
        "MIME-Version": "1.0",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    if envelope.cover:
        return lines.encode("ascii") + mime.relay(parts, crlf(envelope.cover))
    return lines.encode("ascii") + (mime.machines(parts) if to_machines else mime.people(parts))


def seal(approved: bytes, *, date: datetime, message_id: str, answers: str = "") -> bytes:
    """The bytes to send: Date and Message-ID before the approved bytes, which stay as they are.

    `answers`: the Message-ID of the notice that this one takes back, for In-Reply-To and References. The date is written in
    UTC, so it tells nothing about the place. Raises NotSealable.
    """
    head = b"\r\n" + approved.partition(b"\r\n\r\n")[0].lower()
    if not approved.startswith(b"From:") or b"\r\ndate:" in head or b"\r\nmessage-id:" in head:
        raise NotSealable("approved")
    if date.utcoffset() is None:
        raise NotSealable("date")
    if not MESSAGE_ID.fullmatch(message_id) or (answers and not MESSAGE_ID.fullmatch(answers)):
        raise NotSealable("message_id")
    thread = f"In-Reply-To: {answers}\r\nReferences: {answers}\r\n" if answers else ""
    lines = f"Date: {format_datetime(date.astimezone(UTC))}\r\nMessage-ID: {message_id}\r\n{thread}"
    return lines.encode() + approved
