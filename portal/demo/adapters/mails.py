"""The mails that the demo's abuse desk received, for a person to read."""

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mail:
    """One received mail: number, heads, the plain text and the names of its attachments."""

    number: int
    sender: str
    recipient: str
    subject: str
    date: str
    text: str
    attachments: tuple[str, ...]


def received(folder: Path) -> list[Mail]:
    """Every mail, newest first; an unreadable file is left out."""
    files = sorted(folder.glob("*.eml")) if folder.is_dir() else []
    return [_mail(number, file) for number, file in reversed(list(enumerate(files, start=1)))]


def _mail(number: int, file: Path) -> Mail:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(file.read_bytes())
    body = message.get_body(("plain",))
    return Mail(
        number=number,
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        date=str(message["Date"] or ""),
        text=body.get_content() if body else "",
        attachments=tuple(name for part in message.iter_attachments() if (name := part.get_filename())),
    )
