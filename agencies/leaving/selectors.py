"""Which tables there are, how they hang together, and reads about exports, departures and retention."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from agencies.keys.fields import SealedTextField
from agencies.leaving.archive import INLINE_BYTES
from agencies.leaving.models import CaseKeeping, Departure, Export
from agencies.leaving.order import deletion_order
from agencies.leaving.states import OPEN, DepartureState, ExportState
from agencies.people.models import Membership
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import Agency, TenantModel

Table = type[TenantModel]
REASON = "agencies_departure.reason"


def tables() -> list[Table]:
    """Every table behind the walls, from the registry of apps: a new one is here without anybody's doing."""
    return sorted(
        (model for model in apps.get_models() if issubclass(model, TenantModel)), key=lambda model: model._meta.db_table
    )


def table_name(model: type[models.Model]) -> str:
    """The table's name in the database, in exports and on certificates."""
    return str(model._meta.db_table)


def points_at(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """column -> model that it refers to."""
    return {
        field.attname: field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and isinstance(field.related_model, type)
    }


def ordered() -> list[Table]:
    """Tables in the order in which they can be emptied."""
    found = {table_name(model): model for model in tables()}
    names = {
        name: {table_name(target) for target in points_at(model).values() if table_name(target) in found}
        for name, model in found.items()
    }
    return [found[name] for name in deletion_order(names)]


def deletable() -> set[str]:
    """Names of the tables that the portal's role may delete from; append-only trails are not among them."""
    names = [table_name(model) for model in tables()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) AS t WHERE has_table_privilege(current_user, t::regclass, 'DELETE')",
            [names],
        )
        return {row[0] for row in cursor.fetchall()}


def platform_tables() -> list[tuple[type[models.Model], str]]:
    """Tables outside the walls that refer to an agency: (model, column); their rows are the platform's own records."""
    return [
        (model, column)
        for model in sorted(apps.get_models(), key=lambda each: str(each._meta.db_table))
        if not issubclass(model, TenantModel)
        for column, target in points_at(model).items()
        if target is Agency
    ]


def shared_tables() -> dict[type[models.Model], list[tuple[Table, str]]]:
    """Tables outside the walls that tenant rows refer to: model -> [(table, column)]; the agency itself is not among them."""
    found: dict[type[models.Model], list[tuple[Table, str]]] = {}
    for model in tables():
        for column, target in points_at(model).items():
            if not issubclass(target, TenantModel) and target is not Agency:
                found.setdefault(target, []).append((model, column))
    return found


def withheld(model: type[models.Model]) -> dict[str, str]:
    """Columns that no archive holds, with the reason: secrets of the portal that are of no use outside it."""
    return dict(getattr(model, "withheld", {}))


def as_file(field: Any) -> bool:
    """Whether a column's values are files of an archive."""
    if not isinstance(field, models.BinaryField) or isinstance(field, SealedTextField):
        return False
    return (field.max_length or INLINE_BYTES + 1) > INLINE_BYTES


def case_lookup(model: Table) -> str | None:
    """How a row's case is found: a look-up for filter(), or None for a table that belongs to no case."""
    return _case_lookups().get(table_name(model))


def _case_lookups() -> dict[str, str]:
    """table -> look-up of the case's id, over references of any length."""
    every = tables()
    cases = {target for model in every for column, target in points_at(model).items() if column == "case_id"}
    found = {table_name(case): "id" for case in cases}
    for model in every:
        columns = {field.attname for field in model._meta.concrete_fields}
        to_case = [column for column, target in points_at(model).items() if target in cases]
        if to_case or "case_id" in columns:
            found[table_name(model)] = to_case[0] if to_case else "case_id"
    grown = True
    while grown:
        grown = False
        for model in every:
            if table_name(model) in found:
                continue
            for field in model._meta.concrete_fields:
                target = field.related_model if field.is_relation else None
                if isinstance(target, type) and table_name(target) in found:
                    found[table_name(model)] = f"{field.name}__{found[table_name(target)]}"
                    grown = True
                    break
    return found


def exports(actor: Actor, *, case_id: int | None = None) -> list[Export]:
    """The agency's archives, newest first; with a case only that case's."""
    rows = Export.objects.visible_to(actor).order_by("-id")
    return list(rows.filter(case_id=case_id)[:50])


def export(actor: Actor, export_id: int, case_id: int | None) -> Export:
    """One archive of a case, or (None) of the whole agency; raises NotFound."""
    found = Export.objects.visible_to(actor).filter(id=export_id, case_id=case_id).first()
    if found is None:
        raise NotFound
    return found


def fetched_at(agency_id: int) -> datetime | None:
    """When an archive of the whole agency was last written that somebody fetched; in the agency's scope."""
    row = Export.objects.filter(agency_id=agency_id, case_id=None, downloads__gt=0).order_by("-ready_at").first()
    return row.ready_at if row else None


def due_exports(agency_id: int, quiet_before: datetime) -> list[int]:
    """Archives that wait to be written and that nobody has worked on since then; in the agency's scope."""
    free = Q(working_at=None) | Q(working_at__lt=quiet_before)
    rows = Export.objects.filter(free, agency_id=agency_id, state=ExportState.QUEUED)
    return list(rows.order_by("id").values_list("id", flat=True))


def departure(actor: Actor) -> Departure | None:
    """The departure that is under way, if any."""
    return Departure.objects.filter(agency_id=actor.agency_id, state__in=OPEN).first()


def departure_by_id(departure_id: int) -> Departure:
    """For the platform's staff; raises NotFound."""
    found = Departure.objects.select_related("agency").filter(id=departure_id).first()
    if found is None:
        raise NotFound
    return found


def departures() -> list[Departure]:
    """For the platform's staff: all, newest first, without the certificates' bytes."""
    return list(Departure.objects.select_related("agency").defer("certificate").order_by("-id")[:200])


def due_departures() -> list[int]:
    """Departures whose grace is over, or whose rows are being deleted."""
    due = Q(state=DepartureState.WAITING, due_at__lte=timezone.now()) | Q(state=DepartureState.SHREDDING)
    return list(Departure.objects.filter(due).order_by("id").values_list("id", flat=True))


def certificates_to_mail() -> list[Departure]:
    """Done, and the contact has not been told."""
    return list(Departure.objects.filter(state=DepartureState.DONE, mailed_at=None).exclude(contact=""))


def keeping(actor: Actor, case_id: int) -> CaseKeeping | None:
    """What retention knows about a case; None: nothing yet."""
    return CaseKeeping.objects.visible_to(actor).filter(case_id=case_id).first()


def keepings(actor: Actor) -> dict[int, CaseKeeping]:
    """The same for all cases of the agency, by case id."""
    return {row.case_id: row for row in CaseKeeping.objects.visible_to(actor)}


def members(actor: Actor) -> list[Membership]:
    """Every place in the agency, also suspended and ended ones, with its person."""
    return list(Membership.objects.visible_to(actor).select_related("user").order_by("user__name", "user_id", "role"))
