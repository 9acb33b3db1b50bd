"""What a site's robots.txt says to us: RFC 9309, with the crawl-delay that many add to it.

A group for our own name goes before the group for everybody; the longest matching path decides, and permission wins a tie.
`*` and `$` in paths are understood. What cannot be read says nothing.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from cases.detection import rules

MOST_BYTES = 512_000
MOST_DELAY = 30.0  # seconds; a site that asks for more gets this


@dataclass(frozen=True, slots=True)
class Rules:
    """`delay`: seconds between two requests, 0 if none is asked for. `paths`: (pattern, whether it may be read)."""

    delay: float = 0.0
    paths: tuple[tuple[str, bool], ...] = ()

    def allows(self, path: str) -> bool:
        """Whether a path with its query may be read."""
        wanted = unquote(path)
        best = max(
            ((len(pattern), allowed) for pattern, allowed in self.paths if rules.matches(pattern, wanted)),
            default=(0, True),
        )
        return best[1]


def parse(body: bytes, agent: str) -> Rules:
    """The rules for a user agent; its name is the first word of letters in it that the file knows."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names: list[str] = []
    open_group = False
    for line in body[:MOST_BYTES].decode("utf-8", "replace").splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon:
            continue
        if field == "user-agent":
            names = [*names, value.lower()] if open_group else [value.lower()]
            open_group = True
            groups.setdefault(value.lower(), [])
            continue
        open_group = False
        for name in names:
            groups[name].append((field, value))
    own = [name for name in groups if name != "*" and name and name in agent.lower()]
    return _rules(groups[max(own, key=len)] if own else groups.get("*", []))


def _rules(lines: list[tuple[str, str]]) -> Rules:
    paths, delay = list[tuple[str, bool]](), 0.0
    for field, value in lines:
        if field in {"allow", "disallow"} and value:
            paths.append((unquote(value), field == "allow"))
        elif field == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
            delay = min(float(value), MOST_DELAY)
    return Rules(delay, tuple(paths[:2000]))
