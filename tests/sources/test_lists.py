"""Pasted lists of addresses, and the kinds that look at them."""

from cases.detection import linklist
from cases.detection.reading import MEDIA, Ask, Place
from cases.detection.sources import KINDS
from tests.sources.answers import answer, shown

PASTED = """url,date,note
https://b.example/x?utm_source=mail,2024-01-02,bad
hxxps://evil[.]example/p/1). And http://B.example/wiki/Foo_(bar)!
www.c.example/path?x=1,2
(https://d.example/a);https://d.example/b
예시.한국/사진 그리고 https://xn--vv4b11d.xn--3e0b707e/%EC%82%AC%EC%A7%84
mail me@x.example or see picture.jpg on 12.30.2024
hxxp[:]//q(dot)example/z
<td><a href="https://h.example/?a=1&amp;b=2">t</a></td>
nothing here
http://127.1/
https://b.example/x
"""


def test_it_reads_a_pasted_list_however_it_is_written() -> None:
    found = linklist.read(PASTED)
    assert found.addresses == (
        "http://b.example/wiki/Foo_(bar)", "https://b.example/x", "https://www.c.example/path?x=1,2", "https://d.example/a",
        "https://d.example/b", "https://evil.example/p/1", "https://h.example/?a=1&b=2", "http://q.example/z",
        "https://xn--vv4b11d.xn--3e0b707e/%EC%82%AC%EC%A7%84",
    )  # fmt: skip
    assert found.repeated == 2 and found.over == 0
    assert [(line.number, line.text.split()[0]) for line in found.unread] == [
        (7, "mail"),
        (10, "nothing"),
        (11, "http://127.1/"),
    ]


def test_it_takes_four_hundred_addresses_and_counts_the_rest() -> None:
    lines = [f"https://host{number % 7}.example/{number % 450}" for number in range(900)]
    found = linklist.read("\r\n".join(lines))
    assert len(found.addresses) == 400 and found.over + found.repeated == 500
    hosts = [address.split("/")[2] for address in found.addresses]
    assert hosts == sorted(hosts)


def test_it_reads_lists_in_other_character_sets_and_as_semicolons() -> None:
    assert linklist.read("주소;메모\nhttps://a.example/1;나쁨\n".encode("cp949")).addresses == ("https://a.example/1",)
    assert linklist.read(
        b"\xff\xfeh\x00t\x00t\x00p\x00:\x00/\x00/\x00a\x00.\x00e\x00x\x00a\x00m\x00p\x00l\x00e\x00/\x00"
    ).addresses == ("http://a.example/",)


def test_it_looks_at_a_list_and_at_single_files() -> None:
    kind, place = (
        KINDS["links"],
        Place("https://a.example/", options={"addresses": "https://a.example/p hxxps://a[.]example/i.jpg"}),
    )
    assert [(ask.role, ask.url) for ask in kind.start(place)] == [
        (MEDIA, "https://a.example/i.jpg"),
        ("page", "https://a.example/p"),
    ]
    assert kind.check(place) == "" and kind.check(Place("https://a.example/", options={"addresses": "none"}))
    page = kind.read(
        place, Ask("https://a.example/p"), answer("https://a.example/p", '<img src="/x.jpg"><a href="/q">q</a>')
    )
    assert shown(page) == {"https://a.example/x.jpg": "https://a.example/p"} and not page.asks
    assert KINDS["direct"].start(Place("https://a.example/file"))[0].role == MEDIA
