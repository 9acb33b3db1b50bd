"""What of a case goes to a partner, as values that are held in memory between the two workspaces."""

from dataclasses import dataclass, field

FEW, MANY = 5, 20


@dataclass(frozen=True, slots=True)
class SharedReport:
    """What one report told, as far as it is shared; a part that is not is empty."""

    text: str
    contact: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedPrint:
    """One registration with its packed values (cases/fingerprints/packing.py)."""

    media: str
    quality: int
    width: int
    height: int
    frames: int
    algorithm: str
    preparation: str
    level: str
    values: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shared:
    """Everything that the receiving agency gets; the first seven always go along, because safety depends on them."""

    age_band: str
    language: str
    quiet: bool
    restricted: bool
    excluded_countries: tuple[str, ...]
    excluded_recipients: tuple[str, ...]
    excluded_police: bool
    reports: tuple[SharedReport, ...] = ()
    prints: tuple[SharedPrint, ...] = ()
    purposes: tuple[str, ...] = ()


def amount(number: int) -> str:
    """A count as a word: no number is told before the offer is accepted."""
    if number <= 1:
        return "one" if number else "none"
    return "few" if number < FEW else "some" if number < MANY else "many"
