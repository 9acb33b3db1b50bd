"""The figures of a cycle: what counts as found, and when everything has happened."""

from dataclasses import replace

import pytest

from portal.demo import tally
from portal.demo.tally import Found, Tally

FOUND = Found("http://a/post/1", ("http://a/files/1.jpg",), "likely", "removed", notice=7, relisted=False)
DONE = Tally(
    matches=23,
    missed=0,
    missed_later=0,
    false=0,
    hints=1,
    notices=4,
    noticed=23,
    removed=23,
    reuploads=1,
    reuploads_caught=1,
)


def copy(number: int, group: str) -> dict[str, str]:
    base = f"http://a/files/{number}"
    post, media, small = f"http://a/post/{number}", f"{base}.jpg", f"{base}-240.jpg"
    return {"post_url": post, "media_url": media, "thumbnail_url": small, "group": group}


def test_it_counts_a_copy_with_a_hint_only_as_missed() -> None:
    hint = replace(FOUND, page_url="http://a/post/2", media_urls=("http://a/files/2.jpg",), band="possible", notice=0)
    stranger = replace(hint, page_url="http://a/post/9", media_urls=("http://a/files/9.jpg",))
    state = {"copies": [copy(1, "now"), copy(2, "later"), copy(3, "now")], "later": []}
    counted = tally.count([FOUND, hint, stranger], state)
    assert (counted.matches, counted.missed, counted.missed_later, counted.hints, counted.false) == (1, 1, 1, 2, 1)


@pytest.mark.parametrize(
    "lacking",
    [
        {"missed": 1},
        {"missed_later": 1},
        {"false": 1},
        {"notices": 0},
        {"noticed": 22},
        {"removed": 22},
        {"reuploads_caught": 0},
    ],
)
def test_it_is_complete_only_when_everything_was_found_and_done(lacking: dict[str, int]) -> None:
    assert DONE.complete
    assert not replace(DONE, **lacking).complete
    assert not replace(DONE, reuploads=0, reuploads_caught=0).complete
