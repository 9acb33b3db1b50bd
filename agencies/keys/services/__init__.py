"""Seal, open, blind and shred. Features with a column of their own use the fields instead of seal()."""

from django.db import connection

from agencies.keys import platform, ring, sealing
from agencies.keys.sealing import Place
from agencies.keys.services.shred import agency_shred, case_shred

__all__ = [
    "agency_shred",
    "blind",
    "case_shred",
    "platform_key",
    "seal",
    "seal_platform",
    "unseal",
    "unseal_platform",
]


def seal(agency_id: int, *, place: str, row_id: int, data: bytes, case_id: int | None = None) -> bytes:
    """A blob under the case's key, or the agency's own; place: "table.column". Raises Shredded and KeyTrouble.

    The key's version is kept through all rotations, since no walk over the models finds this blob.
    """
    blob = ring.seal(agency_id, Place(place, row_id, agency_id, case_id), data)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE agencies_casekey SET loose = true
               WHERE agency_id = %s AND case_id IS NOT DISTINCT FROM %s AND version = %s AND NOT loose""",
            [agency_id, case_id, sealing.version_of(blob, sealing.DATA)],
        )
    return blob


def unseal(agency_id: int, *, place: str, row_id: int, sealed: bytes, case_id: int | None = None) -> bytes:
    """What seal() was given; raises Shredded for a shredded case, KeyTrouble when key or bytes are not the ones."""
    return ring.unseal(agency_id, Place(place, row_id, agency_id, case_id), bytes(sealed))


def seal_platform(*, place: str, row_id: int, data: bytes) -> bytes:
    """A blob under the platform's own key, for rows before an agency exists; raises KeyTrouble."""
    return platform.seal(Place(place, row_id), data)


def unseal_platform(*, place: str, row_id: int, sealed: bytes) -> bytes:
    """What seal_platform() was given; raises KeyTrouble."""
    return platform.unseal(Place(place, row_id), bytes(sealed))


def blind(agency_id: int, *, place: str, value: str) -> str:
    """64 hexadecimal digits by which equal values of one agency are found in the column `place`; the same through rotations.

    The caller brings the value into one spelling first. The key is the first version of the agency's own, which stays.
    """
    ring.newest(agency_id, None)
    return sealing.blind(ring.key_of(agency_id, None, ring.FIRST), place, value)


def platform_key(purpose: str) -> bytes:
    """32 bytes for one purpose that all agencies share, the same through rotations; not in the database. Raises KeyTrouble.

    They come from the first version of the platform's own key, which lies in the database wrapped by the master key.
    """
    version, key = platform.newest()
    return sealing.derive(key if version == ring.FIRST else platform.key_of(ring.FIRST), purpose)
