"""The three envelopes of a notice, made of parts that are rendered already (RFC 2045, 2046, 5965, 6522).

A, for people: multipart/mixed {multipart/alternative {plain, HTML}, PDF and other files, notice.json, its signature}.
B, for programs that read XARF: multipart/report {multipart/alternative {plain, HTML}, message/feedback-report, xarf.json};
no PDF.
C, for a relay that passes the notice on: multipart/mixed {cover, and the plain text and the files of A as attachments}.
None ever carries a picture. Every part is in base64, so that no relay changes a byte of it.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from email.message import MIMEPart
from email.policy import SMTP
from hashlib import sha256

from takedowns.notices.parts import Part, PartKind, one

FILES = (PartKind.PDF, PartKind.FORM, PartKind.JSON, PartKind.SIGNATURE)  # of envelope A, in this order


class NoBody(ValueError):
    """A part without which there is no message is missing; names its kind."""


def based(part: Part, *, disposition: str = "", parameters: str = "") -> MIMEPart:
    """One part in base64; decoding it gives exactly its bytes."""
    made = MIMEPart(policy=SMTP)
    made["Content-Type"] = part.media_type + parameters
    made["Content-Transfer-Encoding"] = "base64"
    if disposition:
        made["Content-Disposition"] = f'{disposition}; filename="{part.name}"'
    text = b64encode(part.content).decode("ascii")
    made.set_payload("\n".join(text[at : at + 76] for at in range(0, len(text), 76)) + "\n")
    return made


def multipart(subtype: str, mark: str, parts: Iterable[MIMEPart]) -> MIMEPart:
    """A multipart with a fixed boundary; "=_" cannot occur in base64 (RFC 2045, 6.7 note)."""
    message = MIMEPart(policy=SMTP)
    message["Content-Type"] = f"multipart/{subtype}"
    message.set_boundary(f"=_{subtype}_{mark}")
    message.set_payload(list(parts))
    return message


def _mark(parts: Sequence[Part]) -> str:
    return sha256(b"\0".join(part.content for part in parts)).hexdigest()[:32]


def _needed(parts: Sequence[Part], kind: PartKind) -> Part:
    found = one(parts, kind)
    if found is None:
        raise NoBody(kind.value)
    return found


def _words(parts: Sequence[Part], mark: str) -> MIMEPart:
    return multipart("alternative", mark, (based(_needed(parts, kind)) for kind in (PartKind.PLAIN, PartKind.HTML)))


def people(parts: Sequence[Part]) -> bytes:
    """Envelope A from its Content-Type line on. Raises NoBody."""
    files = [part for kind in FILES for part in parts if part.kind is kind]
    for kind in (PartKind.PDF, PartKind.JSON):
        _needed(files, kind)
    mark = _mark([_needed(parts, PartKind.PLAIN), _needed(parts, PartKind.HTML), *files])
    attached = (based(part, disposition="attachment") for part in files)
    return multipart("mixed", mark, (_words(parts, mark), *attached)).as_bytes(policy=SMTP)


def relay(parts: Sequence[Part], cover: bytes) -> bytes:
    """Envelope C from its Content-Type line on. Raises NoBody."""
    words = _needed(parts, PartKind.PLAIN)
    files = [words, *(part for kind in FILES for part in parts if part.kind is kind)]
    for kind in (PartKind.PDF, PartKind.JSON):
        _needed(files, kind)
    asked = Part(PartKind.PLAIN, cover, words.media_type, "cover.txt")
    attached = (based(part, disposition="attachment") for part in files)
    return multipart("mixed", _mark([asked, *files]), (based(asked), *attached)).as_bytes(policy=SMTP)


def machines(parts: Sequence[Part]) -> bytes:
    """Envelope B from its Content-Type line on. Raises NoBody."""
    xarf, feedback = _needed(parts, PartKind.XARF), _needed(parts, PartKind.FEEDBACK)
    mark = _mark([_needed(parts, PartKind.PLAIN), _needed(parts, PartKind.HTML), feedback, xarf])
    report = MIMEPart(policy=SMTP)
    report["Content-Type"] = feedback.media_type
    report.set_payload(feedback.content.decode("ascii"))  # written as it is, so with network line ends
    machine = based(xarf, disposition="attachment", parameters=f'; name="{xarf.name}"')
    whole = multipart("report", mark, (_words(parts, mark), report, machine))
    whole.set_param("report-type", "feedback-report")
    return whole.as_bytes(policy=SMTP)
