"""Forms of casework."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from agencies.tenancy.forms import DateInput
from cases.casework import exclusions, words
from cases.casework.states import CaseState, Purpose

COUNTRY = re.compile(r"[A-Z]{2}")
MOST_COUNTRIES = 250
LANGUAGES = ("ko", "en", "ar", "de", "es", "fr", "id", "ja", "nl", "pl", "pt", "ru", "th", "tr", "uk", "vi", "zh-hans")
Choices = list[tuple[str, Any]]


def age_choices(age: int) -> Choices:
    """The three answers to the question of age, with the agency's protected age in years."""
    return [(band, _(text) % {"age": age}) for band, text in words.AGE_BANDS.items()]


def language_choices() -> Choices:
    """Languages by their own names."""
    return [(code, get_language_info(code)["name_local"]) for code in LANGUAGES]


def translated(table: Any) -> Choices:
    """Choices out of a table of words."""
    return [(value, _(text if isinstance(text, str) else text[0])) for value, text in table.items()]


class CaseFilter(forms.Form):
    """What a list of cases is narrowed by."""

    state = forms.ChoiceField(label=_("State"), required=False)
    reference = forms.CharField(label=_("Case number"), required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All")), *translated(words.STATES)]  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """A phone number, an address or a handle to look for."""

    contact = forms.CharField(
        label=_("Phone number, e-mail address or handle"),
        help_text=_("We compare it in a sealed form. The search is written into the audit trail, without the contact."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ShredForm(forms.Form):
    """Why a case is shredded, and its number as a confirmation."""

    reason = forms.ChoiceField(label=_("Why is it destroyed?"), widget=forms.RadioSelect)
    reference = forms.CharField(
        label=_("Type the number of the case"),
        help_text=_("As it stands above. This makes sure that it is the right one."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = translated(words.SHRED_REASONS)  # type: ignore[attr-defined]


class CaseForm(forms.Form):
    """What the handling of a case depends on."""

    age_band = forms.ChoiceField(
        label=_("Age of the youngest person in the pictures, when they were taken"), widget=forms.RadioSelect
    )
    identity = forms.ChoiceField(
        label=_("Is the reporter the person shown, or may act for her or him?"), widget=forms.RadioSelect
    )
    quiet = forms.BooleanField(
        label=_("Quiet mode: send nothing to anyone"),
        help_text=_("We register, watch and collect. Nothing leaves the portal until quiet mode is switched off."),
        required=False,
    )
    excluded_countries = forms.CharField(
        label=_("Countries to which nothing is sent"),
        help_text=_("Two-letter codes with a comma between them, for example US, NL."),
        required=False,
        max_length=1000,
    )

    excluded_recipients = forms.CharField(
        label=_("Recipients to whom nothing is sent"),
        help_text=_("Hosts or names, one a line, for example pictures.example.org."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    excluded_police = forms.BooleanField(
        label=_("Nothing goes to the police, nor to hotlines that pass reports on to them"), required=False
    )

    def clean_excluded_recipients(self) -> list[str]:
        """One a line."""
        named = exclusions.lines(self.cleaned_data["excluded_recipients"])
        if exclusions.too_much(named):
            raise ValidationError(_("At most 100 recipients of at most 150 letters."))
        return named

    def __init__(self, *args: Any, age: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["age_band"].choices = age_choices(age)  # type: ignore[attr-defined]
        self.fields["identity"].choices = translated(words.IDENTITIES)  # type: ignore[attr-defined]

    def clean_excluded_countries(self) -> list[str]:
        """Codes in upper case."""
        codes = re.split(r"[\s,;]+", self.cleaned_data["excluded_countries"].upper().strip(" ,;\n"))
        wrong = [code for code in codes if code and not COUNTRY.fullmatch(code)]
        if wrong or len(codes) > MOST_COUNTRIES:
            raise ValidationError(_("Use two letters for each country, for example US, NL."))
        return sorted({code for code in codes if code})


class MandateForm(forms.Form):
    """What lets the agency say that it acts for the person."""

    form = forms.ChoiceField(label=_("How was it given?"), widget=forms.RadioSelect)
    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput)
    expires_on = forms.DateField(label=_("Ends on"), widget=DateInput, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["form"].choices = translated(words.MANDATE_FORMS)  # type: ignore[attr-defined]

    def clean_signed_on(self) -> date:
        """Not in the future."""
        signed: date = self.cleaned_data["signed_on"]
        if signed > self.today:
            raise ValidationError(_("This day has not come yet."))
        return signed


class MoveForm(forms.Form):
    """Where a case goes."""

    to = forms.ChoiceField(choices=[(state.value, state.value) for state in CaseState])


class PurposeForm(forms.Form):
    """Which agreement is taken back."""

    purpose = forms.ChoiceField(choices=[(purpose.value, purpose.value) for purpose in Purpose])


class AgreeForm(forms.Form):
    """One more thing that the person agrees to."""

    purpose = forms.ChoiceField(
        label=_("What does the person agree to?"),
        help_text=_("Each is asked for by itself, and each can be taken back at any time."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, open_to: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(purpose, _(word)) for purpose, word in words.PURPOSES.items() if purpose in open_to]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]
