"""Reads of cases, and the one question that must be asked again at the moment of sending."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from agencies.audit import selectors as audit
from agencies.audit.selectors import Opening
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework import exclusions
from cases.casework.models import Case, Consent, ExcludedRecipients, Mandate
from cases.casework.states import CaseState, Identity, Purpose, protected


def cases(actor: Actor) -> QuerySet[Case]:
    """The agency's cases that this actor may see, newest first."""
    return Case.objects.visible_to(actor).filter(golden=False).order_by("-id")


def case(actor: Actor, case_id: int) -> Case:
    """One case; raises NotFound."""
    found = Case.objects.visible_to(actor).filter(id=case_id).first()
    if found is None:
        raise NotFound
    return found


def visible_ids(actor: Actor) -> QuerySet[Case, int]:
    """Ids of the cases that this actor may see, as a sub-query for rows that belong to cases."""
    return Case.objects.visible_to(actor).values_list("id", flat=True)


def consents(actor: Actor, case_id: int) -> list[Consent]:
    """Everything the person agreed to, with what was taken back."""
    return list(Consent.objects.visible_to(actor).filter(case_id=case_id).order_by("id"))


def open_purposes(actor: Actor, case: Case) -> set[Purpose]:
    """What the person may be asked: more detail about a picture only for adults, and only where the agency searches with it."""
    detailed = tenancy.settings(actor).patch_search and not protected(case.age_band)
    return set(Purpose) if detailed else set(Purpose) - {Purpose.DETAILED_DETECTION}


def agreed(actor: Actor, case_id: int, purpose: Purpose) -> bool:
    """Whether the purpose is agreed to now."""
    return Consent.objects.visible_to(actor).filter(case_id=case_id, purpose=purpose, withdrawn_at=None).exists()


def mandate(actor: Actor, case_id: int, today: date) -> Mandate | None:
    """The mandate in force, if any."""
    rows = Mandate.objects.visible_to(actor).filter(case_id=case_id, revoked_at=None, signed_on__lte=today)
    return rows.filter(Q(expires_on=None) | Q(expires_on__gte=today)).order_by("-id").first()


def reasons_not_to_send(actor: Actor, case_id: int, *, country: str) -> list[str]:
    """Names of what forbids sending anything for this case now; empty when sending is allowed (HARMS 9, 14)."""
    found = Case.objects.filter(agency_id=actor.agency_id, id=case_id).first()
    if found is None:
        return ["case_gone"]
    checks = {
        "golden": found.golden,
        "quiet_mode": found.quiet,
        "case_shredded": found.shredded_at is not None,
        "case_withdrawn": found.state == CaseState.WITHDRAWN,
        "country_excluded": country.upper() in found.excluded_countries,
        "no_consent": not agreed(actor, case_id, Purpose.NOTICES),
    }
    return [name for name, holds in checks.items() if holds]


def excluded_recipients(actor: Actor, case_id: int) -> list[str]:
    """Hosts or names that the person wants nothing sent to; of any case of the agency, as sending asks; none of a shredded one."""
    rows = ExcludedRecipients.objects.filter(agency_id=actor.agency_id, case_id=case_id, case__shredded_at=None)
    row = rows.first()
    return row.words.splitlines() if row else []


def reasons_not_to_send_to(
    actor: Actor, case_id: int, *, countries: Sequence[str], hosts: Sequence[str], name: str, kind: str
) -> list[str]:
    """Names of what the person excluded and this recipient is: its country, its host or name, the police (HARMS 14).

    `countries`: of the host and of who answers for it. `hosts`: addresses of pages or of mail; an excluded host takes its
    sub-domains along. `kind`: what the recipient is.
    """
    found = Case.objects.filter(agency_id=actor.agency_id, id=case_id).first()
    if found is None:
        return ["case_gone"]
    if found.shredded_at is not None:
        return ["case_shredded"]
    words = excluded_recipients(actor, case_id)
    checks = {
        "country_excluded": any(country.upper() in found.excluded_countries for country in countries),
        "recipient_excluded": exclusions.excluded(words, hosts=hosts, name=name),
        "police_excluded": found.excluded_police and kind in {"police", "hotline"},
    }
    return [reason for reason, holds in checks.items() if holds]


# Before a worker has verified who reports, nothing tells that something was found (HARMS 7).
OWN_OPENINGS = ("case.", "report.", "fingerprint.")


def openings(actor: Actor, found: Case, limit: int | None = None) -> list[Opening]:
    """Who opened the case, in roles and times, newest first; of a reporter who is not verified only what she brought herself."""
    rows = audit.openings(actor, found.pk, limit)
    if found.identity != Identity.UNCHECKED:
        return rows
    return [row for row in rows if row.action.startswith(OWN_OPENINGS)]


def counts(actor: Actor) -> dict[str, int]:
    """How many cases are in each state."""
    rows = Case.objects.visible_to(actor).filter(golden=False).values("state").annotate(n=Count("id")).order_by()
    found = {row["state"]: row["n"] for row in rows}
    return {state.value: found.get(state.value, 0) for state in CaseState}
