"""Watched words in texts that were read anyway: compare in memory, keep what stands in bad company, let somebody look at it.

A worker holds the words of an agency in memory until one of them changes; nothing of them is written anywhere.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors import url as addresses
from agencies.doors.url import BadUrl
from agencies.events import services as events
from agencies.keys import services as sealing
from agencies.tenancy import lookup
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework.models import Consent
from cases.casework.states import CaseState, Purpose
from cases.detection import alarm, variants
from cases.detection.models import SearchTerm, TextFind
from cases.detection.selectors import searching
from cases.detection.states import TEXT_MOVES, TermState, TextFindState
from cases.detection.watchwords import Hit, Term, Watch

PLACE = "cases_textfind.page_key"
FRESH, HELD = 2.0, 60.0  # s: until it is asked again who watches; until words are compiled anew without a change
MOST_WAITING = 200  # of one case; a flood of hits tells nobody more
Version = tuple[int, int]


@dataclass(slots=True)
class Held:
    """What this process knows: who watches as of which version, and the compiled words of each."""

    asked_at: float = float("-inf")
    watching: dict[int, Version] = field(default_factory=dict)
    words: dict[int, tuple[Version, float, Watch]] = field(default_factory=dict)


_held = Held()


def forget() -> None:
    """Drop all words from memory."""
    global _held
    _held = Held()


def texts_seen(actor: Actor, texts: Sequence[tuple[str, str]]) -> int:
    """Compare (address, text) pairs with the watched words that concern their source; returns how many finds are new.

    Words of the source's own agency; of all agencies for a source that the platform shares. One short scope after the other:
    call it outside any. Nobody learns what another agency watches.
    """
    now = time.monotonic()
    if now - _held.asked_at > FRESH:
        _held.watching, _held.asked_at = lookup.watching(), now
        for agency_id in set(_held.words) - set(_held.watching):
            del _held.words[agency_id]
    if not _held.watching or not texts:
        return 0
    shared = len(_held.watching) > 0 and tenancy.agency(actor.agency_id).kind == Agency.Kind.PLATFORM
    concerned = list(_held.watching) if shared else [actor.agency_id] * (actor.agency_id in _held.watching)
    return sum(_seen_by(agency_id, texts) for agency_id in concerned)


def _seen_by(agency_id: int, texts: Sequence[tuple[str, str]]) -> int:
    watch = _watch(agency_id)
    found = [(url, hit) for url, text in texts for hit in watch.hits(text)]
    return sum(text_record(Actor.system(agency_id), url=url, hit=hit) is not None for url, hit in found)


def _watch(agency_id: int) -> Watch:
    version, now = _held.watching[agency_id], time.monotonic()
    known = _held.words.get(agency_id)
    if known is not None and known[0] == version and now - known[1] < HELD:
        return known[2]
    with tenant_scope(agency_id):
        made = _compiled(Actor.system(agency_id))
    _held.words[agency_id] = (version, now, made)
    return made


def _compiled(actor: Actor) -> Watch:
    """The words of an agency's living cases whose persons agreed to detection, and of the agency itself."""
    agreed = Consent.objects.visible_to(actor).filter(purpose=Purpose.DETECTION, withdrawn_at=None).values("case_id")
    rows = SearchTerm.objects.visible_to(actor).filter(state=TermState.ACTIVE).select_related("case")
    alive = rows.filter(case__isnull=True) | rows.filter(case_id__in=agreed, case__shredded_at=None)
    terms = []
    for row in alive.exclude(case__state=CaseState.WITHDRAWN):
        lines = row.lines()
        if lines:
            out = set(lines[1:])
            texts = (each.text for each in variants.variants(lines[0], row.kind) if each.text not in out)
            terms.append(Term(row.pk, row.case_id, row.kind, tuple(texts)))
    return Watch.of(terms, alarm.words(tenancy.settings(actor).watch_words))


@verb("textfind.record")
def text_record(actor: Actor, *, url: str, hit: Hit) -> int | None:
    """Keep a find of words sealed; None when it is known, or not to be kept. Consent and state are read here."""
    case = casework.case(actor, hit.case_id)
    live = SearchTerm.objects.visible_to(actor).filter(id__in=hit.term_ids, state=TermState.ACTIVE).count()
    if live < len(hit.term_ids) or case.over or not casework.agreed(actor, case.pk, Purpose.DETECTION):
        return None
    try:
        page_key = sealing.blind(actor.agency_id, place=PLACE, value=addresses.canonical(url))
    except BadUrl:
        return None
    rows = TextFind.objects.visible_to(actor).filter(case_id=case.pk)
    if rows.filter(page_key=page_key).exists() or rows.filter(state=TextFindState.FOUND).count() >= MOST_WAITING:
        return None
    made = TextFind(
        agency_id=actor.agency_id, case_id=case.pk, page_key=page_key, evidence=f"{url}\n{hit.quote}",
        terms=list(hit.term_ids), words=min(hit.words, 1000),
    )  # fmt: skip
    if not TextFind.objects.bulk_create([made], ignore_conflicts=True) or not rows.filter(id=made.pk).exists():
        return None  # another worker was first
    audit.record(actor, "textfind.record", subject_kind="textfind", subject_id=made.pk, case_id=case.pk)
    events.emit(actor, "text.found", case_id=case.pk, subject_id=made.pk)
    return int(made.pk)


@verb("textfind.look")
def text_look(actor: Actor, *, textfind_id: int, to: str) -> None:
    """Somebody looked: it matters, or it does not and its words are erased. Raises NotFound, Invalid, Conflict."""
    row = searching.text_find(actor, textfind_id)
    if to not in {TextFindState.NOTED, TextFindState.DISMISSED}:
        raise Invalid(_("Say whether it matters."), "to")
    sources = [state for state, targets in TEXT_MOVES.items() if to in targets]
    rows = TextFind.objects.visible_to(actor).filter(id=row.pk, state__in=sources)
    if not rows.update(state=to, looked_by=actor.user_id, looked_at=Now()):
        raise Conflict(_("Somebody has looked at this already."))
    if to == TextFindState.DISMISSED:
        row.evidence = ""
        row.save(update_fields=["evidence"])
    audit.record(actor, "textfind.look", subject_kind="textfind", subject_id=row.pk, case_id=row.case_id, to=to)


def texts_forget(actor: Actor, case_id: int) -> None:
    """After a case was shredded, in the caller's transaction."""
    TextFind.objects.visible_to(actor).filter(case_id=case_id).delete()
