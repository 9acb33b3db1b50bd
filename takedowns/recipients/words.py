"""Words for recipients; a page shows `gettext(word)`, the second value is the colour of its tag."""

from collections.abc import Mapping


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


RISKS: Mapping[str, tuple[str, str]] = {
    "none": (gettext_noop("No risk known"), "calm"),
    "forwards": (gettext_noop("Forwards notices to the uploader"), "risk"),
    "publishes": (gettext_noop("Publishes notices"), "risk"),
    "retaliates": (gettext_noop("Has retaliated"), "stop"),
    "hostile": (gettext_noop("In a hostile state"), "stop"),
}
RISK_ADVICE = gettext_noop(
    "This recipient carries a risk. Check that nothing in the notice tells where the person lives, and whether a neutral "
    "relay should send it instead of your agency."
)
KINDS: Mapping[str, str] = {
    "site": gettext_noop("site operator"),
    "host": gettext_noop("hosting company"),
    "cdn": gettext_noop("delivery network"),
    "registrar": gettext_noop("domain registrar"),
    "search": gettext_noop("search engine"),
    "regulator": gettext_noop("regulator"),
    "hotline": gettext_noop("hotline"),
}
LEFT_OUT: Mapping[str, str] = {
    "logo": gettext_noop("your agency's logo"),
    "own_languages": gettext_noop("languages other than the host's own and English"),
}
WAYS: Mapping[str, str] = {
    "email": gettext_noop("mail"),
    "form": gettext_noop("web form, filled in by hand"),
}
THROUGH_RELAY = gettext_noop("your agency's relay, in the relay's name; without a relay nothing is sent")
CSAM: Mapping[str, str] = {
    "standard": gettext_noop("a notice like any other"),
    "hotline_first": gettext_noop("a hotline first, then a notice"),
    "law_enforcement_only": gettext_noop("only through the police"),
}
SOURCES: Mapping[str, str] = {
    "rdap": gettext_noop("registry (RDAP)"),
    "whois": gettext_noop("registry (WHOIS)"),
    "security_txt": gettext_noop("security.txt, which is meant for holes in software"),
    "guess": gettext_noop("a guess that nobody checked"),
    "officer": gettext_noop("proposed by an officer"),
}
SCOPES: Mapping[str, str] = {
    "site": gettext_noop("runs the service"),
    "network": gettext_noop("hosts it"),
    "registrar": gettext_noop("registered its name"),
}
