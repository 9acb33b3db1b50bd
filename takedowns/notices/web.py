"""What the pages about notices share."""

import json
from collections.abc import Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from takedowns.notices import bases, papers, shown, words
from takedowns.notices.choose import Why
from takedowns.notices.facts import Trouble
from takedowns.notices.languages import LANGUAGES
from takedowns.notices.parts import Listed, Part, PartKind
from takedowns.recipients import words as recipients


def problem_text(name: str) -> str:
    """A named problem in a sentence: what is missing and what to do."""
    if name in shown.PROBLEMS:
        return _(shown.PROBLEMS[name])
    trouble, _colon, what = name.partition(":")
    if trouble not in set(Trouble):
        return name
    return _(words.TROUBLE[Trouble(trouble)]) % {"what": _(words.WHAT.get(what, what)) if what else ""}


def problem_texts(names: list[str]) -> list[str]:
    """All named problems; a missing mandate is said once."""
    said_already = {f"{Trouble.MISSING}:mandate_reference"} if "no_mandate" in names else set()
    return [problem_text(name) for name in names if name not in said_already]


def reasons(notice: Any) -> list[str]:
    """Why this legal basis, sentence by sentence."""
    rows = [(row["key"], row["values"]) for row in notice.reasons if row["key"] in set(Why)]
    return [_(words.WHY[Why(key)]) % _complete(values) for key, values in rows]


def _complete(values: dict[str, str]) -> dict[str, str]:
    capacity = values.get("capacity", "–")
    whole = {"code": "–", "country": "–", "open": "–"} | values
    return whole | {"capacity": _(words.CAPACITIES[capacity]) if capacity in words.CAPACITIES else capacity}


def citation(code: str) -> str:
    """The law that a notice rests on, as it is cited."""
    return next((f"{row.citation} ({row.code})" for row in bases.load() if row.code == code), "") if code else ""


def language_names(codes: list[str]) -> str:
    """Languages by their own names, in the order of the notice."""
    return ", ".join(LANGUAGES[code].name if code in LANGUAGES else code for code in codes)


def looked(value: str) -> str:
    """Who looked, in words."""
    return _(shown.LOOKED.get(value, value))


def recipient(notice: Any) -> dict[str, Any]:
    """Who gets the notice, and how dangerous that is (HARMS 26)."""
    provider = notice.provider
    if provider is None:
        return {"provider": None}
    risk, tone = recipients.RISKS[provider.risk]
    rows = [
        {"key": _("Name"), "value": provider.name},
        {"key": _("Abuse contact"), "value": notice.recipient or _("not known"), "code": bool(notice.recipient)},
        {"key": _("Kind"), "value": _(recipients.KINDS[provider.kind])},
        {"key": _("Country"), "value": provider.country},
        {"key": _("Checked on"), "value": provider.verified_on.isoformat() if provider.verified_on else _("never")},
    ]
    advice = "" if provider.risk == "none" else _(recipients.RISK_ADVICE)
    return {"provider": provider, "rows": rows, "risk": _(risk), "tone": tone, "advice": advice}


def part_list(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """The parts of a notice for the include notices/parts.html: number in its addresses, words, size and digest."""
    return [
        {
            "number": number,
            "row": row,
            "word": _(words.PARTS[row.kind]),
            "variant": row.variant,
            "size": filesizeformat(row.size),
            "unconfirmed": _(words.BOXES_UNCONFIRMED) if row.kind in papers.UNCONFIRMED else "",
        }
        for number, row in enumerate(listed, start=1)
    ]


def sheet_list(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The filled-in forms of a notice for the page of sheets, fields in words; what was shortened or does not fit is said."""
    return [_sheet(json.loads(part.content)) for part in parts if part.kind is PartKind.SHEET]


def _sheet(data: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {
            "key": f"{data['variant']}-{field['key']}-{number}",
            "word": _(words.FIELDS.get(field["key"], field["key"])),
            "limit": field["limit"],
            "over": bool(field["limit"]) and text["length"] > field["limit"],
            "language": language_names([text["language"]]) if text["language"] else "",
            "lines": min(12, text["text"].count("\n") + len(text["text"]) // 80 + 1),
            "text": text,
        }
        for field in data["fields"]
        for number, text in enumerate(field["texts"], start=1)
    ]
    return data | {"rows": rows, "channel": "form" if data["variant"] == "site" else data["variant"]}
