"""Counting the demo: what was to be found, what was found, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

STEPS = {
    "fingerprint.registered": "a fingerprint is registered",
    "source.created": "a site is watched",
    "match.found": "an altered copy is found",
    "evidence.captured": "evidence is prepared",
    "notice.drafted": "a notice in three languages is drafted",
    "review.waiting": "the package waits on the desk",
    "notice.approved": "an officer approves",
    "notice.sent": "the mail leaves",
    "content.gone_once": "the site has removed the post",
    "content.removed": "the removal is verified",
    "match.relisted": "a re-upload is caught",
}


ON_THE_DESK = ("review.waiting", "review.grown")  # each find is told once, by the package it opens or the one it joins


@dataclass(frozen=True, slots=True)
class Found:
    """A find as the count needs it."""

    page_url: str
    media_urls: tuple[str, ...]
    band: str
    state: str
    notice: int  # that went out and names it; 0: none yet
    relisted: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of .run/demo.json, all of which must come out even.

    `missed`: copies of group "now" (to be found by the fingerprint of the whole) without a match, `missed_later`: those of
    group "later" (by details). `hints`: finds so weak ("possible") that they never become a notice; they are no matches,
    so a copy with nothing else is missed. `false`: finds of any band that show no copy. `notices` went out and name `noticed`
    of the matches: one notice names what its recipient has of one case.
    """

    matches: int
    missed: int
    missed_later: int
    false: int
    hints: int
    notices: int
    noticed: int
    removed: int
    reuploads: int
    reuploads_caught: int

    @property
    def complete(self) -> bool:
        """Whether all of it happened: both groups found, nothing false, all sent, removed, and re-uploads caught."""
        return (
            not (self.missed or self.missed_later or self.false)
            and self.reuploads == self.reuploads_caught > 0
            and self.matches == self.noticed == self.removed > 0
            and 0 < self.notices <= self.noticed
        )


def shows(found: Found, copy: Mapping[str, Any]) -> bool:
    """Whether a find names this copy: its post, its file or its small version."""
    named = {found.page_url, *found.media_urls}
    return bool(named & {copy["post_url"], copy["media_url"], copy["thumbnail_url"] or copy["media_url"]})


def count(finds: Iterable[Found], state: Mapping[str, Any]) -> Tally:
    """Compare the finds with the sites' own account of what they show."""
    found, copies = list(finds), list(state.get("copies", ()))
    again = {post["post_url"] for post in state.get("later", ())}
    first = [find for find in found if find.band != "possible"]
    seen = [copy for copy in copies if any(shows(find, copy) for find in first)]
    here = [copy for copy in copies if copy not in seen]
    caught = [post for post in again if any(find.page_url == post or post in find.media_urls for find in found)]
    return Tally(
        matches=len(first),
        missed=sum(copy["group"] == "now" and copy["post_url"] not in again for copy in here),
        missed_later=sum(copy["group"] == "later" and copy["post_url"] not in again for copy in here),
        hints=len(found) - len(first),
        false=sum(not any(shows(find, copy) for copy in copies) for find in found),
        notices=len({find.notice for find in first if find.notice}),
        noticed=sum(find.notice > 0 for find in first),
        removed=sum(find.state == "removed" for find in first),
        reuploads=len(again),
        reuploads_caught=len(caught),
    )


def steps(events: Iterable[tuple[str, datetime]]) -> list[dict[str, Any]]:
    """The first time of each step with seconds since the first of all, in the order in which they happened."""
    first: dict[str, datetime] = {}
    for kind, at in events:
        if kind in STEPS:
            first.setdefault(kind, at)
    start = min(first.values(), default=None)
    ordered = sorted(first.items(), key=lambda pair: pair[1])
    return [{"name": STEPS[kind], "seconds": round((at - start).total_seconds(), 2)} for kind, at in ordered if start]
