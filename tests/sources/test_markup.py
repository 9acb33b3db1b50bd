"""Character sets, hostile markup and moments."""

import datetime as dt

import pytest

from cases.detection import extract, markup, moments

KOREAN = "한강 다리 사진을 모아 둔 게시판입니다. 새벽 안개 속의 다리"
JAPANESE = "霧の中の橋の写真を集めた掲示板です。コーヒーとねこ"
CHINESE = "雾中的桥梁照片论坛，还有两只猫和一杯咖啡，欢迎大家发表图片"
RUSSIAN = "Мост в тумане"


@pytest.mark.parametrize(
    ("words", "codec", "label"),
    [(KOREAN, "cp949", "euc-kr"), (JAPANESE, "cp932", "Shift_JIS"), (JAPANESE, "euc_jp", "EUC-JP"), (CHINESE, "gb18030", "gb2312"),
     (RUSSIAN, "cp1251", "windows-1251"), (KOREAN, "utf-8", "utf-8")],
)  # fmt: skip
def test_it_reads_the_character_set_of_header_page_and_declaration(words: str, codec: str, label: str) -> None:
    page = f"<html><head><meta charset='{label}'></head><body><p>{words}</p></body></html>".encode(codec)
    plain = f"<html><body><p>{words}</p></body></html>".encode(codec)
    for body, header in (
        (page, "text/html"),
        (plain, f"text/html; charset={label}"),
        (page, "text/html; charset=utf-8"),
    ):
        tree = markup.page(body, header)
        assert tree is not None and words in markup.words(tree), (label, header)


@pytest.mark.parametrize(
    ("words", "codec"), [(KOREAN, "cp949"), (JAPANESE, "cp932"), (CHINESE, "gb18030"), (KOREAN, "utf-8")]
)
def test_it_guesses_the_character_set_of_pages_that_say_nothing(words: str, codec: str) -> None:
    assert words in markup.decoded(f"<p>{words * 3}</p>".encode(codec))


def test_it_reads_utf_16_and_passes_over_false_declarations() -> None:
    assert markup.decoded("<p>다리</p>".encode("utf-16")) == "<p>다리</p>"
    assert "다리" in markup.decoded('<meta charset="utf-16"><p>다리</p>'.encode())
    assert markup.codec_of(b"<meta charset=rot13>x") == "utf-8"


def test_it_leaves_scripts_and_styles_out_of_the_words() -> None:
    tree = markup.page(
        "<body>one<script>two()</script><style>b{}</style> <b>three</b>\x00 four<template>five</template></body>"
    )
    assert tree is not None and markup.words(tree) == "one three four"
    assert markup.plain("a &amp; <b>b</b>") == "a & b" and markup.plain(" plain  words ") == "plain words"


@pytest.mark.parametrize(
    ("stated", "year"),
    [("2026-03-01T10:00:00Z", 2026), ("2026-03", 2026), ("2026-03-01 10:00:00+0900", 2026), ("Sun, 01 Mar 2026 10:00:00 +0900", 2026),
     (1772359200, 2026), (1772359200123, 2026), ("1772359200", 2026), (1.5, None), ("yesterday", None), ("", None), (None, None),
     (True, None), (1e300, None), (float("nan"), None), ("9" * 400, None), ("2026-99-99", None), ({}, None)],
)  # fmt: skip
def test_it_reads_moments_as_servers_write_them(stated: object, year: int | None) -> None:
    found = moments.read(stated)
    assert (found.year if found else None) == year and (found is None or found.tzinfo is not None)
    assert found is None or found < dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


def test_it_reads_a_page_in_korean_with_korean_links() -> None:
    page = f'<html><head><meta charset="euc-kr"><title>{KOREAN}</title></head><body><a href="/사진/1">다음</a></body></html>'
    found = extract.read(page.encode("cp949"), "https://site.example/")
    assert found.title == KOREAN and list(found.next) == ["https://site.example/%EC%82%AC%EC%A7%84/1"]
