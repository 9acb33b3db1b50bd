"""Forms of quality."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takedowns.review import words


class AgainForm(forms.Form):
    """What a second reader would have done."""

    answer = forms.ChoiceField(
        label=_("What would you have done?"),
        choices=[("approve", _("Approve it")), ("reject", _("Reject it"))],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("Reason, if you would reject it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(value, _(text)) for value, text in words.REASONS.items()]
        self.fields["reason"].choices = [("", _("Choose a reason")), *reasons]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why figures leave the portal."""

    reason = forms.CharField(
        label=_("What is the export for?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your reason is kept sealed in the trail. Name no person."),
    )
