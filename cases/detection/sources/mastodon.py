"""Public timelines of a Mastodon server, and of servers that speak its interface (Pleroma, Akkoma, Pixelfed, GoToSocial)."""

import re
from urllib.parse import quote

from cases.detection import following, moments, plainjson
from cases.detection.gather import Gather, next_role
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.rules import split
from cases.detection.words import gettext_noop

JSON = "application/json"
NEXT = re.compile(r'<([^<>]{1,2000})>\s*;[^,<]{0,200}rel="?next"?', re.IGNORECASE)
MOST_PAGES = 10


class Mastodon:
    """Reads newest posts first: the public timeline of a server, or the tags that are named."""

    name = "mastodon"
    label = gettext_noop("Mastodon server (public timelines, tags)")
    help = gettext_noop("The first address of the server.")
    options: tuple[Option, ...] = (
        Option("tags", gettext_noop("Tags to read instead of everything"), "seoul travel"),
        Option("only", gettext_noop("Whose posts"), "all", choices=("all", "local", "remote")),
        Option("text", gettext_noop("Read posts without a picture too?"), "no", choices=("no", "yes")),
        Option("pages", gettext_noop("How many pages of 40 posts a round"), "3"),
    )
    withheld = ""

    def check(self, place: Place) -> str:
        """Nothing of its own."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The public timeline, or one for each tag."""
        tags = split(place.options.get("tags", ""))
        if not tags:
            return (_ask(place, "public"),)
        return tuple(_ask(place, f"tag/{quote(tag.lstrip('#'), safe='')}") for tag in tags)

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """Posts under the term as a tag; these servers search words for signed-in people only."""
        tag = re.sub(r"[\W_]+", "", term)
        return (_ask(place, f"tag/{quote(tag, safe='')}", "found"),) if tag else ()

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """One page of a timeline."""
        value = plainjson.read(answer.body)
        if not isinstance(value, list):
            return Reading(trouble="login" if isinstance(value, dict) and "error" in value else "format")
        gather = Gather(answer.url)
        for row in plainjson.rows(value):
            shared = row.get("reblog")
            _status(gather, shared if isinstance(shared, dict) else row)
        role = next_role(ask.role, "found" if ask.role.startswith("found") else "next",
                         following.number(place, "pages", 3, MOST_PAGES))  # fmt: skip
        onward = NEXT.search(answer.headers.get("link", "")[:8000])
        if role and onward and value:
            target = gather.address(onward[1])
            if target is not None and gather.here(target):
                gather.ask(target.url, role, accept=JSON)
        return gather.reading()


def _ask(place: Place, timeline: str, role: str = "next") -> Ask:
    only = place.options.get("only", "")
    more = "&local=true" if only == "local" else "&remote=true" if only == "remote" else ""
    media = "" if place.options.get("text") == "yes" or role == "found" else "&only_media=true"
    return Ask(f"{following.root(place)}api/v1/timelines/{timeline}?limit=40{media}{more}", role, accept=JSON)


def _status(gather: Gather, row: dict[str, object]) -> None:
    """One post with its attachments, its words, the descriptions of its pictures and the pages that it links to."""
    link = plainjson.text(row, "url") or plainjson.text(row, "uri")
    at = moments.read(row.get("created_at"))
    said = [plainjson.words(row, "spoiler_text"), following.pieces(plainjson.text(row, "content"), link, gather)]
    shown = plainjson.rows(row, "media_attachments")
    said += [plainjson.words(media, "description") for media in shown]
    words = " ".join(part for part in said if part)
    for media in shown:
        if plainjson.text(media, "type") in {"image", "gifv", "video", "unknown"}:
            own = plainjson.text(media, "url") or plainjson.text(media, "remote_url")
            gather.show(own, link, words, at)
            if plainjson.text(media, "type") != "image":
                gather.show(media.get("preview_url"), link, words, at)
    gather.show(plainjson.at(row, "card", "image"), link, words, at)
    gather.away(plainjson.at(row, "card", "url"))
    gather.item(link, words, at)
