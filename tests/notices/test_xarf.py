"""XARF reports: valid by the library of the format, with its traps handled; envelope B parsed back by a stranger."""

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from xarf import SchemaValidator, parse

from takedowns.notices import compose, images, mime, parts, xarf
from takedowns.notices.facts import Identified, Looked, Place
from takedowns.notices.parts import PartKind
from tests.notices.samples import FACTS, KR, PROTECTED, TABLE, US, composed, draft, parts_of

IDN = "https://xn--9d0bm53a.xn--3e0b707e/gallery/1"
LAWS = [TABLE[code] for code in ("eu-dsa-16", "us-47usc223a", "kr-tba-22-5")]


def valid(content: bytes) -> dict[str, Any]:
    """The report; its own parser and its schemas find nothing wrong."""
    data: dict[str, Any] = json.loads(content)
    assert SchemaValidator().validate(data) == []
    read = parse(content.decode())
    assert read.report is not None and not read.errors, read.errors
    return data


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.code)
@pytest.mark.parametrize("facts", [FACTS, PROTECTED], ids=["adult", "protected"])
def test_it_writes_reports_that_the_library_accepts(law: Any, facts: Any) -> None:
    data = valid(xarf.report(draft("DE", law, facts)))
    protected = facts is PROTECTED
    assert (data["category"], data["type"]) == ("content", "csam" if protected else "exposed_data")
    assert law.citation in data["description"] and len(data["description"]) <= 1000
    assert f"law:{law.code}" in data["tags"] and ("ncii:nonconsensual" in data["tags"]) is not protected
    assert (
        data["timestamp"] == "2026-11-21T20:16:05Z" and data["source_identifier"] == data["domain"] == "bridges.example"
    )
    assert "hash_values" not in data and "media_type" not in data


def test_it_keeps_its_number_and_time_where_the_library_makes_new_ones() -> None:
    first, again = xarf.report(draft()), xarf.report(draft())
    assert first == again
    other = json.loads(xarf.report(draft(facts=replace(FACTS, reference="MR-2026-0002"))))
    assert other["report_id"] != json.loads(first)["report_id"]


def test_it_names_who_looked_and_how_it_was_found() -> None:
    said = {looked: valid(xarf.report(draft(facts=replace(FACTS, looked=looked)))) for looked in Looked}
    assert said[Looked.OFFICER]["verification_method"] == said[Looked.PERSON]["verification_method"] == "manual"
    assert said[Looked.PAGE]["verification_method"] == "automated_crawler"
    told = valid(xarf.report(draft(facts=replace(PROTECTED, identified=Identified.REPORTED))))
    assert (told["detection_method"], told["evidence_source"]) == ("user_report", "user_report")


def test_it_leaves_out_a_domain_that_the_schema_does_not_know_and_keeps_the_address() -> None:
    data = valid(xarf.report(draft(facts=replace(FACTS, places=(Place(IDN),)))))
    assert "domain" not in data and data["url"] == IDN and data["source_identifier"] == "xn--9d0bm53a.xn--3e0b707e"
    assert IDN in xarf.feedback(draft(facts=replace(FACTS, places=(Place(IDN),)))).decode()


def test_it_carries_all_addresses_as_text() -> None:
    places = tuple(Place(f"https://bridges.example/post/{number}", f"post {number}") for number in range(250))
    data = valid(xarf.report(draft(facts=replace(FACTS, places=places))))
    (item,) = data["evidence"]
    content = b64decode(item["payload"])
    assert (item["content_type"], item["hash"]) == ("text/plain", f"sha256:{sha256(content).hexdigest()}")
    assert content.decode().splitlines()[249] == "https://bridges.example/post/249\tpost 249"


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (16, 16), "grey").save(made, "PNG")
    return made.getvalue()


def test_it_refuses_pictures_that_the_library_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.loads(xarf.report(draft(facts=PROTECTED)))
    item = {"content_type": "image/png", "payload": b64encode(picture()).decode()}
    assert SchemaValidator().validate(data | {"evidence": [item]}) == [], "the library takes it"
    monkeypatch.setattr(xarf, "_evidence", lambda made: [item])
    with pytest.raises(parts.HoldsImage, match="xarf"):
        xarf.report(draft(facts=PROTECTED))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_it_finds_a_picture_however_it_is_wrapped(form: str) -> None:
    made = BytesIO()
    Image.new("RGB", (16, 16), "grey").save(made, form)
    raw = made.getvalue()
    once = b64encode(raw)
    for wrapped in (raw, b"text\r\n" + once, b64encode(once), b"x=" + once.rstrip(b"=")):
        assert images.holds_image(wrapped), form
    with pytest.raises(parts.HoldsImage):
        parts.guarded([parts.Part(PartKind.PLAIN, once, "text/plain", "x.txt")])
    assert not images.holds_image(composed()) and not images.holds_image(b"BM is a car maker; II* and data: too")


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage) and not [part for part in message.walk() if part.defects]
    return message


@pytest.mark.parametrize("made", [draft(), draft(facts=PROTECTED), draft("US", US), draft("KR", KR)])
def test_it_builds_a_report_mail_that_a_stranger_can_parse(made: compose.Draft) -> None:
    given = {part.kind: part for part in parts_of(made)}
    content = composed(made, to_machines=True)
    assert (
        content.isascii() and b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    )
    assert given[PartKind.FEEDBACK].content in content
    message = parsed(content)
    assert (
        message.get_content_type() == "multipart/report"
        and message["Content-Type"].params["report-type"] == "feedback-report"
    )
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds[1:4] == ["multipart/alternative", "text/plain", "text/html"] and "application/pdf" not in kinds
    feedback, machine = list(message.iter_parts())[1:]
    assert feedback.get_content_type() == "message/feedback-report"
    fields = feedback.get_payload(0)
    assert (fields["Feedback-Type"], fields["Version"], fields["User-Agent"]) == ("xarf", "1", "Maru")
    assert (machine.get_filename(), machine["Content-Type"].params["name"]) == ("xarf.json", "xarf.json")
    assert machine.get_payload(decode=True) == given[PartKind.XARF].content
    valid(machine.get_payload(decode=True))
    plain = message.get_body(("plain",))
    assert plain is not None and plain.get_payload(decode=True) == given[PartKind.PLAIN].content


def test_it_builds_no_message_without_a_part() -> None:
    for missing, how in (
        (PartKind.PDF, False),
        (PartKind.HTML, False),
        (PartKind.XARF, True),
        (PartKind.FEEDBACK, True),
    ):
        some = [part for part in parts_of(draft()) if part.kind is not missing]
        with pytest.raises(mime.NoBody, match=missing.value):
            mime.machines(some) if how else mime.people(some)


def test_it_sends_each_part_of_envelope_a_as_it_was_rendered() -> None:
    given = {part.kind: part.content for part in parts_of(draft())}
    message = parsed(composed())
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and html is not None
    files = {part.get_content_type(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert plain.get_payload(decode=True) == given[PartKind.PLAIN]
    assert html.get_payload(decode=True) == given[PartKind.HTML]
    assert files == {"application/pdf": given[PartKind.PDF], "application/json": given[PartKind.JSON]}
    assert str(message["Subject"]).encode() == given[PartKind.SUBJECT]


def test_it_approves_by_a_manifest_of_all_parts() -> None:
    made = parts_of(draft())
    listed = [part.listed for part in made]
    whole = parts.digest(listed)
    assert parts.digest(reversed(listed)) == whole == sha256(parts.manifest(listed)).hexdigest()
    for number, part in enumerate(made):
        changed = [*made[:number], replace(part, content=part.content[:-1] + b"!"), *made[number + 1 :]]
        assert parts.digest(one.listed for one in changed) != whole, part.kind
        assert parts.digest(one.listed for one in (*made[:number], *made[number + 1 :])) != whole
