"""Forms that take a report in: a worker's, and the public one."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.casework import words
from cases.casework.forms import age_choices, language_choices, translated
from cases.casework.states import AgeBand, Purpose
from cases.fingerprints.forms import FingerprintsField, allow_details
from cases.intake import links

BARE = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?", re.UNICODE)
DETAILED = f"age_band={AgeBand.ADULT} purposes={Purpose.DETECTION} purposes={Purpose.DETAILED_DETECTION}"
LONGEST_ADDRESS = 2000  # bytes; longer ones do not fit into the index of addresses
TEXT, ADDRESSES, KEEP_OUT = 20_000, 200_000, 2_000  # characters


def complete(text: str) -> str:
    """The addresses with their beginning: "site.example/a" becomes "https://site.example/a".

    Raises ValidationError for a line without an address, one that is too long, or too many.
    """
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if BARE.fullmatch(line.strip()):
            line = f"https://{line.strip()}"
        found = links.extract(line)
        if not found:
            raise ValidationError(
                _("Line %(number)s holds no address. An address begins with https://") % {"number": number}
            )
        if any(len(address.encode()) > LONGEST_ADDRESS for address in found):
            raise ValidationError(_("The address in line %(number)s is too long. Shorten it.") % {"number": number})
        lines.append(line)
    whole = "\n".join(lines)
    if len(set(links.ADDRESS.findall(whole))) > links.MOST:
        raise ValidationError(_("Not more than %(most)s addresses fit in one report.") % {"most": links.MOST})
    return whole


class ReportForm(forms.Form):
    """What both forms ask."""

    age_band = forms.ChoiceField(
        label=_("How old was the youngest person in the pictures, when they were taken?"), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 6}), required=False, max_length=TEXT
    )
    addresses = forms.CharField(
        label=_("Where was it seen?"),
        help_text=_("Addresses of pages, one in each line. We do not open them by ourselves."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "none", "dir": "ltr"}),
        required=False,
        max_length=ADDRESSES,
    )
    contact = forms.CharField(
        label=_("A safe way to reach the person"),
        help_text=_("A number or address that nobody else reads, and when it is safe."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    fingerprints = FingerprintsField(
        label=_("Pictures and clips"),
        help_text=_("Codes are computed in this browser. No picture and no file name leaves this device."),
        required=False,
    )
    keep_out = forms.CharField(
        label=_("Is there anyone at this agency who must not see the case?"),
        help_text=_(
            "A name, or how we recognise the person. A manager reads this first, and nobody sees the case before."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        required=False,
        max_length=KEEP_OUT,
    )
    purposes = forms.MultipleChoiceField(
        label=_("What does the person agree to?"),
        help_text=_("Each is asked for by itself, and each can be taken back at any time."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, age: int, detailed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["age_band"].choices = age_choices(age)  # type: ignore[attr-defined]
        asked = {each: word for each, word in words.PURPOSES.items() if detailed or each != Purpose.DETAILED_DETECTION}
        self.fields["purposes"].choices = translated(asked)  # type: ignore[attr-defined]
        if detailed:
            allow_details(self, DETAILED)
            self.fields["purposes"].help_text = _(
                "Each is asked for by itself, and each can be taken back at any time. "
                "Cropped and edited copies can be looked for only if everybody in the pictures was an adult."
            )

    def clean_addresses(self) -> str:
        """Complete addresses."""
        return complete(self.cleaned_data["addresses"])

    def facts(self) -> dict[str, Any]:
        """The valid form as arguments of the service."""
        found = dict(self.cleaned_data)
        found["items"] = found.pop("fingerprints")
        return found


class WorkerReportForm(ReportForm):
    """A new case as a worker writes it down."""

    language = forms.ChoiceField(label=_("Language of the person"))
    kept_out = forms.TypedMultipleChoiceField(
        label=_("Colleagues who are meant"),
        help_text=_("For them the case will not exist. If you are not sure, choose nobody and let a manager decide."),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        required=False,
    )
    quiet = forms.BooleanField(
        label=_("Quiet mode: send nothing to anyone"),
        help_text=_("For threats and blackmail. We register, watch and collect until the person says so."),
        required=False,
    )
    restricted = forms.BooleanField(
        label=_("Restricted: only colleagues who are named for it see this case"),
        help_text=_("You are named for it at once. To everybody else it does not exist."),
        required=False,
    )
    field_order = (
        "keep_out", "kept_out", "age_band", "language", "text", "addresses", "contact", "fingerprints", "purposes", "quiet",
        "restricted",
    )  # fmt: skip

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept_out"].choices = colleagues or []  # type: ignore[attr-defined]
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]


class PublicReportForm(ReportForm):
    """The same for the person: few questions, plain words, and only one of them must be answered."""

    quiet = forms.BooleanField(
        label=_("Somebody threatens me. Send nothing to anyone until I say so."),
        help_text=_("We still look for copies if you agree to that."),
        required=False,
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    field_order = (
        "age_band", "keep_out", "quiet", "text", "addresses", "fingerprints", "purposes", "contact", "website",
    )  # fmt: skip

    def __init__(self, *args: Any, age: int, detailed: bool, **kwargs: Any) -> None:
        super().__init__(*args, age=age, detailed=detailed, **kwargs)
        self.fields["age_band"].label = _("Who is in the pictures?")
        self.fields["age_band"].help_text = _("Think of the youngest person, and of the day when they were taken.")
        self.fields["age_band"].choices = [  # type: ignore[attr-defined]
            ("under", format_lazy(_("Somebody who was younger than {age}"), age=age)),
            ("adult", format_lazy(_("Only people who were {age} or older"), age=age)),
            ("unknown", _("I do not know, or I am not sure")),
        ]
        self.fields["keep_out"].label = _("Is there anyone at this agency who must not see your case?")
        self.fields["keep_out"].help_text = _(
            "Write a name, or how we recognise the person. One manager reads this line before anybody sees anything else. "
            "If it is the person in charge here, call one of the numbers on this page instead."
        )
        self.fields["text"].help_text = _("In your own words, as much or as little as you like.")
        self.fields["purposes"].label = _("What do you agree to?")
        self.fields["contact"].label = _("A safe way to reach you")

    def clean_website(self) -> str:
        """Programs fill in what people cannot see; a person whose browser did it can empty it."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please empty this field and send again."))
        return ""

    def facts(self) -> dict[str, Any]:
        """Without the trap."""
        found = super().facts()
        del found["website"]
        return found
