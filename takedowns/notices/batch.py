"""Many addresses in one notice: what may stand together, in which order, and how each was identified."""

from collections.abc import Iterable, Iterator, Sequence

from takedowns.notices.facts import Band, Identified, Way

BEING_WRITTEN = "being_written"
# A find with one of these is never joined to others: it would keep them from being sent.
ALONE = ("page_gone", "possible_only", "address_claimed", "no_recipient", "no_usable_basis", "recipient_excluded")
# Named problems that the directory, the agency's relay or the person's word may have ended or begun since.
OF_RECIPIENT = frozenset({
    "no_recipient", "recipient_unverified", "contact_dead", "needs_relay", "relay_changed", "police_only",
    "recipient_excluded", "country_excluded", "police_excluded",
})  # fmt: skip
MAX_ADDRESSES = 250  # the smallest limit among the provider interfaces
SURENESS = {Band.CERTAIN: 0, Band.LIKELY: 1, Band.POSSIBLE: 2}


def spans(numbers: Iterable[int]) -> str:
    """Numbers as people write them: 1, 3–5."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def ways(found: Sequence[tuple[Identified, Band, Sequence[str]]]) -> tuple[Way, ...]:
    """How the addresses were identified, each way with the numbers of its addresses (from 1, an address counted once).

    The weakest way comes first. An address that two finds name is counted with the first of them.
    """
    numbers: dict[str, int] = {}
    by_way: dict[tuple[Identified, Band], list[int]] = {}
    for identified, band, addresses in found:
        own = by_way.setdefault((identified, band), [])
        for address in addresses:
            if address not in numbers:
                numbers[address] = len(numbers) + 1
                own.append(numbers[address])
    weakest = sorted(by_way.items(), key=lambda pair: (pair[0][0] is Identified.EXACT, -SURENESS[pair[0][1]]))
    return tuple(Way(identified, band, tuple(own)) for (identified, band), own in weakest)


def fitting(sizes: Iterable[int], room: int) -> Iterator[int]:
    """The places, counted from 0, of those that still fit one after the other into `room` addresses."""
    for place, size in enumerate(sizes):
        if size <= room:
            room -= size
            yield place
