"""What `make proof` says of a figure: met, not met, not measured, not judged."""

import pytest

from tests import benches, bounds
from tests.bounds import Bound

SPEED = Bound("a question", ("single_ms_p50",), most=0.5, unit=" ms")
CASES = Bound("cases", ("cases",), least=1_000_000, long=True)


@pytest.mark.parametrize(
    ("bound", "report", "long", "end"),
    [
        (SPEED, {"single_ms_p50": 0.41}, False, "0.41 ms; bound at most 0.5 ms: met."),
        (SPEED, {"single_ms_p50": 0.51}, False, "bound at most 0.5 ms: **NOT met**."),
        (SPEED, {}, False, "not measured (not in the report); bound at most 0.5 ms."),
        (CASES, {"cases": 20_000}, False, "a short run, not judged (--long)."),
        (CASES, {"cases": 20_000}, True, "**NOT met**."),
        (Bound("wrong", ("wrong",), most=0), {"wrong": ["a crash"]}, False, "**NOT met**."),
        (
            Bound("peer", ("peers", "x", "times"), least=25),
            {"peers": "left out"},
            True,
            "(left out); bound at least 25.",
        ),
    ],
)
def test_it_says_figure_bound_and_whether_it_is_met(bound: Bound, report: object, long: bool, end: str) -> None:
    assert isinstance(report, dict)
    assert bounds.judged(bound, report, long=long).endswith(end)


def test_it_has_bounds_for_every_bench() -> None:
    assert set(benches.RUNS) <= set(bounds.BOUNDS)
    assert all(one.least is not None or one.most is not None for each in bounds.BOUNDS.values() for one in each)
