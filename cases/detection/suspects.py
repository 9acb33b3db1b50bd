"""Whether something without a registered fingerprint may be put before people (HARMS 6). Nothing calls a classifier today.

Whatever ranks or scores files later asks here before an item is queued. A score alone never queues an adult: without a
report, a fingerprint or a source that is known for abuse, nobody looks at a stranger.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suspect:
    """What is known of a file. `protected`: it is suspected to show somebody of a protected age, any doubt included."""

    fingerprint: bool = False
    reported: bool = False
    abuse_listed: bool = False
    protected: bool = False
    score: float = 0.0


def may_queue(suspect: Suspect) -> bool:
    """Whether an item may be made of it: a fingerprint matched, its link was reported, its source is on the abuse list, or
    it is suspected to show a minor. The score decides nothing."""
    return suspect.fingerprint or suspect.reported or suspect.abuse_listed or suspect.protected


def refers_first(suspect: Suspect, *, duty: bool) -> bool:
    """Whether it goes to the hotline or the police before anybody here works on it; `duty`: the agency's legal rule."""
    return suspect.protected and duty
