"""Forms of a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takedowns.review import words


class LookForm(forms.Form):
    """Who looked. `unchecked`: nobody has verified the reporter yet, so the question is another one (HARMS 7)."""

    looked = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, unchecked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = words.UNCHECKED_ANSWERS if unchecked else words.ANSWERS
        field = self.fields["looked"]
        field.label = _(words.UNCHECKED_QUESTION if unchecked else words.QUESTION)
        field.help_text = _(words.UNCHECKED_HINT if unchecked else words.QUESTION_HINT)
        field.choices = [(value, _(text)) for value, text in answers.items()]  # type: ignore[attr-defined]


class RejectForm(forms.Form):
    """A code to count and a sentence for colleagues."""

    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(
        label=_("For colleagues"),
        help_text=_("One sentence; no names."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(value, _(text)) for value, text in words.REASONS.items()]
        self.fields["reason"].choices = [("", _("Choose a reason")), *reasons]  # type: ignore[attr-defined]


class ApproveForm(forms.Form):
    """The digest of the bytes that were on the page."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)


class NextForm(forms.Form):
    """The package that is passed over."""

    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class KeysForm(forms.Form):
    """Keyboard shortcuts on or off, and the package to come back to."""

    keys = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
    item = forms.IntegerField(required=False, min_value=1, max_value=2**62)
