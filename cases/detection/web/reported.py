"""Addresses that wait for an officer, as rows of a page."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agencies.doors import url as addresses
from agencies.doors.url import BadUrl
from cases.casework.web import table
from cases.detection.web.importing import WHY
from cases.detection.words import gettext_noop
from cases.intake import personal
from cases.intake.states import ReportedState

STATES = {
    ReportedState.NAMED: (gettext_noop("Looked at by itself"), "calm"),
    ReportedState.WAITING: (gettext_noop("Waits for an officer"), "wait"),
    ReportedState.OPENED: (gettext_noop("Opened by an officer's word"), "info"),
    ReportedState.DISCARDED: (gettext_noop("Not opened"), "stop"),
}


def host(url: str) -> str:
    """The host of an address, or an empty string for what cannot be read."""
    try:
        return addresses.parse(url).host
    except (BadUrl, ValueError):
        return ""


def reason(url: str) -> str:
    """Why an address may have been made for one person."""
    found = personal.why(url)
    return _(WHY[found]) if found else ""


def link_table(rows: Iterable[Any]) -> dict[str, Any]:
    """Case, host and reason; the address itself is on the page of one."""
    shown = []
    for row in rows:
        word, tone = STATES[ReportedState(row.state)]
        received = date_format(localtime(row.report.received_at), "DATETIME_FORMAT")
        shown.append([
            {"text": row.case.reference, "url": reverse("link-decide", args=[row.pk])}, host(row.url), reason(row.url),
            received, {"text": _(word), "tone": tone},
        ])  # fmt: skip
    head = [_("Case"), _("Host"), _("Why it waits"), _("Reported"), _("State")]
    return table(_("Addresses that wait for an officer"), head, shown, _("No address waits."))
