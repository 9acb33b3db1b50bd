"""How sources do, as rows and facts of a page."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.casework.web import link, table, tag, time_cell
from cases.detection.health import DAYS, lag
from cases.detection.healthwords import ERRORS, HEALTH
from cases.detection.selectors.health import Doing
from cases.detection.sources import KINDS
from cases.detection.states import Health
from cases.detection.web import host


def kind_word(name: str) -> str:
    """The name of a kind in words."""
    return _(KINDS[name].label) if name in KINDS else name


def source_table(found: Iterable[Doing], *, every: Callable[[int], str], empty: str) -> dict[str, Any]:
    """Sources with their health as a table; `every`: seconds between two visits in words."""
    rows = [
        [
            link("source-detail", one.row, one.row.name),
            tag(HEALTH, one.health),
            kind_word(one.row.kind),
            {"text": host(one.row.url), "code": True},
            every(one.row.cadence_seconds),
            f"{one.figures.media_per_visit:.0f}",
            f"{one.figures.fresh_share:.0%}",
            str(one.figures.finds),
            time_cell(one.row.last_success_at),
        ]
        for one in found
    ]
    head = [
        _("Source"), _("Health"), _("Kind"), _("Host"), _("Visited"), _("Media a visit"), _("New"), _("Finds"),
        _("Last success"),
    ]  # fmt: skip
    return table(_("Watch sources"), head, rows, empty)


def facts(one: Doing, wrong: Mapping[str, int]) -> list[dict[str, Any]]:
    """What a source brought and cost in the last days, its errors by kind, and how late it is."""
    own, late = one.figures, lag(one.row.next_due_at, timezone.now())
    errors = [f"{_(ERRORS[state])}: {number}" for state, number in sorted(wrong.items())]
    said = [{"key": _("Does not answer since"), "value": since(one)}] if one.health == Health.FAILING else []
    return [
        *said,
        {"key": _("Visits in %(days)s days") % {"days": DAYS}, "value": str(own.visits)},
        {
            "key": _("Pictures and clips"),
            "value": _("%(each)s a visit, %(new)s of them new") % {
                "each": f"{own.media_per_visit:.0f}", "new": f"{own.fresh_share:.0%}"
            },
        },
        {"key": _("Finds"), "value": str(own.finds)},
        {"key": _("Cost"), "value": _cost(own.pages, own.size)},
        {"key": _("Addresses that could not be read"), "value": "; ".join(errors) or _("None")},
        {"key": _("Behind its time"), "value": timesince(one.row.next_due_at) if late.total_seconds() > 60 else _("No")},
    ]  # fmt: skip


def _cost(pages: int, size: int) -> str:
    text = ngettext("%(number)s page, %(size)s", "%(number)s pages, %(size)s", pages)
    return text % {"number": pages, "size": filesizeformat(size)}


def since(one: Doing) -> str:
    """Since when a source has not answered."""
    good = one.figures.good_at
    return timesince(good) if good else _("its first visit")
