"""The parts of one notice and the manifest that an approval is bound to: values in, the same bytes out every time.

Each part is rendered once. The manifest lists every part with the digest of its bytes, the composed message among them;
its own digest is what people approve, so a changed byte in any part is another digest.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from takedowns.notices.images import holds_image

SCHEMA = "urn:maru:notice-parts:1"


class PartKind(StrEnum):
    """What a part is; `words.PARTS` has the words for people."""

    SUBJECT = "subject"
    PLAIN = "plain"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    SIGNATURE = "signature"  # detached, over the JSON
    XARF = "xarf"
    FEEDBACK = "feedback"  # machine part of an abuse report by mail
    SHEET = "sheet"  # fields of a web form that a person fills in
    LETTER = "letter"
    FORM = "form"  # a form that a law prescribes
    MESSAGE = "message"  # the whole mail without its date and number


class HoldsImage(ValueError):
    """A part holds a picture; no part ever may. Names the kind."""


@dataclass(frozen=True, order=True)
class Listed:
    """A part as the manifest lists it. `variant` tells parts of one kind apart: a site's or search engine's sheet."""

    kind: PartKind
    variant: str
    language: str  # code, or "" for a part in every language of the notice
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Part:
    """One part; `content` are its bytes exactly as they are stored, approved and sent."""

    kind: PartKind
    content: bytes
    media_type: str
    name: str
    language: str = ""
    variant: str = ""

    @property
    def listed(self) -> Listed:
        """Its line in the manifest, from the bytes as they are now."""
        digest = sha256(self.content).hexdigest()
        return Listed(self.kind, self.variant, self.language, self.name, self.media_type, len(self.content), digest)


def manifest(listed: Iterable[Listed]) -> bytes:
    """Canonical JSON of the parts, sorted: the order in which they were made does not matter."""
    rows = [
        {
            "kind": row.kind.value, "variant": row.variant, "language": row.language, "name": row.name,
            "media_type": row.media_type, "size": row.size, "sha256": row.sha256,
        }
        for row in sorted(listed)
    ]  # fmt: skip
    data = {"schema": SCHEMA, "parts": rows}
    return json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def digest(listed: Iterable[Listed]) -> str:
    """SHA-256 of the manifest, hexadecimal: what people approve."""
    return sha256(manifest(listed)).hexdigest()


def guarded(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same parts. Raises HoldsImage for the first that holds a picture, also inside base64, zip or a PDF's streams."""
    for part in parts:
        if holds_image(part.content):
            raise HoldsImage(part.kind.value)
    return tuple(parts)


def one(parts: Iterable[Part], kind: PartKind) -> Part | None:
    """The first part of a kind, or None."""
    return next((part for part in parts if part.kind is kind), None)
