"""What first pages give away, which sites belong together, and what is never proposed."""

from dataclasses import replace

from cases.detection import likeness, traces
from cases.detection.likeness import Known, Tie
from cases.detection.traces import Traces


def page(
    parts: int, *, classes: str = "card thumb", title: str = "Bridges", name: str = "bridge", extra: str = ""
) -> bytes:
    """A gallery of so many parts; with other classes it is another template."""
    one, two = classes.split()
    cards = "".join(
        f'<div class="{one} c{n}"><a class="{two}" href="/p/{n}"><img src="/m/{name}{n}.jpg?x={n}"></a>'
        f'<p class="{one}-n">x{n}</p><span class="{two}-{"abcdefgh"[n % 8]}"></span></div>'
        for n in range(parts)
    )
    head = f'<title>{title}</title><meta name="generator" content="Bridge CMS 2">{extra}'
    return f'<html><head>{head}</head><body class="{one}"><nav class="{two}"></nav>{cards}<footer></footer></body></html>'.encode()


def seen(body: bytes, url: str = "https://one.example/") -> Traces:
    return traces.of_page(body, url, "text/html", {"server": "bridged/1"})


def test_it_knows_a_template_again_whatever_it_shows() -> None:
    one = seen(page(40))
    more = seen(page(30, title="Cats", name="cat"), "https://two.example/")
    other = seen(page(40, classes="row cell"), "https://three.example/")
    assert Tie.TEMPLATE in likeness.ties(one, more) and Tie.MEDIA not in likeness.ties(one, more)
    assert Tie.TEMPLATE not in likeness.ties(one, other) and Tie.MEDIA in likeness.ties(one, other)
    assert (one.generator, one.server, one.title) == ("Bridge CMS 2", "bridged/1", "Bridges")
    assert not likeness.ties(seen(b"<p>a"), seen(b"<p>a", "https://b.example/"))  # too little says nothing
    assert traces.read(one.text()) == one and traces.read("{broken") == Traces() and seen(b"").host == "one.example"


def test_it_estimates_likeness_of_sets() -> None:
    one = traces.sketch(f"a{n}" for n in range(600))
    half = traces.sketch(f"a{n}" for n in range(200, 800))  # 400 of 800 in common
    assert traces.alike(one, one) == 1.0 and traces.alike(one, ()) == 0.0
    assert 0.35 < traces.alike(one, half) < 0.65
    assert traces.alike(one, traces.sketch(f"b{n}" for n in range(600))) < 0.05


def test_it_ties_sites_by_certificate_numbers_and_address() -> None:
    one = Traces(
        host="one.example",
        certificate="aa",
        names=("one.example", "*.two.example"),
        counted=("UA-12345-1",),
        ip="192.0.2.1",
    )
    two = Traces(host="www.two.example", ip="192.0.2.1")
    assert likeness.ties(one, two) == {Tie.NAMED, Tie.ADDRESS}
    assert likeness.ties(one, Traces(host="x.example", counted=("UA-12345-1", "G-ABCDEFGH1"))) == {Tie.COUNTED}
    crowd = replace(one, names=(*(f"n{n}.example" for n in range(30)), "two.example"), counted=())
    assert likeness.ties(crowd, replace(two, certificate="aa", ip="")) == frozenset()  # a delivery network's
    script = "<script>gtag('config','G-ABCDEF1234');ym(12345678,'init');fbq('init', '1234567890123');</script>"
    assert seen(page(3, extra=script)).counted == ("12345678", "1234567890123", "G-ABCDEF1234")


def test_it_clusters_ranks_and_says_why() -> None:
    sites = {1: seen(page(40)), 2: seen(page(35), "https://two.example/"), 3: Traces(host="three.example", ip="192.0.2.1"),
             4: Traces(host="four.example", ip="192.0.2.1")}  # fmt: skip
    assert likeness.clusters(sites) == [[1, 2], [3], [4]]  # one address alone is chance
    abusive = Known(7, "Bad bridges", seen(page(38), "https://bad.example/"), abusive=True)
    plain = Known(8, "Other", Traces(host="other.example", certificate="bb"))
    first = likeness.rank(sites[1], finds=1, links=2, known=[plain, abusive], group=1)
    assert first.like[0][0] is abusive and first.mirror_of is abusive
    assert first.score > likeness.rank(sites[3], finds=2, links=2, known=[plain, abusive], group=0).score
    assert (
        likeness.rank(sites[3], finds=5, links=5, known=(), group=0).score
        > likeness.rank(sites[3], finds=4, links=20, known=(), group=0).score
    )


def test_it_groups_pages_that_are_one_page_under_several_hosts() -> None:
    pages = [
        (1, "https://a.example/p/7?x=1", "m1"), (2, "https://www.b.example/p/7?x=1", "m1"), (3, "https://a.example/p/8", "m1"),
        (4, "https://c.example/", "m1"), (5, "https://d.example/", "m1"), (6, "https://e.example/p/7?x=1", "m2"), (7, "http://[", "m1"),
    ]  # fmt: skip
    assert likeness.mirrored(pages) == [[1, 2]]


def test_it_proposes_neither_platforms_nor_what_is_known_nor_broken_links() -> None:
    links = [
        "https://www.youtube.com/watch?v=1", "https://cdn.jsdelivr.net/x.js", "https://known.example/1", "https://sub.known.example/1",
        "https://new.example/a", "http://www.new.example/b", "https://new.example:8443/c", "ftp://x.example/", "https://[", "https://localhost/",
    ]  # fmt: skip
    found = traces.unknown(links, frozenset({"known.example"}), 10)
    assert found == {
        "new.example": ("https://new.example/", "https://new.example/a", 2),
        "new.example:8443": ("https://new.example:8443/", "https://new.example:8443/c", 1),
    }
    assert len(traces.unknown((f"https://n{n}.example/" for n in range(50)), frozenset(), 10)) == 10
    assert "google-analytics.com" in traces.platforms()


def test_it_knows_names_that_were_made_for_one_reader() -> None:
    assert traces.personal("a8f3e2d1c4b5.leaks.example") and traces.personal("invite-for-anna-19-8842.x.example")
    assert not traces.personal("leaks2.example") and not traces.personal(
        "very-long-name-of-a-site-without-digits.example"
    )


def test_it_guesses_the_country_by_the_ending() -> None:
    assert [traces.country_of(host) for host in ("a.kr", "a.co.uk:81", "a.io", "a.com", "192.0.2.1")] == [
        "KR",
        "GB",
        "",
        "",
        "",
    ]
