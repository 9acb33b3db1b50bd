"""The field of a form in which the browser puts fingerprints."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.fingerprints import guardwords
from cases.fingerprints.digest import Item, parse_items
from cases.fingerprints.models.guards import NegativeValue


class FingerprintsInput(forms.Textarea):
    """A picker of files that never sends one, and a hidden text field for the codes computed from them.

    detail: when the browser may compute details (patches) too: "" never, "yes", or what must be answered in the same form
    ("age_band=adult purposes=detection"). Whatever a browser sends, the service keeps them only where they are allowed.
    """

    template_name = "fingerprints/widget.html"
    detail = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With `widget.detail`."""
        context = super().get_context(name, value, attrs)
        context["widget"]["detail"] = self.detail
        return context

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:
        """The label belongs to the picker."""
        return f"{id_}_files" if id_ else ""


class FingerprintsField(forms.CharField):
    """A list of items as the browser's module writes them (digest.py); empty is an empty list."""

    widget = FingerprintsInput

    def clean(self, value: Any) -> Any:
        """The items; a list that the module did not write is refused without repeating it."""
        text = super().clean(value)
        if not text:
            return []
        try:
            return parse_items(text)
        except ValueError as error:
            raise ValidationError(
                _("The codes of your pictures could not be read. Reload the page and choose the files again.")
            ) from error


def allow_details(form: forms.Form, when: str) -> None:
    """Let the browser compute details for the field `fingerprints`; `when` as FingerprintsInput says."""
    form.fields["fingerprints"].widget.detail = when  # type: ignore[attr-defined]


class RegisterForm(forms.Form):
    """Pictures and clips of a case, as codes."""

    fingerprints = FingerprintsField(
        label=_("Pictures and clips"),
        help_text=_("Codes are computed in this browser. No picture and no file name leaves this device."),
        error_messages={"required": _("Choose at least one picture or clip.")},
    )

    def __init__(self, *args: Any, detailed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allow_details(self, "yes" if detailed else "")

    def items(self) -> list[Item]:
        """What is to be registered, once the form is valid."""
        found: list[Item] = self.cleaned_data["fingerprints"]
        return found


class JudgeForm(forms.Form):
    """One person's word about a registration that is held back."""

    word = forms.ChoiceField(label=_("What do you say?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"), help_text=_("Your colleagues read it. It is sealed under the case's key."), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].choices = [(word, gettext(text)) for word, text in guardwords.WORDS.items()]  # type: ignore[attr-defined]


class NegativeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A value of the negative bank in the platform's admin: its words can be changed, its value is added by the command."""

    class Meta:
        model = NegativeValue
        fields = ("category", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            kinds = [(value, gettext(text)) for value, text in guardwords.CATEGORIES.items()]
            self.fields["category"].choices = kinds  # type: ignore[attr-defined]
            self.fields["category"].label = _("What it is")
            self.fields["note"].label = _("Note")
            self.fields["note"].help_text = _("For instance: front page of a newspaper. Never about a case.")


class SuspendForm(forms.Form):
    """Why comparing stops for a while."""

    reason = forms.CharField(
        label=_("Why (for colleagues; it may stay empty)"),
        help_text=_("Sealed with the case."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        required=False,
        max_length=500,
    )


class DisputeForm(SuspendForm):
    """What is contested."""

    reason = forms.CharField(
        label=_("What is contested, and by whom"),
        help_text=_("Sealed with the case."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        max_length=500,
    )
