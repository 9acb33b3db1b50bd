"""What a person decides about a delivery."""

from django import forms
from django.utils.translation import gettext_lazy as _

from takedowns.delivery.states import BY_HAND

OUTCOMES = ("sent", "again")


class ResolveForm(forms.Form):
    """It arrived, or it is to be sent again; the buttons carry the value."""

    outcome = forms.ChoiceField(choices=[(value, value) for value in OUTCOMES])


class FileForm(forms.Form):
    """What a person filed by hand, and what came back."""

    channel = forms.ChoiceField(choices=[(channel.value, channel.value) for channel in sorted(BY_HAND)])
    ticket = forms.CharField(label=_("Ticket number"), max_length=200, required=False)
    confirmation = forms.CharField(
        label=_("What the form answered"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
