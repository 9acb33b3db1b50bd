"""The agency's logo: a drawing that somebody pasted, cleaned and checked before it is stored."""

import hashlib

from django.utils.translation import gettext as _

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid
from agencies.tenancy.services import verb
from agencies.workspace import adapters, drawing
from agencies.workspace.models import Logo
from agencies.workspace.services.settings import settings_keep, settings_lock


@verb("settings.update")
def logo_change(actor: Actor, *, svg: str) -> int:
    """Store a logo, or remove it with an empty text; returns the new version of the settings. Raises Invalid."""
    row, digest = settings_lock(actor), ""
    if svg.strip():
        clean = _clean(svg)
        digest = hashlib.sha256(clean.encode()).hexdigest()
        Logo.objects.visible_to(actor).update_or_create(
            agency_id=actor.agency_id, defaults={"svg": clean, "sha256": digest}
        )
    else:
        Logo.objects.visible_to(actor).delete()
    return row.version if digest == row.logo else settings_keep(actor, row, ["logo"], logo=digest)


def _clean(svg: str) -> str:
    words = {
        "too_long": _("The drawing is too long: at most %(most)s characters.") % {"most": drawing.MOST},
        "not_svg": _(
            "This is no SVG drawing. Open the file with a text editor and paste all of it, from <svg to </svg>."
        ),
        "picture": _(
            "The drawing holds a picture or something else that is no shape or text. Save it as plain shapes."
        ),
        "elsewhere": _("The drawing refers to something outside itself. Save it with everything inside."),
    }
    if len(svg) > drawing.MOST:
        raise Invalid(words["too_long"], "svg")
    try:
        drawing.check(svg)  # what was pasted first: a picture is refused, not cut out in silence
        clean = adapters.svg_clean(svg)
        drawing.check(clean)
    except adapters.NotCleaned as error:
        raise Invalid(words["not_svg"], "svg") from error
    except drawing.NotADrawing as error:
        raise Invalid(words[error.reason], "svg") from error
    return clean
