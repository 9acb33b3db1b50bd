"""Forms of candidates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.detection.forms import country_field, language_field, offer_cadences
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
    country = country_field()
    language = language_field()
    cadence_seconds = forms.TypedChoiceField(label=_("How often is it visited?"), coerce=int)
    depth = forms.IntegerField(
        label=_("How many links deep?"), help_text=_("Counted from the first page."), min_value=0, max_value=DEEPEST
    )

    def __init__(self, *args: Any, shortest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["cadence_seconds"] = offer_cadences(self, shortest=shortest)


class DismissForm(forms.Form):
    """Why a candidate is not watched."""

    reason = forms.CharField(
        label=_("Why should it not be watched?"),
        help_text=_("It is not proposed again. Name no person."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
