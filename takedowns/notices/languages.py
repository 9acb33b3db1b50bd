"""Languages of notices: a table, and which of them one notice carries.

A further language is a row in LANGUAGES and a catalogue portal/locale/<code>/LC_MESSAGES/notices.po (zh_Hans for zh-Hans).
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language that notices can be written in; `script`: how the Unicode names of its letters begin."""

    code: str
    name: str
    script: tuple[str, ...] = ("LATIN",)
    direction: str = "ltr"


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "English"),
        Language("ko", "한국어", script=("HANGUL",)),
        Language("ja", "日本語", script=("HIRAGANA", "KATAKANA", "CJK")),
        Language("zh-Hans", "简体中文", script=("CJK",)),
        Language("zh-Hant", "繁體中文", script=("CJK",)),
        Language("ru", "Русский", script=("CYRILLIC",)),
        Language("vi", "Tiếng Việt"),
        Language("de", "Deutsch"),
        Language("fr", "Français"),
        Language("nl", "Nederlands"),
        Language("bg", "Български", script=("CYRILLIC",)),
        Language("ro", "Română"),
    )
}
ALWAYS = ("en", "ko")

# What people in charge read, per country of the host; also where no catalogue exists yet, so that the screen can say so.
LOCAL: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("AU", "CA", "GB", "IE", "IN", "NZ", "PH", "SG", "US", "ZA"), ("en",)),
    **dict.fromkeys(("AT", "DE", "LI"), ("de",)),
    **dict.fromkeys(("MD", "RO"), ("ro",)),
    **dict.fromkeys(("HK", "TW"), ("zh-Hant",)),
    **dict.fromkeys(("BR", "PT"), ("pt",)),
    **dict.fromkeys(("CY", "GR"), ("el",)),
    "BE": ("nl", "fr"),
    "BG": ("bg",),
    "CH": ("de", "fr", "it"),
    "CN": ("zh-Hans",),
    "CZ": ("cs",),
    "DK": ("da",),
    "EE": ("et",),
    "ES": ("es",),
    "FI": ("fi",),
    "FR": ("fr",),
    "HR": ("hr",),
    "HU": ("hu",),
    "IT": ("it",),
    "JP": ("ja",),
    "KR": ("ko",),
    "LT": ("lt",),
    "LU": ("fr", "de"),
    "LV": ("lv",),
    "MT": ("mt", "en"),
    "NL": ("nl",),
    "PL": ("pl",),
    "RU": ("ru",),
    "SE": ("sv",),
    "SI": ("sl",),
    "SK": ("sk",),
    "UA": ("uk",),
    "VN": ("vi",),
}


@dataclass(frozen=True)
class Order:
    """Languages in the order of the notice, and the host's languages that have no catalogue yet."""

    languages: tuple[Language, ...]
    absent: tuple[str, ...]


def for_host(country: str, available: Collection[str] = tuple(LANGUAGES), always: Collection[str] = ALWAYS) -> Order:
    """The languages of a notice to a host in `country` (ISO 3166 alpha-2): its own first, then those of the agency."""
    local = LOCAL.get(country.upper(), ())
    codes = dict.fromkeys((*(code for code in local if code in available), *always))
    return Order(tuple(LANGUAGES[code] for code in codes), tuple(code for code in local if code not in available))
