"""What the pages of the desk show: a line of the queue, and one complete package."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.casework.states import Identity
from cases.casework.web import tag
from cases.detection import words as detection
from cases.detection.web import bits, find_facts, host
from takedowns.evidence import selectors as evidence
from takedowns.evidence.web import summary
from takedowns.notices import shown, web
from takedowns.review import words
from takedowns.review.states import ReviewState


def holder(item: Any, actor: Actor) -> str:
    """Who holds a package now: "me", "other" or nobody."""
    if item.held_by is None or item.held_until is None or item.held_until <= timezone.now():
        return ""
    return "me" if item.held_by == actor.user_id else "other"


def line(item: Any, actor: Actor) -> dict[str, Any]:
    """A package as a line of the queue."""
    notice = item.notice
    word, tone = words.PRIORITIES.get(item.priority, words.LATER)
    return {
        "row": item,
        "priority": {"text": _(word), "tone": tone},
        "band": tag(detection.BANDS, notice.match.band),
        "host": host(notice.match.page_url),
        "languages": web.language_names(notice.languages),
        "problems": web.problem_texts(notice.problems),
        "holder": holder(item, actor),
    }


def why(item: Any, actor: Actor) -> dict[str, Any]:
    """Why it matched, without a picture: words, figures and the grid of differing bits."""
    match, own = item.notice.match, tenancy.settings(actor)
    print_ = match.fingerprint
    origin = _(words.ORIGINS.get(print_.origin, print_.origin))
    level = _(words.LEVELS.get(print_.level, print_.level))
    rows = find_facts(match, radius=own.pdq_radius, floor=own.pdq_quality)
    return {
        "band": tag(detection.BANDS, match.band),
        "reason": _(detection.BAND_REASONS[match.band]),
        "rows": [
            *rows,
            {"key": _("Who computed the fingerprint"), "value": origin},
            {"key": _("How far it is verified"), "value": level},
        ],
        "bits": bits(match.difference),
        "label": _("%(distance)s of 256 bits differ") % {"distance": match.distance},
    }


def package(item: Any, actor: Actor) -> dict[str, Any]:
    """Everything that one decision is made over."""
    notice, mine = item.notice, holder(item, actor) == "me"
    opened = item.evidence_opened_by is not None and item.evidence_opened_by == actor.user_id
    is_open = item.state == ReviewState.OPEN
    unsure = notice.match.band != "certain"
    unchecked = item.case.identity == Identity.UNCHECKED
    items = evidence.items(actor, notice.package_id)
    return {
        "line": line(item, actor),
        "item": item,
        "notice": notice,
        "state": tag(words.STATES, item.state),
        "why": why(item, actor),
        "evidence": summary(notice.package, items),
        "broken": evidence.problems(actor, notice.package_id),
        "opened": opened,
        "page_text": evidence.readable(actor, notice.package_id, "page.txt") if opened else "",
        "unsure": unsure,
        "unchecked": unchecked,
        "recipient": web.recipient(notice),
        "citation": web.citation(notice.basis),
        "reasons": web.reasons(notice),
        "sections": shown.sections(notice.text, notice.languages),
        "looked": web.looked(notice.looked),
        "is_open": is_open,
        "mine": mine and is_open,
        "can_approve": notice.state == "ready" and (opened or not unsure),
        "decision": _(words.REASONS[item.reason]) if item.reason in words.REASONS else "",
    }
