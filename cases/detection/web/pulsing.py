"""The pulse as rows of a page."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.casework.web import table
from cases.detection import words
from cases.detection.selectors.pulse import Pulse


def figures(pulse: Pulse) -> list[dict[str, Any]]:
    """The last hour as facts."""
    late = ngettext("%(number)s source is late", "%(number)s sources are late", pulse.late) % {"number": pulse.late}
    by = ngettext("by %(n)s minute at most", "by %(n)s minutes at most", pulse.lag // 60) % {"n": pulse.lag // 60}
    return [
        {"key": _("Sources that are watched"), "value": number_format(pulse.sources)},
        {"key": _("Pages a minute"), "value": number_format(pulse.pages_a_minute, 1)},
        {"key": _("Pictures and clips a minute"), "value": number_format(pulse.media_a_minute, 1)},
        {"key": _("New finds in the last hour"), "value": number_format(pulse.hour["matches"])},
        {"key": _("Addresses that failed in the last hour"), "value": number_format(pulse.hour["errors"])},
        {"key": _("Received in the last hour"), "value": filesizeformat(pulse.hour["bytes"])},
        {"key": _("Behind the plan"), "value": f"{late}, {by}" if pulse.lag >= 60 else _("No source is late.")},
    ]


def lanes(pulse: Pulse) -> dict[str, Any]:
    """What waits, by lane."""
    rows = [[_(words.LANES.get(lane, words.LANES[max(words.LANES)])), number_format(n)] for lane, n in pulse.lanes]
    return table(_("What waits to be looked at"), [_("Goes first because"), _("Addresses")], rows, _("Nothing waits."))
