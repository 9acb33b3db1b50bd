"""Filters of the queue as they stand in an address: codes and numbers only, so that an address can be shared. Pure."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?")
AGES = ("1", "4", "24", "72")  # hours
WHOSE = ("mine", "handed", "free")
LOOKS = ("first", "second")
NUMBERS = ("severity", "provider")
WORDS: Mapping[str, tuple[str, ...]] = {
    "band": ("certain", "likely", "possible"),
    "kind": ("site", "host", "search"),
    "age": AGES,
    "whose": WHOSE,
    "look": LOOKS,
    "late": ("1",),
}
CODES = ("country", "language")


def fits(name: str, value: str) -> bool:
    """Whether this is a value that the filter has."""
    if name in WORDS:
        return value in WORDS[name]
    if name in NUMBERS:
        return value.isascii() and value.isdigit() and len(value) <= 18
    return name in CODES and CODE.fullmatch(value) is not None


def read(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address; what is none, or has no such value, is left out."""
    return {name: str(query[name]) for name in sorted(query) if fits(name, str(query[name]))}


def plain(query: str) -> str:
    """The filters of a query string in one spelling, to be kept or shared."""
    return urlencode(read(dict(parse_qsl(query))))
