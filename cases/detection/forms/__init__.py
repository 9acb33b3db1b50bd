"""Forms of sources and finds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.casework.forms import translated
from cases.detection import words

CADENCES = (60, 300, 900, 3600, 6 * 3600, 86400, 7 * 86400)  # s


def cadence_word(seconds: int) -> str:
    """Seconds between two visits in words."""
    if seconds % 86400 == 0:
        days = seconds // 86400
        return ngettext("every day", "every %(number)s days", days) % {"number": days}
    if seconds % 3600 == 0:
        hours = seconds // 3600
        return ngettext("every hour", "every %(number)s hours", hours) % {"number": hours}
    if seconds % 60 == 0:
        minutes = seconds // 60
        return ngettext("every minute", "every %(number)s minutes", minutes) % {"number": minutes}
    return ngettext("every second", "every %(number)s seconds", seconds) % {"number": seconds}


class FindFilter(forms.Form):
    """What a list of finds is narrowed by."""

    state = forms.ChoiceField(label=_("State"), required=False)
    band = forms.ChoiceField(label=_("How sure"), required=False)
    spread = forms.BooleanField(label=_("Only files that are on more than one page"), required=False)
    case = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    cluster = forms.RegexField(r"^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All")), *translated(words.STATES)]  # type: ignore[attr-defined]
        self.fields["band"].choices = [("", _("All")), *translated(words.BANDS)]  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """Why a site is put on the abuse list."""

    reason = forms.CharField(
        label=_("Why is this site known for abuse?"),
        help_text=_("Hashes of what is seen there are then kept for some days, sealed. Say on what that rests."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
