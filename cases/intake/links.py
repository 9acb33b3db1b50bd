"""Addresses out of what somebody pasted."""

import re
from urllib.parse import urlsplit

ADDRESS = re.compile(r"https?://[^\s<>\"'`]{4,2000}", re.IGNORECASE)
MOST = 400


# Where an address is made for those who are to have it: invitations, drives, short links.
INVITING = (
    "t.me", "telegram.me", "discord.gg", "discord.com", "chat.whatsapp.com", "wa.me", "open.kakao.com", "line.me", "signal.group",
    "drive.google.com", "docs.google.com", "photos.google.com", "photos.app.goo.gl", "dropbox.com", "1drv.ms", "onedrive.live.com",
    "sharepoint.com", "icloud.com", "mega.nz", "wetransfer.com", "we.tl", "box.com", "mybox.naver.com", "pcloud.link",
    "bit.ly", "t.co", "tinyurl.com", "goo.gl", "is.gd", "ow.ly", "cutt.ly", "rebrand.ly", "me2.do", "han.gl", "url.kr",
)  # fmt: skip
WORDS = re.compile(
    r"^(invite|invites|invitation|join|joinchat|share|shared|s|private|secret|unlisted|verify|confirm|unsubscribe|download|dl|"
    r"token|auth|login|account|inbox|messages?|dm|chat)$"
)
NAMES = re.compile(
    r"^(.*token.*|.*key|sig|signature|invite.*|auth.*|access.*|code|pass.*|pw|share.*|usp|uid|user.*|u|email|mail|session.*|sid|"
    r"expires?|hash|h|hmac|ref|referrer|from|recipient|rid|cid|tid)$"
)
SECRET = re.compile(r"[A-Za-z0-9_-]{16,}")
PLAIN = re.compile(r"([a-z]+|\d{1,10})([-_]+([a-z]+|\d{1,10}))*")


def personal(url: str) -> bool:
    """Whether an address could have been made for one person, so that opening it tells who opened it (HARMS 8).

    In doubt it could: a name in it, a word of an invitation or a session, a parameter that names somebody, a long mixture
    of letters and digits, a fragment that may be a key.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return True
    if "@" in url or not host or any(host == name or host.endswith(f".{name}") for name in INVITING):
        return True
    if len(parts.fragment) > 24 or any(_secret(part) for part in (*host.split("."), *parts.fragment.split("/"))):
        return True
    steps = [step.lower() for step in parts.path.split("/") if step]
    if any(WORDS.match(step) or _secret(step) for step in steps) or any(map(_secret, parts.path.split("/"))):
        return True
    pairs = [pair.partition("=") for pair in re.split("[&;]", parts.query) if pair]
    return any(NAMES.match(name.lower()) or not mark or _secret(value) for name, mark, value in pairs)


def _secret(text: str) -> bool:
    """Whether a piece holds a long mixture of letters and digits; words and numbers with hyphens between are none."""
    pieces = (piece for piece in SECRET.findall(text) if not PLAIN.fullmatch(piece))
    return any(re.search(r"\d", piece) and re.search(r"[A-Za-z]", piece) for piece in pieces)


def extract(text: str) -> list[str]:
    """Distinct http(s) addresses in their order, at most 400; closing punctuation is not part of an address."""
    found = (match.group().rstrip(".,;:!?)]}»›") for match in ADDRESS.finditer(text))
    return list(dict.fromkeys(found))[:MOST]
