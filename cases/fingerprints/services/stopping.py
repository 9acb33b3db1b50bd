"""Learn which patches are common: what several unrelated registrations of an agency share is a logo or a wall, no person.

Only the agency's own cases are compared. A count over agencies would answer the question whether somebody else registered
a certain piece (HARMS 21); what many agencies meet, the platform's people put into the negative bank.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb
from cases.fingerprints import guarding
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.search import Index
from cases.fingerprints.services.guards import patches_stop
from cases.fingerprints.states import FingerprintState

MOST = 200_000  # the newest patches of the agency that a new registration is compared with
CHUNK = 50_000

Row = tuple[int, int, bytes]  # fingerprint, case, value


@verb("fingerprint.guard")
def patches_learn(actor: Actor, *, fingerprint_id: int) -> int:
    """After registering: stop patches that registrations of COMMON_CASES cases share; returns how many left the matcher."""
    row = Fingerprint.objects.visible_to(actor).filter(id=fingerprint_id, state=FingerprintState.ACTIVE).first()
    if row is None:
        return 0
    entries = MatcherEntry.objects.visible_to(actor).filter(kind="patch")
    own = [bytes(value) for value in entries.filter(fingerprint_id=row.pk).values_list("value", flat=True)]
    others = entries.exclude(fingerprint__case_id=row.case_id).order_by("-id")[:MOST]
    shared: dict[int, list[Row]] = defaultdict(list)
    chunk: list[Row] = []
    for fingerprint, case, value in others.values_list("fingerprint_id", "fingerprint__case_id", "value"):
        chunk.append((fingerprint, case, bytes(value)))
        if len(chunk) == CHUNK:
            _compare(own, chunk, shared)
            chunk = []
    _compare(own, chunk, shared)
    return _stop(actor, row, own, shared)


def _compare(own: list[bytes], chunk: list[Row], shared: dict[int, list[Row]]) -> None:
    """Note which of our patches lie near which others."""
    if not own or not chunk:
        return
    bits = np.frombuffer(b"".join(value for *_, value in chunk), dtype=np.uint8).reshape(-1, 32)
    for asked, place, _distance in Index(np.arange(len(chunk), dtype=np.int64), bits).search(own, guarding.COMMON_BITS):
        shared[asked].append(chunk[place])


def _stop(actor: Actor, row: Fingerprint, own: list[bytes], shared: Mapping[int, list[Row]]) -> int:
    alike: dict[int, set[int]] = defaultdict(set)
    for asked, rows in shared.items():
        for fingerprint, _case, _value in rows:
            alike[fingerprint].add(asked)
    same = {fingerprint for fingerprint, pieces in alike.items() if len(pieces) > guarding.SAME_PICTURE}
    stopped = 0
    for asked, rows in shared.items():
        unrelated = [each for each in rows if each[0] not in same]
        if len({case for _f, case, _v in unrelated}) + 1 < guarding.COMMON_CASES:
            continue
        stopped += patches_stop(actor, row, [own[asked]])
        for holder in Fingerprint.objects.visible_to(actor).filter(id__in={each[0] for each in unrelated}):
            stopped += patches_stop(actor, holder, [each[2] for each in unrelated if each[0] == holder.pk])
    return stopped
