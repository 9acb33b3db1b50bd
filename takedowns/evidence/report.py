"""What an evidence report shows and, just as plainly, what it does not prove (HARMS 31).

The report is one bilingual form, English and Korean, like a printed one: its headings are part of the form and no
translation of the portal. It holds no picture and no name of a person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Both:
    """One text of the form in English and in Korean."""

    en: str
    ko: str


class Method(StrEnum):
    EXACT = "exact"
    NEAR = "near"
    DETAILS = "details"
    FRAMES = "frames"
    SOUND = "sound"
    REPORTED = "reported"


class StampGrade(StrEnum):
    """Legal grade of the time; only QUALIFIED is presumed right by law (eIDAS, Article 41(2))."""

    OWN_CLOCK = "own_clock"
    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"


@dataclass(frozen=True)
class Tls:
    """The connection's encryption; `sha256` is over the server certificate (DER)."""

    version: str
    cipher: str
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    sha256: str


@dataclass(frozen=True)
class Item:
    """One file of the package."""

    name: str
    media_type: str
    size: int
    sha256: str
    taken_at: datetime


@dataclass(frozen=True)
class EvidenceFacts:
    """What was recorded of one find. All moments are aware; an empty value is printed as "not recorded"."""

    reference: str
    agency_name: str
    duty_identity: str
    url: str
    found_at: datetime
    captured_at: datetime
    protected: bool
    method: Method
    manifest_sha256: str
    items: tuple[Item, ...]
    tools: tuple[tuple[str, str], ...]  # name, version
    final_url: str = ""
    redirects: tuple[str, ...] = ()
    status: int | None = None
    title: str = ""  # already redacted by the capture
    ip: str = ""
    asn: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    tls: Tls | None = None
    server: tuple[tuple[Both, "str | Both"], ...] = ()  # further lines on the host
    band: str = ""
    grade: StampGrade = StampGrade.OWN_CLOCK
    stamp_authority: str = ""
    stamped_at: datetime | None = None
    remarks: tuple[str, ...] = ()
    custody: tuple[tuple[datetime, str, str], ...] = ()  # when, action, digest


TITLE = Both("Evidence report", "증거 수집 보고서")
NOT_RECORDED = Both("not recorded", "기록 없음")
SECTIONS: Mapping[str, Both] = {
    "find": Both("The find", "발견 내용"),
    "server": Both("Server and connection", "서버 및 접속 정보"),
    "headers": Both("Headers that the server sent", "서버가 보낸 헤더"),
    "method": Both("How it was identified", "확인 방법"),
    "items": Both("Files of the package", "증거 파일 목록"),
    "tools": Both("Programs used", "사용한 프로그램"),
    "time": Both("Grade of the time stamp", "시각 증명의 법적 등급"),
    "custody": Both("Chain of custody", "보관 이력"),
    "remarks": Both("What could not be kept", "보존하지 못한 사항"),
    "limits": Both("What this report does not prove", "이 보고서가 증명하지 않는 사항"),
    "statement": Both("Statement", "확인"),
}
LABELS: Mapping[str, Both] = {
    "reference": Both("Reference", "관리 번호"),
    "agency": Both("Agency", "기관"),
    "officer": Both("Officer", "담당자"),
    "url": Both("Address", "주소(URL)"),
    "ascii": Both("Host in ASCII", "호스트명(ASCII)"),
    "redirect": Both("Redirected to", "이동한 주소"),
    "final": Both("Final address", "최종 주소"),
    "title": Both("Title of the page", "페이지 제목"),
    "found": Both("Found", "발견 일시"),
    "captured": Both("Recorded", "수집 일시"),
    "status": Both("HTTP status", "HTTP 상태 코드"),
    "ip": Both("IP address", "IP 주소"),
    "asn": Both("Network (ASN)", "네트워크(ASN)"),
    "tls": Both("Encryption", "암호화 방식"),
    "subject": Both("Certificate holder", "인증서 주체"),
    "issuer": Both("Certificate issuer", "인증서 발급자"),
    "valid": Both("Certificate valid", "인증서 유효 기간"),
    "certificate": Both("Certificate, SHA-256", "인증서 SHA-256"),
    "method": Both("Method", "방법"),
    "band": Both("Degree of certainty", "확실성 정도"),
    "manifest": Both("Manifest, SHA-256", "목록 파일 SHA-256"),
    "grade": Both("Grade", "등급"),
    "authority": Both("Time-stamping authority", "시점확인 기관"),
    "stamped": Both("Stamped", "시점확인 일시"),
}
METHODS: Mapping[Method, Both] = {
    Method.EXACT: Both(
        "The cryptographic digest of the file is equal to a registered digest.",
        "파일의 암호학적 해시값이 등록된 해시값과 일치합니다.",
    ),
    Method.NEAR: Both(
        "The perceptual fingerprint closely agrees with a registered fingerprint.",
        "지각 해시(디지털 지문)가 등록된 디지털 지문과 거의 일치합니다.",
    ),
    Method.DETAILS: Both(
        "Several details of the picture agree with details of a registered picture.",
        "이미지의 여러 세부 부분이 등록된 이미지의 세부 부분과 일치합니다.",
    ),
    Method.FRAMES: Both(
        "Frames of the clip agree, in their order, with frames of a registered clip.",
        "영상의 장면들이 등록된 영상의 장면들과 순서대로 일치합니다.",
    ),
    Method.SOUND: Both(
        "The sound of the clip agrees with the sound of a registered clip.",
        "영상의 소리가 등록된 영상의 소리와 일치합니다.",
    ),
    Method.REPORTED: Both(
        "The address was reported; no fingerprint was compared.",
        "주소가 신고되었으며, 디지털 지문을 비교하지 않았습니다.",
    ),
}
GRADES: Mapping[StampGrade, Both] = {
    StampGrade.OWN_CLOCK: Both(
        "No qualified time stamp. The times come from the clock of the recording system; no third party confirms them.",
        "공인(적격) 시점확인이 없습니다. 시각은 수집 시스템의 시계에 따른 것이며, 제3자가 확인하지 않았습니다.",
    ),
    StampGrade.UNQUALIFIED: Both(
        "No qualified time stamp. A third party stamped the time, without the presumption of Article 41(2) of "
        "Regulation (EU) No 910/2014.",
        "공인(적격) 시점확인이 아닙니다. 제3자가 시각을 확인하였으나 규정 (EU) No 910/2014 제41조제2항의 추정 효력은 없습니다.",
    ),
    StampGrade.QUALIFIED: Both(
        "Qualified electronic time stamp (Article 41(2) of Regulation (EU) No 910/2014).",
        "적격 전자 시점확인(규정 (EU) No 910/2014 제41조제2항)입니다.",
    ),
}
LIMITS: tuple[Both, ...] = (
    Both(
        "It does not prove that the server showed this page to anyone else; it records what one computer received.",
        "서버가 이 페이지를 다른 사람에게도 보여 주었다는 사실은 증명하지 않습니다. 한 대의 컴퓨터가 수신한 내용의 기록입니다.",
    ),
    Both(
        "It does not prove who is shown in the material; a fingerprint compares files, not persons.",
        "촬영물에 등장하는 사람이 누구인지는 증명하지 않습니다. 디지털 지문은 파일을 비교할 뿐 사람을 식별하지 않습니다.",
    ),
    Both("It does not prove who uploaded the material.", "누가 게시하였는지는 증명하지 않습니다."),
    Both(
        "It does not prove that the material was there before or after the recorded time.",
        "기록된 시각 이전 또는 이후에도 게시되어 있었다는 사실은 증명하지 않습니다.",
    ),
    Both(
        "The IP address shows the computer that answered, which may be a relay, and not the operator of the service.",
        "IP 주소는 응답한 컴퓨터(중계 서버일 수 있음)를 나타낼 뿐 서비스 운영자를 나타내지 않습니다.",
    ),
)
PROTECTED_LIMIT = Both(
    "The material was not copied, stored or opened by a person; the report cannot prove what it shows.",
    "해당 정보를 복제·저장하거나 사람이 열어 보지 않았으므로, 그 내용을 증명하지 못합니다.",
)
NO_PICTURE = Both(
    "This report contains no picture of the material.",
    "이 보고서에는 해당 촬영물의 이미지가 포함되어 있지 않습니다.",
)
STATEMENT = Both(
    "A program recorded these facts automatically; the digests show whether a file was changed since.",
    "위 사실은 프로그램이 자동으로 기록하였으며, 해시값으로 파일의 변경 여부를 확인할 수 있습니다.",
)


def both_times(moment: datetime) -> str:
    """An aware moment in UTC and Korean time, ISO form. Raises ValueError for a naive one."""
    if (offset := moment.utcoffset()) is None:
        raise ValueError("a moment without a time zone")
    utc = moment.replace(tzinfo=None) - offset
    return f"{utc:%Y-%m-%d %H:%M:%S} UTC / {utc + timedelta(hours=9):%Y-%m-%d %H:%M:%S} KST"


def ascii_host(url: str) -> str:
    """The host of an address in its ASCII form (punycode), or "" where it has none or is broken."""
    try:
        return (urlsplit(url).hostname or "").encode("idna").decode()
    except ValueError:
        return ""


def entry(key: str, value: str | Both) -> dict[str, Any]:
    """One line of the form; an empty value says that it was not recorded."""
    text = value if isinstance(value, Both) else Both(value, "") if value else NOT_RECORDED
    return {"en": LABELS[key].en, "ko": LABELS[key].ko, "value": text.en, "value_ko": text.ko}


def further(label: Both, value: str | Both) -> dict[str, Any]:
    """A line whose label comes with the facts."""
    text = value if isinstance(value, Both) else Both(value, "")
    return {"en": label.en, "ko": label.ko, "value": text.en, "value_ko": text.ko}


def server_entries(facts: EvidenceFacts) -> Iterator[dict[str, Any]]:
    """Status, network and certificate."""
    yield entry("status", "" if facts.status is None else str(facts.status))
    yield from (entry("ip", facts.ip), entry("asn", facts.asn), *(further(*line) for line in facts.server))
    if (tls := facts.tls) is None:
        yield entry("tls", "")
        return
    yield entry("tls", f"{tls.version}, {tls.cipher}")
    yield from (entry("subject", tls.subject), entry("issuer", tls.issuer))
    yield entry("valid", f"{both_times(tls.not_before)} – {both_times(tls.not_after)}")
    yield entry("certificate", tls.sha256)


def sections(facts: EvidenceFacts) -> Iterator[tuple[str, list[dict[str, Any]], list[Both]]]:
    """(key, lines, paragraphs) of each section with lines or paragraphs."""
    find = [entry("reference", facts.reference), entry("agency", facts.agency_name)]
    find += [entry("officer", facts.duty_identity), entry("url", facts.url), entry("ascii", ascii_host(facts.url))]
    find += [entry("redirect", url) for url in facts.redirects]
    find += [entry("final", facts.final_url), entry("title", facts.title)]
    find += [entry("found", both_times(facts.found_at)), entry("captured", both_times(facts.captured_at))]
    yield "find", find, [NO_PICTURE]
    yield "server", list(server_entries(facts)), []
    band = [] if facts.method in (Method.EXACT, Method.REPORTED) else [entry("band", facts.band)]
    yield "method", [entry("method", METHODS[facts.method]), *band], []
    stamped = "" if facts.stamped_at is None else both_times(facts.stamped_at)
    times = [entry("authority", facts.stamp_authority), entry("stamped", stamped)]
    own = facts.grade is StampGrade.OWN_CLOCK
    yield "time", [entry("grade", GRADES[facts.grade]), *([] if own else times)], []
    yield "limits", [], [*LIMITS, *([PROTECTED_LIMIT] if facts.protected else [])]
    yield "statement", [entry("manifest", facts.manifest_sha256)], [STATEMENT]


def report_context(facts: EvidenceFacts) -> dict[str, Any]:
    """What the template evidence/report.html shows; strings, lists and dicts only."""
    heading = {key: {"en": both.en, "ko": both.ko} for key, both in SECTIONS.items()}
    return {
        "reference": facts.reference,
        "title": {"en": TITLE.en, "ko": TITLE.ko},
        "headings": heading,
        "sections": {
            key: {"rows": rows, "paragraphs": [{"en": text.en, "ko": text.ko} for text in paragraphs]}
            for key, rows, paragraphs in sections(facts)
        },
        "headers": [{"name": name, "value": value} for name, value in facts.headers],
        "items": [
            {
                "name": i.name,
                "type": i.media_type,
                "size": str(i.size),
                "sha256": i.sha256,
                "at": both_times(i.taken_at),
            }
            for i in facts.items
        ],
        "tools": [{"name": name, "version": version} for name, version in facts.tools],
        "remarks": list(facts.remarks),
        "custody": [{"at": both_times(at), "action": action, "digest": digest} for at, action, digest in facts.custody],
    }
