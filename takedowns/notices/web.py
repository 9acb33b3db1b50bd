"""What the pages about notices share."""

from typing import Any

from django.utils.translation import gettext as _

from takedowns.notices import bases, shown, words
from takedowns.notices.choose import Why
from takedowns.notices.facts import Trouble
from takedowns.notices.languages import LANGUAGES
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
