"""Words of the help pages."""

from collections.abc import Mapping


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


HANDBOOK = ("officer", "notices", "data-protection", "settings")  # pages that people of an agency read
STATES: Mapping[str, tuple[str, str]] = {
    "open": (gettext_noop("waits for the platform team"), "wait"),
    "answered": (gettext_noop("answered"), "good"),
    "closed": (gettext_noop("closed"), "calm"),
}
LEVELS: Mapping[str, str] = {
    "info": gettext_noop("News"),
    "warning": gettext_noop("Take care"),
    "outage": gettext_noop("Something does not work"),
}
# What to write instead; shown when a letter seems to hold something of a case.
INSTEAD: Mapping[str, str] = {
    "address": gettext_noop("It holds the address of a page. Write “the site” or “a page of a forum” instead."),
    "mail": gettext_noop("It holds a mail address. Write “the recipient” or “my colleague” instead."),
    "case": gettext_noop(
        "It holds the number of a case. Write “one of our cases” and the time when it happened instead."
    ),
    "digest": gettext_noop("It holds a fingerprint or a digest. Leave it out."),
    "phone": gettext_noop("It holds a telephone number. Leave it out; the team answers here."),
}
