"""Whether the keys fit, in words for an operator."""

from django.db import connection
from django.db.utils import Error as DatabaseError

from agencies.keys import platform, ring, sealing
from agencies.keys.errors import KeyTrouble
from agencies.keys.models import AgencyKey, CaseKey, PlatformKey
from agencies.keys.services import shred
from agencies.tenancy import lookup
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope

PROBE = "probe"


def problems() -> list[str]:
    """What keeps the portal from sealing or opening; empty when all is well. One key of each master key is opened.

    Tables that are not there yet are no problem.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('agencies_shredding') IS NOT NULL")
            if not cursor.fetchone()[0]:
                return []
        return [*_master(), *_list()]
    except DatabaseError as error:
        return [f"The database cannot be asked about its keys ({type(error).__name__}). Nothing was changed."]


def _master() -> list[str]:
    found: list[str] = []
    try:
        keeper = ring.master()
        key = sealing.new_key()
        if keeper.unwrap(keeper.current, keeper.wrap(key, PROBE), PROBE) != key:
            found.append(f"The master key {keeper.current} does not give back what it wrapped. Do not use it.")
    except KeyTrouble as trouble:
        return [str(trouble)]
    for name, agency_id in lookup.master_keys_in_use():
        try:
            with tenant_scope(agency_id):
                row = AgencyKey.objects.filter(agency_id=agency_id, master=name).first()
                if row is not None:
                    keeper.unwrap(name, bytes(row.wrapped), ring.agency_context(agency_id, row.version))
        except KeyTrouble as trouble:
            found.append(str(trouble))
    try:
        for each in PlatformKey.objects.all():
            keeper.unwrap(each.master, bytes(each.wrapped), platform.context(each.version))
    except KeyTrouble as trouble:
        found.append(str(trouble))
    return list(dict.fromkeys(found))


def _list() -> list[str]:
    try:
        kept = shred.list_is_kept()
    except (OSError, ValueError) as error:
        return [
            f"The file SHRED_LIST cannot be used ({type(error).__name__}). Nothing was changed. See that the portal may read and "
            "write it, and that each line is: agency, case, reason."
        ]
    if kept:
        return []
    return [
        "This database holds keys that were destroyed: it was restored from a backup. Nothing was opened. Run "
        "`manage.py shred_replay`, then start the portal."
    ]


def every_key() -> tuple[int, list[str]]:
    """(how many case keys open, what does not), over all agencies; for an operator who wants to be sure."""
    opened, found = 0, []
    for agency_id in Agency.objects.order_by("id").values_list("id", flat=True):
        with tenant_scope(agency_id):
            rows = CaseKey.objects.visible_to(Actor.system(agency_id)).values_list("case_id", flat=True)
            for case_id in rows.order_by("case_id").distinct():
                try:
                    ring.load(agency_id, [case_id])
                    opened += 1
                except KeyTrouble as trouble:
                    found.append(str(trouble))
    return opened, list(dict.fromkeys(found))
