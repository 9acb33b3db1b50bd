"""Lines of the trail and the month's sheet as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.audit.chain import Break, Finding
from agencies.audit.selectors import Wanted
from agencies.people import selectors as people
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.casework.web import link, table, time_cell
from portal.trail import month, selectors, services
from portal.trail.month import Month
from portal.trail.selectors import Sheet

WHO = {
    "system": gettext_lazy("the portal"),
    "reporter": gettext_lazy("the reporter"),
    "service_key": gettext_lazy("another system"),
    "visitor": gettext_lazy("somebody who is not signed in"),
}
BREAKS = {
    Break.EDITED: gettext_lazy("The line with number %(number)s was changed after it was sealed."),
    Break.REMOVED: gettext_lazy("The line with number %(number)s was removed; its seal is still there."),
    Break.GAP: gettext_lazy("From number %(number)s on lines and seals are missing."),
    Break.ORDER: gettext_lazy("Number %(number)s stands in the wrong place: lines or seals changed places."),
    Break.LATE: gettext_lazy("The line with number %(number)s is older than those before it: it was put in later."),
    Break.CUT: gettext_lazy("The newest lines are missing, from number %(number)s on."),
    Break.REWRITTEN: gettext_lazy("At number %(number)s the chain is not the one that was anchored."),
    Break.SOURCE: gettext_lazy("The address of the line with number %(number)s was changed, or removed too early."),
}
PARTS = {
    "exports": gettext_lazy("Exports"),
    "glass": gettext_lazy("Emergency access"),
    "grants": gettext_lazy("People, roles and grants"),
    "keys": gettext_lazy("Keys of other systems"),
    "settings": gettext_lazy("Settings"),
}


def wanted(actor: Actor, form: Any) -> Wanted:
    """What the form asks for; a case number that the reader cannot see finds nothing."""
    given = form.cleaned_data if form.is_valid() else {}
    if not given:
        return Wanted()
    return Wanted(
        person=given["person"],
        kind=given["kind"],
        action=given["action"],
        case_id=selectors.case_id(actor, given["case"].strip()),
        subject_kind=given["subject_kind"],
        subject_id=given["subject_id"],
        **form.moments(),
    )


def wanted_of_platform(form: Any) -> Wanted:
    """What the form of the platform's trail asks for."""
    given = form.cleaned_data if form.is_valid() else {}
    names = ("person", "action", "subject_kind", "subject_id")
    return Wanted(**{name: given[name] for name in names}, **form.moments()) if given else Wanted()


def platform_table(lines: Sequence[Any], names: Mapping[int, str], caption: str) -> dict[str, Any]:
    """The platform's own lines as a table; who is no administrator is a number."""
    head = [_("When"), _("Who"), _("From where"), _("What"), _("Row"), _("Values"), _("Seal")]
    rows = [
        [
            time_cell(line.at),
            names.get(line.actor_user_id, f"#{line.actor_user_id}") if line.actor_user_id else "–",
            {"text": line.origin.address, "code": True} if hasattr(line, "origin") else "",
            {"text": line.action, "code": True},
            f"{line.subject_kind} {line.subject_id or ''}".strip(),
            {"text": " ".join(f"{name}={value}" for name, value in line.data.items()), "code": True},
            str(line.seal.number) if hasattr(line, "seal") else {"text": _("waits"), "tone": "wait"},
        ]
        for line in lines
    ]
    return table(caption, head, rows, _("There is no line here."))


def findings(found: Sequence[Finding]) -> list[str]:
    """Breaks of the chain in sentences."""
    return [BREAKS[each.kind] % {"number": each.number} for each in found]


def who(line: Any, names: Mapping[int, str]) -> str:
    """Who left a line."""
    if line.actor_user_id:
        return names.get(line.actor_user_id, f"#{line.actor_user_id}")
    return str(WHO.get(line.actor_kind, line.actor_kind))


def line_table(actor: Actor, lines: Sequence[Any], caption: str) -> dict[str, Any]:
    """Lines as a table; a case is named by its number where the reader may see it."""
    names, cases = people.names(actor), selectors.references(actor, [line.case_id for line in lines])
    head = [_("When"), _("Who"), _("From where"), _("What"), _("Row"), _("Case"), _("Values"), _("Seal")]
    rows = [
        [
            time_cell(line.at),
            who(line, names),
            {"text": line.origin.address, "code": True} if hasattr(line, "origin") else "",
            {"text": line.action, "code": True},
            f"{line.subject_kind} {line.subject_id or ''}".strip(),
            link("case-detail", line.case_id, cases[line.case_id])
            if line.case_id in cases
            else str(line.case_id or ""),
            {"text": " ".join(f"{name}={value}" for name, value in line.data.items()), "code": True},
            str(line.seal.number) if hasattr(line, "seal") else {"text": _("waits"), "tone": "wait"},
        ]
        for line in lines
    ]
    return table(caption, head, rows, _("There is no line here."))


def chosen_month(request: HttpRequest, actor: Actor) -> Month:
    """The month in the address, in the agency's own time."""
    where = month.zone(tenancy.settings(actor).time_zone)
    return month.month(request.GET.get("month", ""), where, timezone.now())


def sheet_context(actor: Actor, chosen: Month) -> dict[str, Any]:
    """Everything that the sheet shows, on the page and on paper."""
    found, names = selectors.sheet(actor, chosen), people.names(actor)
    state = services.chain_state(actor)
    return {
        "month": chosen,
        "found": found,
        "sessions": _sessions(found, names),
        "parts": [_part(name, found, names) for name in PARTS],
        "reads": _reads(actor, found, names),
        "hours": _hours(found, names),
        "chain": {**state, "sentences": findings(state["findings"])},
        "agency_name": tenancy.agency(actor.agency_id).name,
        "made_at": timezone.now(),
    }


def _name(names: Mapping[int, str], user_id: int | None) -> str:
    return names.get(user_id or 0, f"#{user_id}" if user_id else _("an unknown name"))


def _sessions(found: Sheet, names: Mapping[int, str]) -> dict[str, Any]:
    head = [_("Person"), _("Signed in"), _("Failed"), _("Locked out")]
    rows = [
        [_name(names, row["subject_id"]), str(row["open"]), str(row["fail"]), str(row["lock"])]
        for row in found.sessions
    ]
    return table(_("Sign-ins"), head, rows, _("Nobody signed in."))


def _part(name: str, found: Sheet, names: Mapping[int, str]) -> dict[str, Any]:
    rows = [
        [
            time_cell(line.at),
            who(line, names),
            {"text": line.action, "code": True},
            f"{line.subject_kind} {line.subject_id or ''}".strip(),
            *([found.reasons.get(line.data.get("reason_id", 0), "–")] if name == "exports" else []),
        ]
        for line in found.parts[name]
    ]
    head = [_("When"), _("Who"), _("What"), _("Row"), *([_("Reason")] if name == "exports" else [])]
    return {"table": table(str(PARTS[name]), head, rows, _("None.")), "more": found.more.get(name, 0)}


def _reads(actor: Actor, found: Sheet, names: Mapping[int, str]) -> dict[str, Any]:
    known = selectors.references(actor, [case for row in found.reads for case in row.unexplained])
    rows = [
        [
            _name(names, row.user_id),
            str(row.reads),
            str(row.cases),
            str(len(row.unexplained)),
            ", ".join(known.get(case, f"#{case}") for case in row.unexplained[:20]),
        ]
        for row in found.reads
    ]
    head = [_("Person"), _("Looks"), _("Cases"), _("Cases without own work"), _("Which")]
    return table(_("Who opened cases"), head, rows, _("Nobody opened a case."))


def _hours(found: Sheet, names: Mapping[int, str]) -> dict[str, Any]:
    rows = [[_name(names, user_id), str(number)] for user_id, number in found.hours]
    caption = _("Work before 07:00, after 20:00 or at a weekend")
    return table(caption, [_("Person"), _("Lines")], rows, _("None."))
