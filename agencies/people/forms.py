"""Forms of the Django admin for accounts."""

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm

from agencies.people.models import User
from agencies.tenancy.models import Agency


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
