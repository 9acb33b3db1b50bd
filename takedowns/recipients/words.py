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
    "search": gettext_noop("search engine"),
}
