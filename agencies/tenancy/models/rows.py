"""The base of every table that belongs to an agency."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import connection, models

from agencies.tenancy import scope
from agencies.tenancy.actor import Actor
from agencies.tenancy.models.agency import Agency

T_co = TypeVar("T_co", bound=models.Model, covariant=True)


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
