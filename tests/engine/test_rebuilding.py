"""When the index is built."""

from cases.fingerprints.rebuilding import Limits, needed

LIMITS = Limits(delta=100, erase=3600)


def when(**more: float) -> str:
    facts = {"registered": 1000, "indexed": True, "changed": 0, "withdrawn_for": 0, "age": 10} | more
    return needed(LIMITS, **facts)  # type: ignore[arg-type]


def test_it_builds_when_too_much_is_new_or_something_must_go() -> None:
    assert when() == when(changed=100) == when(age=10**9) == when(withdrawn_for=3600, changed=1) == ""
    assert when(changed=101) == when(withdrawn_for=3601, changed=1) == when(age=7 * 3600, changed=1) == "build"


def test_it_has_no_index_for_few_values() -> None:
    assert when(indexed=False, registered=100) == "" and when(indexed=False, registered=101) == "build"
    assert when(registered=51) == "" and when(registered=50) == when(registered=0) == "drop"
