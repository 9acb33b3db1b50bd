"""What is known about a site, as sentences and blocks of a page."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.tenancy.actor import Actor
from cases.detection import sitewords
from cases.detection.services import sitefacts


def block(actor: Actor, url: str) -> dict[str, Any]:
    """What the page of a source, a find or a package shows about the site."""
    found = sitefacts.of_url(actor, url)
    said = [_(sitewords.RATES[found.told.rate])] if found.told.rate else []
    said += [_(sitewords.PACES[found.told.pace])] if found.told.pace else []
    said += [_(sitewords.CHANNELS[way]) for way in found.told.channels if way in sitewords.CHANNELS]
    notes = [(_(sitewords.NOTES[note.kind]), note.text) for note in found.notes]
    return {"host": found.host, "said": said, "notes": notes, "avoid": found.avoid, "flag": found.flag}
