"""What a person decides about a delivery."""

from django import forms

OUTCOMES = ("sent", "again")


class ResolveForm(forms.Form):
    """It arrived, or it is to be sent again; the buttons carry the value."""

    outcome = forms.ChoiceField(choices=[(value, value) for value in OUTCOMES])
