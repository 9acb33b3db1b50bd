"""Opening a workspace to practise in, and beginning it anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.onboarding.forms.applicants import country_choices


class TrainingForm(forms.Form):
    """What a training workspace needs."""

    name = forms.CharField(label=_("Name"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name"), max_length=30, help_text=_("In addresses: small letters, digits and hyphens.")
    )
    country = forms.ChoiceField(label=_("Country"))
    manager = forms.EmailField(label=_("Mail address of the manager"), help_text=_("An invitation is sent there."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]


class ResetForm(forms.Form):
    """Typed, because it deletes."""

    typed = forms.CharField(label=_("Type the short name to confirm"), max_length=50)

    def __init__(self, *args: Any, slug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slug = slug

    def clean_typed(self) -> str:
        """The short name, exactly."""
        typed = str(self.cleaned_data["typed"]).strip()
        if typed != self.slug:
            raise forms.ValidationError(_("Type the short name exactly: %(name)s.") % {"name": self.slug})
        return typed
