"""Empty what was sealed under a case's key, table by table, wherever a feature keeps it."""

from django.db import connection

from agencies.keys.fields import Sealed, sealed_columns
from agencies.leaving import selectors
from agencies.tenancy import scope
from agencies.tenancy.actor import Actor


def casework_clear(actor: Actor, *, case_id: int, watched: bool) -> dict[str, int]:
    """Empty the case's sealed columns in the caller's transaction; returns table -> rows that held something.

    watched: columns that a model names in `kept_while_watched` stay. Rows that may not be changed but may be deleted (evidence
    of a case whose casework is over) are deleted.
    """
    scope.require(actor.agency_id)
    cleared = {}
    for model in reversed(selectors.ordered()):
        lookup = selectors.case_lookup(model)
        kept = getattr(model, "kept_while_watched", ()) if watched else ()
        columns = [field for field in sealed_columns(model) if field.case is not None and field.name not in kept]
        if not lookup or not columns:
            continue
        rows = model.objects.filter(agency_id=actor.agency_id, **{lookup: case_id})
        found = _filled(model, [row.pk for row in rows.only("pk")], [str(field.column) for field in columns])
        if not found:
            continue
        if _may(selectors.table_name(model), "UPDATE"):
            empty = {field.name: None if field.null else Sealed(b"") for field in columns}
            model.objects.filter(agency_id=actor.agency_id, pk__in=found).update(**empty)
        else:
            _delete(selectors.table_name(model), found)
        cleared[selectors.table_name(model)] = len(found)
    return cleared


def _may(table: str, what: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s::regclass, %s)", [table, what])
        return bool(cursor.fetchone()[0])


def _filled(model: selectors.Table, ids: list[int], columns: list[str]) -> list[int]:
    """Ids of the rows in which one of the columns holds something."""
    quote = connection.ops.quote_name
    some = " OR ".join(f"length({quote(column)}) > 0" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {quote(selectors.table_name(model))} WHERE id = ANY(%s) AND ({some}) ORDER BY id", [ids]
        )
        return [row[0] for row in cursor.fetchall()]


def _delete(table: str, ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)} WHERE id = ANY(%s)", [ids])
