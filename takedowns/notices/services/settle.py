"""What follows once the words of a notice name all its finds, whoever wrote them."""

from collections.abc import Sequence

from agencies.events import services as events
from agencies.tenancy.actor import Actor
from cases.detection.services import finds
from cases.detection.states import MatchState
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import batch, facts
from takedowns.notices.models import Notice
from takedowns.recipients import services as recipients


def lead(notice: Notice, packages: Sequence[EvidencePackage]) -> None:
    """Let the least sure of its finds, the first of them, stand for the notice where only one can; saves nothing."""
    first = max(packages, key=lambda package: batch.SURENESS[facts.Band(package.match.band)])
    notice.match_id, notice.package_id = first.match_id, first.pk


def settled(actor: Actor, notice: Notice, packages: Sequence[EvidencePackage], *, first: bool) -> None:
    """The finds wait for an officer from now on, and what follows starts, in the transaction that kept the words.

    `first`: they are the notice's first words; the package comes to the desk then.
    """
    for package in packages:
        finds.match_move(actor, match_id=package.match_id, to=MatchState.READY)
    if first and {"no_recipient", "contact_dead"} & set(
        notice.problems
    ):  # registries are asked who answers for the host
        recipients.lookup_start(actor, match_id=notice.match_id)
    events.emit(
        actor, "notice.drafted" if first else "notice.grown", case_id=notice.case_id, subject_id=notice.pk,
        languages=notice.languages, problems=notice.problems, targets=len(packages),
    )  # fmt: skip
