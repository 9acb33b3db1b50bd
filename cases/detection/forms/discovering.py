"""Forms of candidates."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from cases.detection.forms import CADENCES, cadence_word
from cases.detection.services.discovery import LONGEST, SHORTEST

DEEPEST = 10


class AdoptForm(forms.Form):
    """A candidate that becomes a watched site: sensible values are there, the reason is not."""

    legal_note = forms.CharField(
        label=_("Why may this site be watched?"),
        help_text=_("A machine proposed it, so a person must say on what the watch rests."),
        min_length=SHORTEST,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
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
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", _("Use a language code, for example en."))],
    )
    cadence_seconds = forms.TypedChoiceField(label=_("How often is it visited?"), coerce=int)
    depth = forms.IntegerField(
        label=_("How many links deep?"), help_text=_("Counted from the first page."), min_value=0, max_value=DEEPEST
    )

    def __init__(self, *args: Any, shortest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = sorted({shortest, *(seconds for seconds in CADENCES if seconds >= shortest)})
        self.fields["cadence_seconds"].choices = [(n, cadence_word(n)) for n in offered]  # type: ignore[attr-defined]
        self.initial["cadence_seconds"] = 3600 if 3600 in offered else offered[0]


class DismissForm(forms.Form):
    """Why a candidate is not watched."""

    reason = forms.CharField(
        label=_("Why should it not be watched?"),
        help_text=_("It is not proposed again. Name no person."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
