"""The sample sites' abuse desk: what it reads in a notice, and the whole way from a mail to a removed post."""

import http.client
import json
import smtplib
import socket
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from portal.demo import catalogue, control, operator
from portal.demo.adapters.operator import Operator
from portal.demo.adapters.sites import Sites
from portal.demo.catalogue import FORUM, GALLERY, SITES
from tests.demo.conftest import TOKEN

BASES = {GALLERY: "http://127.0.0.1:8101", FORUM: "http://127.0.0.2:8102"}
ABUSE = {key: site.abuse_mail for key, site in SITES.items()}


def mail(*urls: str, to: str = ABUSE[GALLERY], subject: str = "Removal request [MR-2026-0042]") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@agency.example", to, subject
    listed = "\n".join(f"{number}. <{url}>," for number, url in enumerate(urls, start=1))
    message.set_content(f"Für die Plattform.\n\nPlease remove:\n{listed}\n\nSee https://law.example/act (section 2).\n")
    return message


def test_it_reads_reference_and_urls() -> None:
    message = mail("http://127.0.0.1:8101/photo/1001", "http://127.0.0.1:8101/media/1003.jpg")
    message.add_attachment("http://127.0.0.1:8101/photo/1005", subtype="plain", filename="list.txt")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="notice.pdf")
    notice = operator.read(message.as_bytes())
    assert notice.reference == "MR-2026-0042"
    assert notice.urls == (
        "http://127.0.0.1:8101/photo/1001",
        "http://127.0.0.1:8101/media/1003.jpg",
        "https://law.example/act",
    )
    plain = operator.read(mail(subject="Notice KDA-7F3-1: two pictures").as_bytes())
    assert plain.reference == "KDA-7F3-1"
    assert operator.read(b"no mail at all").urls == ()
    strange = b"Subject: x\nContent-Type: text/plain; charset=x-nobody-knows\n\nhttp://127.0.0.1:8101/photo/1001\n"
    assert operator.read(strange).urls == ("http://127.0.0.1:8101/photo/1001",)


def test_it_acts_only_for_the_site_that_was_written_to() -> None:
    gallery, forum = f"{BASES[GALLERY]}/photo/1001", f"{BASES[FORUM]}/post/1002"
    notice = operator.read(mail(gallery, forum, "http://127.0.0.1:81011/photo/1").as_bytes())
    assert operator.decide(notice, [ABUSE[GALLERY].upper()], BASES) == [gallery]
    assert operator.decide(notice, [ABUSE[FORUM]], BASES) == [forum]
    assert operator.decide(notice, [catalogue.HOST_MAIL], BASES) == [gallery, forum]
    assert operator.decide(notice, ["officer@agency.example"], BASES) == []


def ask(base: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def state(sites: Sites) -> Any:
    return json.loads(ask(sites.bases[GALLERY], "GET", control.PREFIX + "state", **{control.TOKEN_HEADER: TOKEN})[1])


def eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_it_serves_pages_pictures_and_conditions(sites: Sites) -> None:
    base = sites.bases[FORUM]
    post = next(post for post in catalogue.POSTS.values() if post.site == FORUM and not post.media.is_clip)
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)
    connection.request("GET", catalogue.media_path(post))
    answer = connection.getresponse()
    assert answer.read().startswith(b"\xff\xd8") and answer.getheader("Content-Type") == "image/jpeg"
    condition = {"If-None-Match": answer.getheader("ETag", "")}
    connection.request("GET", catalogue.media_path(post), headers=condition)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (304, b"")
    connection.request("HEAD", catalogue.post_path(post))
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"") and int(answer.getheader("Content-Length", "0")) > 200
    connection.close()
    assert ask(base, "GET", "/robots.txt")[1].startswith(b"User-agent: *")
    assert ask(base, "POST", "/post/1", {})[0] == 405


def test_it_opens_its_control_door_only_to_the_token(sites: Sites) -> None:
    base = sites.bases[GALLERY]
    url = {"url": base + catalogue.post_path(next(p for p in catalogue.POSTS.values() if p.site == GALLERY))}
    for headers in ({}, {control.TOKEN_HEADER: ""}, {control.TOKEN_HEADER: TOKEN + "x"}):
        assert ask(base, "POST", control.PREFIX + "remove", url, **headers)[0] == 404
        assert ask(base, "GET", control.PREFIX + "state", **headers) == (404, b"")
    assert not sites.allows("192.0.2.7", TOKEN) and sites.allows("127.0.0.1", TOKEN)
    assert (
        ask(base, "POST", control.PREFIX + "remove", {"url": "x" * 70_000}, **{control.TOKEN_HEADER: TOKEN})[0] == 413
    )
    assert state(sites)["removed"] == []
    with pytest.raises(ValueError):
        Sites([("127.0.0.1", 0), ("127.0.0.1", 0)], "")


def test_it_removes_what_a_mail_names_and_nothing_else_and_one_comes_back(sites: Sites, tmp_path: Path) -> None:
    copies = [copy for copy in state(sites)["copies"] if copy["site"] == GALLERY]
    named, kept = copies[:2], copies[2]
    addresses = [
        (base.removeprefix("http://").split(":")[0], int(base.rpartition(":")[2])) for base in sites.bases.values()
    ]
    port = free_port()
    message = mail(named[0]["post_url"], named[1]["media_url"], sites.bases[GALLERY] + "/page/2")
    with (
        Operator(("127.0.0.1", port), addresses, TOKEN, tmp_path / "mail", delay=0.1, reupload_after=0.3),
        smtplib.SMTP("127.0.0.1", port, timeout=10) as client,
    ):
        client.send_message(mail(kept["post_url"], to="officer@agency.example"))
        client.send_message(message)
        eventually(lambda: len(state(sites)["removed"]) == 2)
        eventually(lambda: len(state(sites)["later"]) == 1)
        time.sleep(0.5)
    now = state(sites)
    assert {copy["post_url"] for copy in now["removed"]} == {copy["post_url"] for copy in named}
    assert len(now["later"]) == 1 and now["later"][0]["site"] == FORUM
    assert now["later"][0]["source"] in {copy["source"] for copy in named}
    for copy in named:
        assert (
            ask(sites.bases[GALLERY], "GET", copy["post"])[0]
            == ask(sites.bases[GALLERY], "GET", copy["media"])[0]
            == 404
        )
    assert ask(sites.bases[GALLERY], "GET", kept["media"])[0] == 200
    files = sorted((tmp_path / "mail").glob("*.eml"))
    assert len(files) == 2 and b"MR-2026-0042" in files[1].read_bytes()
    envelope = json.loads(files[1].with_suffix(".envelope.json").read_text())
    assert envelope == {"from": "desk@agency.example", "to": [ABUSE[GALLERY]]}
