"""The sample sites' abuse desk: reads a notice mail and decides which posts to remove. No sockets, no clock."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from portal.demo import catalogue

_URL = re.compile(r"https?://[^\s<>\"'\\|{}\[\]]+", re.IGNORECASE)
_REFERENCE = re.compile(r"\[([A-Za-z0-9][A-Za-z0-9._/-]{2,60})\]|\b([A-Z]{2,12}-[A-Z0-9][A-Z0-9-]{2,40})\b")
_AFTER_A_URL = ".,;:!?)”’»…"


@dataclass(frozen=True)
class Notice:
    """What the abuse desk reads in a mail: its subject, the sender's reference (may be empty), the URLs in order."""

    subject: str
    reference: str
    urls: tuple[str, ...]


def read(raw: bytes) -> Notice:
    """Reads a mail: the reference from its subject, URLs from its plain-text parts that are not attachments."""
    message = message_from_bytes(raw, policy=policy.default)
    subject = str(message.get("Subject", ""))
    found = _REFERENCE.search(subject)
    urls = dict.fromkeys(url.rstrip(_AFTER_A_URL) for text in _texts(message) for url in _URL.findall(text))
    return Notice(subject, (found[1] or found[2]) if found else "", tuple(urls))


def _texts(message: EmailMessage) -> Iterable[str]:
    for part in message.walk():
        if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
            try:
                yield part.get_content()
            except LookupError:  # a character set that Python does not know
                payload = part.get_payload(decode=True)
                yield payload.decode("latin-1") if isinstance(payload, bytes) else ""


def decide(notice: Notice, recipients: Iterable[str], bases: Mapping[str, str]) -> list[str]:
    """The URLs to remove: those on the sites whose own or whose host's abuse address got the mail.

    Bases: "http://host:port" by site key. A mail to anybody else removes nothing, whatever it names.
    """
    mailed = {recipient.strip().lower() for recipient in recipients}
    asked = {site.key for site in catalogue.SITES.values() if mailed & {site.abuse_mail, site.host_mail}}
    allowed = tuple(f"{base}/" for key, base in bases.items() if key in asked)
    return [url for url in notice.urls if url.lower().startswith(allowed)]
