"""A base, what came since and what went answer like a plain list of what is registered now."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.fingerprints import mih
from cases.fingerprints.base import Arrays, Base, arranged, near_rows
from cases.fingerprints.stored import StoredValues
from cases.fingerprints.values import KINDS, Columns, MemoryValues, columns
from tests.engine.make import neighbour, values

KIND = list(KINDS)
Row = tuple[int, int, str, bytes, int, int]


def a_row(entry: int) -> Row:
    """The facts of an entry, all of them from its number."""
    value = neighbour(values(1, entry % 5)[0], entry % 33, entry).tobytes()
    kind = KIND[entry % 6]
    return entry % 3, entry // 3, kind, value[:16] if kind == "md5" else value, entry % 101, entry * 7


def as_base(rows: dict[int, Row]) -> Base:
    entries = np.array(list(rows), dtype=np.int64)
    parts = arranged(entries, columns(list(rows.values())))
    tables = mih.build(parts["value"], near_rows(parts["kind"]))
    return Base(Arrays(**parts, offsets=tables.offsets, ids=tables.ids, sides=tables.sides), max(rows, default=0))


def facts(found: Columns) -> set[tuple[object, ...]]:
    """What stands in the columns, without the order of the rows."""
    each = (found.agency, found.fingerprint, found.kind, found.quality, found.at_ms)
    return set(zip(*(column.tolist() for column in each), map(bytes, found.value), strict=True))


def agree(stored: StoredValues, rows: dict[int, Row]) -> None:
    oracle = MemoryValues(columns(list(rows.values())))
    assert len(stored) == len(oracle)
    asked = values(5, 0)
    asked[1:] = [values(1, at)[0] for at in range(1, 5)]
    for radius in (31, 12):
        wanted, found = oracle.near(asked, radius), stored.near(asked, radius)
        for number in range(len(asked)):
            mine, theirs = found.row[found.asked == number], wanted.row[wanted.asked == number]
            assert facts(stored.take(mine)) == facts(oracle.take(theirs)) and len(mine) == len(theirs)
        assert found.distance.tolist() == wanted.distance.tolist()
    for entry in range(40):
        _, fingerprint, kind, value, *_ = a_row(entry)
        assert facts(stored.take(stored.of(fingerprint))) == facts(oracle.take(oracle.of(fingerprint)))
        if kind in {"md5", "sha256"}:
            rows_found = [np.array(each.exact(kind, value), dtype=np.int64) for each in (stored, oracle)]
            assert facts(stored.take(rows_found[0])) == facts(oracle.take(rows_found[1]))
    assert all(stored.has(kind) for kind in KINDS if oracle.has(kind))


@given(st.lists(st.tuples(st.sampled_from(["add", "add", "remove", "rebuild"]), st.integers(0, 39)), max_size=40))
@settings(max_examples=15, deadline=None)
def test_it_keeps_up_with_adds_withdrawals_and_rebuilds(steps: list[tuple[str, int]]) -> None:
    rows: dict[int, Row] = {}
    stored = StoredValues()
    for step, entry in steps:
        if step == "rebuild":
            stored = StoredValues(as_base(rows))
        elif step == "remove":
            stored.bury(entry, entry // 3)
            rows.pop(entry, None)
        else:
            rows[entry] = a_row(entry)
            stored.put(np.array([entry]), columns([rows[entry]]))
    agree(stored, rows)


def test_it_takes_a_changed_value_for_a_new_one() -> None:
    first, other = a_row(6), (*a_row(6)[:3], bytes(32), 50, 0)
    for stored in (StoredValues(as_base({6: first})), StoredValues()):
        stored.put(np.array([6]), columns([first]))
        stored.put(np.array([6]), columns([other]))
        assert len(stored) == 1
        assert facts(stored.take(stored.of(2))) == facts(columns([other]))


def test_it_overwrites_a_withdrawn_value_in_memory() -> None:
    stored = StoredValues()
    stored.put(np.array([6]), columns([a_row(6)]))
    stored.bury(6, 2)
    assert not stored.delta.columns.value.any() and not len(stored.of(2)) and len(stored) == 0
