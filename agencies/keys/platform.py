"""The platform's own key: seals what is kept before an agency exists, such as an application."""

from django.db import connection, transaction

from agencies.keys import ring, sealing
from agencies.keys.errors import BadBlob, KeyTrouble
from agencies.keys.ring import Key
from agencies.keys.sealing import PLATFORM, Place


def context(version: int) -> str:
    """What the platform's own key is bound to under the master key."""
    return f"platformkey|{version}"


def newest() -> Key:
    """(version, key) of the platform's newest key; makes the first one."""
    sql = "SELECT version, master, wrapped FROM agencies_platformkey ORDER BY version DESC LIMIT 1"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        if row is None:
            cursor.execute("SELECT pg_advisory_xact_lock(7262, 0)")
            cursor.execute(sql)
            row = cursor.fetchone()
        if row is None:
            keeper = ring.master()
            wrapped = keeper.wrap(sealing.new_key(), context(ring.FIRST))
            cursor.execute(
                "INSERT INTO agencies_platformkey (version, master, wrapped) VALUES (%s, %s, %s)",
                [ring.FIRST, keeper.current, wrapped],
            )
            cursor.execute(sql)
            row = cursor.fetchone()
    return row[0], ring.outer_key(row[1], bytes(row[2]), context(row[0]))


def key_of(version: int) -> bytes:
    """One version of the platform's key; raises KeyTrouble."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT master, wrapped FROM agencies_platformkey WHERE version = %s", [version])
        row = cursor.fetchone()
    if row is None:
        raise KeyTrouble(
            f"Version {version} of the platform's key is missing. What it sealed is untouched. Restore the key store's backup."
        )
    return ring.outer_key(row[0], bytes(row[1]), context(version))


def seal(place: Place, data: bytes) -> bytes:
    """A blob of the platform itself."""
    version, key = newest()
    return sealing.seal(key, PLATFORM, version, place, data)


def unseal(place: Place, blob: bytes) -> bytes:
    """What a blob of the platform holds; raises KeyTrouble."""
    try:
        return sealing.unseal(key_of(sealing.version_of(blob, PLATFORM)), PLATFORM, place, blob)
    except BadBlob as error:
        raise KeyTrouble(
            f"A sealed value of {place.column} (row {place.row_id}) cannot be opened: it was changed or moved. "
            "Nothing was overwritten. Restore the row from a backup."
        ) from error
