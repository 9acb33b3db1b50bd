"""Search terms of a case or of the whole agency: add, cross out variants, pause, withdraw; consent per term and provider.

Terms and variants are never part of a log line, an audit line, an address of a page or an error: those hold ids.
"""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.keys import services as sealing
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.detection import folding, keys, searchwords, variants
from cases.detection.models import FrontierEntry, Search, SearchConsent, SearchTerm
from cases.detection.selectors import searching
from cases.detection.services import searches
from cases.detection.states import NAMING, TERM_MOVES, ConsentWay, SearchWhy, TermKind, TermState

PLACE = "cases_searchterm.mark"
SHORTEST, LONGEST = 2, 200  # letters and digits; characters
CADENCES = (3600, 6 * 3600, 86400, 7 * 86400)  # s
MOST_TERMS = 40  # of one case


@verb("search.update")
def term_add(actor: Actor, *, case_id: int | None, kind: str, text: str, cadence_seconds: int = 6 * 3600) -> SearchTerm:
    """Keep a term sealed; nothing is sent anywhere before consent for a provider is noted. Raises NotFound, Invalid, Conflict.

    case_id None: a term of the whole agency, which may name no person.
    """
    plain = _checked(kind, text, cadence_seconds, house=case_id is None)
    if case_id is not None:
        case = casework.case(actor, case_id)
        if case.over:
            raise Conflict(_("The case was withdrawn. Nothing is searched for it any more."))
    present = searching.terms(actor, case_id)
    if present.count() >= MOST_TERMS:
        raise Conflict(_("There are %(most)s terms already. Withdraw one first.") % {"most": MOST_TERMS})
    value = f"{case_id or 0}:{kind}:{folding.letters(plain)}"
    row = SearchTerm(
        agency_id=actor.agency_id, case_id=case_id, kind=kind, cadence_seconds=cadence_seconds, added_by=actor.user_id,
        mark=sealing.blind(actor.agency_id, place=PLACE, value=value),
    )  # fmt: skip
    _keep(row, [plain])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_("This term is there already.")) from error
    audit.record(actor, "search.term", subject_kind="searchterm", subject_id=row.pk, case_id=case_id, of=kind)
    events.emit(actor, "term.added", case_id=case_id, subject_id=row.pk)
    return row


def _checked(kind: str, text: str, cadence_seconds: int, *, house: bool) -> str:
    """The term on one line; raises Invalid, which never quotes it."""
    if kind not in set(TermKind):
        raise Invalid(_("Choose what kind of term it is."), "kind")
    if house and kind in NAMING:
        raise Invalid(_("A term of the whole agency names no person. Choose phrase or hashtag."), "kind")
    plain = " ".join(text.split())
    if len(plain) > LONGEST or len(folding.letters(plain)) < SHORTEST:
        message = _("Write %(least)s to %(most)s characters, at least %(least)s of them letters or digits.")
        raise Invalid(message % {"least": SHORTEST, "most": LONGEST}, "text")
    if cadence_seconds not in CADENCES:
        raise Invalid(_("Choose how often it is searched for."), "cadence_seconds")
    return plain


def _keep(row: SearchTerm, lines: list[str]) -> None:
    name = "house_words" if row.case_id is None else "words"
    setattr(row, name, "\n".join(lines))


@verb("search.update")
def term_cross(actor: Actor, *, term_id: int, values: list[str]) -> None:
    """Set which variants are crossed out: they are sent to nobody, and not looked for. Raises NotFound, Invalid, Conflict."""
    row = _live(actor, term_id)
    lines = row.lines()
    known = {variant.text for variant in variants.variants(lines[0], row.kind)}
    if not set(values) <= known:
        raise Invalid(_("One of these is no variant of this term. Load the page again."), "values")
    if lines[0] in values:
        raise Invalid(_("The term itself cannot be crossed out. Withdraw it instead."), "values")
    _keep(row, [lines[0], *sorted(set(values))])
    row.save(update_fields=["words", "house_words"])
    SearchTerm.objects.visible_to(actor).filter(id=row.pk).update(changed_at=Now())
    audit.record(
        actor,
        "search.cross",
        subject_kind="searchterm",
        subject_id=row.pk,
        case_id=row.case_id,
        crossed=len(set(values)),
    )


@verb("search.update")
def term_move(actor: Actor, *, term_id: int, to: str) -> None:
    """Pause a term, take it up again, or withdraw it for good: its words are erased, and what waits for it vanishes."""
    row = searching.term(actor, term_id)
    sources = [state for state, targets in TERM_MOVES.items() if to in targets]
    rows = SearchTerm.objects.visible_to(actor).filter(id=row.pk, state__in=sources)
    if not rows.update(state=to, changed_at=Now()):
        raise Conflict(_("The term is in this state already, or was withdrawn."))
    if to == TermState.WITHDRAWN:
        term_erase(actor, row)
    if to != TermState.ACTIVE:
        why = SearchWhy.WITHDRAWN if to == TermState.WITHDRAWN else SearchWhy.PAUSED
        stop(actor, Search.objects.visible_to(actor).filter(term_id=row.pk), why)
    audit.record(actor, "search.move", subject_kind="searchterm", subject_id=row.pk, case_id=row.case_id, to=to)
    if to == TermState.WITHDRAWN:
        events.emit(actor, "term.withdrawn", case_id=row.case_id, subject_id=row.pk)


def term_erase(actor: Actor, row: SearchTerm) -> None:
    """Erase a term's words, in the caller's transaction; consent for it ends with it."""
    row.words = row.house_words = ""
    row.mark = f"erased:{row.pk}"
    row.save(update_fields=["words", "house_words", "mark"])
    live = SearchConsent.objects.visible_to(actor).filter(term_id=row.pk, withdrawn_at=None)
    live.update(withdrawn_at=Now(), withdrawn_by=actor.user_id)


@verb("search.consent")
def consent_note(actor: Actor, *, term_id: int, source_id: int, way: str) -> SearchConsent:
    """Note that a term may be typed into this provider, as the worker told the person; the first search starts at once.

    Raises NotFound, Invalid for an unknown way or what is no provider, Conflict where the term must not leave.
    """
    row, provider = _live(actor, term_id), searching.provider(actor, source_id)
    house = row.case_id is None
    if way not in set(ConsentWay) or (way == ConsentWay.AGENCY) != house:
        raise Invalid(_("Choose how the person agreed."), "way")
    if why := searches.held_back(actor, row, provider):
        raise Conflict(_(searchwords.WHY[why]))
    try:
        with transaction.atomic():
            made = SearchConsent.objects.create(
                agency_id=actor.agency_id, term=row, source=provider, country=provider.country,
                place_key=keys.of(provider.url), way=way, given_by=actor.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("This is agreed to already.")) from error
    audit.record(
        actor, "search.consent", subject_kind="searchconsent", subject_id=made.pk, case_id=row.case_id, term=row.pk,
        source=provider.pk, country=provider.country, way=way,
    )  # fmt: skip
    events.emit(actor, "term.agreed", case_id=row.case_id, subject_id=row.pk)
    searches.search_start(Actor.system(actor.agency_id), consent_id=made.pk)
    return made


@verb("search.consent")
def consent_end(actor: Actor, *, term_id: int, source_id: int) -> None:
    """Take consent back: a running search stops before its next question, and pages that wait for it vanish."""
    row = searching.term(actor, term_id)
    live = SearchConsent.objects.visible_to(actor).filter(term_id=row.pk, source_id=source_id, withdrawn_at=None)
    ids = list(live.values_list("id", flat=True))
    if not live.update(withdrawn_at=Now(), withdrawn_by=actor.user_id):
        raise Conflict(_("This is not agreed to, or was taken back already."))
    stop(actor, Search.objects.visible_to(actor).filter(consent_id__in=ids), SearchWhy.WITHDRAWN)
    audit.record(
        actor, "search.end", subject_kind="searchconsent", subject_id=ids[0], case_id=row.case_id, term=row.pk,
        source=source_id,
    )  # fmt: skip
    events.emit(actor, "term.refused", case_id=row.case_id, subject_id=row.pk)


def stop(actor: Actor, found: "searching.Searches", why: SearchWhy) -> None:
    """End running searches and take what they put on the frontier off it, in the caller's transaction."""
    ids = list(found.values_list("id", flat=True))
    found.filter(state="running").update(state="stopped", why=why, finished_at=Now())
    FrontierEntry.objects.visible_to(actor).filter(search_id__in=ids, state="queued").delete()


def terms_forget(actor: Actor, case_id: int) -> None:
    """After a case was shredded: its terms, what was agreed to and found by them are erased, in the caller's transaction."""
    rows = SearchTerm.objects.visible_to(actor).filter(case_id=case_id)
    stop(actor, Search.objects.visible_to(actor).filter(term__in=rows), SearchWhy.CASE_OVER)
    ids = list(Search.objects.visible_to(actor).filter(term__in=rows).values_list("id", flat=True))
    FrontierEntry.objects.visible_to(actor).filter(search_id__in=ids).delete()
    rows.delete()


def _live(actor: Actor, term_id: int) -> SearchTerm:
    row = searching.term(actor, term_id)
    if row.state == TermState.WITHDRAWN or not row.lines():
        raise Conflict(_("The term was withdrawn. Add it again if it is to be searched for."))
    return row
