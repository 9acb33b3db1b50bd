"""What the pages of cases share: errors that keep what was typed, buttons, pages of a list, and the timeline."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.events import selectors as events
from agencies.events import shortwords
from agencies.events import words as events_words
from agencies.people import selectors as people
from agencies.people import words as people_words
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from cases.casework import words

ROWS = 25
SHOWN = 100  # entries of a timeline
MINUTE, HOUR, DAY = 60, 3600, 86400


class Happened(Protocol):
    """An event as the timeline needs it."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def subject_id(self) -> int | None: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_user_id(self) -> int | None: ...
    @property
    def data(self) -> dict[str, Any]: ...


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = ROWS) -> "Page[Any]":
    """The page that the address names; a number that is none, or too large, is answered with the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Any]], empty: str) -> dict[str, Any]:
    """A table as casework/table.html shows it; `empty` is said when there are no rows."""
    return {"caption": caption, "head": head, "rows": rows, "empty": empty}


def tag(words: Mapping[str, tuple[str, str]], value: str) -> dict[str, str]:
    """Word and colour of a state, as a cell of a table."""
    word, tone = words[value]
    return {"text": _(word), "tone": tone}


def time_cell(moment: datetime | None) -> dict[str, datetime] | str:
    """A point in time as a cell of a table."""
    return {"time": moment} if moment else "–"


def link(name: str, row: Model | int, text: str) -> dict[str, str]:
    """A link to a row's page as a cell of a table."""
    return {"url": reverse(name, args=[row.pk if isinstance(row, Model) else row]), "text": text}


def elapsed(seconds: float) -> str:
    """Seconds since a case's first event in plain words."""
    if seconds < 0.05:
        return _("at the start")
    if seconds < 2 * MINUTE:
        return _("%(seconds)s seconds after the start") % {"seconds": f"{seconds:.1f}"}
    if seconds < 2 * HOUR:
        number = int(seconds // MINUTE)
        return ngettext("%(number)s minute after the start", "%(number)s minutes after the start", number) % {
            "number": number
        }
    if seconds < 2 * DAY:
        number = int(seconds // HOUR)
        return ngettext("%(number)s hour after the start", "%(number)s hours after the start", number) % {
            "number": number
        }
    number = int(seconds // DAY)
    return ngettext("%(number)s day after the start", "%(number)s days after the start", number) % {"number": number}


def happening(event: Happened, actor: Actor, names: Mapping[int, str]) -> dict[str, Any]:
    """One event as an entry of the timeline, in the reader's language; links only where the reader may go."""
    line = events_words.LINES.get(event.kind, events_words.Line(event.kind))
    entry: dict[str, Any] = {"time": event.at, "title": _(line.title), "tone": line.tone}
    values: dict[str, str] = defaultdict(lambda: "–", {name: _plain(value) for name, value in event.data.items()})
    text = _(line.text) % values if line.text else ""
    entry["text"] = "\n".join(part for part in (text, _by(event, names)) if part)
    if line.page and event.subject_id is not None and rights.allowed(actor, line.page[1]):
        entry["url"] = reverse(line.page[0], args=[event.subject_id])
    return entry


def _plain(value: object) -> str:
    """A value of an event in words: names of states are translated, lists are joined."""
    if isinstance(value, str):
        return _(shortwords.VALUES[value]) if value in shortwords.VALUES else value
    if isinstance(value, Iterable):
        return ", ".join(_plain(part) for part in value) or "–"
    return str(value)


def _by(event: Happened, names: Mapping[int, str]) -> str:
    """Who did it; the portal's own work is not signed line by line."""
    if event.actor_kind == "system":
        return ""
    known = names.get(event.actor_user_id or 0)
    return _("By %(name)s.") % {
        "name": known or _(shortwords.ACTORS.get(event.actor_kind, shortwords.ACTORS["person"]))
    }


def timeline_context(actor: Actor, case_id: int, *, since: int | None = None, follow: bool = True) -> dict[str, Any]:
    """What the timeline's template needs; `since`: Unix time at which the page began to follow."""
    entries = events.timeline(actor, case_id)
    names = people.names(actor)
    newest = entries[-1 : -SHOWN - 1 : -1]
    return {
        "case_id": case_id,
        "entries": [happening(entry, actor, names) | {"elapsed": elapsed(entry.elapsed)} for entry in newest],
        "older": len(entries) - len(newest),
        "last": entries[-1].id if entries else 0,
        "since": since if since is not None else int(time.time()),
        "follow": follow,
    }


def openings_table(rows: Sequence[Any]) -> dict[str, Any]:
    """Who opened a case, to read out: times, roles and parts, no names."""
    head = [_("When"), _("In which role"), _("What was opened")]
    cells = [
        [time_cell(row.at), _role(row), _(words.OPENED.get(row.action.partition(".")[0], words.OPENED["case"]))]
        for row in rows
    ]
    return table(_("Who opened this case"), head, cells, _("Nobody opened it yet."))


def _role(row: Any) -> str:
    if row.kind == "service_key":
        return _("another system of the agency")
    return ", ".join(_(people_words.ROLES[role]) for role in row.roles if role in people_words.ROLES) or _(
        "a colleague"
    )


def facts(case: Any, *, age: int, language: str, excluded: Sequence[str]) -> list[dict[str, Any]]:
    """The case's facts as rows of a summary list. `excluded`: recipients to whom the person wants nothing sent."""
    closed = [{"key": _("Closed"), "value": _day(case.closed_at)}] if case.closed_at else []
    return [
        {"key": _("Age of the youngest person"), "value": _(words.AGE_BANDS[case.age_band]) % {"age": age}},
        {"key": _("Identity"), "value": _(words.IDENTITIES[case.identity])},
        {"key": _("Language of the person"), "value": language},
        {"key": _("Nothing is sent to"), "value": ", ".join(case.excluded_countries) or _("no country is excluded")},
        {"key": _("Excluded recipients"), "value": ", ".join(excluded) or _("none")},
        {"key": _("Police"), "value": _("nothing goes there") if case.excluded_police else _("not excluded")},
        {"key": _("Opened"), "value": _day(case.opened_at)},
        *closed,
    ]


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
