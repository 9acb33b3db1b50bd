"""Reads of search terms, providers, consent, searches and finds of words."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import cast

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework.models import Case
from cases.casework.states import AgeBand
from cases.detection.models import Search, SearchConsent, SearchFind, SearchTerm, TextFind, WatchSource
from cases.detection.reading import Search as Asking
from cases.detection.sources import KINDS
from cases.detection.states import NAMING, SearchState, TermState, TextFindState

DAY = timedelta(hours=24)
Searches = QuerySet[Search]


def asking(kind: str) -> Asking | None:
    """The kind's way of asking for words, or None for a kind that cannot be asked."""
    found = KINDS.get(kind)
    return cast("Asking", found) if found is not None and callable(getattr(found, "asks", None)) else None


def terms(actor: Actor, case_id: int | None) -> QuerySet[SearchTerm]:
    """Terms of a case, or (None) of the whole agency, that were not withdrawn, oldest first."""
    owned = Q(case_id=case_id) if case_id is not None else Q(case=None)
    rows = SearchTerm.objects.visible_to(actor).filter(owned).exclude(state=TermState.WITHDRAWN)
    return rows.select_related("case").order_by("id")


def term(actor: Actor, term_id: int) -> SearchTerm:
    """One term; raises NotFound."""
    found = SearchTerm.objects.visible_to(actor).select_related("case").filter(id=term_id).first()
    if found is None:
        raise NotFound
    return found


def providers(actor: Actor) -> QuerySet[WatchSource]:
    """The agency's sources that can be asked for words, by name."""
    kinds = [name for name in KINDS if asking(name) is not None]
    return WatchSource.objects.visible_to(actor).filter(kind__in=kinds).order_by("name", "id")


def provider(actor: Actor, source_id: int) -> WatchSource:
    """One of them; raises NotFound."""
    found = providers(actor).filter(id=source_id).first()
    if found is None:
        raise NotFound
    return found


def consents(actor: Actor, term_ids: Iterable[int]) -> dict[int, list[SearchConsent]]:
    """Term -> what is agreed to now, by provider."""
    rows = SearchConsent.objects.visible_to(actor).filter(term_id__in=list(term_ids), withdrawn_at=None)
    found: dict[int, list[SearchConsent]] = defaultdict(list)
    for row in rows.select_related("source").order_by("source__name", "id"):
        found[row.term_id].append(row)
    return found


def consented(actor: Actor, term_id: int) -> QuerySet[SearchConsent]:
    """Everything that was agreed to for a term, with what was taken back, newest first."""
    rows = SearchConsent.objects.visible_to(actor).filter(term_id=term_id)
    return rows.select_related("source").order_by("-id")


def searches(actor: Actor, term_id: int) -> Searches:
    """A term's searches, newest first."""
    return Search.objects.visible_to(actor).filter(term_id=term_id).select_related("source").order_by("-id")


def asked_lately(actor: Actor, source_id: int | None = None) -> int:
    """Questions of the last 24 hours, of the agency or to one provider."""
    rows = Search.objects.visible_to(actor).filter(started_at__gte=timezone.now() - DAY)
    if source_id is not None:
        rows = rows.filter(source_id=source_id)
    return int(rows.aggregate(n=Sum("asked"))["n"] or 0)


def finds(actor: Actor, term_id: int) -> QuerySet[SearchFind]:
    """Finds that searches for a term led to, of cases that the actor may see, newest first."""
    rows = SearchFind.objects.visible_to(actor).filter(search__term_id=term_id)
    seen = Case.objects.visible_to(actor).values("id")
    return rows.filter(match__case_id__in=seen).select_related("match", "match__case", "search").order_by("-id")


def found_counts(actor: Actor, term_ids: Iterable[int]) -> dict[int, int]:
    """Term -> how many finds, of cases that the actor may see, searches for it led to; terms without one are left out."""
    seen = Case.objects.visible_to(actor).values("id")
    rows = SearchFind.objects.visible_to(actor).filter(search__term_id__in=list(term_ids), match__case_id__in=seen)
    counted = rows.values("search__term_id").annotate(n=Count("match_id", distinct=True)).order_by()
    return {row["search__term_id"]: row["n"] for row in counted}


def found_by(actor: Actor, match_ids: Iterable[int]) -> dict[int, list[SearchTerm | None]]:
    """Find -> the terms that led to it; None for a term of a case that the actor may not see, or that was erased."""
    ids = list(match_ids)
    system = Actor.system(actor.agency_id)  # that there was a term may be known; which one, only where its case is seen
    rows = SearchFind.objects.visible_to(system).filter(match_id__in=ids).order_by("id")
    pairs = list(dict.fromkeys(rows.values_list("match_id", "search__term_id")))
    wanted = SearchTerm.objects.visible_to(actor).filter(id__in={term_id for _match, term_id in pairs})
    seen = {row.pk: row for row in wanted}
    found: dict[int, list[SearchTerm | None]] = defaultdict(list)
    for match_id, term_id in pairs:
        known = seen.get(term_id)
        found[match_id].append(known if known is not None and known.lines() else None)
    return found


def protected_names(actor: Actor, case_id: int | None) -> list[SearchTerm]:
    """Terms that name somebody of a protected age: of this case, or (None) of every case of the agency."""
    rows = SearchTerm.objects.visible_to(actor).filter(kind__in=NAMING, case__isnull=False)
    rows = rows.exclude(state=TermState.WITHDRAWN).exclude(case__age_band=AgeBand.ADULT)
    return list(rows.filter(case_id=case_id) if case_id is not None else rows)


def text_finds(actor: Actor, case_id: int | None = None) -> QuerySet[TextFind]:
    """Finds of words that were not dismissed, newest first."""
    rows = TextFind.objects.visible_to(actor).exclude(state=TextFindState.DISMISSED).select_related("case")
    return (rows if case_id is None else rows.filter(case_id=case_id)).order_by("-id")


def text_find(actor: Actor, textfind_id: int) -> TextFind:
    """One find of words; raises NotFound."""
    found = TextFind.objects.visible_to(actor).select_related("case").filter(id=textfind_id).first()
    if found is None:
        raise NotFound
    return found


def running(actor: Actor, source_id: int) -> bool:
    """Whether a provider is being asked for something of this agency."""
    return Search.objects.visible_to(actor).filter(source_id=source_id, state=SearchState.RUNNING).exists()
