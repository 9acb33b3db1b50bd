"""An imageboard's own JSON: the catalogue of a board and its threads (4chan, vichan and its forks, LynxChan)."""

import re

from cases.detection import following, markup, moments, plainjson
from cases.detection.gather import Gather, parsed
from cases.detection.reading import MOST_ASKS, Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

JSON = "application/json"
BOARD = re.compile(r"^/([^/.]{1,40})(?:/|$)")
PARTED = "4chan"  # its interface, pages and pictures lie on three hosts
HOSTS = {"boards.4chan.org", "a.4cdn.org"}
FILE = re.compile(r"[\w-]{1,80}")
ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}")


class Imageboard:
    """Reads the newest threads of a board, each with its pictures, clips and words."""

    name = "imageboard"
    label = gettext_noop("Imageboard")
    help = gettext_noop("The address of the board, for example https://board.example/b/.")
    options: tuple[Option, ...] = (
        Option("style", gettext_noop("Its software"), "vichan", choices=("vichan", "lynxchan", PARTED)),
        Option("threads", gettext_noop("How many threads a round, newest first"), "150"),
    )
    withheld = ""

    def check(self, place: Place) -> str:
        """An address with a board in it."""
        return "" if _board(place) else gettext_noop("The address has no board in it, for example /b/.")

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The catalogue."""
        base = "https://a.4cdn.org/" if _style(place) == PARTED else following.root(place)
        return (Ask(f"{base}{_board(place)}/catalog.json", "catalog", accept=JSON),) if _board(place) else ()

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A catalogue or a thread."""
        value = plainjson.read(answer.body)
        gather = Gather(answer.url)
        if ask.role == "catalog":
            rows = plainjson.rows(value)
            threads = [row for page in rows for row in plainjson.rows(page, "threads")] or rows
            if not isinstance(value, list):
                return Reading(trouble="format")
            newest = sorted(threads, key=_changed, reverse=True)
            for row in newest[: following.number(place, "threads", 150, MOST_ASKS)]:
                _thread(place, gather, row)
            return gather.reading()
        if not isinstance(value, dict) or not isinstance(value.get("posts"), list):
            return Reading(trouble="format")
        number = plainjson.text(value, "threadId") or plainjson.text(value, "posts", 0, "no")
        page = _page(place, number)
        if "threadId" in value:
            _lynx(gather, value, page)
        for row in plainjson.rows(value, "posts"):
            (_lynx if "threadId" in value else _post)(gather, row, page, *(() if "threadId" in value else (place,)))
        return gather.reading()


def _style(place: Place) -> str:
    target = parsed(place.url)
    return PARTED if target is not None and target.host in HOSTS else place.options.get("style") or "vichan"


def _board(place: Place) -> str:
    target = parsed(place.url)
    found = BOARD.match(target.path) if target else None
    return found[1] if found else ""


def _changed(row: dict[str, object]) -> float:
    """When somebody last wrote in a thread, in seconds; unknown is long ago."""
    moment = moments.read(row.get("last_modified") or row.get("lastBump") or row.get("time"))
    return moment.timestamp() if moment else 0.0


def _page(place: Place, number: str) -> str:
    """The thread as people see it."""
    if not number.isdigit():
        return place.url
    if _style(place) == PARTED:
        return f"https://boards.4chan.org/{_board(place)}/thread/{number}"
    return f"{following.root(place)}{_board(place)}/res/{number}.html"


def _thread(place: Place, gather: Gather, row: dict[str, object]) -> None:
    number = plainjson.text(row, "no") or plainjson.text(row, "threadId")
    if not number.isdigit():
        return
    if _style(place) == PARTED:
        gather.ask(f"https://a.4cdn.org/{_board(place)}/thread/{number}.json", "thread", depth=1, accept=JSON)
    else:
        gather.ask(f"{following.root(place)}{_board(place)}/res/{number}.json", "thread", depth=1, accept=JSON)


def _post(gather: Gather, row: dict[str, object], page: str, place: Place) -> None:
    """One post of 4chan or vichan: files are named by time of upload and ending."""
    at = moments.read(row.get("time"))
    said = " ".join([plainjson.words(row, "sub"), following.pieces(plainjson.text(row, "com"), page, gather)])
    names = [plainjson.words(one, "filename") for one in (row, *plainjson.rows(row, "extra_files"))]
    words = markup.short(" ".join([said, *names]))
    for one in (row, *plainjson.rows(row, "extra_files")):
        name, ending = plainjson.text(one, "tim"), plainjson.text(one, "ext")
        if not FILE.fullmatch(name) or not ENDING.fullmatch(ending) or plainjson.at(one, "filedeleted") == 1:
            continue
        if _style(place) == PARTED:
            gather.show(f"https://i.4cdn.org/{_board(place)}/{name}{ending}", page, words, at)
        else:
            gather.show(f"{following.root(place)}{_board(place)}/src/{name}{ending}", page, words, at)
    number = plainjson.text(row, "no")
    gather.item(f"{page}#p{number}" if number.isdigit() else page, words, at)


def _lynx(gather: Gather, row: dict[str, object], page: str) -> None:
    """One post of LynxChan: files have paths."""
    at = moments.read(row.get("creation"))
    said = following.pieces(plainjson.text(row, "markdown") or plainjson.text(row, "message"), page, gather)
    files = plainjson.rows(row, "files")
    words = markup.short(
        " ".join([plainjson.words(row, "subject"), said, *(plainjson.words(f, "originalName") for f in files)])
    )
    for one in files:
        gather.show(one.get("path"), page, words, at)
    gather.item(page, words, at)
