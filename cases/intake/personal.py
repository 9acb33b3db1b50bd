"""Addresses that may have been made for one person: opening one tells its maker that somebody looked, or uses it up.

Such an address is not fetched before an officer has decided so (tokens, invitations, drives, chats). Pure.
"""

import re
from enum import StrEnum
from urllib.parse import unquote

from agencies.doors import url as addresses
from agencies.doors.url import BadUrl, Target


class Personal(StrEnum):
    """Why an address may be one person's. The values are stored and shown; never rename one."""

    TOKEN = "token"
    INVITATION = "invitation"
    DRIVE = "drive"
    CHAT = "chat"
    TRACKED = "tracked"
    SHORTENED = "shortened"
    UNREADABLE = "unreadable"


HOSTS: dict[Personal, tuple[str, ...]] = {
    Personal.CHAT: (
        "open.kakao.com", "discord.gg", "discord.com/invite", "chat.whatsapp.com", "t.me/+", "t.me/joinchat", "telegram.me/+",
        "telegram.me/joinchat", "signal.group", "line.me/r", "line.me/ti", "invite.viber.com", "m.me", "wa.me", "snapchat.com/t",
        "matrix.to", "join.skype.com", "zoom.us/j", "meet.google.com", "teams.microsoft.com/l", "slack.com/shared_invite",
    ),
    Personal.DRIVE: (
        "drive.google.com", "docs.google.com", "photos.app.goo.gl", "photos.google.com", "1drv.ms", "onedrive.live.com",
        "dropbox.com", "dl.dropboxusercontent.com", "db.tt", "mega.nz", "mega.co.nz", "icloud.com", "box.com/s", "wetransfer.com",
        "we.tl", "mybox.naver.com", "naver.me", "pcloud.com", "pcloud.link", "terabox.com", "1024tera.com", "pan.baidu.com",
        "yadi.sk", "disk.yandex.com", "disk.yandex.ru", "cloud.mail.ru", "sync.com", "proton.me", "sendspace.com/pro", "sharepoint.com",
    ),
    Personal.SHORTENED: (
        "bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "v.gd", "ow.ly", "buff.ly", "rebrand.ly", "cutt.ly", "shorturl.at",
        "han.gl", "vo.la", "me2.kr", "url.kr", "abit.ly", "lnkd.in", "rb.gy", "t.ly", "s.id", "linktr.ee", "grabify.link", "iplogger.org",
    ),
}  # fmt: skip
PUBLIC = ("t.me/s/", "telegram.me/s/")  # previews of public channels
WORDS = re.compile(
    r"^(?:invite|invites|invitation|join|joinchat|share|shared|s|private|secret|unlisted|verify|confirm|reset|activate|accept|unsubscribe|"
    r"download|dl|token|auth|login|account|inbox|messages?|dm|chat)$"
)
NAMES = re.compile(
    r"^(?:.*token.*|.*key|sig|signature|.*-signature|invite.*|inv|auth.*|access.*|code|otp|ticket|pass.*|pwd?|share.*|session.*|s?sid|jwt|"
    r"expires?|hash|h|hmac|st|secret|magic|tid|cid)$"
)
TRACKED = re.compile(r"^(?:ref|referrer|uid|user.*|u|e?mail|e|rid|from|recipient|si|usp)$")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
LONG = re.compile(r"[A-Za-z0-9_-]{16,}")
PLAIN = re.compile(r"(?:[a-z]+|\d{1,10})(?:[-_]+(?:[a-z]+|\d{1,10}))*")  # words and numbers with hyphens between


def _on(target: Target, place: str) -> bool:
    """Whether an address lies at a host (or below it) and, if one is named, below a path."""
    host, slash, path = place.partition("/")
    at_host = target.host == host or target.host.endswith(f".{host}")
    return at_host and target.path.startswith(slash + path)


def _random(text: str) -> bool:
    """Whether a piece holds a long mixture of letters and digits, as nobody writes it."""
    pieces = (piece for piece in LONG.findall(text) if not PLAIN.fullmatch(piece))
    return any(re.search(r"\d", piece) and re.search(r"[A-Za-z]", piece) for piece in pieces)


def _query(target: Target) -> Personal | None:
    """A parameter that names a person or a key, a value that is drawn by lot, or a query that is a single word."""
    for pair in filter(None, re.split("[&;]", target.query or "")):
        name, mark, value = pair.partition("=")
        name, value = unquote(name).lower(), unquote(value)
        if TRACKED.match(name) or ADDRESS.search(value):
            return Personal.TRACKED
        if not mark or NAMES.match(name) or _random(value):
            return Personal.TOKEN
    return None


def why(address: str) -> Personal | None:
    """Why an address may have been made for one person, or None for an address that anybody might have been given.

    In doubt it is one person's: a link that waits costs hours, a link that was opened cannot be taken back. So a long mixture of
    letters and digits anywhere in it is enough, host, path and fragment included.
    """
    try:
        target = addresses.parse(address.strip())
    except (BadUrl, ValueError):
        return Personal.UNREADABLE
    if any(_on(target, place) for place in PUBLIC):
        return _query(target)
    for reason, places in HOSTS.items():
        if any(_on(target, place) for place in places):
            return reason
    parts = [unquote(part) for part in target.path.split("/")]
    if any(WORDS.match(part.lower()) for part in parts):
        return Personal.INVITATION
    fragment = address.strip().partition("#")[2]
    if len(fragment) > 24 or any(map(_random, [*parts, *target.host.split("."), *fragment.split("/")])):
        return Personal.TOKEN
    return Personal.TRACKED if ADDRESS.search(unquote(target.path)) else _query(target)
