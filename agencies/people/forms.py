"""Forms about people: invitations, roles, new accounts with the rules of passwords, and those of the Django admin."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.people import passwords, selectors, words
from agencies.people.handover import Part
from agencies.people.models import User
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.forms import DateInput
from agencies.tenancy.models import Agency

Offer = tuple[Part, str, Mapping[int, str]]  # a part, its label on the page, and who may take it
PRODUCT = "maru"
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class UserCreation(BaseUserCreationForm):  # type: ignore[type-arg]
    """A new account by e-mail address."""

    class Meta:
        model = User
        fields = ("email", "name")


class UserChange(UserChangeForm):  # type: ignore[type-arg]
    """An account's facts."""

    class Meta:
        model = User
        fields = ("email", "name", "password", "is_active", "is_staff", "is_superuser")


class AgencyForm(forms.ModelForm):  # type: ignore[type-arg]
    """An agency's public facts."""

    class Meta:
        model = Agency
        fields = ("name", "slug", "kind", "country", "active")


class PasswordRules:
    """The portal's one password validator; the rules are in passwords.py, here are their words."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: User | None = None, more: Iterable[str] = ()) -> None:
        """Raises ValidationError with words that help. `more`: further texts that everybody knows, such as the agency's name."""
        texts = [PRODUCT, *more]
        if user is not None:
            texts += [user.email, user.name]
        if user is not None and user.pk:
            places = selectors.places(user.pk)
            texts += [agency.name for agency in tenancy.agencies([place.agency_id for place in places])]
        fault = passwords.fault(password, words=passwords.context(*texts), common=self.common)
        if fault:
            raise ValidationError(self._words(fault), code=fault)

    def _words(self, fault: str) -> str:
        return {
            "short": ngettext(
                "Use at least %(count)s character. Four words that have nothing to do with each other are easy to remember.",
                "Use at least %(count)s characters. Four words that have nothing to do with each other are easy to remember.",
                passwords.SHORTEST,
            )
            % {"count": passwords.SHORTEST},
            "long": _("Use at most %(count)s characters.") % {"count": passwords.LONGEST},
            "repeated": _("This repeats itself too much. Add something else."),
            "run": _(
                "This follows the keyboard, the alphabet or the numbers. Choose something that nobody would type in a row."
            ),
            "common": _("This is on the lists of well-known passwords that are tried first. Choose something else."),
            "context": _(
                "This is made of your name, your address or the name of your agency. Add something that nobody knows about you."
            ),
        }[fault]

    def get_help_text(self) -> str:
        return _("At least %(count)s characters. Letters of every language and spaces count. It never expires.") % {
            "count": passwords.SHORTEST
        }


def role_choices() -> list[tuple[str, str]]:
    """The roles that an agency can give, in the language of the reader."""
    return [(role, _(word)) for role, word in words.ROLES.items()]


class Handing(forms.Form):
    """Receivers of work that needs a right: a field for each part that the colleague has some of."""

    def offer(self, offers: Sequence[Offer]) -> None:
        """Add the fields: part and who may take it."""
        self.parts = [part for part, _label, _able in offers]
        for part, label, able in offers:
            choices = [("", _("nobody: %(otherwise)s") % {"otherwise": _(part.otherwise)}), *able.items()]
            self.fields[part.field] = forms.TypedChoiceField(
                label=label, coerce=int, empty_value=None, required=False, choices=choices
            )

    def given(self) -> dict[str, Any]:
        """The valid form as the services take it."""
        fields = {part.field: part.name for part in self.parts}
        values = {name: value for name, value in self.cleaned_data.items() if name not in fields}
        return {**values, "others": {name: self.cleaned_data[field] for field, name in fields.items()}}


class RolesForm(forms.Form):
    """Roles and the last day of a colleague."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), widget=forms.CheckboxSelectMultiple, choices=role_choices, required=True
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("For a colleague who is lent to you for some time. Afterwards nothing opens any more."),
        required=False,
        widget=DateInput,
    )


class MemberForm(RolesForm, Handing):
    """The same for somebody who works here already."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, *args: Any, offers: Sequence[Offer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(offers)


class InviteForm(RolesForm):
    """Who is invited."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    field_order = ("name", "email", "roles", "ends_on")


class AcceptForm(forms.Form):
    """A new account: what it is called and how it signs in."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Letters of every language and spaces count. It never expires."),
    )

    def __init__(self, *args: Any, email: str, agency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email, self.agency = email, agency

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if password := given.get("password"):
            try:
                PasswordRules().validate(password, User(email=self.email, name=given.get("name", "")), [self.agency])
            except ValidationError as error:
                self.add_error("password", error)
        return given


class EndForm(Handing):
    """Who takes over the open work."""

    to_user_id = forms.TypedChoiceField(
        label=gettext_lazy("Who takes over"), coerce=int, empty_value=None, required=False, choices=()
    )

    def __init__(self, *args: Any, colleagues: dict[int, str], offers: Sequence[Offer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(offers)
        nobody = ("", _("nobody"))
        self.fields["to_user_id"].choices = [nobody, *colleagues.items()]  # type: ignore[attr-defined]


class ProviderForm(forms.Form):
    """The agency's own sign-in service."""

    issuer = forms.URLField(
        label=gettext_lazy("Issuer"),
        help_text=gettext_lazy("The address that the service calls itself by, such as https://login.agency.example."),
        max_length=200,
        assume_scheme="https",
    )
    client_id = forms.CharField(label=gettext_lazy("Client id"), max_length=200)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        help_text=gettext_lazy("It is kept sealed and never shown. Leave it empty to keep the one from before."),
        max_length=500,
        required=False,
        strip=True,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=gettext_lazy("Domains of your addresses"),
        help_text=gettext_lazy("With commas between them. The service can vouch for no other address."),
        max_length=500,
    )
    trusts_second_step = forms.BooleanField(
        label=gettext_lazy("A second step that the service took counts here"), required=False
    )
    enabled = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def clean_domains(self) -> list[str]:
        """Domains without what people type around them."""
        parts = [part.strip().lstrip("@").lower() for part in self.cleaned_data["domains"].split(",")]
        wrong = [part for part in parts if part and not DOMAIN.fullmatch(part)]
        if wrong:
            raise ValidationError(_("Not a domain: %(wrong)s") % {"wrong": ", ".join(wrong)})
        return [part for part in parts if part]
