"""When the index is built anew."""

from dataclasses import dataclass

OLDEST = 6 * 3600.0  # seconds that an index with any change since is used: the feed remembers a day


@dataclass(frozen=True, slots=True)
class Limits:
    """`delta`: newer values that may be looked through; `erase`: seconds until withdrawn ones leave the files."""

    delta: int
    erase: float


def needed(limits: Limits, *, registered: int, indexed: bool, changed: int, withdrawn_for: float, age: float) -> str:
    """What is to be done: "build", "drop" or "".

    `registered` values now, `indexed`: whether there is a usable index, `changed` rows of the feed since, seconds since
    the first withdrawal that it does not know, seconds since it was built.
    """
    if not indexed:
        return "build" if registered > limits.delta else ""
    if registered <= limits.delta // 2:
        return "drop"
    late = withdrawn_for > limits.erase or (changed and age > OLDEST)
    return "build" if changed > limits.delta or late else ""
