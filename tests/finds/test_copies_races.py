"""Two workers see one post at once."""

from threading import Thread

from django.db import connection

from tests.finds.test_copies import FULL, SITE, registered, saw, state
from tests.people import Cast
from tests.takedowns import flow


def test_it_records_once_for_two_workers_at_once(committed_cast: Cast) -> None:
    cast = committed_cast
    number = registered(cast, flow.a_case(cast))
    made: list[int | None] = []

    def work() -> None:
        try:
            made.append(saw(cast, number, "/latest", "/9.jpg", **FULL))
            made.append(saw(cast, number, "/post/9", "/9.jpg", **FULL))
        finally:
            connection.close()

    both = [Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    (row,), kept, kinds = state(cast)
    assert len([one for one in made if one]) == 1 and len(kept) == 2
    assert row.page_url == f"{SITE}/post/9" and kinds == ["match.found", "match.raised"]
