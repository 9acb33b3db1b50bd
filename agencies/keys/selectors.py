"""The master key's keeper, out of the settings, and whether the keys fit, in words for an operator.

Imports no models: the ring and the start-up check are set up before they are loaded.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError

from agencies.keys import platform, ring, sealing
from agencies.keys.adapters import shredfile
from agencies.keys.adapters.token import Token
from agencies.keys.errors import KeyTrouble
from agencies.keys.keyfile import KeyFile
from agencies.keys.masters import Keeper, Masters
from agencies.tenancy import lookup
from agencies.tenancy.scope import tenant_scope

PROBE = "probe"


def master() -> Masters:
    """The master keys that the settings name; raises KeyTrouble, which says what is wrong with them."""
    names = ("MASTER_KEY", "PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_PIN", "PKCS11_KEY_LABELS")
    return _master(*(_fixed(getattr(settings, name)) for name in names))


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=4)
def _master(text: str, module: str, token: str, pin: str, labels: tuple[str, ...]) -> Masters:
    keepers: list[Keeper] = []
    if module:
        if not (token and pin and labels):
            raise KeyTrouble(
                "PKCS11_MODULE is set, and PKCS11_TOKEN, PKCS11_PIN_FILE or PKCS11_KEY_LABELS is not. Nothing was changed. "
                "Set all four, or none and MASTER_KEY_FILE."
            )
        keepers.append(Token(module=module, label=token, pin=pin, keys=list(labels)))
    if text.strip() or not keepers:
        keepers.append(KeyFile(text))
    return Masters(keepers)


def problems() -> list[str]:
    """What keeps the portal from sealing or opening; empty when all is well. One key of each master key is opened.

    Tables that are not there yet are no problem.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('agencies_shredding') IS NOT NULL")
            if not cursor.fetchone()[0]:
                return []
        return list(dict.fromkeys([*_master_problems(), *_list_problems()]))
    except DatabaseError as error:
        return [f"The database cannot be asked about its keys ({type(error).__name__}). Nothing was changed."]


def _master_problems() -> list[str]:
    try:
        keeper, key = ring.master(), sealing.new_key()
        if keeper.unwrap(keeper.current, keeper.wrap(key, PROBE), PROBE) != key:
            return [f"The master key {keeper.current} does not give back what it wrapped. Do not use it."]
    except KeyTrouble as trouble:
        return [str(trouble)]
    found: list[str] = []
    for name, wrapped, context in _one_of_each():
        try:
            keeper.unwrap(name, wrapped, context)
        except KeyTrouble as trouble:
            found.append(str(trouble))
    return found


def _one_of_each() -> list[tuple[str, bytes, str]]:
    """(master key, wrapped key, context): one agency's key of each master key in use, and all of the platform's."""
    found: list[tuple[str, bytes, str]] = []
    for name, agency_id in lookup.master_keys_in_use():
        with tenant_scope(agency_id), connection.cursor() as cursor:
            cursor.execute(
                "SELECT version, wrapped FROM agencies_agencykey WHERE agency_id = %s AND master = %s LIMIT 1",
                [agency_id, name],
            )
            found += [(name, bytes(w), ring.agency_context(agency_id, version)) for version, w in cursor.fetchall()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT master, wrapped, version FROM agencies_platformkey")
        found += [(name, bytes(wrapped), platform.context(version)) for name, wrapped, version in cursor.fetchall()]
    return found


def _list_problems() -> list[str]:
    try:
        kept = {line[:2] for line in shredfile.read(settings.SHRED_LIST)}
    except (OSError, ValueError) as error:
        return [
            f"The file SHRED_LIST cannot be used ({type(error).__name__}). Nothing was changed. See that the portal may read and "
            "write it, and that each line is: agency, case, reason."
        ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_ref, case_ref FROM agencies_shredding")
        known = set(cursor.fetchall())
    if kept <= known and not lookup.keys_to_shred():
        return []
    return [
        "This database does not know of everything that was shredded, or holds such keys again: it was restored from a backup. "
        "Nothing was opened. Run `manage.py shred_replay`, then start the portal."
    ]
