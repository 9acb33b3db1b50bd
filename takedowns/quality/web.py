"""What the pages of quality show."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.people import selectors as people
from agencies.tenancy.actor import Actor
from takedowns.golden import samples
from takedowns.golden import selectors as golden
from takedowns.golden.selectors import Tally
from takedowns.quality import counting, selectors
from takedowns.review import words


def number(value: float | None) -> str:
    """A count, or that it is too small to be told."""
    return str(value) if value is not None else _("fewer than 5")


def per_cent(value: float | None) -> str:
    """A share, or that there is none."""
    return f"{value} %" if value is not None else _("nothing yet")


def caught(found: Tally | None) -> str:
    """Known answers in a sentence."""
    if found is None:
        return _("too few to say without telling who it was")
    if not found.met:
        return _("none met yet")
    return ngettext(
        "%(caught)s of %(met)s decided rightly (%(share)s %%); of the wrong matches among them %(wrong)s of %(wrong_met)s",
        "%(caught)s of %(met)s decided rightly (%(share)s %%); of the wrong matches among them %(wrong)s of %(wrong_met)s",
        found.met,
    ) % {
        "caught": found.caught, "met": found.met, "share": found.share, "wrong": found.wrong_caught,
        "wrong_met": found.wrong_met,
    }  # fmt: skip


def team(actor: Actor) -> dict[str, Any]:
    """The page for managers: the team, nobody named."""
    found = selectors.team(actor)
    kappa = str(found.kappa) if found.kappa is not None else _("needs %(n)s readings") % {"n": counting.FEWEST_PAIRS}
    cells = [
        (_("Decisions"), found.decisions),
        (_("of them approved"), found.approved),
        (_("Confirmed by a second person"), number(found.seconds_confirmed)),
        (_("Sent back by a second person"), number(found.seconds_sent_back)),
        (_("Overturned, of all that somebody looked at twice"), per_cent(found.overturned)),
        (_("Read again by chance"), found.read),
        (_("Second reader would have decided otherwise"), number(found.differ)),
        (_("Both readers decided alike"), per_cent(found.agreement)),
        (_("Agreement beyond chance (Cohen's kappa)"), kappa),
        (_("Packages with a known answer"), caught(found.golden)),
        (_("Decisions within less than 4 seconds"), number(found.fast)),
        (_("Decisions beyond 40 in an hour"), number(found.crowded)),
        (_("Packages given back undecided"), number(found.passed)),
    ]
    reasons = [[_(words.REASONS.get(code, code)), number(count)] for code, count in found.reasons.items()]
    return {
        "days": found.days,
        "rows": [{"key": key, "value": str(value)} for key, value in cells],
        "reasons": {
            "caption": _("Reasons of rejections"), "head": [_("Reason"), _("Number")], "rows": reasons,
            "empty": _("Nothing was rejected."),
        },
        "differing": [_differing(row) for row in selectors.differing(actor)],
    }  # fmt: skip


def _differing(row: Any) -> dict[str, str]:
    return {"url": reverse("review-item", args=[row.item_id]), "text": row.case.reference}


def persons(actor: Actor) -> dict[str, Any]:
    """Known answers by person, for the quality lead."""
    names, found = people.names(actor), golden.by_person(actor, selectors.since())
    return {
        "caption": _("Packages with a known answer, by person"),
        "head": [_("Person"), _("Result")],
        "rows": [[names.get(user_id, "–"), caught(tally)] for user_id, tally in found.items()],
        "empty": _("Nobody has met one yet."),
    }


def own(actor: Actor) -> dict[str, Any]:
    """The officer's own results, with what was missed and why."""
    found, missed = golden.own(actor, selectors.since())
    return {"result": caught(found), "missed": [miss(row) for row in missed]}


def miss(row: Any) -> dict[str, Any]:
    """One known answer that was decided otherwise, kindly."""
    sample = samples.BY_NAME.get(row.sample)
    return {
        "at": row.decided_at,
        "what": _("It was right and you rejected it.")
        if row.right
        else _("It was another picture and you approved it."),
        "why": _(sample.why)
        if sample is not None and not row.own
        else _("That is how it was decided and proved before."),
    }
