"""Strict reading of URLs and their one canonical spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.doors import url
from agencies.doors.address import Refusal
from agencies.doors.url import BadUrl

CANONICAL = {
    "HTTP://Bridge.Example:80": "http://bridge.example/",
    "https://bridge.example:443/a/./b/../c#top": "https://bridge.example/a/c",
    "https://bridge.example/%7ecat/%e2%82%ac?%41=1": "https://bridge.example/~cat/%E2%82%AC?A=1",
    "https://bridge.example/%2e%2E/x": "https://bridge.example/x",
    "https://bridge.example/a/..": "https://bridge.example/",
    "https://bridge.example/a%2fb": "https://bridge.example/a%2Fb",
    "https://bridge.example/100%": "https://bridge.example/100%25",
    "https://bridge.example/?utm_source=a&id=7&fbclid=x&GCLID=y&b=&id=6": "https://bridge.example/?id=7&b=&id=6",
    "https://bridge.example/?utm_source=a": "https://bridge.example/",
    "https://bridge.example:8443/": "https://bridge.example:8443/",
    "https://다리.한국/고양이": "https://xn--2j1bq2k.xn--3e0b707e/%EA%B3%A0%EC%96%91%EC%9D%B4",
    "https://straße.example/": "https://xn--strae-oqa.example/",
    "https://BÜCHER.example./": "https://xn--bcher-kva.example/",
    "https://xn--bcher-kva.example/": "https://xn--bcher-kva.example/",
    "http://[2A00:0::1]:80/": "http://[2a00::1]/",
}


@pytest.mark.parametrize(("given", "expected"), CANONICAL.items())
def test_it_spells_a_url_in_one_way(given: str, expected: str) -> None:
    assert url.canonical(given) == expected
    assert url.canonical(expected) == expected


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("ftp://bridge.example/", Refusal.SCHEME),
        ("file:///etc/passwd", Refusal.SCHEME),
        ("javascript:alert(1)", Refusal.SCHEME),
        ("//bridge.example/", Refusal.SCHEME),
        ("http://user@bridge.example/", Refusal.USERINFO),
        ("http://user:word@bridge.example/", Refusal.USERINFO),
        ("http://good.example\\@bridge.example/", Refusal.BAD_URL),
        ("http://bridge.example/a b", Refusal.BAD_URL),
        ("http://bridge.example/\r\nHost: x", Refusal.BAD_URL),
        ("http://bridge.example:0/", Refusal.PORT),
        ("http://bridge.example:99999/", Refusal.BAD_URL),
        ("http:///x", Refusal.BAD_HOST),
        ("http://a..b/", Refusal.BAD_HOST),
        ("http://a%2eb/", Refusal.BAD_HOST),
        ("http://℀.example/", Refusal.BAD_URL),
        (f"http://{'a' * 64}.example/", Refusal.BAD_HOST),
        ("http://bridge.example/" + "a" * 9000, Refusal.BAD_URL),
    ],
)
def test_it_refuses_what_parsers_read_differently(text: str, refusal: Refusal) -> None:
    with pytest.raises(BadUrl) as caught:
        url.parse(text)
    assert caught.value.refusal == refusal


def test_it_leaves_the_request_path_as_it_was_written() -> None:
    target = url.parse("https://bridge.example/a/../%7Ecat?utm_source=x&q=다리")
    assert target.url == "https://bridge.example/a/../%7Ecat?utm_source=x&q=%EB%8B%A4%EB%A6%AC"


def test_it_joins_redirects_to_their_page() -> None:
    base = url.parse("https://bridge.example/a/b")
    assert url.join(base, "../c d").url == "https://bridge.example/c%20d"
    assert url.join(base, "//cats.example/").host == "cats.example"
    with pytest.raises(BadUrl):
        url.join(base, "file:///etc/passwd")


PARTS = st.sampled_from(
    [
        "/",
        "a",
        "b1",
        ".",
        "..",
        "?x=1",
        "utm_source=2",
        "&",
        "#f",
        "%7E",
        "%2f",
        "다",
        " ",
        "//",
        "http:",
        "~",
        "-",
        ":8",
        "@",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, max_size=8).map("".join))
def test_it_resolves_links_as_joining_and_spelling_them_would(reference: str) -> None:
    base = url.parse("https://bridge.example/a/b?c=d")

    def by(way: str) -> object:
        try:
            return (
                url.resolve(base, reference)
                if way == "once"
                else url.parse(url.canonical(url.join(base, reference).url))
            )
        except BadUrl:
            return None

    assert by("once") == by("in steps")
