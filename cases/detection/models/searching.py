"""Search terms, consent per term and provider, searches, what they led to, and finds of words."""

from typing import ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import TenantModel, TenantQuerySet
from cases.casework.models import Case, CaseChild
from cases.detection.models.finding import Match
from cases.detection.models.watching import WatchSource
from cases.detection.states import ConsentWay, SearchState, SearchWhy, TermKind, TermState, TextFindState

T_co = TypeVar("T_co", bound=models.Model, covariant=True)


class TermQuerySet(TenantQuerySet[T_co]):
    """Rows of terms: those of the whole agency for all its people, those of a case exactly where the case is visible."""

    def visible_to(self, actor: Actor) -> Self:
        found = super().visible_to(actor)
        path = f"{self.model.case_path}_id"  # type: ignore[attr-defined]
        seen = Case.objects.visible_to(actor).values("id")
        return found.filter(models.Q(**{f"{path}__isnull": True}) | models.Q(**{f"{path}__in": seen}))


TermManager = models.Manager.from_queryset(TermQuerySet)


class OfTerm(TenantModel):
    """Base of what belongs to a term; `case_path` is the way to its case, which a term of the agency does not have."""

    case_path: ClassVar[str] = "term__case"

    objects = TermManager()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        abstract = True


class SearchTerm(OfTerm):
    """Words that are searched for: of a case, sealed under its key, or of the whole agency.

    The first line is the term as somebody wrote it, the others are variants that were crossed out.
    """

    case_path = "case"
    kept_while_watched = ("words",)  # the watch outlives casework (HARMS 12)

    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in TermKind])
    words = SealedTextField(blank=True, help_text="of a case: the term and what was crossed out, a line each")
    house_words = SealedTextField(case=None, blank=True, help_text="the same for a term of the whole agency")
    mark = models.CharField(max_length=64, help_text="keyed digest of the folded term; it is there once")
    state = models.CharField(max_length=10, default=TermState.ACTIVE, choices=[(s, s) for s in TermState])
    cadence_seconds = models.PositiveIntegerField(default=6 * 3600, help_text="between two searches at one provider")
    added_by = models.BigIntegerField(null=True)
    added_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now(), help_text="what workers hold of it in memory is older or right")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="searchterm_once", fields=["agency", "case", "mark"], condition=~models.Q(state="withdrawn")
            ),
            models.UniqueConstraint(
                name="searchterm_house_once", fields=["agency", "mark"],
                condition=models.Q(case=None) & ~models.Q(state="withdrawn"),
            ),
            models.CheckConstraint(name="searchterm_kind", condition=models.Q(kind__in=[k.value for k in TermKind])),
            models.CheckConstraint(name="searchterm_state", condition=models.Q(state__in=[s.value for s in TermState])),
        ]  # fmt: skip
        indexes = [models.Index(fields=["agency", "changed_at"], name="searchterm_changed")]

    def lines(self) -> list[str]:
        """The term and what was crossed out; empty once it is erased."""
        held = self.words if self.case_id is not None else self.house_words
        return str(held).split("\n") if held else []

    @property
    def text(self) -> str:
        """The term as it was written, or an empty string."""
        return (self.lines() or [""])[0]


class SearchConsent(OfTerm):
    """That this term may be typed into this provider: what was told about it, who noted it, when and how it was given."""

    term = models.ForeignKey(SearchTerm, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2, help_text="as it was told; another one needs a new word")
    place_key = models.CharField(max_length=64, help_text="digest of the address that was told")
    way = models.CharField(max_length=10, choices=[(w, w) for w in ConsentWay])
    given_by = models.BigIntegerField(null=True)
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="searchconsent_live", fields=["agency", "term", "source"], condition=models.Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="searchconsent_way", condition=models.Q(way__in=[w.value for w in ConsentWay])),
        ]
        indexes = [
            models.Index(fields=["next_due_at"], name="searchconsent_due", condition=models.Q(withdrawn_at=None))
        ]


class Search(OfTerm):
    """One occasion on which a provider was asked for a term and its variants. Holds numbers, never words."""

    term = models.ForeignKey(SearchTerm, on_delete=models.CASCADE, related_name="+")
    consent = models.ForeignKey(SearchConsent, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=SearchState.RUNNING, choices=[(s, s) for s in SearchState])
    why = models.CharField(max_length=12, blank=True, choices=[(w, w) for w in SearchWhy])
    asked = models.PositiveSmallIntegerField(default=0, help_text="variants that the provider was asked for")
    results = models.PositiveIntegerField(default=0, help_text="pages that it named and that were not known yet")
    failed = models.PositiveSmallIntegerField(default=0, help_text="answers that could not be had or read")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="search_one_open", fields=["agency", "source"], condition=models.Q(state="running")
            ),
            models.CheckConstraint(name="search_state", condition=models.Q(state__in=[s.value for s in SearchState])),
            models.CheckConstraint(
                name="search_why", condition=models.Q(why__in=["", *(w.value for w in SearchWhy)])
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["agency", "started_at"], name="search_day")]


class SearchFind(OfTerm):
    """That a search led to a find. The find may belong to another case than the term."""

    case_path = "search__term__case"

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="+")
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="searchfind_once", fields=["agency", "search", "match"])]


class TextFind(CaseChild):
    """Watched words of a case on a page, without a picture. Somebody looks at it; it never becomes a notice by itself."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    page_key = models.CharField(max_length=64, help_text="keyed digest of the page's address")
    evidence = SealedTextField(blank=True, help_text="the page's address, and the words around the term, a line each")
    terms = ArrayField(models.BigIntegerField(), default=list, help_text="ids of the terms that stood there")
    words = models.PositiveSmallIntegerField(default=0, help_text="how many words of the list stood beside them")
    state = models.CharField(max_length=10, default=TextFindState.FOUND, choices=[(s, s) for s in TextFindState])
    found_at = models.DateTimeField(db_default=Now())
    looked_by = models.BigIntegerField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="textfind_once", fields=["agency", "case", "page_key"]),
            models.CheckConstraint(
                name="textfind_state", condition=models.Q(state__in=[s.value for s in TextFindState])
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["agency", "case", "-id"], name="textfind_case")]
