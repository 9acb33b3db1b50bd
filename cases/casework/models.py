"""The case, consent and mandate, and the grants of restricted cases."""

from functools import lru_cache
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from agencies.access.models import ObjectExclusion, ObjectGlass, ObjectGrant
from agencies.access.states import KeptOut
from agencies.keys.fields import SealedTextField
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import TenantManager, TenantModel, TenantQuerySet, see_cases_by
from agencies.tenancy.rights import Role
from cases.casework.states import AgeBand, CaseState, Identity, Purpose

UNRESTRICTED = "system"


T_co = TypeVar("T_co", bound=models.Model, covariant=True)


class CaseQuerySet(TenantQuerySet["Case"]):
    """Cases, and the one place that says who sees which; everything that belongs to a case asks it (CaseChild).

    The portal's own work sees all. A held case exists for nobody until a manager has said who is to be kept out; a restricted
    one for the workers named for it and for who broke the glass; none for a person who is kept out.
    """

    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        found = super().visible_to(actor)
        if UNRESTRICTED in actor.roles:
            return found
        if actor.user_id is not None or actor.maker_id is not None:
            found = found.exclude(CaseExclusion.keeping_out(actor))
        sees = models.Q(restricted=False)
        if actor.user_id is not None:
            sees |= models.Q(CaseGrant.naming(actor)) | models.Q(CaseGlass.open_to(actor))
        return found.filter(sees, held=False)


class CaseChildQuerySet(TenantQuerySet[T_co]):
    """Rows that belong to cases: visible exactly where their case is."""

    def visible_to(self, actor: Actor) -> Self:
        found = super().visible_to(actor)
        if UNRESTRICTED in actor.roles:
            return found
        path = f"{self.model.case_path}_id__in"  # type: ignore[attr-defined]
        return found.filter(**{path: RawSQL(*_seen_cases(actor.agency_id, actor.user_id, actor.maker_id))})


@lru_cache(maxsize=256)
def _seen_cases(agency_id: int, user_id: int | None, maker_id: int | None) -> tuple[str, tuple[Any, ...]]:
    """The statement, with its values, that finds the ids of the cases that these may see.

    It takes longer to write than to run, and a page needs it a dozen times; nothing in it changes with the rows or the time.
    """
    actor = Actor(agency_id=agency_id, roles=frozenset(), user_id=user_id, maker_id=maker_id)
    statement, values = Case.objects.visible_to(actor).values("id").query.sql_with_params()
    return statement, tuple(values)


CaseChildManager = models.Manager.from_queryset(CaseChildQuerySet)


class CaseChild(TenantModel):
    """Base of every table whose rows belong to a case; `case_path` is the way to it."""

    case_path = "case"

    objects = CaseChildManager()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        abstract = True


class Case(TenantModel):
    """One person's matter. Holds no name: a person is known by the reference here."""

    reference = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default=CaseState.RECEIVED, choices=[(s, s) for s in CaseState])
    age_band = models.CharField(max_length=10, default=AgeBand.UNKNOWN, choices=[(a, a) for a in AgeBand])
    identity = models.CharField(max_length=20, default=Identity.UNCHECKED, choices=[(i, i) for i in Identity])
    restricted = models.BooleanField(default=False)
    held = models.BooleanField(
        default=False, help_text="somebody is to be kept out, and nobody has said yet who that is"
    )
    quiet = models.BooleanField(default=False, help_text="register, watch and collect, but send nothing (HARMS 9)")
    golden = models.BooleanField(
        default=False,
        help_text="nobody's: an invented one that an item with a known answer hangs on; nothing is ever sent",
    )
    language = models.CharField(max_length=12, default="en")
    excluded_countries = models.JSONField(default=list, help_text="hosts there are sent nothing (HARMS 14)")
    excluded_police = models.BooleanField(
        default=False, help_text="nothing goes to the police, nor to who passes it on"
    )
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    shredded_at = models.DateTimeField(null=True, help_text="its key is destroyed: what people wrote is gone for good")

    objects = TenantManager.from_queryset(CaseQuerySet)()  # type: ignore[misc]

    class Meta:
        permissions = [("work_on_case", "Work on this restricted case")]
        constraints = [
            models.UniqueConstraint(name="case_reference", fields=["agency", "reference"]),
            models.CheckConstraint(name="case_state", condition=models.Q(state__in=[s.value for s in CaseState])),
            models.CheckConstraint(name="case_age_band", condition=models.Q(age_band__in=[a.value for a in AgeBand])),
            models.CheckConstraint(name="case_identity", condition=models.Q(identity__in=[i.value for i in Identity])),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="case_newest")]

    def __str__(self) -> str:
        return self.reference

    @property
    def over(self) -> bool:
        """Withdrawn or shredded: nothing is looked for and nothing new is kept."""
        return self.state == CaseState.WITHDRAWN or self.shredded_at is not None


class ContactMark(CaseChild):
    """A keyed digest of a phone number, an address or a handle that somebody named for a case; the value is sealed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="contactmark_once", fields=["agency", "digest", "case"])]


class ExcludedRecipients(CaseChild):
    """To whom the person wants nothing sent besides countries, in her words (HARMS 14)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    words = SealedTextField(blank=True, help_text="hosts or names, one a line")

    class Meta(CaseChild.Meta):
        constraints = [models.UniqueConstraint(name="excludedrecipients_once", fields=["agency", "case"])]


class CaseGrant(ObjectGrant):
    """This worker may work on this restricted case."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)

    class Meta(ObjectGrant.Meta):
        pass


class CaseExclusion(ObjectExclusion):
    """This colleague must not see this case: for her or him it does not exist."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)

    class Meta(ObjectExclusion.Meta):
        constraints = [
            models.UniqueConstraint(
                name="caseexclusion_live",
                fields=["agency", "content_object", "user"],
                condition=models.Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="caseexclusion_origin", condition=models.Q(origin__in=[o.value for o in KeptOut])
            ),
        ]


class CaseGlass(ObjectGlass):
    """A manager broke the glass of this restricted case, for this reason and this long."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)
    reason = SealedTextField(case="content_object_id")
    told = models.JSONField(default=list, help_text="ids of the people who were sent word of it")

    class Meta(ObjectGlass.Meta):
        indexes = [models.Index(fields=["agency", "content_object", "user", "until"], name="caseglass_open")]


class KeepOutStatement(TenantModel):
    """Who must not see the case, in the reporter's own words; read by a manager before anything else of the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField()
    written_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)


class Consent(CaseChild):
    """One purpose that the person agreed to, and when it was taken back."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=30, choices=[(p, p) for p in Purpose])
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_live", fields=["agency", "case", "purpose"], condition=models.Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="consent_purpose", condition=models.Q(purpose__in=[p.value for p in Purpose])),
        ]


class Mandate(CaseChild):
    """What lets the agency say that it acts for the person (HARMS 16)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mandates")
    signed_on = models.DateField()
    expires_on = models.DateField(null=True)
    form = models.CharField(max_length=40, help_text="paper, on-line form, statute")
    revoked_at = models.DateTimeField(null=True)


def _sight(actor: Actor, trail: bool) -> models.QuerySet[Case, Any]:
    """Ids of the cases whose events and audit lines the actor may read.

    An auditor reads the trail of restricted cases too (ids, never values): somebody must see who broke the glass. A person
    who is kept out of a case finds no line of it.
    """
    if trail and Role.AUDITOR in actor.roles:
        return TenantQuerySet(Case).visible_to(actor).exclude(CaseExclusion.keeping_out(actor)).values("id")
    return Case.objects.visible_to(actor).values("id")


see_cases_by(_sight)
