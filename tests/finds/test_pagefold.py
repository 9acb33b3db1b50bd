"""Which pages are one post."""

import pytest

from cases.detection import pagefold

SITE = "https://bridges.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/post/9", "/post/9?utm_source=x&page=2"),
        ("/post/9", "/post/9/amp"),
        ("/post/9", "/post/9/comments/4"),
        ("/", "/post/9"),
        ("/board", "/board/9"),
        ("/latest", "/post/9"),
        ("/tag/arches", "/post/9"),
        ("/posts/page/3", "/post/9"),
        ("/view.php?id=9", "/view.php?id=9&sort=new"),
        ("/list.php?board=2", "/view.php?board=2&id=9"),
    ],
)
def test_it_folds_spellings_lists_and_what_lies_below_a_post(one: str, other: str) -> None:
    assert pagefold.same_post(SITE + one, SITE + other) and pagefold.same_post(SITE + other, SITE + one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/post/9", "/post/10"),
        ("/view.php?id=9", "/view.php?id=10"),
        ("/user/a/9", "/user/b/9"),
        ("/tag/arches", "/latest"),
        ("/gallery/7", "/gallery/8"),
    ],
)
def test_it_keeps_two_posts_apart(one: str, other: str) -> None:
    assert not pagefold.same_post(SITE + one, SITE + other)


def test_it_folds_faces_of_a_host_and_no_other_host() -> None:
    assert pagefold.same_post("https://m.bridges.example/post/9", f"{SITE}/post/9")
    assert not pagefold.same_post("https://a.example/post/9", "https://b.example/post/9")
    assert not pagefold.same_post("https://[broken", "https://[other")


def test_it_lets_the_page_of_the_post_lead() -> None:
    assert pagefold.closer(f"{SITE}/latest", f"{SITE}/post/9") == f"{SITE}/post/9"
    assert pagefold.closer(f"{SITE}/post/9", f"{SITE}/?page=2") == f"{SITE}/post/9"
    assert pagefold.closer(f"{SITE}/post/9?view=a", f"{SITE}/post/9") == f"{SITE}/post/9?view=a"
