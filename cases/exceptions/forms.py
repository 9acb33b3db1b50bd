"""Forms of exceptions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REASON = 2000  # characters


class PersonForm(forms.Form):
    """One colleague."""

    user = forms.TypedChoiceField(label=_("Colleague"), coerce=int)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = people  # type: ignore[attr-defined]


class GlassForm(forms.Form):
    """Which restricted case must be seen, and why."""

    case = forms.TypedChoiceField(label=_("Case number"), coerce=int)
    reason = forms.CharField(
        label=_("Why must you see it?"),
        help_text=_(
            "The people named for the case and the other managers are told that you opened it. The reason is kept."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON,
    )

    def __init__(self, *args: Any, cases: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = cases  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    """Who is meant by a statement."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who is meant?"),
        help_text=_("In doubt choose everybody who could be meant. For them the case does not exist from now on."),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        required=False,
    )
    nobody = forms.BooleanField(label=_("Nobody who works here is meant"), required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two answers."""
        found = super().clean() or self.cleaned_data
        if "people" in found and bool(found["people"]) == bool(found.get("nobody")):
            raise ValidationError(_("Choose the colleagues who are meant, or say that nobody here is."))
        return found
