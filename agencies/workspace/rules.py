"""Which values a setting may have: one check per field, each with a sentence that says what to write instead.

Limits that protect people go one way only: an agency may be stricter than the law's and the portal's values, never wider.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from agencies.workspace import sections
from agencies.workspace.spans import HOUR, NotASpan, parse
from agencies.workspace.states import Screenshots, TwoPerson

HIGHEST_AGE = 25
AGE_FLOORS: Mapping[str, int] = {"KR": 19}  # HARMS 1; years by country, 18 elsewhere
LINES, LOOKS, DUTY_ROLES = 8, 60, ("removal_officer", "approver")
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*/=?^_`{|}~-]{1,50}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z0-9-]{2,}"
)
PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{1,24}")
TITLE = re.compile(r"[^\d,<>@]{2,60}")


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


class Bad(ValueError):
    """A value that cannot be used; `message` has named placeholders for `values`."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


@dataclass(frozen=True, slots=True)
class Around:
    """What the limits depend on. `hasty`: the demo and the tests may wait seconds instead of hours."""

    country: str
    interface_languages: Collection[str]
    notice_languages: Collection[str]
    hasty: bool = False


Check = Callable[[Any, Around], Any]


def age_floor(country: str) -> int:
    """The lowest protected age that the law of the country leaves open, in years."""
    return AGE_FLOORS.get(country, 18)


def check(name: str, value: Any, around: Around) -> Any:
    """The value as it is stored; raises Bad. KeyError for a field that is no setting."""
    return CHECKS[name](value, around)


def _line(value: Any, most: int) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > most or any(unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for each in text):
        raise Bad(gettext_noop("Write one line of at most %(most)s characters."), most=most)
    return text


def _name(value: Any, around: Around) -> str:
    if not (text := _line(value, 200)):
        raise Bad(gettext_noop("Write the name of the agency."))
    return text


def _address(value: Any, around: Around) -> str:
    text = _line(value, 254)
    if not ADDRESS.fullmatch(text):
        raise Bad(gettext_noop("Write a mail address such as office@agency.example, without a plus sign."))
    return text


def _phone(value: Any, around: Around) -> str:
    text = _line(value, 25)
    if text and not PHONE.fullmatch(text):
        raise Bad(gettext_noop("Write a telephone number with digits, spaces and an optional plus sign."))
    return text


def _lines(value: Any, around: Around) -> list[dict[str, str]]:
    if not isinstance(value, list) or len(value) > LINES:
        raise Bad(gettext_noop("Give at most %(most)s lines."), most=LINES)
    found = []
    for entry in value:
        if not isinstance(entry, dict) or set(entry) != {"label", "number"}:
            raise Bad(gettext_noop("Each line has a label and a number."))
        label, number = _line(entry["label"], 80), _line(entry["number"], 25)
        if not label or not number:
            raise Bad(gettext_noop("Each line has a label and a number."))
        found.append({"label": label, "number": _phone(number, around)})
    return found


def _zone(value: Any, around: Around) -> str:
    if value not in available_timezones():
        raise Bad(gettext_noop("Write a time zone such as Asia/Seoul or Europe/Amsterdam."))
    return str(value)


def _languages(value: Any, known: Collection[str], least: int) -> list[str]:
    if not isinstance(value, list) or len(value) < least or any(code not in known for code in value):
        raise Bad(gettext_noop("Choose languages that the portal has: %(known)s."), known=", ".join(sorted(known)))
    return list(dict.fromkeys(str(code) for code in value))


def _interface_languages(value: Any, around: Around) -> list[str]:
    return _languages(value, around.interface_languages, 0)


def _notice_languages(value: Any, around: Around) -> list[str]:
    found = _languages(value, around.notice_languages, 1)
    if "en" not in found:
        raise Bad(gettext_noop("English stays: abuse desks all over the world read it."))
    return found


def _clock(value: Any, around: Around) -> time | None:
    if value in (None, ""):
        return None
    try:
        return value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError as error:
        raise Bad(gettext_noop("Write a time of day such as 09:30.")) from error


def _text(value: Any, around: Around) -> str:
    text = value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""
    if len(text) > 2000:
        raise Bad(gettext_noop("Write at most %(most)s characters."), most=2000)
    return text


def _whole(least: int, most: int) -> Check:
    def one(value: Any, around: Around) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Bad(gettext_noop("Write a whole number from %(least)s to %(most)s."), least=least, most=most)
        return value

    return one


def _age(value: Any, around: Around) -> int:
    found: int = _whole(age_floor(around.country), HIGHEST_AGE)(value, around)
    return found


def _word(*words: str) -> Check:
    def one(value: Any, around: Around) -> str:
        if value not in words:
            raise Bad(gettext_noop("Choose one of the words offered."))
        return str(value)

    return one


def _flag(value: Any, around: Around) -> bool:
    if not isinstance(value, bool):
        raise Bad(gettext_noop("Say yes or no."))
    return value


def _seconds(least: int, most: int) -> Check:
    def one(value: Any, around: Around) -> int:
        return int(_whole(1 if around.hasty else least, most)(value, around))

    return one


def _golden(value: Any, around: Around) -> int:
    if around.hasty and value == 0:
        return 0
    found: int = _whole(5, 50)(value, around)
    return found


def _looks(value: Any, around: Around) -> list[int]:
    if isinstance(value, str):
        try:
            value = [parse(part) for part in value.replace(",", " ").split()]
        except NotASpan as error:
            raise Bad(gettext_noop("Write times such as 1h 6h 1d 7d.")) from error
    shortest = 1 if around.hasty else HOUR
    whole = isinstance(value, list) and all(isinstance(each, int) and not isinstance(each, bool) for each in value)
    if not whole or not 2 <= len(value) <= LOOKS or value != sorted(set(value)):
        raise Bad(gettext_noop("Give 2 to %(most)s times, each later than the one before."), most=LOOKS)
    if value[0] < shortest or value[-1] > 366 * 24 * HOUR:
        raise Bad(gettext_noop("The first look comes after an hour at the earliest, the last within a year."))
    return list(value)


def _titles(value: Any, around: Around) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict) or set(value) - set(DUTY_ROLES):
        raise Bad(gettext_noop("Titles can be given for removal officers and approvers."))
    found: dict[str, dict[str, str]] = {}
    for role, titles in value.items():
        if not isinstance(titles, dict) or set(titles) - set(around.notice_languages):
            raise Bad(gettext_noop("Choose languages that the portal has: %(known)s."), known="en, ko")
        for language, title in titles.items():
            text = _line(title, 60)
            if text and not TITLE.fullmatch(text):
                raise Bad(
                    gettext_noop("A title has letters and spaces, no digit and no comma: the number is added to it.")
                )
            if text:
                found.setdefault(role, {})[language] = text
    return found


CHECKS: Mapping[str, Check] = {
    "name": _name,
    "contact_email": _address,
    "reply_address": _address,
    "emergency_line": _phone,
    "lines": _lines,
    "time_zone": _zone,
    "languages": _interface_languages,
    "notice_languages": _notice_languages,
    "contact_from": _clock,
    "contact_until": _clock,
    "contact_rules": _text,
    "protected_age": _age,
    "pdq_radius": _whole(0, 31),
    "pdq_quality": _whole(50, 100),
    "certain_distance": _whole(0, 10),
    "certain_quality": _whole(80, 100),
    "certain_frames": _whole(5, 100),
    "freeze_hosts": _whole(1, 5),
    "freeze_pages": _whole(1, 20),
    "seen_days": _whole(0, 30),
    "gap_minutes": _whole(0, 10_080),
    "searches_day": _whole(0, 1_000_000),
    "searches_provider": _whole(1, 100_000),
    "watch_words": _text,
    "certain_patches": _whole(3, 48),
    "patch_search": _flag,
    "patch_minimum": _whole(2, 48),
    "frame_minimum": _whole(2, 100),
    "sound_minimum": _whole(3, 600),
    "two_person": _word(*TwoPerson),
    "supervised_days": _whole(0, 365),
    "notice_addresses": _whole(1, 250),
    "review_lease_seconds": _seconds(60, 3600),
    "picture_minutes_day": _whole(0, 240),
    "picture_minutes_row": _whole(5, 60),
    "golden_every": _golden,
    "sample_percent": _whole(0, 100),
    "send_window_seconds": _seconds(30, 3600),
    "review_hours": _whole(1, 168),
    "review_first_hours": _whole(1, 72),
    "glass_seconds": _seconds(15 * 60, 24 * HOUR),
    "open_to_partners": _flag,
    "partner_answer_hours": _whole(1, 336),
    "casework_reminder_seconds": _seconds(24 * HOUR, 30 * 24 * HOUR),
    "watch_reminder_seconds": _seconds(30 * 24 * HOUR, 366 * 24 * HOUR),
    "leaving_grace_seconds": _seconds(7 * 24 * HOUR, 180 * 24 * HOUR),
    "retention_days": _whole(30, 365),
    "screenshots": _word(*Screenshots),
    "recheck_seconds": _looks,
    "removal_confirm_seconds": _seconds(6 * HOUR, 30 * 24 * HOUR),
    "crawl_min_seconds": _seconds(300, 30 * 24 * HOUR),
    "crawl_pages_day": _whole(1000, 100_000_000),
    "crawl_megabytes_day": _whole(1000, 100_000_000),
    "crawl_seconds_day": _whole(600, 10_000_000),
    "duty_titles": _titles,
}
SECTIONS = sections.SECTIONS
