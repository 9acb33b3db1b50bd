"""Addresses that may have been made for one person: opening one tells its maker that somebody looked, or uses it up.

Such an address is not fetched before an officer has decided so (tokens, invitations, drives, chats). Pure.
"""

import math
import re
from collections import Counter
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
INVITES = re.compile(
    r"/(?:invite|invites|invitation|join|joinchat|i/join|accept|activate|unsubscribe|verify|confirm|reset|s/invite)(?:/|$)",
    re.I,
)
NAMES = re.compile(
    r"^(?:token|access_?token|auth|auth_?key|key|api_?key|sig|signature|hmac|hash|code|otp|ticket|session|sid|jwt|invite|inv|ref|referrer|"
    r"uid|user_?id|email|mail|e|rid|recipient|x-amz-signature|x-goog-signature|expires|st|secret|password|pwd|pw|magic|resourcekey|usp|si)$",
    re.I,
)  # fmt: skip
TRACKED = re.compile(r"^(?:ref|referrer|uid|user_?id|email|mail|e|rid|recipient|si|usp)$", re.I)
JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
RANDOM, BITS = 20, 3.6  # characters of a word nobody chose, and bits each at least


def _on(target: Target, place: str) -> bool:
    """Whether an address lies at a host (or below it) and, if one is named, below a path."""
    host, slash, path = place.partition("/")
    at_host = target.host == host or target.host.endswith(f".{host}")
    return at_host and target.path.startswith(slash + path)


def _random(word: str) -> bool:
    """Whether a word looks drawn by lot: long, letters and digits mixed, and hardly repeating itself."""
    if len(word) < RANDOM or not re.fullmatch(r"[\w.~=-]+", word, re.ASCII):
        return False
    if re.fullmatch(r"[0-9a-f-]+", word, re.I):
        return len(word) >= 32  # a hexadecimal token, or a UUID
    mixed = bool(re.search(r"\d", word)) and bool(re.search(r"[a-z]", word)) and bool(re.search(r"[A-Z]", word))
    words = len(re.findall(r"[-_.]", word)) > len(word) / 9  # words of a title, parted
    share = Counter(word)
    bits = -sum(n / len(word) * math.log2(n / len(word)) for n in share.values())
    return mixed and not words and bits >= BITS


def _query(target: Target) -> Personal | None:
    for pair in (target.query or "").split("&"):
        name, _, value = pair.partition("=")
        value = unquote(value)
        if NAMES.match(unquote(name)) and len(value) >= 6:
            return Personal.TRACKED if TRACKED.match(unquote(name)) else Personal.TOKEN
        if _random(value) or JWT.search(value):
            return Personal.TOKEN
        if ADDRESS.search(value):
            return Personal.TRACKED
    return None


def why(address: str) -> Personal | None:
    """Why an address may have been made for one person, or None for an address that anybody might have been given.

    In doubt it is one person's: a link that waits costs hours, a link that was opened cannot be taken back. Host names that
    begin with the long random word of a person's own subdomain count too.
    """
    try:
        target = addresses.parse(address.strip())
    except (BadUrl, ValueError):
        return Personal.UNREADABLE
    for reason, places in HOSTS.items():
        if any(_on(target, place) for place in places):
            return reason
    if INVITES.search(target.path):
        return Personal.INVITATION
    parts = [unquote(part) for part in target.path.split("/")]
    # A picture's own name may be a long digest: everybody gets the same one.
    last = parts.pop() if re.search(r"\.(?:jpe?g|png|webp|gif|mp4|webm|html?|php)$", target.path, re.I) else ""
    if any(_random(part) or JWT.search(part) for part in [*parts, target.host.partition(".")[0]]):
        return Personal.TOKEN
    if JWT.search(last) or ADDRESS.search(unquote(target.path)):
        return Personal.TRACKED
    return _query(target)
