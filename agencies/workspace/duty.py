"""Duty identities: role and number instead of a name, in the language of the notice (HARMS 24)."""

from collections.abc import Collection, Mapping

TITLES: Mapping[str, Mapping[str, str]] = {
    "removal_officer": {
        "en": "Removal officer",
        "ko": "삭제지원 담당",
        "de": "Beauftragte Stelle für Löschung",
        "nl": "Medewerker verwijdering",
        "ja": "削除支援担当",
        "zh-Hans": "移除事务经办人",
        "zh-Hant": "移除事務承辦人",
        "ru": "Ответственное лицо по удалению",
        "vi": "Cán bộ phụ trách gỡ bỏ",
        "fr": "Agent chargé du retrait",
        "bg": "Служител по премахването",
        "ro": "Funcționar responsabil cu eliminarea",
    },
    "approver": {
        "en": "Approving officer",
        "ko": "승인 담당",
        "de": "Freigebende Stelle",
        "nl": "Goedkeurend medewerker",
        "ja": "承認担当",
        "zh-Hans": "批准人",
        "zh-Hant": "核准人",
        "ru": "Утверждающее лицо",
        "vi": "Cán bộ phê duyệt",
        "fr": "Agent chargé de l'approbation",
        "bg": "Одобряващ служител",
        "ro": "Funcționar care aprobă",
    },
}


def titles(role: str, own: Mapping[str, Mapping[str, str]], languages: Collection[str]) -> dict[str, str]:
    """Title of a role by language: the agency's own, else the portal's, else the English one."""
    usual, ours = TITLES.get(role, TITLES["removal_officer"]), own.get(role, {})
    english = ours.get("en") or usual["en"]
    return {code: ours.get(code) or usual.get(code) or english for code in {*languages, "en"}}
