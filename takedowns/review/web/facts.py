"""What the desk says about the case, the find and the notice beside the package itself."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.audit import selectors as audit
from agencies.people import selectors as people
from agencies.people import words as people_words
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.casework import selectors as casework
from cases.casework import words as casework_words
from cases.casework.web import tag
from cases.detection import stretching
from cases.detection import words as detection
from cases.detection.selectors import copies
from cases.detection.web import by_what, host
from takedowns.notices import compare, shown
from takedowns.review import words

GRID = 16
REGISTERED = ("fingerprint.register", "fingerprint.take")


def day(moment: Any) -> str:
    """A day in words, or a dash."""
    return date_format(moment, "DATE_FORMAT") if moment else "–"


def moment(at: Any) -> str:
    """A point in time in words."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else "–"


def place(item: Any) -> dict[str, Any]:
    """Why a package stands where it stands, in sentences."""
    late = item.due_at < timezone.now()
    why = _(words.PLACES.get(item.priority, words.PLACE_LATER))
    clock = _(words.CLOCKS[item.clock]) % {"time": moment(item.due_at)}
    return {"why": why, "clock": clock, "late": _(words.LATE) if late else "", "due_at": item.due_at}


def _excluded(actor: Actor, case: Any) -> str:
    """Countries, recipients and the police, as the person excluded them."""
    police = [_("the police")] if case.excluded_police else []
    named = [*case.excluded_countries, *casework.excluded_recipients(actor, case.pk), *police]
    return ", ".join(named) or _("no country is excluded")


def case_facts(item: Any, actor: Actor) -> list[dict[str, Any]]:
    """What the case allows and how the person may be reached; nothing of what was reported."""
    case, own = item.case, tenancy.settings(actor)
    given = [row for row in casework.consents(actor, case.pk) if row.withdrawn_at is None]
    mandate = casework.mandate(actor, case.pk, timezone.now().date())
    if mandate is None:
        paper = _("none in force")
    elif mandate.expires_on:
        paper = _("signed on %(day)s, ends on %(end)s") % {
            "day": day(mandate.signed_on),
            "end": day(mandate.expires_on),
        }
    else:
        paper = _("signed on %(day)s, without an end") % {"day": day(mandate.signed_on)}
    return [
        {
            "key": _("Agreed to"),
            "value": ", ".join(_(casework_words.PURPOSES[row.purpose]) for row in given) or _("nothing"),
        },
        {"key": _("Mandate"), "value": paper},
        {"key": _("Quiet mode"), "value": _("on: nothing is sent") if case.quiet else _("off")},
        {"key": _("Identity"), "value": _(casework_words.IDENTITIES[case.identity])},
        {
            "key": _("Age of the youngest person"),
            "value": _(casework_words.AGE_BANDS[case.age_band]) % {"age": own.protected_age},
        },
        {"key": _("Nothing is sent to"), "value": _excluded(actor, case)},
        {"key": _("Contact with the person"), "value": _contact(own)},
    ]


def _contact(own: Any) -> str:
    hours = ""
    if own.contact_from and own.contact_until:
        hours = _("only from %(from)s to %(until)s.") % {
            "from": own.contact_from.strftime("%H:%M"), "until": own.contact_until.strftime("%H:%M"),
        }  # fmt: skip
    rules = own.contact_rules.strip()
    return " ".join(part for part in (hours, rules) if part) or _(
        "by the case's workers only, on the way that the person called safe"
    )


def find_facts(item: Any, actor: Actor) -> list[dict[str, Any]]:
    """Where and when it was found, how often it is there, and who stands behind the fingerprint."""
    match = item.notice.match
    print_ = match.fingerprint
    checked = [duty(actor, one) for one in (print_.checked_by_id, print_.checked_second_id) if one]
    return [
        {"key": _("Host"), "value": host(match.page_url), "code": True},
        {"key": _("Found first"), "value": moment(match.found_at)},
        {"key": _("Fetched"), "value": moment(match.fetched_at)},
        {"key": _("Registered on"), "value": moment(print_.registered_at)},
        {"key": _("Registered by"), "value": registrant(actor, print_.pk)},
        {"key": _("Checked by"), "value": ", ".join(checked) or _("nobody yet")},
    ]


def registrant(actor: Actor, fingerprint_id: int) -> str:
    """Who registered the fingerprint, from the trail: a colleague by role and number, or in which other way it came.

    Packages with a known answer have no line in the trail; they look like what most reporters hand in.
    """
    found = audit.first_by(actor, subject_kind="fingerprint", subject_id=fingerprint_id, actions=REGISTERED)
    kind, user_id = found or ("", None)
    return duty(actor, user_id) if user_id else _(words.REGISTRANTS.get(kind, words.REGISTRANTS["reporter"]))


def duty(actor: Actor, user_id: int) -> str:
    """A colleague as the house is shown outside: role and number (HARMS 24)."""
    found = people.duty(actor, user_id)
    return f"{_(people_words.ROLES[found[0]])} {found[1]}" if found else _("a colleague")


def copies_shown(item: Any, actor: Actor) -> list[dict[str, Any]]:
    """Every copy that was recognised on the pages of this find."""
    rows = copies.copies(actor, item.notice.match_id)
    return [
        {"address": row.media_url, "band": tag(detection.BANDS, row.band), "by": by_what(row), "seen": row.seen_at}
        for row in rows
    ]


def timeline(item: Any) -> dict[str, Any] | None:
    """How much of a registered clip was found, as a bar; None for pictures."""
    match = item.notice.match
    if match.fingerprint.media != "video":
        return None
    return {
        "frames": match.frames, "of": match.fingerprint.frames, "share": match.share, "seconds": match.seconds,
        "stretches": [
            {"registered": f"{clock(a)}–{clock(b)}", "found": f"{clock(c)}–{clock(d)}"}
            for a, b, c, d in stretching.stretches(match)
        ],
    }  # fmt: skip


def clock(milliseconds: int) -> str:
    """A place in a clip: minutes and seconds, 12:03.4."""
    minutes, rest = divmod(round(milliseconds / 100), 600)
    return f"{minutes}:{rest // 10:02d}.{rest % 10}"


def grid(bits: list[bool]) -> list[tuple[int, int]]:
    """The 16 rows of the comparison for a reader who does not see it: (row from 1, bits that differ)."""
    rows = [bits[at : at + GRID] for at in range(0, len(bits), GRID)]
    return [(number, sum(row)) for number, row in enumerate(rows, start=1) if any(row)]


def versions(item: Any) -> list[dict[str, Any]]:
    """The notice language by language, with the facts marked that not every version has."""
    parts = shown.sections(item.notice.text, item.notice.languages)
    marked = compare.compared([part.text for part in parts])
    return [
        {"part": part, "pieces": pieces, "odd": sum(one.differs for one in pieces)}
        for part, pieces in zip(parts, marked, strict=True)
    ]
