"""The parts of notices whose message was composed before parts were kept: read out of the message, never rendered anew."""

from email import message_from_bytes
from email.policy import SMTP

from takedowns.notices.parts import Part, PartKind

KINDS = {
    "text/plain": PartKind.PLAIN,
    "text/html": PartKind.HTML,
    "application/pdf": PartKind.PDF,
    "application/json": PartKind.JSON,
}
NAMES = {PartKind.PLAIN: "notice.txt", PartKind.HTML: "notice.html"}


def parts_of(message: bytes) -> tuple[Part, ...]:
    """Subject, plain text, HTML, PDF and JSON of a composed message, and the message itself."""
    read = message_from_bytes(message, policy=SMTP)
    found = [Part(PartKind.SUBJECT, str(read["Subject"] or "").encode(), "text/plain", "subject.txt")]
    for part in read.walk():
        kind = KINDS.get(part.get_content_type())
        if kind is not None:
            name = part.get_filename() or NAMES.get(kind, kind.value)
            content = part.get_payload(decode=True)
            found.append(Part(kind, content if isinstance(content, bytes) else b"", part.get_content_type(), name))
    return (*found, Part(PartKind.MESSAGE, message, "message/rfc822", "notice.eml"))
