"""Forms of a decision."""

from collections.abc import Sequence
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
    """The package that is passed over, and whether to go on among the second looks."""

    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    second = forms.BooleanField(required=False)


class DeclineForm(forms.Form):
    """A code to count; to a partner goes no sentence."""

    doubt = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doubts = [(value, _(text)) for value, text in words.DOUBTS.items()]
        self.fields["doubt"].choices = [("", _("Choose a reason")), *doubts]  # type: ignore[attr-defined]


class SendBackForm(DeclineForm):
    """A code to count and a sentence for the colleague who decided first."""

    note = forms.CharField(
        label=_("For the colleague"),
        help_text=_("One sentence; no names."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AskForm(forms.Form):
    """The partner agency that is asked for the second approval."""

    partner = forms.TypedChoiceField(
        label=_("Partner"),
        help_text=_(
            "The partner sees the words of the notice without your names, numbers and addresses. Nothing of the case."
        ),
        coerce=int,
    )

    def __init__(self, *args: Any, partners: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [("", _("Choose a partner")), *partners]  # type: ignore[attr-defined]


class KeysForm(forms.Form):
    """Keyboard shortcuts on or off, and the package to come back to."""

    keys = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
    item = forms.IntegerField(required=False, min_value=1, max_value=2**62)
