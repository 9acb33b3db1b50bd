"""Forms of service keys and partnerships."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.access import words
from agencies.access.states import PartnerPurpose
from agencies.tenancy import rights

SPANS = (30, 90, 180, 366)  # days
Choices = list[tuple[str, Any]]


def scope_choices() -> Choices:
    """Actions that a key may hold, in words where there are some."""
    held = sorted(action for action, roles in rights.RIGHTS.items() if rights.Role.INTEGRATOR in roles)
    return [(action, _(words.SCOPES[action]) if action in words.SCOPES else action) for action in held]


class KeyForm(forms.Form):
    """A new service key."""

    name = forms.CharField(
        label=_("Who uses it?"),
        help_text=_("For a change of keys make a second one with the same name."),
        max_length=100,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), help_text=_("Nothing that is not chosen here."), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("Days until it ends"), coerce=int, initial=90)
    addresses = forms.CharField(
        label=_("From which networks?"),
        help_text=_("One in each line, for example 192.0.2.7 or 192.0.2.0/24. Empty: from anywhere."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "dir": "ltr"}),
        required=False,
        max_length=3000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = scope_choices()  # type: ignore[attr-defined]
        self.fields["days"].choices = [(days, str(days)) for days in SPANS]  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """Whom to work with, and what for."""

    slug = forms.SlugField(
        label=_("Short name of the other agency"),
        help_text=_("Ask for it where you know each other: it stands at the end of the address of its report form."),
        max_length=50,
    )
    purpose = forms.ChoiceField(label=_("What for?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(p.value, _(words.PURPOSES[p])) for p in PartnerPurpose]  # type: ignore[attr-defined]


class NumberForm(forms.Form):
    """A row that a button names."""

    row = forms.IntegerField(min_value=1, max_value=2**62)


class AnswerForm(forms.Form):
    """Whose proposal is answered."""

    agency = forms.IntegerField(min_value=1, max_value=2**62)
    purpose = forms.ChoiceField(choices=[(p.value, p.value) for p in PartnerPurpose])
