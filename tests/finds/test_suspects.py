"""What may be put before people without a fingerprint."""

from itertools import product

from cases.detection.suspects import Suspect, may_queue, refers_first


def test_it_never_queues_an_adult_without_a_report_a_fingerprint_or_a_listed_source() -> None:
    assert not any(may_queue(Suspect(score=score)) for score in (0.0, 0.5, 0.99, 1.0, float("inf")))


def test_it_queues_what_was_reported_listed_or_may_show_a_minor_whatever_the_score() -> None:
    for known, score in product(("fingerprint", "reported", "abuse_listed", "protected"), (0.0, 1.0)):
        assert may_queue(Suspect(**{known: True}, score=score))  # type: ignore[arg-type]


def test_it_refers_suspected_minors_first_where_the_law_says_so() -> None:
    assert refers_first(Suspect(protected=True), duty=True)
    assert not refers_first(Suspect(protected=True), duty=False) and not refers_first(Suspect(reported=True), duty=True)
