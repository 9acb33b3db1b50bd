"""Reads of the guards: what is held, whose word was said, how high the bar is, and who must wait."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from agencies.tenancy.actor import Actor
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.models.guards import Guard, GuardWord, PatchDoubt, Series
from cases.fingerprints.states import FingerprintState


def guard_for(actor: Actor, fingerprint_id: int) -> Guard:
    """The row of one registration, made when there is none yet; in the caller's transaction."""
    return Guard.objects.get_or_create(agency_id=actor.agency_id, fingerprint_id=fingerprint_id)[0]


def bar(actor: Actor, fingerprint_id: int) -> int:
    """How high the bar of a registration is, 0 to 3."""
    found = Guard.objects.visible_to(actor).filter(fingerprint_id=fingerprint_id).values_list("bar", flat=True).first()
    return found or 0


def held(actor: Actor, fingerprint_ids: Iterable[int]) -> dict[int, Guard]:
    """The guards of those registrations that wait for two people, by registration."""
    rows = Guard.objects.visible_to(actor).filter(fingerprint_id__in=list(fingerprint_ids)).exclude(why="")
    return {row.fingerprint_id: row for row in rows}


def known(actor: Actor, fingerprint_ids: Iterable[int]) -> dict[int, Guard]:
    """What the guards know of those registrations, by registration; a held one has a `why`."""
    rows = Guard.objects.visible_to(actor).filter(fingerprint_id__in=list(fingerprint_ids))
    return {row.fingerprint_id: row for row in rows}


def waiting(actor: Actor) -> QuerySet[Guard]:
    """Registrations that wait for two people, the longest first."""
    return Guard.objects.visible_to(actor).exclude(why="").select_related("fingerprint__case").order_by("held_at", "id")


def words(actor: Actor, guard: Guard) -> QuerySet[GuardWord]:
    """What was said about the present hold, oldest first."""
    return GuardWord.objects.visible_to(actor).filter(guard=guard, hold=guard.hold).order_by("id")


def stands(actor: Actor, fingerprint_id: int) -> bool:
    """Whether notices of its finds may go out: it is not suspended and not disputed."""
    waits = [FingerprintState.SUSPENDED, FingerprintState.DISPUTED]
    return not Fingerprint.objects.visible_to(actor).filter(id=fingerprint_id, state__in=waits).exists()


def series(actor: Actor) -> Series | None:
    """The notice because of which this person, or this service key, must wait now; None: nothing."""
    open_ = Series.objects.visible_to(actor).filter(until__gt=timezone.now())
    mine = open_.filter(user_id=actor.user_id, service_key_id=actor.key_id)
    return mine.order_by("-until").first()


def stopped(actor: Actor, fingerprint_id: int) -> set[int]:
    """Marks of the patches of a registration that left the matcher for good."""
    rows = PatchDoubt.objects.visible_to(actor).filter(fingerprint_id=fingerprint_id).exclude(stopped_at=None)
    return set(rows.values_list("mark", flat=True))


def shown_state(row: Fingerprint) -> str:
    """The state as people set it, for other systems: what the guards hold back counts as active there.

    A hold tells that many copies were found, or that finds were rejected; whoever holds a service key would learn it of a
    case in which nobody has looked at who reports yet (HARMS 7).
    """
    if row.state != FingerprintState.SUSPENDED:
        return str(row.state)
    held_ = Guard.objects.filter(agency_id=row.agency_id, fingerprint_id=row.pk).exclude(why="").exists()
    return str(FingerprintState.ACTIVE if held_ else row.state)
