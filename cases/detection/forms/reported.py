"""The form by which an officer decides about an address that may have been made for one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.intake.states import ReportedState


class LinkForm(forms.Form):
    """What becomes of it, and why."""

    to = forms.ChoiceField(
        label=_("What should happen?"),
        choices=[
            (ReportedState.OPENED.value, _("Have the portal open it once and look for copies")),
            (ReportedState.DISCARDED.value, _("Do not open it")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "For example: the person agrees that the sender may notice, or the sender knows about the report. It is kept sealed."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
