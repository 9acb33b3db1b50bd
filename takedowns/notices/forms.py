"""The filter of the list, and the Django admin's form of a lawyer's confirmation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takedowns.notices import bases, shown
from takedowns.notices.models import BasisConfirmation


class NoticeFilter(forms.Form):
    """What the list of notices is narrowed by."""

    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(value, _(word)) for value, (word, tone) in shown.STATES.items()]
        self.fields["state"].choices = [("", _("All")), *words]  # type: ignore[attr-defined]


class BasisConfirmationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A platform lawyer confirms one row of the table of legal bases as it reads now."""

    code = forms.ChoiceField(choices=[])

    class Meta:
        model = BasisConfirmation
        fields = ("code", "verified_by", "verified_on", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(row.code, f"{row.code}: {row.citation}") for row in bases.load()]  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> BasisConfirmation:
        """Bind the confirmation to the row as it reads now: it lapses when the row changes."""
        row = next(row for row in bases.load() if row.code == self.cleaned_data["code"])
        self.instance.row_sha256 = row.sha256
        confirmation: BasisConfirmation = super().save(commit)
        return confirmation
