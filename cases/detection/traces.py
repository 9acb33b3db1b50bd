"""What a site's first page gives away about who made it: the shape of its template, its server, its certificate. Pure.

Text facts only: no picture, no favicon and no word of the page's body is kept. What is kept lies sealed.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

from lxml import etree, html

from agencies.doors.url import Target
from cases.detection import gather, markup
from cases.detection.markup import short

SHINGLE = 4  # elements of one shingle of a template
SKETCH = 96  # smallest digests that stand for a set: the estimate of likeness is off by about 0.1 at most
MOST_ELEMENTS, MOST_PATHS, MOST_NAMES, MOST_IDS = 5000, 400, 40, 10
LAST_NAMES = 20  # a certificate for more names than this is a delivery network's and says nothing
DIGITS = re.compile(r"\d+")
# Numbers under which visits are counted or advertisements paid: who owns one, owns the other.
COUNTED = re.compile(
    r"\b(?:UA-\d{4,10}-\d{1,3}|G-[A-Z0-9]{8,12}|GTM-[A-Z0-9]{5,9}|AW-\d{9,11}|ca-pub-\d{10,20})\b"
    r"|\bym\(\s*(?P<yandex>\d{6,10})|mc\.yandex\.ru/watch/(?P<watch>\d{6,10})|fbq\(\s*['\"]init['\"]\s*,\s*['\"](?P<pixel>\d{10,20})"
)
# A host whose name was made for one reader; even a look at its first page would tell that she passed it on.
PERSONAL = re.compile(r"(?=[a-z0-9-]*\d)[a-z0-9-]{20,}|[0-9a-f]{12,}|[0-9a-f]{8}-[0-9a-f-]{10,}")


@dataclass(frozen=True, slots=True)
class Traces:
    """What one look told. `template`, `paths`: sketches of sets, smallest digests first; `certificate`: SHA-256 of the leaf."""

    host: str = ""
    template: tuple[int, ...] = ()
    paths: tuple[int, ...] = ()
    title: str = ""
    generator: str = ""
    server: str = ""
    ip: str = ""
    certificate: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    landed: str = ""  # first page of the other site that this one leads to for good

    def text(self) -> str:
        """For the sealed column."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))


def read(text: str) -> Traces:
    """What `Traces.text` wrote; an empty or foreign text gives empty traces."""
    try:
        found: dict[str, Any] = json.loads(text) if text else {}
    except ValueError:
        found = {}
    known = {field.name for field in fields(Traces)}
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in found.items() if n in known}
    return Traces(**values)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).digest(), "big")


def sketch(values: Iterable[str]) -> tuple[int, ...]:
    """The smallest digests of a set: bottom-k sampling (Broder 1997, "On the resemblance and containment of documents")."""
    return tuple(sorted({_digest(value) for value in values})[:SKETCH])


def alike(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimate of the Jaccard likeness of the two sets, 0 to 1; 0 if one of them is empty."""
    if not one or not other:
        return 0.0
    union = sorted({*one, *other})[: min(SKETCH, max(len(one), len(other)))]
    both = set(one) & set(other)
    return sum(value in both for value in union) / len(union)


def template(tree: html.HtmlElement) -> tuple[int, ...]:
    """Sketch of a page's shape: rows of neighbouring elements by tag and class, without digits; repeated ones count once.

    Text, addresses and pictures are no part of it, so two sites of one maker agree although they show different things.
    """
    tokens: list[str] = []
    for number, element in enumerate(tree.iter(etree.Element)):
        if number >= MOST_ELEMENTS:
            break
        names = sorted(DIGITS.sub("", element.get("class") or "").split())[:6]
        token = f"{markup.name(element)}.{'.'.join(names)}"
        if not tokens or tokens[-1] != token:
            tokens.append(token)
    return sketch("|".join(tokens[at : at + SHINGLE]) for at in range(max(len(tokens) - SHINGLE + 1, 0)))


def of_page(body: bytes, url: str, content_type: str, headers: Mapping[str, str]) -> Traces:
    """Traces of one answer; never raises for bad markup. `headers` with names in lower case."""
    target = gather.parsed(url)
    tree = markup.page(body, content_type)
    said: dict[str, Any] = {"host": site(target) if target else "", "server": short(headers.get("server", ""), 80)}
    if tree is None:
        return Traces(**said)
    metas = (meta.get("content") or "" for meta in tree.iter("meta") if (meta.get("name") or "").lower() == "generator")
    text = markup.decoded(body, content_type)
    counted = (found[found.lastgroup] if found.lastgroup else found[0] for found in COUNTED.finditer(text))
    return Traces(
        **said,
        template=template(tree), paths=sketch(_paths(tree)), generator=short(next(metas, ""), 80),
        title=short(next((title.text or "" for title in tree.iter("title")), ""), 200),
        counted=tuple(sorted(set(counted))[:MOST_IDS]),
    )  # fmt: skip


def _paths(tree: html.HtmlElement) -> Iterable[str]:
    """Paths of pictures and clips: a mirror shows the same ones under another name."""
    for number, element in enumerate(tree.iter("img", "source", "video")):
        if number >= MOST_PATHS:
            return
        reference = (element.get("src") or element.get("data-src") or "").split("?")[0]
        path = "/" + reference.split("//", 1)[-1].partition("/")[2] if "//" in reference else reference
        if len(path) > 3 and not path.startswith("data:"):
            yield path.lstrip("./")


def site(target: Target) -> str:
    """How a site is called here: its host without "www.", with the port if that is no usual one."""
    return target.authority.removeprefix("www.")


def site_of(url: str) -> str:
    """The same of an address; empty for what is none."""
    target = gather.parsed(url)
    return site(target) if target else ""


def front(target: Target) -> str:
    """The address of a site's first page."""
    return f"{target.scheme}://{target.authority}/"


def personal(host: str) -> bool:
    """Whether a label of a host may have been made for one reader (HARMS 8)."""
    return any(PERSONAL.fullmatch(label) for label in host.partition(":")[0].lower().split(".")[:-1])


@cache
def platforms() -> frozenset[str]:
    """Hosts of the data file beside this module, which are never proposed."""
    text = resources.files("cases.detection").joinpath("platforms.json").read_text(encoding="utf-8")
    return frozenset(name for names in json.loads(text).values() if isinstance(names, list) for name in names)


def under(host: str, names: Iterable[str] | frozenset[str]) -> bool:
    """Whether a host is one of the names or lies below one."""
    known = names if isinstance(names, (set, frozenset)) else frozenset(names)
    plain = host.partition(":")[0] if not host.startswith("[") else host
    labels = plain.split(".")
    return host in known or any(".".join(labels[at:]) in known for at in range(len(labels)))


def unknown(links: Iterable[str], known: frozenset[str], most: int) -> dict[str, tuple[str, str, int]]:
    """Hosts of links that are neither known nor platforms: host -> (first page, an example, how often), at most so many."""
    found: dict[str, tuple[str, str, int]] = {}
    for link in links:
        target = gather.parsed(link)
        host = site(target) if target else ""
        if target is None or not host or "." not in host or under(host, known) or under(host, platforms()):
            continue
        if host in found:
            first, example, count = found[host]
            found[host] = (first, example, count + 1)
        elif len(found) < most:
            found[host] = (front(target), target.url, 1)
    return found


# Endings of two letters that are sold to everybody and name no country of the host.
SOLD = frozenset(
    [
        "ac",
        "ag",
        "ai",
        "am",
        "bz",
        "cc",
        "co",
        "cx",
        "fm",
        "gg",
        "gl",
        "gs",
        "io",
        "la",
        "lc",
        "li",
        "ly",
        "me",
        "mn",
        "ms",
        "mu",
        "nu",
        "pw",
        "sc",
        "sh",
        "st",
        "su",
        "to",
        "tk",
        "tv",
        "vc",
        "vg",
        "ws",
    ]
)


def country_of(host: str) -> str:
    """The country that a host's ending names, as a first guess; empty where it names none."""
    last = host.partition(":")[0].rpartition(".")[2].lower()
    if not re.fullmatch(r"[a-z]{2}", last) or last in SOLD or last == "eu":
        return ""
    return "GB" if last == "uk" else last.upper()
