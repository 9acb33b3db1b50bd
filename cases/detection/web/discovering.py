"""Candidates as rows of a page; hosts and addresses are text, never links."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.casework.web import link, table, tag, time_cell
from cases.detection import sitewords
from cases.detection.likeness import together
from cases.detection.selectors.discovering import Place


def finds_word(number: int) -> str:
    """From how many finds a site is linked."""
    return ngettext("Pages of %(n)s find link to it.", "Pages of %(n)s finds link to it.", number) % {"n": number}


def reasons(place: Place) -> list[str]:
    """Why a candidate is proposed, as sentences, the strongest first."""
    rank, said = place.rank, list[str]()
    if rank.finds:
        said.append(finds_word(rank.finds))
    if rank.mirror_of is not None:
        said.append(_(sitewords.MIRROR) % {"name": rank.mirror_of.name})
    for known, found in rank.like:
        said += [_(sitewords.TIES[tie]) % {"name": known.name} for tie in sorted(found)]
        if known.abusive and together(found):
            said.append(_(sitewords.ABUSIVE) % {"name": known.name})
    if rank.group:
        text = ngettext("%(n)s other proposed site is of the same hand.", "%(n)s other proposed sites are of the same hand.",
                        rank.group)  # fmt: skip
        said.append(text % {"n": rank.group})
    return said or [_("A page with a find links to it.")]


def candidate_table(found: Sequence[Place]) -> dict[str, Any]:
    """Proposed sites, the most telling first."""
    head = [_("Site"), _("Why it is proposed"), _("First seen"), _("Last seen")]
    rows = [
        [
            link("candidate-detail", place.row, place.host),
            " ".join(reasons(place)[:3]),
            time_cell(place.row.first_seen_at),
            time_cell(place.row.last_seen_at),
        ]
        for place in found
    ]
    return table(_("Proposed sites"), head, rows, _("No page with a find has led to a new site yet."))


def refused_table(found: Sequence[tuple[Any, str]]) -> dict[str, Any]:
    """Sites that somebody said no to, with their hosts."""
    head = [_("Site"), _("State"), _("Decided")]
    rows = [
        [
            link("candidate-detail", row, host),
            tag(sitewords.CANDIDATE_STATES, row.state),
            time_cell(row.decided_at),
        ]
        for row, host in found
    ]
    return table(_("Refused sites"), head, rows, _("No site was refused yet."))


def looked(place: Place) -> str:
    """What became of the one look at its first page, where it told nothing; otherwise empty."""
    row = place.row
    if row.looked_at is None:
        return _(sitewords.NOT_YET) if row.state == "new" else ""
    if row.trouble == "one_person":
        return _(sitewords.PERSONAL)
    return _(sitewords.NO_LOOK) if row.trouble else ""


def trace_facts(place: Place) -> list[dict[str, Any]]:
    """What the look told, as names and values."""
    seen = place.traces
    facts = [
        (_("Address of the first page"), place.row.front, True),
        (_("Title of its first page"), seen.title, False),
        (_("Made with"), seen.generator, False),
        (_("Server"), seen.server, False),
        (_("Certificate issued by"), seen.issuer, True),
        (_("Certificate made out for"), ", ".join(seen.names[:10]), True),
        (_("Visits counted under"), ", ".join(seen.counted), True),
        (_("Leads for good to"), seen.landed, True),
    ]
    return [{"key": key, "value": value, "code": code} for key, value, code in facts if value]
