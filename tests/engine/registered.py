"""Registered values in the database, put there by agencies, with the feed that follows them."""

from typing import Any

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as cases
from cases.casework.models import Case
from cases.fingerprints.models import Fingerprint, MatcherEntry
from tests.engine.make import values
from tests.people import Cast


def a_case(cast: Cast) -> Case:
    """A case without a fingerprint."""
    return cases.case_open(cast.worker, age_band="adult", purposes=["detection"])


def a_fingerprint(actor: Actor, case_id: int) -> Fingerprint:
    """A registration without values."""
    with tenant_scope(actor.agency_id):
        return Fingerprint.objects.create(
            agency_id=actor.agency_id, case_id=case_id, media="image", quality=90, algorithm="pdq", preparation="1",
            origin="browser",
        )  # fmt: skip


def entries(row: Fingerprint, seeds: list[int]) -> list[MatcherEntry]:
    """Unsaved entries with values drawn from the seeds."""
    return [
        MatcherEntry(
            agency_id=row.agency_id, fingerprint_id=row.pk, kind="pdq", value=values(1, s)[0].tobytes(), quality=90
        )
        for s in seeds
    ]


def register(actor: Actor, case_id: int, seeds: list[int]) -> Fingerprint:
    """A registration with these values, committed."""
    row = a_fingerprint(actor, case_id)
    with tenant_scope(actor.agency_id):
        MatcherEntry.objects.bulk_create(entries(row, seeds))
    return row


def withdraw(row: Fingerprint) -> None:
    """Its values leave the matcher's table."""
    with tenant_scope(row.agency_id):
        MatcherEntry.objects.filter(fingerprint_id=row.pk).delete()


def found(registry: Any, seed: int) -> list[int]:
    """Registrations with the value of this seed."""
    near = registry.values.near(values(1, seed))
    return registry.values.take(near.row).fingerprint.tolist()
