"""Forms of applicants."""

import uuid
from collections.abc import Mapping
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.onboarding import words
from agencies.onboarding.services.agreements import Hand
from agencies.onboarding.services.applications import MOST_FILES, Facts, Upload

LONG = 10_000  # characters of purpose, plan, questions and answers
Choices = list[tuple[str, Any]]
LANGUAGES = ("ko", "en", "ja", "zh_Hans", "zh_Hant", "ru", "vi", "de", "fr", "nl", "es", "pt")


def reader() -> Locale:
    """The reader's language for names of countries and languages."""
    return Locale.parse((get_language() or "en").replace("-", "_"))


def country_choices() -> Choices:
    """Countries by their names in the reader's language."""
    names = reader().territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in NO_STATE]
    return [("", "–"), *sorted(found, key=lambda pair: pair[1])]


NO_STATE = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


def language_choices() -> Choices:
    """Languages by their own names."""
    return [(code.replace("_", "-").lower(), Locale.parse(code).get_display_name(code)) for code in LANGUAGES]


def translated(table: Mapping[str, Any]) -> Choices:
    """Choices out of a table of words."""
    return [(value, _(text if isinstance(text, str) else text[0])) for value, text in table.items()]


class ManyFiles(forms.FileInput):
    """A file control that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Every file of the control."""
        return files.getlist(name)


class Documents(forms.FileField):
    """Several PDF documents; their contents are looked at by the service."""

    widget = ManyFiles(attrs={"accept": "application/pdf,.pdf"})

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(given) > MOST_FILES:
            raise ValidationError(_("Hand in at most %(most)s files.") % {"most": MOST_FILES})
        return [Upload(file.name, file.read()) for file in given]


class Trap(forms.Form):
    """A field that people cannot see; programs fill it in."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        """A person whose browser filled it in can empty it."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please empty this field and send again."))
        return ""


class ApplicationForm(Trap):
    """What an institution states when it applies."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    institution = forms.CharField(label=_("Name of the institution"), max_length=200)
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect, choices=translated(words.KINDS))
    country = forms.ChoiceField(label=_("Country"))
    purpose = forms.CharField(
        label=_("What do you want to use the portal for?"),
        help_text=_("Whom do you help, on which legal ground, and why is it in the public interest? Name no person."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONG,
    )
    plan = forms.CharField(
        label=_("How will you use it?"),
        help_text=_("How many people will work with it, in which functions, and when do you want to begin?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONG,
    )
    officer_name = forms.CharField(label=_("Data protection officer: name"), max_length=120)
    officer_email = forms.EmailField(label=_("Data protection officer: e-mail address"))
    contact_name = forms.CharField(
        label=_("Who may sign for the institution: name"), help_text=_("We write to this person."), max_length=120
    )
    contact_email = forms.EmailField(label=_("Who may sign for the institution: e-mail address"))
    language = forms.ChoiceField(label=_("Language that we write in"))
    documents = Documents(
        label=_("Documents"),
        help_text=_(
            "Statutes, proof of registration and the like: at most 5 PDF files of 5 MB. No pictures, no clips, and nothing about a person whom you help."
        ),
        required=False,
    )
    field_order = (
        "form_key", "institution", "kind", "country", "purpose", "plan", "officer_name", "officer_email",
        "contact_name", "contact_email", "language", "website", "documents",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid.uuid4(), "language": get_language()})
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]

    def facts(self) -> Facts:
        """The valid form as the service takes it."""
        return Facts(**{name: self.cleaned_data[name] for name in Facts.__dataclass_fields__})


class CodeForm(forms.Form):
    """The secret code of an application."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("24 letters and digits. Small letters and blanks are fine."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class AnswerForm(forms.Form):
    """An applicant's answer."""

    text = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 6}), max_length=LONG)


class SignForm(forms.Form):
    """Signing the agreement, with or without a countersigned document."""

    document = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(label=_("Your name"), max_length=120)
    role = forms.CharField(label=_("Your function in the institution"), max_length=120)
    agreed = forms.BooleanField(
        label=_("I have read the agreement, I may sign for the institution, and I sign it"), required=False
    )
    countersigned = Documents(
        label=_("Countersigned document"),
        help_text=_("Only if you signed it yourselves: one PDF file of at most 5 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def hand(self, source: str) -> Hand:
        """Who signs."""
        return Hand(self.cleaned_data["name"], self.cleaned_data["role"], source)

    def file(self) -> Upload | None:
        """The countersigned document."""
        return next(iter(self.cleaned_data["countersigned"]), None)
