"""Forms of sources that the platform watches for all agencies."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.detection.forms import country_field, language_field
from cases.detection.forms.sources import ADDRESS, SourceForm
from cases.detection.sources import OFFERED


class SharedForm(SourceForm):
    """A source of the platform's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner_id", "twice"):
            del self.fields[name]


class ProposalForm(forms.Form):
    """What should be watched for all."""

    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.CharField(label=_("Address"), max_length=2000, widget=forms.TextInput(attrs=ADDRESS))
    kind = forms.ChoiceField(label=_("Kind"), initial="website")
    country = country_field(help_text="")
    language = language_field(help_text="", initial="en")
    reason = forms.CharField(
        label=_("Why should it be watched for all?"),
        help_text=_("The platform's people read it. Name no person and no case."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(name, gettext(kind.label)) for name, kind in OFFERED.items()]  # type: ignore[attr-defined]
