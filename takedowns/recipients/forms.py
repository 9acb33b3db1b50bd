"""Forms of the Django admin for the provider directory."""

from django import forms

from takedowns.recipients.models import Provider, ProviderHost


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    """A provider's facts."""

    form_url = forms.URLField(assume_scheme="https", max_length=500, required=False)

    class Meta:
        model = Provider
        fields = (
            "name",
            "kind",
            "country",
            "language",
            "abuse_email",
            "accepts_xarf",
            "form_url",
            "postal",
            "risk",
            "verified_on",
        )


class ProviderHostForm(forms.ModelForm):  # type: ignore[type-arg]
    """A host that a provider answers for."""

    class Meta:
        model = ProviderHost
        fields = ("host",)
