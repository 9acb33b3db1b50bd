"""What stands beside a package for the officer's sake: the picture on demand, what comes next, and what had a known answer."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.tenancy.actor import Actor
from cases.casework.web import tag
from cases.detection import words as detection
from takedowns.evidence import selectors as evidence
from takedowns.golden import selectors as golden
from takedowns.golden import web as golden_web
from takedowns.notices import shown
from takedowns.review import selectors, words
from takedowns.review.services import pictures
from takedowns.review.states import UNDECIDED
from takedowns.review.web import why
from takedowns.wellbeing import web as wellbeing


def care(item: Any, actor: Actor, *, mine: bool) -> dict[str, Any]:
    """What the page of a package adds: the picture for who holds it, and the known answer once it is decided."""
    return {"picture": picture(item, actor) if mine else None, "known": known(item, actor)}


def picture(item: Any, actor: Actor) -> dict[str, Any]:
    """Whether the picture may be asked for, and what stands against it."""
    refused = pictures.no_picture(item)
    return wellbeing.picture(actor, item.pk) | {"refused": _(words.NO_PICTURE[refused]) if refused else ""}


def announced(item: Any) -> str:
    """What comes next, before it is on the screen: no surprise."""
    media = item.notice.match.fingerprint.media
    return _("Next: %(media)s, %(band)s, %(priority)s.") % {
        "media": _(words.MEDIA.get(media, media)),
        "band": tag(detection.BANDS, item.notice.match.band)["text"],
        "priority": _(words.PRIORITIES.get(item.priority, words.LATER)[0]),
    }


def known(item: Any, actor: Actor) -> dict[str, Any] | None:
    """After the decision: that it was a package with a known answer, and how it went; None for every real one."""
    row = golden.of_notice(actor, item.notice) if item.state not in UNDECIDED else None
    return None if row is None or row.decided_at is None else {"caught": row.caught, "text": golden_web.told(row)}


def just_known(actor: Actor) -> dict[str, Any] | None:
    """The same for what this officer decided a moment ago."""
    row, last = golden.just_decided(actor), selectors.last_voice(actor)
    if row is None or last is None or last.case_id != row.case_id:
        return None
    return {"caught": row.caught, "text": golden_web.told(row)}


def reading(actor: Actor, item_id: int) -> dict[str, Any]:
    """A package to be read without the decision that was made over it."""
    item = selectors.item(actor, item_id)
    notice = item.notice
    return {
        "item": item,
        "notice": notice,
        "why": why(item, actor),
        "page_text": evidence.readable(actor, notice.package_id, "page.txt"),
        "sections": shown.sections(notice.text, notice.languages),
    }
