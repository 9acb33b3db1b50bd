"""The negative bank: the platform's staff add what is published widely, and disputes that were upheld; no media is kept."""

import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Invalid, NotFound
from cases.fingerprints import digest, turning
from cases.fingerprints.digest import Item
from cases.fingerprints.guarding import Category
from cases.fingerprints.models.guards import NegativeValue
from cases.fingerprints.selectors import bank
from cases.fingerprints.services.marks import mark_key

FLOOR = 50  # PDQ quality below which a hash is noise, and would block pictures that it does not show
NOTE = 200


def negative_add(
    staff: Staff, *, item: Item, turns: Sequence[bytes] = (), category: str, note: str = ""
) -> uuid.UUID | None:
    """Put one benign file's values into the bank; None when it has none that can be used. Raises Invalid.

    `turns`: the hashes of its eight turns if the picture is at hand; else they are made out of its one hash.
    """
    if category not in set(Category):
        raise Invalid(_("Choose a category."), "category")
    if len(note) > NOTE:
        raise Invalid(_("Write at most %(most)s characters.") % {"most": NOTE}, "note")
    key = mark_key()
    values = [("sha256", digest.mark("sha256", bytes.fromhex(item.sha256), key))]
    if item.md5:
        values.append(("md5", digest.mark("md5", bytes.fromhex(item.md5), key)))
    hashes = [item.pdq] if item.pdq and (item.quality or 0) >= FLOOR else []
    hashes += [frame.pdq for frame in item.frames if frame.quality >= FLOOR]
    for each in hashes:
        exact = turns if item.media == "image" else ()
        values += [("pdq", bits) for bits in exact or turning.turned(bytes.fromhex(each))]
    return _add(staff, values, Category(category), note)


def dispute_add(staff: Staff, *, hashes: Iterable[bytes], note: str = "") -> uuid.UUID | None:
    """A dispute was upheld: the hashes (32 bytes each) of what was wrongly registered block it everywhere from now on."""
    values = [("pdq", bits) for each in hashes for bits in turning.turned(each)]
    return _add(staff, values, Category.DISPUTE, note[:NOTE])


def _add(staff: Staff, values: list[tuple[str, bytes]], category: Category, note: str) -> uuid.UUID | None:
    entry = uuid.uuid4()
    with transaction.atomic():
        known = {bytes(value) for value in bank.entries().values_list("value", flat=True).filter(
            value__in=[value for _kind, value in values]
        )}  # fmt: skip
        new = {(kind, value) for kind, value in values if value not in known}
        NegativeValue.objects.bulk_create(
            [
                NegativeValue(
                    entry=entry, kind=kind, value=value, category=category, note=note, added_by_id=staff.user_id or None
                )
                for kind, value in sorted(new)
            ],
            ignore_conflicts=True,
        )
        if not new:
            return None
        audit.record_platform(
            staff, "negative.add", subject_kind="negativevalue", subject_id=None, entry=str(entry),
            category=category.value, values=len(new),
        )  # fmt: skip
    return entry


def negative_remove(staff: Staff, *, entry: uuid.UUID) -> int:
    """Take an entry out of the bank; what it kept back stays held until two people say otherwise. Raises NotFound."""
    with transaction.atomic():
        gone, _kinds = NegativeValue.objects.filter(entry=entry).delete()
        if not gone:
            raise NotFound
        audit.record_platform(
            staff, "negative.remove", subject_kind="negativevalue", subject_id=None, entry=str(entry), values=gone
        )
    return gone
