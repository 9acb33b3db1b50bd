"""What the platform keeps sealed: files of applicants, agreements, and codes that wait in a mail."""

from agencies.keys import services as keys


def seal(place: str, row_id: int, data: bytes) -> bytes:
    """Seal bytes of one row's column ("table.column") under the platform's key."""
    return keys.seal_platform(place=place, row_id=row_id, data=data)


def unseal(place: str, row_id: int, sealed: bytes) -> bytes:
    """The bytes again; raises keys' KeyTrouble when they were changed or moved."""
    return keys.unseal_platform(place=place, row_id=row_id, sealed=sealed)
