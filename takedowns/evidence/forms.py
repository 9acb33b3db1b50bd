"""Forms of sealed archives, and the platform's list of time-stamping authorities."""

from typing import Any

from cryptography import x509
from django import forms
from django.utils.translation import gettext_lazy as _

from takedowns.evidence.models import StampAuthority
from takedowns.evidence.states import HandOver

MOST, LONGEST = 500, 200
PURPOSES = [
    (HandOver.POLICE, _("Police")),
    (HandOver.PROSECUTOR, _("Prosecutor")),
    (HandOver.COURT, _("Court")),
    (HandOver.LAWYER, _("Lawyer of the person")),
    (HandOver.OWN, _("Our own check; it is not encrypted")),
]


class ArchiveForm(forms.Form):
    """Whom a sealed archive is for, and why."""

    purpose = forms.ChoiceField(label=_("Who gets it?"), choices=PURPOSES, widget=forms.RadioSelect)
    recipient = forms.CharField(
        label=_("Office that receives it"),
        help_text=_(
            "For example: National Police Agency, cyber bureau. Name no person. Empty only for your own check."
        ),
        max_length=LONGEST,
        required=False,
    )
    file_number = forms.CharField(
        label=_("Its reference, if you know it"),
        help_text=_("As the office writes it."),
        max_length=LONGEST,
        required=False,
    )
    reason = forms.CharField(
        label=_("What is it for?"),
        help_text=_("It is kept with the export. Name no person."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConfirmForm(forms.Form):
    """The authority has it."""

    number = forms.CharField(
        label=_("Number of the authority's confirmation"),
        help_text=_("From its letter or mail. It is kept sealed with the case."),
        max_length=LONGEST,
    )


class StampAuthorityForm(forms.ModelForm):  # type: ignore[type-arg]
    """An authority in the Django admin."""

    url = forms.URLField(max_length=300, assume_scheme="https")

    class Meta:
        model = StampAuthority
        fields = ("name", "url", "roots", "grade", "trust_list", "active")

    def clean_roots(self) -> str:
        """Certificates only, or nothing."""
        text = str(self.cleaned_data["roots"]).strip()
        try:
            if text:
                x509.load_pem_x509_certificates(text.encode("ascii"))
        except ValueError as error:
            raise forms.ValidationError(
                "Paste certificates in PEM, each from BEGIN CERTIFICATE to END CERTIFICATE."
            ) from error
        return text

    def clean(self) -> dict[str, Any]:
        """A qualified stamp needs the entry that says so."""
        given = super().clean() or {}
        if given.get("grade") == "qualified" and not str(given.get("trust_list", "")).strip():
            self.add_error(
                "trust_list", "Copy the entry of the trust list: without it the stamps are not called qualified."
            )
        return given
