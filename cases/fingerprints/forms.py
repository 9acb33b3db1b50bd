"""The field of a form in which the browser puts fingerprints."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.fingerprints.digest import Item, parse_items


class FingerprintsInput(forms.Textarea):
    """A picker of files that never sends one, and a hidden text field for the codes computed from them."""

    template_name = "fingerprints/widget.html"

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


class RegisterForm(forms.Form):
    """Pictures and clips of a case, as codes."""

    fingerprints = FingerprintsField(
        label=_("Pictures and clips"),
        help_text=_("Codes are computed in this browser. No picture and no file name leaves this device."),
        error_messages={"required": _("Choose at least one picture or clip.")},
    )

    def items(self) -> list[Item]:
        """What is to be registered, once the form is valid."""
        found: list[Item] = self.cleaned_data["fingerprints"]
        return found
