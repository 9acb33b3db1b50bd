"""What a page links to and shows."""

from cases.detection.extract import extract

PAGE = b"""<html><body><a href="/thread/2?utm_source=x#top">next</a> <a href="https://elsewhere.example/">away</a>
<a href="/full/1.jpg">Full size</a> <a href="/post/7"><img src="/t/7.jpg"></a>
<figure><img data-src="/t/8.jpg" src="data:image/gif;base64,R0lGOD"><figcaption><a href="/post/8">eight</a></figcaption></figure>
<article><h2><a href="/post/9">nine</a></h2><img srcset="/t/9.jpg 240w, /f/9.jpg 480w"></article>
<div style="background-image: url('/t/10.jpg')"></div><video poster="/p/11.jpg"><source src="/v/11.mp4"></video>
<a href="javascript:alert(1)">x</a><a href="mailto:a@b.example">mail</a><img src="http://[bad"><a href="/style.css">s</a>"""


def test_it_finds_media_with_the_page_that_is_about_it() -> None:
    found = extract(PAGE, "http://site.example/list")
    assert dict(found.media) == {
        "http://site.example/full/1.jpg": "http://site.example/list",
        "http://site.example/t/7.jpg": "http://site.example/post/7",
        "http://site.example/t/8.jpg": "http://site.example/post/8",
        "http://site.example/f/9.jpg": "http://site.example/post/9",
        "http://site.example/t/10.jpg": "http://site.example/list",
        "http://site.example/p/11.jpg": "http://site.example/list",
        "http://site.example/v/11.mp4": "http://site.example/list",
    }


def test_it_follows_pages_of_the_same_host_only() -> None:
    assert extract(PAGE, "http://site.example/list").pages == (
        "http://site.example/thread/2",
        "http://site.example/post/7",
        "http://site.example/post/8",
        "http://site.example/post/9",
    )


def test_it_survives_what_is_no_page() -> None:
    for body in (b"", b"\x00\xff\xfe", b"<" * 5000, b"<a href='\x00'>", b"\xd8\x00<img src=x>"):
        extract(body, "http://site.example/")
