"""Forms of sources and finds."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.casework.forms import translated
from cases.detection import words

CADENCES = (60, 300, 900, 3600, 6 * 3600, 86400, 7 * 86400)  # s
DEEPEST = 10


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
    case = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All")), *translated(words.STATES)]  # type: ignore[attr-defined]
        self.fields["band"].choices = [("", _("All")), *translated(words.BANDS)]  # type: ignore[attr-defined]


class SourceForm(forms.Form):
    """A site to watch."""

    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.CharField(
        label=_("Address of the first page"),
        help_text=_("It begins with http:// or https://"),
        max_length=2000,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none", "dir": "ltr"}
        ),
    )
    country = forms.CharField(
        label=_("Country in which the host sits"),
        help_text=_("Two letters, for example KR, US or NL. The legal basis of a notice depends on it."),
        max_length=2,
        validators=[RegexValidator(r"^[A-Za-z]{2}$", _("Use two letters, for example KR."))],
    )
    language = forms.CharField(
        label=_("Language of its abuse desk"),
        help_text=_("A language code, for example en, ko or nl. Notices are written in it."),
        max_length=12,
        initial="en",
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", _("Use a language code, for example en."))],
    )
    cadence_seconds = forms.TypedChoiceField(label=_("How often is it visited?"), coerce=int)
    depth = forms.IntegerField(
        label=_("How many links deep?"), help_text=_("Counted from the first page."), min_value=0, max_value=DEEPEST,
        initial=3,
    )  # fmt: skip
    legal_note = forms.CharField(
        label=_("Legal note"),
        help_text=_("Why this site may be watched, and what was decided about it."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, shortest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = sorted({shortest, *(seconds for seconds in CADENCES if seconds >= shortest)})
        self.fields["cadence_seconds"].choices = [(seconds, cadence_word(seconds)) for seconds in offered]  # type: ignore[attr-defined]
        self.fields["cadence_seconds"].initial = 3600 if 3600 in offered else offered[0]


class ListForm(forms.Form):
    """Why a site is put on the abuse list."""

    reason = forms.CharField(
        label=_("Why is this site known for abuse?"),
        help_text=_("Hashes of what is seen there are then kept for some days, sealed. Say on what that rests."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
