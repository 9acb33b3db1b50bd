"""Agencies, and the base of every table that belongs to one."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import connection, models
from django.db.models.functions import Now

from agencies.tenancy import scope
from agencies.tenancy.actor import Actor

T_co = TypeVar("T_co", bound=models.Model, covariant=True)


class Agency(models.Model):
    """An adopting institution: the tenant itself. Holds public facts only; settings are in AgencySettings."""

    class Kind(models.TextChoices):
        LOCAL_GOVERNMENT = "local_government", "local government"
        PUBLIC_BODY = "public_body", "public body"
        NGO = "ngo", "NGO"
        FOREIGN_NON_PROFIT = "foreign_non_profit", "foreign non-profit"
        COMPANY = "company", "company with a public-interest purpose"
        PLATFORM = "platform", "platform"

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2, upper case")
    active = models.BooleanField(default=True, help_text="off once the agency has left")
    suspended_at = models.DateTimeField(
        null=True, blank=True, help_text="since then its people read and change nothing"
    )
    demo = models.BooleanField(
        default=False, help_text="a sample agency; a portal outside the demo refuses to start with one"
    )
    training = models.BooleanField(
        default=False, help_text="invented cases to practise with; nothing is ever sent to anybody"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="agency_kind",
                condition=models.Q(
                    kind__in=["local_government", "public_body", "ngo", "foreign_non_profit", "company", "platform"]
                ),
            ),
            models.CheckConstraint(name="agency_country", condition=models.Q(country__regex=r"^[A-Z]{2}$")),
        ]

    def __str__(self) -> str:
        return self.name


class TenantQuerySet(models.QuerySet[T_co]):
    """Rows of one agency. Used outside a scope it raises: the database wall alone would answer with an empty page."""

    _agency_id: int | None = None

    def visible_to(self, actor: Actor) -> Self:
        """The rows of the actor's agency; every read starts here. Features narrow it for restricted rows."""
        scope.require(actor.agency_id)
        found = self.filter(agency_id=actor.agency_id)
        found._agency_id = actor.agency_id
        return found

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._agency_id = self._agency_id
        return clone

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            scope.require(self._agency_id)
        super()._fetch_all()  # type: ignore[misc]
        if getattr(self.model, "sealed_names", ()):
            for row in self._result_cache or ():
                if isinstance(row, TenantModel):
                    row.__dict__.setdefault("_peers", self._result_cache)  # their keys are opened with one query

    def iterator(self, chunk_size: int | None = None) -> Iterator[T_co]:
        scope.require(self._agency_id)  # a generator: asked when the first row is, not when it is made
        yield from super().iterator(chunk_size)

    def count(self) -> int:
        scope.require(self._agency_id)
        return super().count()

    def exists(self) -> bool:
        scope.require(self._agency_id)
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        scope.require(self._agency_id)
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        scope.require(self._agency_id)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        scope.require(self._agency_id)
        return super().delete()

    def bulk_create(self, objs: Iterable[T_co], *args: Any, **kwargs: Any) -> list[T_co]:  # type: ignore[override,misc]
        rows = list(objs)
        if getattr(self.model, "sealed_names", ()):
            bare = [row for row in rows if row.pk is None]
            for row, number in zip(bare, reserve_ids(self.model, len(bare)), strict=True):
                row.pk = number
        return super().bulk_create(rows, *args, **kwargs)

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        scope.require()
        return super()._insert(*args, **kwargs)  # type: ignore[misc]

    def _update(self, *args: Any, **kwargs: Any) -> Any:
        scope.require()
        return super()._update(*args, **kwargs)  # type: ignore[misc]

    def _raw_delete(self, *args: Any, **kwargs: Any) -> Any:
        scope.require()
        return super()._raw_delete(*args, **kwargs)  # type: ignore[misc]


def reserve_ids(model: type[models.Model], number: int) -> list[int]:
    """Ids that the table's sequence gives out now: a sealed value is bound to its row before the row is written."""
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, number],
        )
        return [int(row[0]) for row in cursor.fetchall()]


TenantManager = models.Manager.from_queryset(TenantQuerySet)


class TenantModel(models.Model):
    """Base of every table behind the walls: the agency is part of each row, each constraint and each reference."""

    walled = True  # what the start-up check and its test look for
    sealed_names: ClassVar[tuple[str, ...]] = ()  # names of the sealed columns; agencies.keys.fields fills it in

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        if not self.sealed_names or self.pk is not None or kwargs.get("raw"):
            return super().save_base(*args, **kwargs)
        scope.require()
        self.pk = reserve_ids(type(self), 1)[0]
        try:
            super().save_base(*args, **{**kwargs, "force_insert": True})
        except BaseException:
            self.pk = None
            raise
        return None


Rows = TypeVar("Rows", bound=models.QuerySet[Any])
_case_sight: list[Callable[[Actor, bool], Any]] = []


def see_cases_by(rule: Callable[[Actor, bool], Any]) -> None:
    """Set who sees which case; cases lie above this app, and events and audit lines name them by number."""
    _case_sight[:] = [rule]


def in_sight(actor: Actor, rows: Rows, *, trail: bool = False) -> Rows:
    """Rows with a `case_id` without those of cases that the actor may not see; `trail`: as the audit trail shows them."""
    return rows.filter(models.Q(case_id=None) | models.Q(case_id__in=_case_sight[0](actor, trail)))


def real_rechecks() -> list[int]:
    """Seconds after sending at which an address is looked at again: 1 h, 6 h, 24 h, daily to day 14, weekly to day 90."""
    return [3600, 6 * 3600, *(86400 * day for day in range(1, 15)), *(86400 * day for day in range(21, 91, 7))]


def usual_notice_languages() -> list[str]:
    """Languages that each notice carries besides the host's own."""
    return ["en", "ko"]


class AgencySettings(TenantModel):
    """What an agency decides for itself; waiting times are rows here so that the demo can have them in seconds.

    Changed by agencies.workspace only, which checks the limits, counts the version and keeps each one.
    """

    version = models.PositiveIntegerField(
        default=1, help_text="counts the changes; a change names the one it is made to"
    )
    contact_email = models.EmailField()
    reply_address = models.EmailField(help_text="address that notices are sent from and answered to")
    emergency_line = models.CharField(max_length=200, blank=True)
    lines = models.JSONField(default=list, blank=True, help_text="further lines to call: [{label, number}]")
    logo = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the logo, empty without one")
    time_zone = models.CharField(max_length=60, default="UTC")
    languages = models.JSONField(default=list, help_text="interface languages, the first is the default")
    notice_languages = models.JSONField(
        default=usual_notice_languages, help_text="languages that each notice carries besides the host's own"
    )
    contact_from = models.TimeField(null=True, help_text="people are contacted from this time of day on")
    contact_until = models.TimeField(null=True, help_text="and not after this one")
    contact_rules = models.TextField(blank=True, help_text="how the agency contacts people safely, for its workers")
    protected_age = models.PositiveSmallIntegerField(
        default=19, help_text="years; persons below it, or of unknown age, are protected"
    )
    capacity = models.CharField(
        max_length=20, default="representative", help_text="in which capacity the agency files notices"
    )
    recheck_seconds = models.JSONField(default=real_rechecks)
    removal_confirm_seconds = models.PositiveIntegerField(
        default=6 * 3600, help_text="between the two looks that prove a removal"
    )
    crawl_min_seconds = models.PositiveIntegerField(default=900, help_text="shortest cadence a watch source may have")
    crawl_pages_day = models.PositiveIntegerField(default=1_000_000, help_text="pages that the crawl reads in a day")
    crawl_megabytes_day = models.PositiveIntegerField(default=500_000, help_text="megabytes that it fetches in a day")
    crawl_seconds_day = models.PositiveIntegerField(
        default=172_800, help_text="seconds of workers that it takes in a day; two workers round the clock"
    )
    review_lease_seconds = models.PositiveIntegerField(default=600)
    glass_seconds = models.PositiveIntegerField(
        default=4 * 3600, help_text="how long a manager sees a restricted case after breaking the glass"
    )
    open_to_partners = models.BooleanField(
        default=False, help_text="other agencies that know our short name may propose to work together"
    )
    partner_answer_hours = models.PositiveSmallIntegerField(
        default=72, help_text="a partner's time to answer when it is asked for a second approval"
    )
    two_person = models.CharField(max_length=10, default="protected", help_text="which approvals need a second person")
    supervised_days = models.PositiveSmallIntegerField(
        default=14, help_text="days after the opening in which nothing is sent without a second person; 0: none"
    )
    retention_days = models.PositiveSmallIntegerField(default=90, help_text="casework is kept after a case was closed")
    screenshots = models.CharField(max_length=10, default="adults", help_text="whose pages are captured as a picture")
    duty_titles = models.JSONField(
        default=dict, blank=True, help_text="titles that notices are signed with: {role: {language: title}}"
    )
    pdq_radius = models.PositiveSmallIntegerField(default=31, help_text="bits of 256")
    pdq_quality = models.PositiveSmallIntegerField(default=50, help_text="0-100; values below are matched exactly only")
    certain_distance = models.PositiveSmallIntegerField(default=10, help_text="bits of 256, for the band certain")
    certain_quality = models.PositiveSmallIntegerField(default=80, help_text="0-100, for the band certain")
    certain_frames = models.PositiveSmallIntegerField(default=5, help_text="ordered frames, for the band certain")
    freeze_hosts = models.PositiveSmallIntegerField(
        default=5, help_text="on more hosts than this within an hour, a registration is held for two people"
    )
    freeze_pages = models.PositiveSmallIntegerField(default=20, help_text="the same for pages")
    seen_days = models.PositiveSmallIntegerField(
        default=30, help_text="hashes seen on sources of the abuse list are kept; 0: not at all"
    )

    searches_day = models.PositiveIntegerField(
        default=5000, help_text="questions to search providers in 24 hours, all terms together; 0: none"
    )
    searches_provider = models.PositiveIntegerField(default=500, help_text="the same for one provider")
    watch_words = models.TextField(
        blank=True, help_text="words beside which a watched name may mean abuse, besides the portal's own"
    )
    certain_patches = models.PositiveSmallIntegerField(default=3, help_text="distinct patches, for the band certain")
    patch_search = models.BooleanField(
        default=False, help_text="patches and sound are stored of adults who agreed to it, to find cropped copies"
    )
    patch_minimum = models.PositiveSmallIntegerField(default=2, help_text="distinct patches that a match needs")
    frame_minimum = models.PositiveSmallIntegerField(default=2, help_text="ordered frames that the band likely needs")
    sound_minimum = models.PositiveSmallIntegerField(default=3, help_text="seconds of equal sound that a match needs")
    casework_reminder_seconds = models.PositiveIntegerField(
        default=14 * 86400, help_text="how long before that it is announced on the case"
    )
    watch_reminder_seconds = models.PositiveIntegerField(
        default=365 * 86400, help_text="how often it is recalled that fingerprints are still watched"
    )
    leaving_grace_seconds = models.PositiveIntegerField(
        default=30 * 86400, help_text="between the second word on a departure and the shredding"
    )

    class Meta:
        verbose_name_plural = "agency settings"
        constraints = [
            models.UniqueConstraint(name="agencysettings_one", fields=["agency"]),
            models.CheckConstraint(name="agencysettings_radius", condition=models.Q(pdq_radius__lte=31)),
            models.CheckConstraint(name="agencysettings_quality", condition=models.Q(pdq_quality__gte=50)),
            models.CheckConstraint(  # HARMS 18: an agency may be stricter, never wider
                name="agencysettings_certain",
                condition=models.Q(certain_distance__lte=10, certain_quality__gte=80, certain_frames__gte=5),
            ),
            models.CheckConstraint(  # HARMS 17, 20: stricter only
                name="agencysettings_guards",
                condition=models.Q(
                    freeze_hosts__gte=1,
                    freeze_hosts__lte=5,
                    freeze_pages__gte=1,
                    freeze_pages__lte=20,
                    seen_days__lte=30,
                ),
            ),
            models.CheckConstraint(  # the same for patches, frames and sound
                name="agencysettings_detail",
                condition=models.Q(
                    certain_patches__gte=3, patch_minimum__gte=2, frame_minimum__gte=2, sound_minimum__gte=3
                ),
            ),
            models.CheckConstraint(
                name="agencysettings_protected_age", condition=models.Q(protected_age__gte=18, protected_age__lte=25)
            ),
            models.CheckConstraint(
                name="agencysettings_retention", condition=models.Q(retention_days__gte=30, retention_days__lte=365)
            ),
            models.CheckConstraint(
                name="agencysettings_partner_answer",
                condition=models.Q(partner_answer_hours__gte=1, partner_answer_hours__lte=336),
            ),
            models.CheckConstraint(
                name="agencysettings_two_person", condition=models.Q(two_person__in=["off", "protected", "all"])
            ),
            models.CheckConstraint(
                name="agencysettings_screenshots", condition=models.Q(screenshots__in=["adults", "none"])
            ),
            models.CheckConstraint(
                name="agencysettings_capacity",
                condition=models.Q(capacity__in=["subject", "representative", "designated_body", "relay"]),
            ),
        ]
