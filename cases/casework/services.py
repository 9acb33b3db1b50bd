"""Open, change and close cases; consent and mandates."""

import secrets
from collections.abc import Sequence
from datetime import date

from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import services as access
from agencies.audit import services as audit
from agencies.events import services as events
from agencies.keys import services as keys
from agencies.keys.services import shred
from agencies.keys.states import ShredReason
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.models import reserve_ids
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework import contacts, exclusions, selectors, states
from cases.casework.models import Case, CaseGrant, Consent, ContactMark, ExcludedRecipients, Mandate
from cases.casework.states import AgeBand, CaseState, Identity, Purpose

MARKED = "cases_contactmark.digest"
MOST_FOUND = 50
ALIGN = "cases.fingerprints.align"  # the registry follows consent
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another


def next_reference(actor: Actor) -> str:
    """A free reference such as 2026-7K3MQ: year and five random letters or digits, which tell nobody how many cases there are."""
    year = timezone.now().year
    while True:  # 33 million a year; a number that is taken is simply drawn again
        reference = f"{year}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"
        if not Case.objects.filter(agency_id=actor.agency_id, reference=reference).exists():
            return reference


@verb("case.create")
def case_open(
    actor: Actor,
    *,
    age_band: str,
    purposes: list[str],
    language: str = "en",
    restricted: bool = False,
    quiet: bool = False,
    excluded_countries: Sequence[str] = (),
) -> Case:
    """A new case with the consent that the person gave; raises Invalid for an unknown band or purpose."""
    if age_band not in set(AgeBand) or not set(purposes) <= set(Purpose):
        raise Invalid(_("Unknown age band or purpose."))
    case = Case.objects.create(
        agency_id=actor.agency_id,
        reference=next_reference(actor),
        age_band=age_band,
        language=language,
        restricted=restricted,
        quiet=quiet,
        excluded_countries=sorted(set(excluded_countries)),
    )
    if restricted and actor.user_id is not None:
        access.grant(
            actor, CaseGrant, user_id=actor.user_id, object_id=case.pk, codename="work_on_case", case_id=case.pk
        )
    audit.record(actor, "case.create", subject_kind="case", subject_id=case.pk, case_id=case.pk, quiet=quiet)
    events.emit(actor, "case.opened", case_id=case.pk, subject_id=case.pk)
    for purpose in sorted(set(purposes)):
        consent_give(actor, case=case, purpose=purpose)
    return case


def consent_give(actor: Actor, *, case: Case, purpose: str) -> None:
    """Record one purpose, in the caller's transaction; giving it twice changes nothing."""
    row, created = Consent.objects.get_or_create(
        agency_id=actor.agency_id, case=case, purpose=purpose, withdrawn_at=None
    )
    if created:
        audit.record(actor, "consent.give", subject_kind="consent", subject_id=row.pk, case_id=case.pk, purpose=purpose)
        events.emit(actor, "consent.given", case_id=case.pk, subject_id=row.pk, purpose=purpose)


@verb("case.update")
def consent_record(actor: Actor, *, case_id: int, purpose: str) -> None:
    """The person agrees to one more purpose, or again; what rests on it goes on. Raises NotFound, Invalid, Conflict."""
    case = selectors.case(actor, case_id)
    if purpose not in set(Purpose):
        raise Invalid(_("Choose what the person agrees to."), "purpose")
    if case.over:
        raise Conflict(_("The case was withdrawn. Nothing can be agreed to in it any more."))
    if selectors.agreed(actor, case.pk, Purpose(purpose)):
        raise Conflict(_("The person has agreed to that already."))
    consent_give(actor, case=case, purpose=purpose)
    given = selectors.consents(actor, case.pk)[-1]
    events.enqueue(ALIGN, agency_id=actor.agency_id, key=f"{ALIGN}:consent:{given.pk}", case_id=case.pk)


@verb("case.update")
def consent_withdraw(actor: Actor, *, case_id: int, purpose: str) -> None:
    """Take one purpose back; what it carried stops with the next look at it (delivery re-reads it)."""
    case = selectors.case(actor, case_id)
    changed = (
        Consent.objects.visible_to(actor)
        .filter(case=case, purpose=purpose, withdrawn_at=None)
        .update(withdrawn_at=Now())
    )
    if not changed:
        raise Conflict(_("This consent is not given, or was withdrawn already."))
    audit.record(actor, "consent.withdraw", subject_kind="case", subject_id=case.pk, case_id=case.pk, purpose=purpose)
    events.emit(actor, "consent.withdrawn", case_id=case.pk, subject_id=case.pk, purpose=purpose)


@verb("case.update")
def case_update(
    actor: Actor, *, case_id: int, age_band: str, identity: str, quiet: bool, excluded_countries: list[str]
) -> None:
    """Change what the case's handling depends on."""
    if age_band not in set(AgeBand) or identity not in set(Identity):
        raise Invalid(_("Unknown age band or identity."))
    case = selectors.case(actor, case_id)
    Case.objects.visible_to(actor).filter(id=case.pk).update(
        age_band=age_band, identity=identity, quiet=quiet, excluded_countries=sorted(set(excluded_countries))
    )
    audit.record(
        actor, "case.update", subject_kind="case", subject_id=case.pk, case_id=case.pk,
        age_band=age_band, identity=identity, quiet=quiet, excluded_countries=sorted(set(excluded_countries)),
    )  # fmt: skip
    events.emit(actor, "case.updated", case_id=case.pk, subject_id=case.pk, quiet=quiet, identity=identity)


@verb("case.protect")
def case_protect(actor: Actor, *, case_id: int) -> None:
    """Somebody shown may be a minor: the case takes the protected path (HARMS 1). Whoever decides over finds may say so."""
    case = selectors.case(actor, case_id)
    if Case.objects.visible_to(actor).filter(id=case.pk).update(age_band=AgeBand.UNDER_PROTECTED):
        band = AgeBand.UNDER_PROTECTED.value
        audit.record(actor, "case.update", subject_kind="case", subject_id=case.pk, case_id=case.pk, age_band=band)
        events.emit(actor, "case.updated", case_id=case.pk, subject_id=case.pk, age_band=band)


@verb("case.update")
def exclusions_set(actor: Actor, *, case_id: int, recipients: Sequence[str], police: bool) -> None:
    """Write down to whom nothing may be sent, as the person said it: hosts or names, and the police (HARMS 14)."""
    named = exclusions.lines("\n".join(recipients))
    if exclusions.too_much(named):
        raise Invalid(_("At most 100 recipients of at most 150 letters."), "excluded_recipients")
    exclusions_keep(actor, case=selectors.case(actor, case_id), recipients=named, police=police)


def exclusions_keep(actor: Actor, *, case: Case, recipients: Sequence[str], police: bool) -> None:
    """The same for words that were checked before, in the caller's transaction."""
    named = exclusions.lines("\n".join(recipients))
    Case.objects.filter(agency_id=actor.agency_id, id=case.pk).update(excluded_police=police)  # and nobody else writes
    row = ExcludedRecipients.objects.filter(agency_id=actor.agency_id, case_id=case.pk).first()
    if (row.words if row else "") == "\n".join(named) and case.excluded_police == police:
        return
    row = row or ExcludedRecipients(agency_id=actor.agency_id, case=case)
    row.words = "\n".join(named)
    row.save()
    audit.record(
        actor, "case.exclusions", subject_kind="case", subject_id=case.pk, case_id=case.pk, recipients=len(named),
        police=police,
    )  # fmt: skip


@verb("case.update")
def mandate_record(actor: Actor, *, case_id: int, signed_on: date, expires_on: date | None, form: str) -> None:
    """Record what lets the agency act for the person."""
    if expires_on is not None and expires_on < signed_on:
        raise Invalid(_("The mandate would end before it was signed."), "expires_on")
    case = selectors.case(actor, case_id)
    row = Mandate.objects.create(
        agency_id=actor.agency_id, case=case, signed_on=signed_on, expires_on=expires_on, form=form[:40]
    )
    audit.record(actor, "mandate.record", subject_kind="mandate", subject_id=row.pk, case_id=case.pk)
    events.emit(actor, "mandate.recorded", case_id=case.pk, subject_id=row.pk)


@verb("case.close")
def case_move(actor: Actor, *, case_id: int, to: str) -> None:
    """Move a case to another state; raises Conflict when the table of moves does not allow it from where it is."""
    case = selectors.case(actor, case_id)
    sources = [state for state, targets in states.MOVES.items() if to in targets]
    closed_at = Now() if to == CaseState.CLOSED else F("closed_at")
    rows = Case.objects.visible_to(actor).filter(id=case.pk, state__in=sources, shredded_at=None)
    changed = rows.update(state=to, closed_at=closed_at)
    if not changed:
        raise Conflict(_("The case has moved on in the meantime. Look at it again before you change it."))
    audit.record(actor, "case.move", subject_kind="case", subject_id=case.pk, case_id=case.pk, to=to)
    events.emit(actor, "case.moved", case_id=case.pk, subject_id=case.pk, to=to)


def contact_keep(actor: Actor, *, case: Case, contact: str) -> None:
    """Make a case findable by a way of contact, in the caller's transaction; only keyed digests are kept."""
    marks = [keys.blind(actor.agency_id, place=MARKED, value=form) for form in contacts.forms(contact)]
    ContactMark.objects.bulk_create(
        [ContactMark(agency_id=actor.agency_id, case=case, digest=mark) for mark in marks], ignore_conflicts=True
    )


@verb("case.read")
def contact_search(actor: Actor, *, contact: str) -> list[Case]:
    """The cases that the actor may see and that were told this number, address or handle; the search is written down."""
    marks = [keys.blind(actor.agency_id, place=MARKED, value=form) for form in contacts.forms(contact)]
    ids = ContactMark.objects.visible_to(actor).filter(digest__in=marks).values("case_id")
    found = list(selectors.cases(actor).filter(id__in=ids)[:MOST_FOUND])
    audit.record(actor, "case.search", subject_kind="case", subject_id=None, found=[case.pk for case in found])
    return found


@verb("case.shred")
def case_shred(actor: Actor, *, case_id: int, reason: str, reference: str) -> None:
    """Destroy the key of a closed or withdrawn case: nobody can ever open again what people wrote in it.

    reference: the case's number, typed by the person who decides. Raises Invalid when it is another, Conflict for a case that is
    still at work or shredded already. Everything that rests on an agreement stops at once; the trail stays.
    """
    case = selectors.case(actor, case_id)
    if reference.strip().upper() != case.reference.upper():
        raise Invalid(_("This is not the number of this case. Nothing was destroyed."), "reference")
    if reason not in set(ShredReason):
        raise Invalid(_("Choose a reason."), "reason")
    rows = Case.objects.visible_to(actor).filter(id=case.pk, state__in=states.ENDED, shredded_at=None)
    if not rows.update(shredded_at=Now()):
        raise Conflict(
            _("Only a case that is closed or withdrawn can be shredded, and only once. Nothing was destroyed.")
        )
    _shred(actor, case.pk, reason)


def case_shred_again(actor: Actor, *, case_id: int, reason: str) -> bool:
    """After a restore: shred what was shredded before, whatever state the case is in now; False when there is nothing to do."""
    with tenant_scope(actor.agency_id):
        again = Case.objects.visible_to(actor).filter(id=case_id, shredded_at=None).update(shredded_at=Now())
        if again:
            _shred(actor, case_id, reason)
        else:
            keys.case_shred(actor, case_id=case_id, reason=reason)
        return bool(again)


def _shred(actor: Actor, case_id: int, reason: str) -> None:
    keys.case_shred(actor, case_id=case_id, reason=reason)
    Consent.objects.visible_to(actor).filter(case_id=case_id, withdrawn_at=None).update(withdrawn_at=Now())
    ContactMark.objects.visible_to(actor).filter(case_id=case_id).delete()
    audit.record(actor, "case.shred", subject_kind="case", subject_id=case_id, case_id=case_id, reason=str(reason))
    events.emit(actor, "case.shredded", case_id=case_id, subject_id=case_id)


def shred_replay() -> tuple[int, int]:
    """Shred again what the list names and a restored database holds; returns (cases, agencies) that were open again.

    Numbers of cases that the restored database does not know yet are used up, so that no new case gets one of them.
    Raises OSError or ValueError for a list that cannot be read.
    """
    lines = shred.list_restore()
    highest = max((case_id for _agency, case_id, _reason in lines if case_id is not None), default=0)
    reserve_ids(Case, max(0, highest - reserve_ids(Case, 1)[0]))
    cases = agencies = 0
    for agency_id, case_id, reason in lines:
        actor = Actor.system(agency_id)
        with tenant_scope(agency_id):
            if case_id is None:
                agencies += bool(keys.agency_shred(agency_id, reason=reason))
            elif Case.objects.visible_to(actor).filter(id=case_id).exists():
                cases += case_shred_again(actor, case_id=case_id, reason=reason)
    return cases, agencies
