"""Positions, filters and language versions: values in, values out."""

from datetime import UTC, date, datetime, timedelta

from takedowns.notices import compare
from takedowns.review import filters, position
from takedowns.review.states import Clock

FOUND = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOURS = position.Hours(first=4, rest=24)


def test_it_puts_severity_before_everything() -> None:
    assert position.severity("possible", protected=True, relisted=False) == position.MINOR
    assert position.severity("likely", protected=False, relisted=True) == position.CAME_BACK
    assert position.severity("possible", protected=False, relisted=True) == position.HINT
    assert [position.severity(band, protected=False, relisted=False) for band in ("certain", "likely")] == [3, 4]


def test_it_takes_the_nearest_clock_and_says_which() -> None:
    def due(severity: int, mandate: date | None = None, basis: date | None = None) -> tuple[datetime, Clock]:
        return position.due(severity, FOUND, HOURS, mandate_ends=mandate, basis_ends=basis)

    assert due(1) == (FOUND + timedelta(hours=4), Clock.OWN)
    assert due(3) == (FOUND + timedelta(hours=24), Clock.OWN)
    assert due(3, mandate=date(2026, 11, 22)) == (datetime(2026, 11, 23, tzinfo=UTC), Clock.MANDATE)
    assert due(3, date(2026, 11, 22), date(2026, 11, 22)) == (datetime(2026, 11, 22, tzinfo=UTC), Clock.BASIS)
    assert due(3, mandate=date(2027, 1, 1))[1] == Clock.OWN


def test_it_lets_only_codes_and_numbers_into_an_address() -> None:
    typed = {
        "band": "likely", "severity": "1", "country": "DE", "language": "zh-Hans", "provider": "²", "case": "2026-ABCDE",
        "kind": "cat", "note": "her name", "age": "24", "late": "yes",
    }  # fmt: skip
    assert filters.read(typed) == {
        "age": "24", "band": "likely", "country": "DE", "language": "zh-Hans", "severity": "1",
    }  # fmt: skip
    assert filters.plain("severity=1&note=her+name&band=likely") == "band=likely&severity=1"


def test_it_marks_only_facts_that_a_version_lacks() -> None:
    german = "Bitte entfernen Sie https://bridges.example/1 (MR-1-2-AB) binnen 24 Stunden."
    english = "Please remove https://bridges.example/1 (MR-1-2-AB) within 48 hours."
    marked = compare.compared([german, english])
    assert [[piece.text for piece in one if piece.differs] for one in marked] == [["24"], ["48"]]
    assert ["".join(piece.text for piece in one) for one in marked] == [german, english]
    assert compare.compared([german]) == [(compare.Piece(german),)]
    stops = compare.compared(["Es ist https://bridges.example/1.", "It is https://bridges.example/1 now"])
    assert not any(piece.differs for one in stops for piece in one), "a full stop belongs to no address"
