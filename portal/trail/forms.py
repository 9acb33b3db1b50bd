"""What the trail is narrowed by, and the reason of an export."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.tenancy.forms import DateInput

LARGEST_ID = 2**63 - 1
KINDS = (
    ("", _("Everybody")),
    ("person", _("A person")),
    ("service_key", _("Another system")),
    ("reporter", _("A reporter")),
    ("visitor", _("Somebody who is not signed in")),
    ("system", _("The portal")),
)


class TrailFilter(forms.Form):
    """Every field may stay empty."""

    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Who"), required=False, choices=KINDS)
    action = forms.RegexField(
        label=_("Action"), required=False, regex=r"^[a-z_.]*$", max_length=60, help_text=_("or how it begins")
    )
    case = forms.CharField(label=_("Case number"), required=False, max_length=20)
    subject_kind = forms.RegexField(label=_("Kind of row"), required=False, regex=r"^[a-z_]*$", max_length=60)
    subject_id = forms.IntegerField(label=_("Number of the row"), required=False, min_value=0, max_value=LARGEST_ID)
    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(people.items(), key=lambda each: each[1])
        self.fields["person"].choices = [("", _("Everybody")), *choices]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What was asked for, as it stands in an address; nothing that could not be read."""
        self.is_valid()
        return {name: self.data.get(name) for name, value in self.cleaned_data.items() if value not in (None, "")}

    def moments(self) -> dict[str, datetime]:
        """The first moment of the first day, and of the day after the last."""
        found = {"since": self.cleaned_data.get("since"), "until": self.cleaned_data.get("until")}
        days = {name: day + timedelta(days=name == "until") for name, day in found.items() if day}
        return {name: timezone.make_aware(datetime.combine(day, time())) for name, day in days.items()}


class PlatformTrailFilter(TrailFilter):
    """The same for the platform's own trail, which has no cases and no other systems."""

    case = None  # type: ignore[assignment]
    kind = None  # type: ignore[assignment]


class ReasonForm(forms.Form):
    """Why the lines leave the portal."""

    reason = forms.CharField(
        label=_("What is the export for?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your reason is kept sealed beside the line that says you took the trail out. Name no person."),
    )
