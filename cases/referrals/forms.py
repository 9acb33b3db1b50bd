"""The form that offers a part of a case to a partner."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.tenancy.forms import DateInput
from cases.casework.forms import translated
from cases.referrals import words
from cases.referrals.states import Ground

REASON = 2000  # characters


class ReferralForm(forms.Form):
    """To whom, for what, which parts, and on what ground."""

    partner = forms.TypedChoiceField(label=_("Partner"), coerce=int)
    help = forms.ChoiceField(label=_("What help is asked for?"), widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label=_("What is shared?"),
        help_text=_(
            "Only what is chosen, as it is now. Age, language, quiet mode and excluded countries always go along."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    ground = forms.ChoiceField(label=_("What lets you share it?"), widget=forms.RadioSelect)
    agreed_on = forms.DateField(label=_("Day on which the person agreed"), widget=DateInput, required=False)
    reason = forms.CharField(
        label=_("Reason, if the person has not agreed"),
        help_text=_("It is sealed with the case."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=REASON,
    )

    def __init__(self, *args: Any, partners: list[tuple[int, str]], override: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        grounds = [pair for pair in translated(words.GROUNDS) if override or pair[0] != Ground.OVERRIDE]
        choices = {
            "partner": partners,
            "help": translated(words.HELP),
            "parts": translated(words.PARTS),
            "ground": grounds,
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        if not override:
            del self.fields["reason"]

    def facts(self) -> dict[str, Any]:
        """The valid form as arguments of the service."""
        found = dict(self.cleaned_data)
        found["partner_id"] = found.pop("partner")
        return found
