"""Forms of sources and finds."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
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


def offer_cadences(form: forms.Form, *, shortest: int, also: int = 0) -> int:
    """Offer the usual times between two visits that are not below `shortest`; returns the one to begin with, in seconds."""
    offered = sorted({shortest, *([also] if also else ()), *(seconds for seconds in CADENCES if seconds >= shortest)})
    form.fields["cadence_seconds"].choices = [(seconds, cadence_word(seconds)) for seconds in offered]  # type: ignore[attr-defined]
    return 3600 if 3600 in offered else offered[0]


def country_field(**more: Any) -> forms.CharField:
    """Where a site's host sits."""
    told: dict[str, Any] = {
        "label": _("Country in which the host sits"),
        "help_text": _("Two letters, for example KR, US or NL. The legal basis of a notice depends on it."),
    }
    valid = RegexValidator(r"^[A-Za-z]{2}$", _("Use two letters, for example KR."))
    return forms.CharField(**told | more, max_length=2, validators=[valid])


def language_field(**more: Any) -> forms.CharField:
    """In which language its abuse desk reads."""
    told: dict[str, Any] = {
        "label": _("Language of its abuse desk"),
        "help_text": _("A language code, for example en, ko or nl. Notices are written in it."),
    }
    valid = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", _("Use a language code, for example en."))
    return forms.CharField(**told | more, max_length=12, validators=[valid])


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
