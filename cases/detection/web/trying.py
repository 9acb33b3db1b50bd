"""What a trial of a source has shown, as text; addresses are never links and pictures are never shown."""

import json
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from cases.casework.web import table
from cases.detection.trial import trouble_word


def outcome(text: str) -> dict[str, Any]:
    """Numbers, troubles and the first addresses of an outcome."""
    told = json.loads(text)
    words = {"page": _("Page"), "media": _("Picture or clip")}
    rows = [[words[what], {"text": url, "code": True}] for what, url in told["shown"]]
    facts = [
        {"key": _("Requests that a visit begins with"), "value": str(told["asked"])},
        {"key": _("Answers that came now"), "value": f"{told['read']} ({filesizeformat(told['size'])})"},
        {"key": _("Pages that would be read next"), "value": str(told["pages"])},
        {"key": _("Pictures and clips that would be compared"), "value": str(told["media"])},
        {"key": _("Posts, entries or results with words"), "value": str(told["items"])},
        {"key": _("Links to other hosts, not followed"), "value": str(told["outside"])},
    ]
    empty = _("Nothing would be fetched.")
    return {
        "facts": facts,
        "troubles": [{"url": url, "word": _(trouble_word(code))} for url, code in told["troubles"]],
        "fine": not told["troubles"] and bool(told["pages"] or told["media"] or told["items"]),
        "table": table(_("The first addresses"), [_("What"), _("Address")], rows, empty),
    }
