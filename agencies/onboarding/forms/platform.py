"""Forms of the platform's staff."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agencies.onboarding import countries, words
from agencies.onboarding.forms.applicants import LONG, translated
from agencies.onboarding.models import Application
from agencies.onboarding.services.activation import Workspace
from agencies.onboarding.services.agreements import Parties
from agencies.onboarding.states import Check, Result
from agencies.tenancy.services import CAPACITIES


class ApplicationFilter(forms.Form):
    """What the list of applications is narrowed by."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    text = forms.CharField(label=_("Name"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All")), *translated(words.STATES)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("All")), *translated(words.KINDS)]  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """A question to the applicant."""

    text = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONG)


class CheckForm(forms.Form):
    """One line of the checklist."""

    item = forms.ChoiceField(label=_("What was checked?"), choices=[(c.value, _(words.CHECKS[c])) for c in Check])
    result = forms.ChoiceField(
        label=_("Result"), widget=forms.RadioSelect, choices=[(r.value, _(words.RESULTS[r][0])) for r in Result]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class DecisionForm(forms.Form):
    """Accept or decline."""

    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The applicant reads them."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG,
    )


class PartiesForm(forms.Form):
    """Who answers for what."""

    controller = forms.CharField(label=_("Controller"), max_length=300, required=False)
    processor = forms.CharField(label=_("Processor"), max_length=300, required=False)
    sub_processors = forms.CharField(
        label=_("Sub-processors"), help_text=_("Write “none” if there are none."), max_length=600, required=False
    )
    storage = forms.CharField(label=_("Place of storage"), max_length=300, required=False)
    transfer_ground = forms.CharField(label=_("Ground for the transfer"), max_length=600, required=False)
    authority = forms.CharField(label=_("Supervisory authority"), max_length=300, required=False)

    @classmethod
    def suggested(cls, application: Application) -> "PartiesForm":
        """Filled in from the settings and the table of countries."""
        row = countries.find(application.country)
        return cls(
            initial={
                "controller": application.institution, "processor": settings.PLATFORM_OPERATOR,
                "sub_processors": settings.PLATFORM_SUB_PROCESSORS, "storage": settings.PLATFORM_STORAGE,
                "transfer_ground": row.ground, "authority": row.authority,
            }
        )  # fmt: skip

    def parties(self) -> Parties:
        """The valid form as the service takes it."""
        return Parties(**self.cleaned_data)


class WorkspaceForm(forms.Form):
    """A new workspace."""

    slug = forms.SlugField(
        label=_("Name in addresses"), help_text=_("Small letters, digits and dashes; people type it."), max_length=50
    )
    contact_email = forms.EmailField(label=_("E-mail address of the agency"))
    reply_address = forms.EmailField(label=_("Address that notices are sent from and answered to"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    languages = forms.MultipleChoiceField(
        label=_("Languages of the workspace"), widget=forms.CheckboxSelectMultiple, choices=settings.LANGUAGES
    )
    protected_age = forms.IntegerField(
        label=_("Protected age"), min_value=18, max_value=25, help_text=_("Younger people take the protected path.")
    )
    capacity = forms.ChoiceField(label=_("Capacity in which notices are filed"), choices=[(c, c) for c in CAPACITIES])
    manager_name = forms.CharField(label=_("First manager: name"), max_length=120)
    manager_email = forms.EmailField(label=_("First manager: e-mail address"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        self.fields["time_zone"].choices = [("UTC", "UTC"), *((zone, zone) for zone in zones)]  # type: ignore[attr-defined]
        self.fields["capacity"].choices = list(CAPACITY_WORDS.items())  # type: ignore[attr-defined]

    @classmethod
    def suggested(cls, application: Application) -> "WorkspaceForm":
        """Filled in from the application and the table of countries."""
        row = countries.find(application.country)
        return cls(
            initial={
                "slug": slugify(application.institution)[:50], "contact_email": application.contact_email,
                "time_zone": row.time_zone, "languages": list(row.languages), "protected_age": row.protected_age,
                "capacity": row.capacity, "manager_name": application.contact_name,
                "manager_email": application.contact_email,
            }
        )  # fmt: skip

    def workspace(self) -> Workspace:
        """The valid form as the service takes it."""
        given = self.cleaned_data
        return Workspace(**{**given, "languages": tuple(given["languages"])})


CAPACITY_WORDS = {
    "subject": _("The person shown"),
    "representative": _("Authorised by the person"),
    "designated_body": _("Body designated by law"),
    "relay": _("Passes notices on"),
}


class SuspendForm(forms.Form):
    """Why an agency is suspended."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The managers read it on every page and in a mail."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
