"""The letter and the evidence report: templates that show every value, in fonts that can write it."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from takedowns.evidence import report
from takedowns.notices import compose
from tests.notices.samples import PROTECTED, URL, draft, rendered

AT = datetime(2026, 11, 21, 20, 16, 5, tzinfo=UTC)
TLS = report.Tls("TLS 1.3", "TLS_AES_256_GCM_SHA384", "CN=bridges.example", "CN=Sample CA", AT, AT, "c" * 64)
FOUND = report.EvidenceFacts(
    reference="MR-2026-0001", agency_name="Sample Agency", duty_identity="Removal officer 3, Sample Agency",
    url="https://다리.example/사진?n=1", found_at=AT, captured_at=AT, protected=False, method=report.Method.NEAR,
    manifest_sha256="a" * 64, items=(report.Item("page.html", "text/html", 1234, "b" * 64, AT),),
    tools=(("maru", "0.1.0"), ("chromium", "156")), final_url="https://bridges.example/f", redirects=("https://r.example/",),
    status=200, title="Bridges <b>", ip="203.0.113.7", asn="AS64500", headers=(("server", "sample"),), tls=TLS,
    band="certain", remarks=("screenshot: the browser gave none",), custody=((AT, "recorded", "d" * 64),),
)  # fmt: skip


def to_text(html: str) -> str:
    """The text of the PDF that the door makes of the HTML; skipped while there is no door."""
    door = pytest.importorskip("agencies.doors.adapters.pdf")
    content: bytes = door.render(html)
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("country", ["DE", "NL", "KR", "US"])
def test_it_shows_every_value_of_the_notice_in_the_letter(country: str) -> None:
    made = draft(country)
    html = rendered("notices/pdf.html", compose.page_context(made))
    assert "!!" not in html and "<img" not in html and "src=" not in html and "url(" not in html
    assert html.count('<section class="version') == len(made.texts)
    for text in made.texts:
        assert f'lang="{text.language.code}"' in html and text.title in html


def test_it_prints_the_letter_with_exact_korean() -> None:
    text = "".join(to_text(rendered("notices/pdf.html", compose.page_context(draft(facts=PROTECTED)))).split())
    for words in (
        "불법콘텐츠신고및삭제요청",
        "Noticeofillegalcontentandrequestforremoval",
        "Rechtsgrundlage",
    ):
        assert words in text
    assert "".join(URL.split()) in text


def test_it_shows_every_recorded_fact_in_the_report() -> None:
    html = rendered("evidence/report.html", report.report_context(FOUND))
    assert "!!" not in html and "<img" not in html and "Bridges &lt;b&gt;" in html
    shown = ("다리.example", "xn--", "203.0.113.7", "AS64500", "TLS 1.3", "c" * 64, "b" * 64, "a" * 64, "d" * 64, "156")
    for value in (*shown, "2026-11-21 20:16:05 UTC / 2026-11-22 05:16:05 KST", "server", "1234 bytes"):
        assert value in html, value


def test_it_prints_what_the_report_does_not_prove() -> None:
    """HARMS 31."""
    html = rendered("evidence/report.html", report.report_context(FOUND))
    for limit in (*report.LIMITS, report.NO_PICTURE, report.GRADES[report.StampGrade.OWN_CLOCK]):
        assert limit.en in html and limit.ko in html
    assert "anyone else" in html and "who is shown" in html and "No qualified time stamp" in html
    assert report.PROTECTED_LIMIT.en not in html
    protected = rendered("evidence/report.html", report.report_context(replace(FOUND, protected=True)))
    assert report.PROTECTED_LIMIT.en in protected


def test_it_says_what_was_not_recorded() -> None:
    bare = replace(FOUND, tls=None, ip="", status=None, title="", headers=(), remarks=(), custody=(), redirects=())
    context = report.report_context(bare)
    values = {row["en"]: row["value"] for section in context["sections"].values() for row in section["rows"]}
    for label in ("Encryption", "IP address", "HTTP status", "Title of the page"):
        assert values[label] == "not recorded"
    assert "!!" not in rendered("evidence/report.html", context)


def test_it_names_the_grade_of_a_time_stamp_and_its_authority() -> None:
    stamped = replace(FOUND, grade=report.StampGrade.UNQUALIFIED, stamp_authority="Sample TSA", stamped_at=AT)
    html = rendered("evidence/report.html", report.report_context(stamped))
    assert "Sample TSA" in html and "without the presumption" in html
    with pytest.raises(ValueError, match="time zone"):
        report.report_context(replace(FOUND, found_at=AT.replace(tzinfo=None)))


def test_it_writes_each_heading_of_the_report_in_both_languages() -> None:
    tables = (report.SECTIONS, report.LABELS, report.METHODS, report.GRADES)
    texts = [both for table in tables for both in table.values()] + [*report.LIMITS, report.TITLE, report.STATEMENT]
    for both in texts:
        assert both.en.isascii() and any("가" <= char <= "힣" for char in both.ko), both


def test_it_survives_a_broken_address() -> None:
    assert report.ascii_host("https://[broken") == "" and report.ascii_host("https://a..b/") == ""


def test_it_prints_the_report() -> None:
    text = "".join(to_text(rendered("evidence/report.html", report.report_context(FOUND))).split())
    assert "증거수집보고서" in text and "이보고서가증명하지않는사항" in text
