"""What a deletion certificate says and, just as plainly, what it does not prove (HARMS 31).

One bilingual form, English and Korean, like a printed one: its headings are part of the form and no translation of the portal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Both:
    """One text of the form in English and in Korean."""

    en: str
    ko: str


@dataclass(frozen=True, slots=True)
class DeletionFacts:
    """What is certified; moments are aware. Who is named by a number only, as in the trail."""

    number: int
    agency_name: str
    started_at: datetime
    started_by: int
    confirmed_at: datetime
    confirmed_by: int
    confirmed_by_platform: bool
    keys_destroyed_at: datetime
    ended_at: datetime
    exported_at: datetime | None
    counts: Mapping[str, int]
    kept: Mapping[str, int]


TITLE = Both("Certificate of deletion", "삭제 확인서")
PLATFORM = Both("the platform", "플랫폼")
NOBODY = Both("no archive of the whole agency was fetched", "기관 전체 보관 파일을 내려받지 않음")
PROVES = Both(
    "The portal destroyed the agency's keys first, which makes everything that was sealed with them unreadable, and then "
    "deleted the agency's rows table by table. The numbers below were counted while deleting.",
    "포털은 먼저 기관의 키를 파기하여 그 키로 봉인된 모든 내용을 읽을 수 없게 한 다음, 기관의 자료를 표별로 삭제했습니다. "
    "아래 건수는 삭제하면서 센 것입니다.",
)
KEPT = Both(
    "What stays: the trail of who did what and when, with numbers in place of contents, because the law asks for records of access; "
    "and the platform's own records about the agency: that it took part, when its agreement ran and the digest of it, without names and addresses, and this certificate. They are deleted when "
    "their legal periods end.",
    "남는 것: 법이 접속 기록의 보관을 요구하므로 누가 언제 무엇을 했는지에 대한 기록(내용 대신 번호만), 그리고 참여 사실, 이름과 주소를 지운 협약의 기간과 다이제스트, "
    "이 확인서 등 플랫폼 자체의 기록입니다. 법정 보관 기간이 끝나면 삭제됩니다.",
)
NOT_PROVED = (
    Both(
        "that no copy exists elsewhere: archives that the agency fetched, notices at their recipients, reports handed to courts or police",
        "다른 곳에 사본이 없다는 것: 기관이 내려받은 보관 파일, 수신인에게 보낸 요청서, 법원이나 경찰에 넘긴 보고서",
    ),
    Both(
        "that backups are gone already: they end by their own period; a restore destroys the keys again before the portal starts",
        "백업이 이미 사라졌다는 것: 백업은 자체 기간에 따라 사라지며, 복원 시 포털이 시작되기 전에 키를 다시 파기합니다",
    ),
    Both(
        "that the storage's medium was overwritten: what is protected is by the destroyed keys, not by overwriting",
        "저장 매체를 덮어썼다는 것: 보호는 덮어쓰기가 아니라 키 파기에 따릅니다",
    ),
    Both(
        "that nobody remembers or wrote down what they read",
        "내용을 읽은 사람이 기억하거나 적어 두지 않았다는 것",
    ),
)
LABELS = {
    "agency": Both("Agency", "기관"),
    "number": Both("Number of the departure", "탈퇴 번호"),
    "started": Both("Asked for (person)", "신청 (담당자 번호)"),
    "confirmed": Both("Confirmed (person)", "확인 (담당자 번호)"),
    "keys": Both("Keys destroyed", "키 파기"),
    "ended": Both("Last row deleted", "마지막 자료 삭제"),
    "exported": Both("Last archive that was fetched", "마지막으로 내려받은 보관 파일"),
    "deleted": Both("Deleted", "삭제된 자료"),
    "kept": Both("Stays", "남는 자료"),
    "not": Both("What this does not prove", "이 확인서가 증명하지 않는 것"),
    "table": Both("Table", "표"),
    "rows": Both("Rows", "건수"),
    "signature": Both("Signature", "서명"),
}
UNSIGNED = Both(
    "This document carries no electronic signature, because none is set up in this portal.",
    "이 포털에 전자서명이 설정되어 있지 않아 이 문서에는 전자서명이 없습니다.",
)
SIGNED = Both(
    "The file carries the platform's electronic signature; its time is the clock of the portal.",
    "이 파일에는 플랫폼의 전자서명이 있으며, 시각은 포털의 시계에 따른 것입니다.",
)


def when(moment: datetime | None) -> str:
    """UTC to the second, or "" for none."""
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC") if moment else ""


def context(facts: DeletionFacts, *, signed: bool) -> dict[str, Any]:
    """What the template needs, in reading order."""
    by: object = f"{PLATFORM.en} · {PLATFORM.ko}" if facts.confirmed_by_platform else facts.confirmed_by
    rows = [
        (LABELS["agency"], facts.agency_name),
        (LABELS["number"], str(facts.number)),
        (LABELS["started"], f"{when(facts.started_at)} ({facts.started_by})"),
        (LABELS["confirmed"], f"{when(facts.confirmed_at)} ({by})"),
        (LABELS["exported"], when(facts.exported_at) or f"{NOBODY.en} · {NOBODY.ko}"),
        (LABELS["keys"], when(facts.keys_destroyed_at)),
        (LABELS["ended"], when(facts.ended_at)),
    ]
    return {
        "title": TITLE,
        "rows": rows,
        "proves": PROVES,
        "counts": sorted(facts.counts.items()),
        "total": sum(facts.counts.values()),
        "kept_text": KEPT,
        "kept": sorted(facts.kept.items()),
        "not_proved": NOT_PROVED,
        "labels": LABELS,
        "signature": SIGNED if signed else UNSIGNED,
    }
