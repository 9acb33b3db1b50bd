"""Which paths of a site are read: the source's own rules, and links that nobody should follow. Pure."""

import re
from collections.abc import Iterable

from agencies.doors.url import Target
from cases.detection.gather import parsed
from cases.detection.reading import Place
from cases.detection.words import gettext_noop

# Following one of these changes something, needs an account, or shows the same once more.
NEVER = re.compile(
    r"[/?&=_-](?:log|sign)[-_]?(?:out|in|on)\b|/register\b|/signup|/wp-admin|wp-login|/cart\b|add[-_]to[-_]cart|/checkout"
    r"|[?&](?:replytocom|add-to-cart|share|print|printable|unsubscribe|sort|order|orderby|sortby|dir)="
    r"|[?&](?:action|do|mode|act)=(?:log|edit|delete|report|reply|quote|post|newthread|newreply|register|history|sendpass|"
    r"sendtopic|printpage|notify|vote|bump|search|info|raw|purge|watch)|posting\.php|ucp\.php|memberlist\.php|/report/?$|/delete/?$|/vote/|/like/?$"
    r"|(?:/|title=)Special:(?!Search|Recent|New|All|Images|ListFiles|MostLinked|Gallery)|(?:oldid|diff|veaction|redlink)=",
    re.IGNORECASE,
)
MOST_RULES, MOST_RULE = 50, 200


def split(text: str) -> list[str]:
    """The words of an option that holds several, parted by blanks, lines or commas."""
    return [word for word in re.split(r"[\s,]+", text) if word][:MOST_RULES]


def matches(rule: str, path: str) -> bool:
    """A rule as in a robots file: "*" stands for anything, "$" for the end.

    Without regular expressions, in linear time: a rule of strangers must not cost more than its length.
    """
    ends = rule.endswith("$")
    first, *parts = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if ends and not parts:
        return at == len(path)
    last = parts.pop() if ends else ""
    for part in parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(last) and len(path) - len(last) >= at


def wrong(place: Place) -> str:
    """The msgid of what is wrong with the rules of a place, or an empty string."""
    rules = split(place.options.get("include", "")) + split(place.options.get("exclude", ""))
    if any(rule[0] not in "/*" or len(rule) > MOST_RULE for rule in rules):
        return gettext_noop("A rule for paths begins with / or *.")
    return ""


def _any(rules: Iterable[str], path: str) -> bool:
    return any(matches(rule, path) for rule in rules)


def allowed(place: Place, target: Target) -> bool:
    """Whether a page is read: none of the links that change something, and the source's own rules."""
    path = target.path if target.query is None else f"{target.path}?{target.query}"
    if NEVER.search(path) or _any(split(place.options.get("exclude", "")), path):
        return False
    include = split(place.options.get("include", ""))
    return not include or _any(include, path)


def allowed_url(place: Place, url: str) -> bool:
    """The same for an address as text."""
    target = parsed(url)
    return target is not None and allowed(place, target)
