"""Data-protection papers as values: record of processing, assessment of risks, table of periods, sheet for reviewing access.

Every statement is chosen by a fact about this portal; what is off is said as plainly as what is on. The papers are a bilingual form
of their own, so their sentences are here and not among the portal's translations. They are drafts for a data protection officer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NAMES = ("record", "risks", "periods", "access")


@dataclass(frozen=True, slots=True)
class Both:
    """One text in English and in Korean."""

    en: str
    ko: str


Cell = Both | str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, and a table if there is one."""

    title: Both
    texts: tuple[Cell, ...] = ()
    head: tuple[Both, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the papers are made of; times and days as text, in ISO 8601."""

    agency: str
    made_at: str
    protected_age: int
    retention_days: int
    reminder_days: int
    watch_days: int
    grace_days: int
    agreement: Mapping[str, str] = field(default_factory=dict)  # empty: none is signed in this portal
    measures: Mapping[str, bool] = field(default_factory=dict)  # name of a measure -> whether it is on here
    tables: Sequence[tuple[str, int, bool, bool]] = ()  # name, sealed columns, of a case, never deleted by the portal
    people: Sequence[tuple[str, str, str, str]] = ()  # name, roles, last sign-in, remark
    keys: Sequence[tuple[str, str, str, str]] = ()  # name, scopes, last used, ends
    grants: int = 0


TITLES = {
    "record": Both("Record of processing", "개인정보 처리 기록부"),
    "risks": Both("Assessment of risks (draft)", "개인정보 영향평가 (초안)"),
    "periods": Both("Table of periods", "보유 기간표"),
    "access": Both("Sheet for reviewing access", "접근 권한 점검표"),
}
DRAFT = Both(
    "Made by the portal out of what runs now. A draft: your data protection officer completes and signs it. It is no legal advice.",
    "현재 운영 상태에서 포털이 작성한 초안입니다. 개인정보 보호책임자가 보완하고 서명해야 합니다. 법률 자문이 아닙니다.",
)
NONE = Both("not named in this portal: fill it in", "이 포털에 기재되어 있지 않음: 직접 기입")
YES, NO = Both("on", "사용 중"), Both("NOT on", "사용하지 않음")
ROLES = {
    "controller": Both("Controller", "개인정보처리자"),
    "processor": Both("Processor", "수탁자"),
    "sub_processors": Both("Sub-processors", "재수탁자"),
    "storage": Both("Place of storage", "보관 장소"),
    "transfer_ground": Both("Ground for transfers abroad", "국외 이전의 근거"),
    "authority": Both("Supervisory authority", "감독기관"),
}
MEASURES = {
    "mfa": Both("second step at sign-in for everybody at work", "모든 직원의 2단계 인증"),
    "walls": Both("row-level security forced on every table of an agency", "기관별 모든 표에 행 단위 보안 강제"),
    "sealed": Both("what people wrote is encrypted under a key of its case", "사람이 쓴 내용은 사건별 키로 암호화"),
    "token": Both("the master key lies in a hardware token", "마스터 키를 하드웨어 토큰에 보관"),
    "https": Both("encrypted connections only", "암호화된 연결만 허용"),
    "trail": Both("a trail of all acts that nobody can change", "누구도 변경할 수 없는 접속 기록"),
    "no_media": Both("pictures and clips are never taken in or kept", "사진과 영상은 받지도 보관하지도 않음"),
    "signed": Both("agreements and certificates are signed electronically", "협약과 확인서의 전자서명"),
    "stamps": Both("time stamps of an outside authority", "외부 시점확인 서비스"),
}
RISKS: tuple[tuple[Both, tuple[str, ...]], ...] = (
    (Both("A stranger reads what a person reported", "제3자가 신고 내용을 읽음"), ("https", "mfa", "sealed")),
    (Both("One agency sees what belongs to another", "다른 기관의 자료가 보임"), ("walls", "sealed")),
    (Both("A colleague looks without need", "직원의 불필요한 열람"), ("trail",)),
    (Both("Material spreads through the portal itself", "포털을 통한 자료의 재유포"), ("no_media",)),
    (Both("A stolen database or backup is read", "유출된 데이터베이스나 백업의 열람"), ("sealed", "token")),
    (Both("A document's origin or time is disputed", "문서의 출처나 시점에 대한 다툼"), ("signed", "stamps")),
)
PURPOSES = (
    (
        Both(
            "finding and removing intimate images published without consent",
            "동의 없이 유포된 성적 촬영물의 탐지와 삭제",
        ),
        Both("persons concerned; people named on pages", "피해자, 페이지에 언급된 사람"),
        Both(
            "reports, consents, fingerprints, finds, evidence without pictures, notices",
            "신고, 동의, 지문, 탐지 결과, 이미지 없는 증거, 요청서",
        ),
        Both("operators of sites and hosts, as the person allows", "본인이 허용한 범위의 사이트·호스팅 운영자"),
    ),
    (
        Both("running the workspace", "업무 공간의 운영"),
        Both("staff", "직원"),
        Both(
            "name, address, roles, acts with time and network address", "이름, 주소, 역할, 시각과 접속 주소가 있는 행위"
        ),
        Both("nobody outside", "외부 제공 없음"),
    ),
)


def build(name: str, facts: Facts) -> list[Section]:
    """The sections of one paper; raises KeyError for an unknown name."""
    return {"record": _record, "risks": _risks, "periods": _periods, "access": _access}[name](facts)


def _who(facts: Facts) -> Section:
    rows = tuple((label, facts.agreement.get(key) or NONE) for key, label in ROLES.items())
    return Section(Both("Who answers for what", "책임의 분담"), rows=(("", facts.agency), *rows))


def _measures(facts: Facts) -> Section:
    rows = tuple((text, YES if facts.measures.get(key) else NO) for key, text in MEASURES.items())
    head = (Both("Measure", "조치"), Both("Here", "현재 상태"))
    return Section(Both("Measures", "안전조치"), head=head, rows=rows)


def _record(facts: Facts) -> list[Section]:
    head = (
        Both("Purpose", "목적"),
        Both("About whom", "정보주체"),
        Both("What", "항목"),
        Both("Recipients", "제공받는 자"),
    )
    return [
        _who(facts),
        Section(Both("Purposes, categories, recipients", "목적, 항목, 제공"), head=head, rows=PURPOSES),
        *_periods(facts)[:1],
        _measures(facts),
    ]


def _risks(facts: Facts) -> list[Section]:
    def against(names: tuple[str, ...], on: bool) -> Both:
        found = [MEASURES[name] for name in names if bool(facts.measures.get(name)) is on]
        return Both("; ".join(each.en for each in found) or "–", "; ".join(each.ko for each in found) or "–")

    head = (
        Both("Risk", "위험"),
        Both("Against it, on here", "적용 중인 조치"),
        Both("Not on here", "적용되지 않은 조치"),
    )
    rows = tuple((risk, against(names, True), against(names, False)) for risk, names in RISKS)
    rest = Both(
        f"Persons under {facts.protected_age}, and those of unknown age, take the protected path. Whoever runs the database server and holds "
        "the master key can read everything: that is left to organisation.",
        f"{facts.protected_age}세 미만이거나 나이를 모르는 사람은 보호 절차를 따릅니다. 데이터베이스 서버와 마스터 키를 함께 관리하는 사람은 모든 내용을 읽을 수 있으며, "
        "이는 조직적 조치로 다루어야 합니다.",
    )
    return [_who(facts), Section(Both("Risks", "위험과 조치"), (rest,), head, rows), _measures(facts)]


def _periods(facts: Facts) -> list[Section]:
    days, watch = facts.retention_days, facts.watch_days
    rows: tuple[tuple[Cell, ...], ...] = (
        (
            Both("what people wrote, evidence, contents of notices", "사람이 쓴 내용, 증거, 요청서 내용"),
            Both(
                f"{days} days after closing and the last event; announced {facts.reminder_days} days before; a hold keeps it",
                f"종결 및 마지막 처리 후 {days}일; {facts.reminder_days}일 전 예고; 보존 조치 시 유지",
            ),
        ),
        (
            Both("fingerprints, and the safe way of contact", "지문과 안전한 연락 방법"),
            Both(f"until withdrawn; recalled every {watch} days", f"철회할 때까지; {watch}일마다 확인"),
        ),
        (
            Both(
                "case numbers, consents, mandates, addresses of finds, digests",
                "사건 번호, 동의, 위임, 탐지 주소, 요약값",
            ),
            Both("until the agency leaves", "기관이 탈퇴할 때까지"),
        ),
        (
            Both("archives that were asked for", "요청한 보관 파일"),
            Both("7 days or 3 downloads", "7일 또는 3회 내려받기"),
        ),
        (
            Both("everything, once the agency leaves", "기관 탈퇴 시 전체"),
            Both(f"{facts.grace_days} days after the second word", f"두 번째 확인 후 {facts.grace_days}일"),
        ),
        (
            Both("the trail: numbers, no contents", "접속 기록: 내용 없이 번호만"),
            Both("not deleted by the portal", "포털이 삭제하지 않음"),
        ),
    )
    what = Section(Both("Periods", "보유 기간"), head=(Both("What", "대상"), Both("How long", "기간")), rows=rows)
    return [what, _tables(facts)]


def _tables(facts: Facts) -> Section:
    tables = tuple(
        (name, str(sealed), Both("casework period", "업무 기간") if case and sealed else _stays(never))
        for name, sealed, case, never in facts.tables
    )
    columns = (Both("Table", "표"), Both("Sealed columns", "암호화된 열"), Both("How long", "기간"))
    return Section(Both("Table by table", "표별 기간"), head=columns, rows=tables)


def _stays(never: bool) -> Both:
    if never:
        return Both("not deleted by the portal", "포털이 삭제하지 않음")
    return Both("until the agency leaves", "기관이 탈퇴할 때까지")


def _access(facts: Facts) -> list[Section]:
    people = (
        Both("Person", "담당자"),
        Both("Roles", "역할"),
        Both("Last sign-in", "마지막 접속"),
        Both("Remark", "비고"),
    )
    keys = (
        Both("Service key", "서비스 키"),
        Both("May", "허용 범위"),
        Both("Last used", "마지막 사용"),
        Both("Ends", "만료"),
    )
    ask = Both(
        "For each line: is it still needed? Sign and date the sheet, and end what is not needed.",
        "각 줄에 대해 여전히 필요한지 확인하고, 서명과 날짜를 적은 뒤 필요 없는 권한은 종료하십시오.",
    )
    named = Both(f"Grants for restricted cases: {facts.grants}", f"제한 사건에 대한 개별 권한: {facts.grants}건")
    return [
        Section(Both("People", "담당자"), (ask,), people, tuple(facts.people)),
        Section(Both("Keys and grants", "키와 개별 권한"), (named,), keys, tuple(facts.keys)),
    ]


def shown(sections: list[Section], language: str) -> list[dict[str, object]]:
    """The sections in one language, for a template."""

    def one(cell: Cell) -> str:
        return cell if isinstance(cell, str) else cell.ko if language.startswith("ko") else cell.en

    return [
        {
            "title": one(section.title),
            "texts": [one(text) for text in section.texts],
            "head": [one(cell) for cell in section.head],
            "rows": [[one(cell) for cell in row] for row in section.rows],
        }
        for section in sections
    ]


def title(name: str, language: str) -> str:
    """The title of a paper."""
    return TITLES[name].ko if language.startswith("ko") else TITLES[name].en


def draft(language: str) -> str:
    """What stands on top of each paper."""
    return DRAFT.ko if language.startswith("ko") else DRAFT.en
