"""Shared sources and proposals as rows of a page; no other agency is named to an agency."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from agencies.tenancy import selectors as tenancy
from cases.casework.web import link, table, tag, time_cell
from cases.detection.healthwords import HEALTH, PROPOSALS, SHARED
from cases.detection.selectors.sharing import said
from cases.detection.web import host
from cases.detection.web.health import kind_word


def shared_table(found: Iterable[Any], *, every: Callable[[int], str], staff: bool = False) -> dict[str, Any]:
    """The platform's list; staff: with links to each entry."""
    rows = [
        [
            link("platform-shared-detail", row, row.name) if staff else row.name,
            {"text": row.host, "code": True},
            kind_word(row.kind),
            f"{row.country}, {row.language}",
            every(row.cadence_seconds),
            tag(SHARED, row.state),
            tag(HEALTH, row.health),
            time_cell(row.last_success_at),
        ]
        for row in found
    ]
    head = [
        _("Source"), _("Host"), _("Kind"), _("Country and language"), _("Visited"), _("State"), _("Health"), _("Last success"),
    ]  # fmt: skip
    return table(_("Watched for all agencies"), head, rows, _("Nothing is watched for all agencies yet."))


def own_table(found: Iterable[Any]) -> dict[str, Any]:
    """What an agency has proposed."""
    rows = []
    for row in found:
        told = said(row)
        address = {"text": host(told.get("url", "")), "code": True}
        rows.append([told.get("name", "–"), address, tag(PROPOSALS, row.state), time_cell(row.made_at)])
    head = [_("Source"), _("Host"), _("State"), _("Proposed")]
    return table(_("What your agency has proposed"), head, rows, _("Nothing was proposed yet."))


def open_table(found: list[Any]) -> dict[str, Any]:
    """Proposals that wait, for the platform's people."""
    names = {agency.pk: agency.name for agency in tenancy.agencies([row.agency_ref for row in found])}
    rows = []
    for row in found:
        told = said(row)
        address = {"text": host(told.get("url", "")), "code": True}
        title = link("platform-proposal", row, told.get("name") or "–")
        rows.append([title, address, names.get(row.agency_ref, "–"), time_cell(row.made_at)])
    head = [_("Source"), _("Host"), _("Agency"), _("Proposed")]
    return table(_("Proposals that wait"), head, rows, _("No proposal waits."))


def facts(row: Any, *, every: Callable[[int], str]) -> list[dict[str, Any]]:
    """One entry of the list."""
    return [
        {"key": _("State"), "value": _(SHARED[row.state][0])},
        {"key": _("Health"), "value": _(HEALTH[row.health][0])},
        {"key": _("Host"), "value": row.host, "code": True},
        {"key": _("Kind"), "value": kind_word(row.kind)},
        {"key": _("Country and language"), "value": f"{row.country}, {row.language}"},
        {"key": _("Visited"), "value": every(row.cadence_seconds)},
    ]
