"""Search terms, consent, searches and finds of words as rows of a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.casework.web import link, table, tag, time_cell
from cases.detection import searchwords
from cases.detection.web import host
from cases.detection.words import BANDS, STATES

__all__ = ["host"]


def country(code: str) -> str:
    """A country's name in the reader's language, with its code."""
    name = Locale.parse((get_language() or "en").replace("-", "_")).territories.get(code, "")
    return f"{name} ({code})" if name else code


def used_word(used: int, most: int) -> str:
    """How many questions went out lately."""
    text = ngettext(
        "%(used)s question was sent to providers in the last 24 hours; your agency's limit is %(most)s.",
        "%(used)s questions were sent to providers in the last 24 hours; your agency's limit is %(most)s.",
        used,
    )
    return text % {"used": used, "most": most}


def term_table(found: Sequence[Any], agreed: Mapping[int, Sequence[Any]], counts: Mapping[int, int]) -> dict[str, Any]:
    """Terms with where they may be typed, and how many finds they led to."""
    head = [_("Term"), _("Kind"), _("State"), _("May be typed into"), _("Copies found"), _("Added")]
    rows = [
        [
            link("term-detail", row, row.text or _("erased")),
            _(searchwords.KINDS[row.kind]),
            tag(searchwords.TERM_STATES, row.state),
            ", ".join(each.source.name for each in agreed.get(row.pk, ())) or _("no provider"),
            str(counts.get(row.pk, 0)),
            time_cell(row.added_at),
        ]
        for row in found
    ]
    return table(_("Search terms"), head, rows, _("Nothing is searched for yet."))


def provider_rows(found: Sequence[Any], agreed: Sequence[Any]) -> list[dict[str, Any]]:
    """Every provider, and whether the term may be typed into it."""
    now = {row.source_id: row for row in agreed}
    return [
        {"row": row, "host": host(row.url), "country": country(row.country), "consent": now.get(row.pk)}
        for row in found
    ]


def consent_table(found: Sequence[Any]) -> dict[str, Any]:
    """Who noted consent, for what, how and when, and when it was taken back."""
    head = [_("Provider"), _("Country"), _("How the person agreed"), _("Agreed"), _("Taken back")]
    rows = [
        [
            row.source.name,
            country(row.country),
            _(searchwords.WAYS[row.way]),
            time_cell(row.given_at),
            time_cell(row.withdrawn_at),
        ]
        for row in found
    ]
    return table(_("Consent"), head, rows, _("The person has agreed to no provider yet."))


def search_table(found: Sequence[Any]) -> dict[str, Any]:
    """A term's newest searches."""
    head = [_("Began"), _("Provider"), _("State"), _("Questions"), _("No answer"), _("New pages"), _("Why it stopped")]
    rows = [
        [
            time_cell(row.started_at),
            row.source.name,
            tag(searchwords.SEARCH_STATES, row.state),
            *(str(number) for number in (row.asked, row.failed, row.results)),
            _(searchwords.WHY[row.why]) if row.why else "–",
        ]
        for row in found
    ]
    return table(_("Searches"), head, rows, _("No provider was asked yet."))


def term_finds(found: Sequence[Any]) -> dict[str, Any]:
    """Finds that a term led to."""
    head = [_("Find"), _("Case"), _("State"), _("How sure"), _("Host"), _("Found")]
    rows = [
        [
            link("match-detail", row.match_id, _("Find %(number)s") % {"number": row.match_id}),
            link("case-detail", row.match.case_id, row.match.case.reference),
            tag(STATES, row.match.state),
            tag(BANDS, row.match.band),
            {"text": host(row.match.page_url), "code": True},
            time_cell(row.match.found_at),
        ]
        for row in found
    ]
    return table(_("Copies found through this term"), head, rows, _("No copy was found through this term yet."))


def text_table(found: Sequence[Any]) -> dict[str, Any]:
    """Finds of words."""
    head = [_("Find"), _("State"), _("Host"), _("Found")]
    rows = [
        [
            link("textfind-detail", row, _("Words %(number)s") % {"number": row.pk}),
            tag(searchwords.TEXT_STATES, row.state),
            {"text": host(row.evidence.partition("\n")[0]) or "–", "code": True},
            time_cell(row.found_at),
        ]
        for row in found
    ]
    return table(_("Words found without a picture"), head, rows, _("No watched words were found on a page yet."))


def found_through(terms: Sequence[Any]) -> str:
    """Which terms led to a find, for its page; a term that the reader may not see is not named."""
    named = [row.text for row in terms if row is not None]
    hidden = sum(row is None for row in terms)
    return ", ".join([*named, *([_("a term of another case, or one that was erased")] if hidden else [])])
