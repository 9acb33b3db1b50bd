"""Forms of the directory: the Django admin's, and what an agency proposes."""

import ipaddress
import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takedowns.recipients import directory
from takedowns.recipients.models import ContactDoubt, Provider, ProviderHost, Recipient
from takedowns.recipients.states import DoubtWhy

COUNTRY, LANGUAGE = re.compile(r"[A-Z]{2}"), re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
STAFF = "staff"  # in place of an agency's mark
EXAMPLES = {
    "jurisdictions": '["US", "IE"]', "languages": '["de", "en"]', "networks": '["192.0.2.0/24"]',
    "capabilities": '["email", "form"]', "channels": '["form", "email"]',
}  # fmt: skip


def _network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    """A provider's facts."""

    form_url = forms.URLField(assume_scheme="https", max_length=500, required=False)

    class Meta:
        model = Provider
        fields = (
            "name", "code", "kind", "country", "jurisdictions", "language", "languages", "parent", "networks",
            "capabilities", "channels", "abuse_email", "accepts_xarf", "form_url", "postal", "risk", "lumen", "forwards",
            "sender", "csam_policy", "max_addresses", "source", "source_date", "status", "listed", "verified_on",
            "verified_by",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Lists are lists of the words that they may hold; nobody stands behind herself in the chain."""
        values = super().clean() or self.cleaned_data
        checks: dict[str, Callable[[str], object]] = {
            "jurisdictions": COUNTRY.fullmatch,
            "languages": LANGUAGE.fullmatch,
            "networks": _network,
            "capabilities": directory.CAPABILITIES.__contains__,
            "channels": directory.CAPABILITIES.__contains__,
        }
        for name, known in checks.items():
            told = values.get(name)
            if not isinstance(told, list) or not all(isinstance(one, str) and known(one) for one in told):
                self.add_error(name, f"Write a list such as {EXAMPLES[name]}.")
        country = str(values.get("country") or "").upper()
        if not COUNTRY.fullmatch(country):
            self.add_error("country", "Write two letters.")
        parent = values.get("parent")
        if parent is not None and parent.pk == self.instance.pk:
            self.add_error("parent", "Somebody else comes next in the chain.")
        return {**values, "country": country}


class ProviderHostForm(forms.ModelForm):  # type: ignore[type-arg]
    """A host that a provider answers for."""

    class Meta:
        model = ProviderHost
        fields = ("host", "listed")

    def clean_host(self) -> str:
        """As addresses spell it."""
        return str(self.cleaned_data["host"]).strip().lower()


class RecipientForm(forms.ModelForm):  # type: ignore[type-arg]
    """A contact that was found; its state changes by the actions of the list only."""

    form_url = forms.URLField(assume_scheme="https", max_length=300, required=False)

    class Meta:
        model = Recipient
        fields = ("host", "scope", "source", "address", "form_url", "name", "country", "cdn")

    def clean_country(self) -> str:
        """Two letters in upper case, or nothing yet."""
        country = str(self.cleaned_data["country"]).upper()
        if country and not COUNTRY.fullmatch(country):
            raise forms.ValidationError("Write two letters.")
        return country


class ContactDoubtForm(forms.ModelForm):  # type: ignore[type-arg]
    """A contact that the platform's staff knows to be dead."""

    class Meta:
        model = ContactDoubt
        fields = ("address",)

    def clean_address(self) -> str:
        """As dead contacts are found: in lower case."""
        address = str(self.cleaned_data["address"]).lower()
        if ContactDoubt.objects.filter(address=address, contributor=STAFF).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This is known already.")
        return address

    def _post_clean(self) -> None:
        if self.instance.pk is None:
            self.instance.why, self.instance.contributor = DoubtWhy.STAFF, STAFF
        super()._post_clean()  # type: ignore[misc]


class ProposeForm(forms.Form):
    """A contact that an officer knows."""

    host = forms.CharField(label=_("Host"), help_text=_("For example pictures.example.org"), max_length=253)
    address = forms.CharField(
        label=_("Abuse contact"), help_text=_("The mail address of those who answer for this host."), max_length=254
    )


class RelayForm(forms.Form):
    """The partner through whom dangerous recipients are reached; empty: nobody."""

    name = forms.CharField(label=_("Partner's name"), max_length=150, required=False)
    email = forms.CharField(label=_("Address that takes notices"), max_length=254, required=False)
    flagger = forms.BooleanField(
        label=_("It is a trusted flagger in the European Union"),
        help_text=_("Then it writes to all recipients there, in its own name: its notices have priority."),
        required=False,
    )
