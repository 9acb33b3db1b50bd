"""What an officer is told after deciding a package with a known answer."""

from typing import Any

from django.utils.translation import gettext as _

from takedowns.golden import samples


def told(row: Any) -> str:
    """That it was one, whether it was decided rightly, and after a miss what would have told; kindly."""
    begin = _("That was a package with a known answer; nothing is ever sent for one.")
    if row.caught:
        return f"{begin} {_('You decided it rightly.')}"
    sample = samples.BY_NAME.get(row.sample)
    right = _("It was to be approved.") if row.right else _("It was to be rejected.")
    why = _(sample.why) if sample is not None and not row.own else ""
    kind = _("This happens to everybody, and nobody was harmed. Only you and the quality lead see it.")
    return " ".join(part for part in (begin, right, why, kind) if part)
