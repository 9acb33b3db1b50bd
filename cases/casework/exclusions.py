"""Whether a recipient is one that the person excluded (HARMS 14)."""

from collections.abc import Iterable
from urllib.parse import urlsplit

MOST, LONGEST = 100, 150


def host_in(address: str) -> str:
    """The host of a page's address, of a mail address, or of a plain name; lower case, punycode, without a port."""
    text = address.strip().lower()
    try:
        whole = urlsplit(text).netloc if "://" in text else text
        host = whole.rpartition("@")[2].split("/")[0].split(":")[0].strip(".")
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:  # a broken address, or a word that is no host name
        return ""


def lines(text: str) -> list[str]:
    """What was written, one a line; each once, in lower case."""
    return sorted({line.strip().lower() for line in text.splitlines() if line.strip()})


def too_much(words: Iterable[str]) -> bool:
    """Whether it is more than what is kept."""
    known = list(words)
    return len(known) > MOST or any(len(word) > LONGEST for word in known)


def excluded(words: Iterable[str], *, hosts: Iterable[str], name: str) -> bool:
    """Whether one of the words is a host here, a parent domain of one, or the recipient's name.

    A word may also be an address, of which the host counts.
    """
    wanted = {word.strip().lower() for word in words if word.strip()}
    named = {host_in(word) for word in wanted} - {""}
    here = {host_in(host) for host in hosts if host} - {""}
    by_host = any(host == word or host.endswith(f".{word}") for host in here for word in named)
    return by_host or (bool(name.strip()) and name.strip().lower() in wanted)
