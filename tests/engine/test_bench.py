"""`manage.py bench matching` measures the index itself, and finds every planted neighbour."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from portal.bench import matching, planted


def test_it_measures_and_finds_everything() -> None:
    out = StringIO()
    call_command(
        "bench", "matching", "--count", "3000", "--queries", "66", "--no-peers", "--json", stdout=out, stderr=StringIO()
    )
    found = json.loads(out.getvalue())
    assert found["recall"] == 1.0 and found["not_planted"] == 0 and found["equal_to_plain_scan"]
    assert found["values"] == 3000 and found["added_to_found_ms"] < 5000


def test_it_compares_hard_cases_with_a_look_at_every_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "ROUND", 500)
    monkeypatch.setattr(matching, "HELD", 200)
    found = matching.run(lambda _: None, count=1, queries=1, exactness=2500, seed=5, folder=None)
    assert (found["cases"], found["missed"], found["extra"], found["recall"]) == (2500, 0, 0, 1.0)


def test_it_plants_what_it_says() -> None:
    draw = matching.np.random.default_rng(3)
    held = planted.values(50, draw)
    made = planted.planted(held, 330, draw)
    differ = matching.np.bitwise_count(held[made.rows] ^ made.queries).sum(axis=1)
    assert differ.tolist() == made.distances.tolist() == [at % 33 for at in range(330)]
