"""What the platform keeps sealed: files of applicants, agreements, and codes that wait in a mail."""

from django.utils.translation import gettext as _

from agencies.keys import services as keys
from agencies.keys.errors import KeyTrouble
from agencies.tenancy.errors import Conflict


def seal(place: str, row_id: int, data: bytes) -> bytes:
    """Seal bytes of one row's column ("table.column") under the platform's key; raises Conflict without a key."""
    try:
        return keys.seal_platform(place=place, row_id=row_id, data=data)
    except KeyTrouble as error:
        raise Conflict(
            _("The portal cannot seal documents at the moment. Nothing was kept. Try again later.")
        ) from error


def unseal(place: str, row_id: int, sealed: bytes) -> bytes:
    """The bytes again; raises Conflict when the key is out of reach, or they were changed or moved."""
    try:
        return keys.unseal_platform(place=place, row_id=row_id, sealed=sealed)
    except KeyTrouble as error:
        raise Conflict(
            _("This document cannot be opened. Nothing was changed. Tell the operator of the portal.")
        ) from error
