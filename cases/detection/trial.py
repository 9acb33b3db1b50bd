"""What the trial of a source leads to, and the words for what went wrong. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.detection.words import gettext_noop

SHOWN = 20  # addresses
MOST_COUNTED = 5000
INNER = gettext_noop("This address leads into a private network. The portal never goes there.")
TROUBLES: Mapping[str, str] = {
    "format": gettext_noop("The answer is not what this kind of source reads. Choose another kind, or another address."),
    "empty": gettext_noop("The answer holds nothing that could be read."),
    "refused": gettext_noop("The site refuses such requests."),
    "login": gettext_noop("The site asks for a sign-in. The portal has no account anywhere; this part cannot be watched."),
    "limit": gettext_noop("The site says that it was asked too often. Choose a longer time between visits."),
    "moved": gettext_noop("The site has moved to another address. Give the new one."),
    "no_such_name": gettext_noop("There is no host with this name. Look for a typing mistake."),
    "name_server": gettext_noop("The name of the host could not be looked up. Try again later."),
    "connection": gettext_noop("The host does not answer."),
    "certificate": gettext_noop("The certificate of the host is not valid, so the connection was not used."),
    "too_slow": gettext_noop("The answer took too long."),
    "protocol": gettext_noop("The answer is no proper web answer."),
    "cut_short": gettext_noop("The answer broke off."),
    "encoding": gettext_noop("The answer is packed in a way that cannot be read."),
    "redirects": gettext_noop("The site forwards again and again. Give the last address."),
    "content_type": gettext_noop("The answer is of another type than it should be."),
    "port": gettext_noop("This port is not watched."),
    "status_401": gettext_noop("The site asks for a sign-in. The portal has no account anywhere; this part cannot be watched."),
    "status_403": gettext_noop("The site refuses such requests."),
    "status_404": gettext_noop("There is no page at this address."),
    "status_410": gettext_noop("The page at this address is gone."),
    "status_429": gettext_noop("The site says that it was asked too often. Choose a longer time between visits."),
    "status_451": gettext_noop("The site does not show this here for legal reasons."),
}  # fmt: skip
INNER_REASONS = frozenset(
    {
        "local_name", "metadata", "no_address", "unspecified", "loopback", "link_local", "private", "shared", "multicast",
        "documentation", "embedded_ipv4", "reserved", "odd_address",
    }
)  # fmt: skip


def trouble_word(code: str) -> str:
    """The msgid of what went wrong."""
    if code in INNER_REASONS:
        return INNER
    if code.startswith("status_5"):
        return gettext_noop("The site has trouble of its own. Try again later.")
    return TROUBLES.get(code, gettext_noop("The site gave no answer that could be used."))


@dataclass
class Outcome:
    """Numbers and the first addresses. `asked`: how many requests a visit begins with; `read`: answers that came now."""

    asked: int = 0
    read: int = 0
    size: int = 0  # bytes
    items: int = 0
    outside: int = 0
    pages: dict[str, None] = field(default_factory=dict)
    media: dict[str, None] = field(default_factory=dict)
    troubles: list[tuple[str, str]] = field(default_factory=list)

    def answered(self, size: int) -> None:
        """An answer of so many bytes came."""
        self.read += 1
        self.size += size

    def leads(self, what: str, url: str) -> None:
        """A page or a file that a visit would fetch."""
        into = self.media if what == "media" else self.pages
        if len(into) < MOST_COUNTED:
            into.setdefault(url)

    def trouble(self, url: str, code: str) -> None:
        """What went wrong with one request."""
        self.troubles.append((url, code))

    def values(self) -> dict[str, Any]:
        """For JSON: numbers, troubles, and the first addresses, pages and files by turns."""
        half = SHOWN // 2
        pages, media = list(self.pages), list(self.media)
        shown = [["page", url] for url in pages[: max(half, SHOWN - len(media))]]
        shown += [["media", url] for url in media[: SHOWN - len(shown)]]
        return {
            "asked": self.asked, "read": self.read, "size": self.size, "items": self.items, "outside": self.outside,
            "pages": len(pages), "media": len(media), "shown": shown, "troubles": self.troubles,
        }  # fmt: skip
