"""Forms of leaving."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 500


class ExportForm(forms.Form):
    """What an archive is for."""

    reason = forms.CharField(
        label=_("What is it for?"),
        help_text=_("It is kept with the export. Name no person."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LeaveForm(forms.Form):
    """The agency leaves."""

    reason = forms.CharField(
        label=_("Why does the agency leave?"),
        help_text=_("Whoever confirms it reads this. Name no person."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    typed = forms.CharField(
        label=_("Type the short name of your agency"),
        help_text=_("As it stands above. This keeps a wrong click from doing harm."),
        max_length=60,
    )


class HoldForm(forms.Form):
    """Keep a case's casework, whatever its age."""

    reason = forms.CharField(
        label=_("Why must it be kept?"),
        help_text=_("For example a court case. It is kept sealed with the case."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NumberForm(forms.Form):
    """Which archive is meant."""

    export = forms.IntegerField(min_value=1)
