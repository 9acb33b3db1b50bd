"""A list of links as rows of a page."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from cases.casework.web import table
from cases.detection.services.importing import LinkState, Preview
from cases.detection.trial import trouble_word
from cases.detection.words import gettext_noop
from cases.intake.personal import Personal

STATES = {
    LinkState.NEW: (gettext_noop("New"), "good"),
    LinkState.KNOWN: (gettext_noop("Known"), "calm"),
    LinkState.HELD: (gettext_noop("Waits for an officer"), "wait"),
    LinkState.REFUSED: (gettext_noop("Never opened"), "stop"),
}
WHY = {
    Personal.TOKEN: gettext_noop("It holds a key that may be one person's."),
    Personal.INVITATION: gettext_noop("An invitation: opening it may use it up."),
    Personal.DRIVE: gettext_noop("A private drive: its owner may see who opens it."),
    Personal.CHAT: gettext_noop("A chat: whoever opens it may be seen."),
    Personal.TRACKED: gettext_noop("It names a person or an account."),
    Personal.SHORTENED: gettext_noop("A short link: its maker counts who opens it."),
    Personal.UNREADABLE: gettext_noop("It cannot be read as an address."),
}


def preview_context(found: Preview) -> dict[str, Any]:
    """Addresses with their state, the lines that were not understood, and numbers."""
    rows = []
    for link in found.links:
        word, tone = STATES[link.state]
        why = _(WHY[Personal(link.why)]) if link.state == LinkState.HELD else ""
        why = _(trouble_word(link.why)) if link.state == LinkState.REFUSED else why
        rows.append([link.host, {"text": _(word), "tone": tone}, {"text": link.url, "code": True}, why])
    number = Counter(link.state for link in found.links)
    facts = [{"key": _(word), "value": str(number[state])} for state, (word, _tone) in STATES.items()]
    facts.append({"key": _("Doubled, counted once"), "value": str(found.repeated)})
    if found.over:
        facts.append({"key": _("Too many for one list, left out"), "value": str(found.over)})
    unread = [[str(line.number), {"text": line.text, "code": True}] for line in found.unread]
    return {
        "facts": facts,
        "table": table(_("Links by host"), [_("Host"), _("State"), _("Address"), _("Why")], rows, ""),
        "unread": table(_("Lines without an address"), [_("Line"), _("What stands there")], unread, "")
        if unread
        else None,
    }
