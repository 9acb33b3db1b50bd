"""The message: structure, headers, determinism, sealing and what cannot be injected."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, compat32
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from takedowns.notices import compose
from takedowns.notices.facts import Looked, Place
from tests.notices.samples import ENVELOPE, FACTS, PROTECTED, ROOT, URL, US, composed, draft, mail_html

SCHEMA = json.loads((ROOT / "takedowns/notices/notice.schema.json").read_text(encoding="utf-8"))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=9)))


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage) and not message.defects
    assert [part.get_content_type() for part in message.walk() if part.defects] == []
    return message


def test_it_builds_a_message_that_a_stranger_can_parse() -> None:
    message = parsed(composed())
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "application/json",
    ]  # fmt: skip
    files = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert list(files) == ["notice-MR-2026-0001.pdf", "notice.json"]
    assert files["notice-MR-2026-0001.pdf"] == b"%PDF-1.7 sample"


def test_it_writes_these_headers_and_no_others() -> None:
    message = parsed(composed())
    assert dict(message.items()) | {"Content-Type": ""} == {
        "From": '"Removal officer 3, Sample Agency" <takedown@agency.example>',
        "To": "abuse@bridges.example",
        "Reply-To": "takedown+3f9a0c@agency.example",
        "Subject": "[MR-2026-0001][24h] Aufforderung zur Entfernung",
        "Content-Language": "de, en, ko",
        "Auto-Submitted": "no",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }


def test_it_is_seven_bit_with_short_lines_and_network_line_ends() -> None:
    content = composed()
    assert (
        content.isascii() and b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    )
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_it_starts_the_subject_with_reference_and_limit_in_every_language() -> None:
    for country, basis, hours in (("KR", US, "48h"), ("NL", None, "24h")):
        made = draft(country, basis) if basis else draft(country)
        assert f"\r\nSubject: [MR-2026-0001][{hours}] ".encode() in composed(made)


def test_it_puts_the_hosts_language_first_then_english_then_korean() -> None:
    message = parsed(composed(draft("NL")))
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    starts = [text.index(t) for t in ("Melding van illegale inhoud", "Notice of illegal content", "불법 콘텐츠 신고")]
    assert starts == sorted(starts) and text.count(f"\n{compose.LINE}\n") == 2
    assert text.count(f"  {URL}\n") == 3


def test_it_marks_language_and_direction_of_each_block_in_html() -> None:
    html = mail_html(compose.page_context(draft()))
    assert "!!" not in html
    for code in ("de", "en", "ko"):
        assert f'<div lang="{code}" dir="ltr"' in html
    assert not any(word in html for word in ("<a ", "<img", "src=", "url(", "<script", "<link"))


def test_it_escapes_what_a_page_can_choose() -> None:
    place = Place("https://bridges.example/<script>alert(1)</script>", "<img src=x>")
    html = mail_html(compose.page_context(draft(facts=replace(FACTS, places=(place,)))))
    assert "<script" not in html and "<img" not in html and "&lt;img src=x&gt;" in html


@pytest.mark.parametrize("made", [draft(), draft(facts=PROTECTED), draft("US", US, PROTECTED)])
def test_it_never_carries_a_picture(made: compose.Draft) -> None:
    assert [p for p in parsed(composed(made)).walk() if p.get_content_maintype() in {"image", "video", "audio"}] == []


def test_it_gives_the_same_bytes_twice_and_others_for_any_change() -> None:
    first = composed()
    assert composed(draft()) == first
    looked = draft(facts=replace(FACTS, looked=Looked.OFFICER))
    others = [composed(looked), composed(pdf=b"%PDF-1.7 other"), composed(draft("NL"))]
    assert len({first, *others}) == 4


@pytest.mark.parametrize(
    "evil", ["a@b.example\r\nBcc: x@y.example", "a@b.example\n", "a@b.example\u2028x", "a\x00@b.c"]
)
@pytest.mark.parametrize("field", ["sender", "recipient", "reply_to"])
def test_it_refuses_a_second_header_line_in_an_address(field: str, evil: str) -> None:
    with pytest.raises(compose.HeaderRefused, match=field):
        composed(envelope=replace(ENVELOPE, **{field: evil}))


@pytest.mark.parametrize("wrong", ["", "no-address", "a@b.example, c@d.example", "<a@b.example>", "김@b.example"])
def test_it_refuses_what_is_not_one_address(wrong: str) -> None:
    with pytest.raises(compose.HeaderRefused, match="recipient"):
        composed(envelope=replace(ENVELOPE, recipient=wrong))


def test_it_refuses_a_second_header_line_in_the_subject_and_the_display_name() -> None:
    evil: list[tuple[str, dict[str, Any]]] = [
        ("subject", {"reference": "MR-1]\r\nBcc: x@y.example"}),
        ("sender", {"duty_identity": "Removal officer 3, A\r\nBcc: x@y.example"}),
    ]
    for name, change in evil:
        with pytest.raises(compose.HeaderRefused, match=name):
            composed(draft(facts=replace(FACTS, **change)))


def test_it_seals_by_adding_two_lines_before_the_approved_bytes() -> None:
    approved = composed()
    sent = compose.seal(approved, date=NOON, message_id="<01J.1@agency.example>")
    assert sent.endswith(approved)
    assert sent[: -len(approved)] == b"Date: Sun, 22 Nov 2026 03:00:00 +0000\r\nMessage-ID: <01J.1@agency.example>\r\n"
    assert parsed(sent)["Message-ID"] == "<01J.1@agency.example>"


def test_it_writes_a_long_korean_sender_so_that_it_can_be_read_back_and_sealed() -> None:
    duty = "삭제지원 담당 12, 가나다라마바사 디지털성범죄 피해지원센터 온라인 삭제지원팀"
    approved = composed(draft(facts=replace(FACTS, duty_identity=duty)))
    sent = compose.seal(approved, date=NOON, message_id="<1@agency.example>")
    raw = message_from_bytes(sent, policy=compat32)["From"]  # the newer parser adds spaces between encoded words
    assert str(make_header(decode_header(raw))) == f"{duty} <takedown@agency.example>" and sent.endswith(approved)
    assert max(map(len, sent.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 110


def test_it_seals_nothing_twice_and_nothing_strange() -> None:
    approved = composed()
    right: dict[str, Any] = {"date": NOON, "message_id": "<1@agency.example>"}
    sent = compose.seal(approved, **right)
    for content in (sent, b"", b"From: a\r\nDate: x\r\n\r\n", b"From: a\r\nmessage-id: x\r\n\r\n"):
        with pytest.raises(compose.NotSealable, match="approved"):
            compose.seal(content, **right)
    with pytest.raises(compose.NotSealable, match="date"):
        compose.seal(approved, date=datetime(2026, 11, 22), message_id="<1@agency.example>")
    for wrong in ("1@agency.example", "<1@a>\r\nBcc: x", "<1 2@a.example>", "<>"):
        with pytest.raises(compose.NotSealable, match="message_id"):
            compose.seal(approved, date=datetime.now(UTC), message_id=wrong)


@pytest.mark.parametrize("made", [draft(), draft(facts=PROTECTED), draft("US", US), draft("KR")])
def test_it_writes_json_after_its_schema(made: compose.Draft) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    data = json.loads(compose.notice_json(made))
    Draft202012Validator(SCHEMA).validate(data)
    assert data["found_at"] == "2026-11-21T20:16:05+00:00" and data["schema"] == SCHEMA["$id"]


@pytest.mark.parametrize("extra", [{"picture": "aGk="}, {"name": "x"}, {"places": []}, {"kind": "other"}])
def test_it_has_a_schema_that_refuses_anything_else(extra: dict[str, Any]) -> None:
    data = json.loads(compose.notice_json(draft())) | extra
    assert not Draft202012Validator(SCHEMA).is_valid(data)
