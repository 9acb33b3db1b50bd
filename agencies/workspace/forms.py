"""Forms of the settings: one per section, made from the table of checks, so that page and API refuse the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.workspace import rules, words
from agencies.workspace.duty import TITLES
from agencies.workspace.rules import Around
from agencies.workspace.spans import NotASpan, parse, written


@dataclass(frozen=True, slots=True)
class Kind:
    """How a setting is typed: its control, what stands in it first, and the setting that comes out."""

    control: Callable[[str, Around], forms.Field]
    shown: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


def _line(name: str, around: Around) -> forms.Field:
    return forms.CharField(required=False, strip=True)


def _area(name: str, around: Around) -> forms.Field:
    return forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}))


def _number(name: str, around: Around) -> forms.Field:
    return forms.IntegerField(widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}))


def _flag(name: str, around: Around) -> forms.Field:
    return forms.BooleanField(required=False)


def _choice(name: str, around: Around) -> forms.Field:
    return forms.ChoiceField(choices=[(c, _(word)) for c, word in words.CHOICES[name]], widget=forms.RadioSelect)


def _codes(name: str, around: Around) -> forms.Field:
    known = around.interface_languages if name == "languages" else around.notice_languages
    choices = [(code, words.LANGUAGE_NAMES.get(code, code)) for code in known]
    return forms.MultipleChoiceField(required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


def _clock(name: str, around: Around) -> forms.Field:
    return forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _lines_shown(value: list[dict[str, str]]) -> str:
    return "\n".join(f"{line['label']}: {line['number']}" for line in value)


def _lines_read(value: str) -> list[dict[str, str]]:
    parts = [line.rpartition(":") for line in value.splitlines() if line.strip()]
    return [{"label": label.strip(), "number": number.strip()} for label, _colon, number in parts]


def _span_read(value: str) -> int:
    try:
        return parse(value)
    except NotASpan as error:
        raise rules.Bad(words.SPAN) from error


LINE, NUMBER, CHOICE = Kind(_line), Kind(_number), Kind(_choice)
SPAN = Kind(_line, written, _span_read)
CODES, CLOCK = Kind(_codes, read=list), Kind(_clock)
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("name", "contact_email", "reply_address", "emergency_line", "time_zone"), LINE),
    "lines": Kind(_area, _lines_shown, _lines_read),
    **dict.fromkeys(("languages", "notice_languages"), CODES),
    **dict.fromkeys(("contact_from", "contact_until"), CLOCK),
    **dict.fromkeys(("contact_rules", "watch_words"), Kind(_area)),
    **dict.fromkeys(("searches_day", "searches_provider", "gap_minutes"), NUMBER),
    **dict.fromkeys(("open_to_partners", "patch_search"), Kind(_flag)),
    **dict.fromkeys(("protected_age", "pdq_radius", "pdq_quality"), NUMBER),
    **dict.fromkeys(("freeze_hosts", "freeze_pages", "seen_days"), NUMBER),
    **dict.fromkeys(("certain_distance", "certain_quality", "certain_frames", "certain_patches"), NUMBER),
    **dict.fromkeys(("patch_minimum", "frame_minimum", "sound_minimum"), NUMBER),
    **dict.fromkeys(("supervised_days", "notice_addresses", "retention_days", "partner_answer_hours"), NUMBER),
    **dict.fromkeys(("picture_minutes_day", "picture_minutes_row", "golden_every", "sample_percent"), NUMBER),
    **dict.fromkeys(("review_hours", "review_first_hours"), NUMBER),
    **dict.fromkeys(("two_person", "screenshots"), CHOICE),
    **dict.fromkeys(("casework_reminder_seconds", "watch_reminder_seconds", "leaving_grace_seconds"), SPAN),
    "send_window_seconds": SPAN,
    **dict.fromkeys(("review_lease_seconds", "glass_seconds", "removal_confirm_seconds", "crawl_min_seconds"), SPAN),
    **dict.fromkeys(("crawl_pages_day", "crawl_megabytes_day", "crawl_seconds_day"), NUMBER),
    "recheck_seconds": Kind(_line, lambda value: " ".join(written(each) for each in value)),
}


class SectionForm(forms.Form):
    """One section of the settings. `version` travels with it: who saves an old page loses nothing of a colleague's."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, section: str, values: Mapping[str, Any], around: Around, data: Any = None) -> None:
        self.around, self.names = around, [name for name in rules.SECTIONS[section] if name in KINDS]
        super().__init__(data, initial={name: KINDS[name].shown(values[name]) for name in self.names})
        self.initial["version"] = values["version"]
        for name in self.names:
            field = KINDS[name].control(name, around)
            field.label = _(words.LABELS[name])
            field.help_text = _(words.HINTS[name]) if name in words.HINTS else ""
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """Each value as the service takes it; what the table of checks refuses is said at its field."""
        super().clean()
        for name in self.names:
            if name in self.cleaned_data:
                try:
                    value = KINDS[name].read(self.cleaned_data[name])
                    self.cleaned_data[name] = rules.check(name, value, self.around)
                except rules.Bad as error:
                    self.add_error(name, ValidationError(_(error.message) % error.values))
        return self.cleaned_data

    def changes(self) -> dict[str, Any]:
        """What the service is told."""
        return {name: self.cleaned_data[name] for name in self.names}


class TitlesForm(forms.Form):
    """Titles of duty identities, a field for each role and language; empty means the portal's own word."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, section: str, values: Mapping[str, Any], around: Around, data: Any = None) -> None:
        self.around, own = around, values["duty_titles"]
        super().__init__(data, initial={"version": values["version"]})
        for role in rules.DUTY_ROLES:
            for code in around.notice_languages:
                self.fields[f"{role}_{code}"] = forms.CharField(
                    required=False,
                    label=_("%(role)s in %(language)s")
                    % {"role": _(words.ROLES[role]), "language": words.LANGUAGE_NAMES[code]},
                    help_text=_("Without an entry: %(title)s") % {"title": TITLES[role].get(code, TITLES[role]["en"])},
                    initial=own.get(role, {}).get(code, ""),
                )

    def clean(self) -> dict[str, Any]:
        """A title that cannot stand in a notice is said at its field."""
        super().clean()
        for name in [name for name in self.fields if name != "version"]:
            role, _line, code = name.rpartition("_")
            try:
                rules.check("duty_titles", {role: {code: self.cleaned_data.get(name, "")}}, self.around)
            except rules.Bad as error:
                self.add_error(name, ValidationError(_(error.message) % error.values))
        return self.cleaned_data

    def changes(self) -> dict[str, Any]:
        """What the service is told."""
        titles: dict[str, dict[str, str]] = {}
        for role in rules.DUTY_ROLES:
            given = {code: self.cleaned_data[f"{role}_{code}"] for code in self.around.notice_languages}
            titles[role] = {code: title for code, title in given.items() if title}
        return {"duty_titles": {role: held for role, held in titles.items() if held}}


class MailForm(forms.Form):
    """The agency's own mail server, and the names of its signature."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reply_address = forms.CharField(
        max_length=254, label=gettext_lazy("Address that notices are sent from and answered to")
    )
    host = forms.CharField(
        required=False, max_length=253, label=gettext_lazy("Mail server"),
        help_text=gettext_lazy("Its name, such as mail.agency.example. Empty: the portal's own server sends."),
    )  # fmt: skip
    port = forms.IntegerField(
        required=False, min_value=1, max_value=65535, label=gettext_lazy("Port"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )  # fmt: skip
    security = forms.ChoiceField(
        label=gettext_lazy("Protection"), widget=forms.RadioSelect,
        choices=[("starttls", "STARTTLS"), ("tls", "TLS"), ("none", gettext_lazy("none"))],
    )  # fmt: skip
    user = forms.CharField(required=False, max_length=200, label=gettext_lazy("User name"))
    password = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("Password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Stored sealed and never shown. Empty: the stored one stays, for the same server and user name."),
    )  # fmt: skip
    dkim_domain = forms.CharField(
        required=False, max_length=253, label=gettext_lazy("Domain of the signature (DKIM)"),
        help_text=gettext_lazy("The domain of the reply address, or one above it. Empty: mails are not signed here."),
    )  # fmt: skip
    dkim_selector = forms.CharField(
        required=False,
        max_length=63,
        label=gettext_lazy("Selector of the signature"),
        help_text=gettext_lazy("For example maru1."),
    )

    def clean_port(self) -> int:
        """587 where none is given."""
        return self.cleaned_data["port"] or 587

    def clean_host(self) -> str:
        """Without blanks around it."""
        return str(self.cleaned_data["host"]).strip()

    def clean_dkim_domain(self) -> str:
        """In small letters."""
        return str(self.cleaned_data["dkim_domain"]).strip().lower().rstrip(".")

    def clean_dkim_selector(self) -> str:
        """In small letters."""
        return str(self.cleaned_data["dkim_selector"]).strip().lower()


class KeyForm(forms.Form):
    """A signing key that the agency has already."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    pem = forms.CharField(
        required=False, max_length=10_000, label=gettext_lazy("Private key"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("An RSA key of 2048 bits or more in PEM, without a password. Stored sealed and never shown."),
    )  # fmt: skip


class HostForm(forms.Form):
    """A host name of the agency's own."""

    name = forms.CharField(
        max_length=253, label=gettext_lazy("Host name"),
        help_text=gettext_lazy("Such as report.agency.example. It must be yours, and your name server must lead it to the portal."),
    )  # fmt: skip


class LogoForm(forms.Form):
    """A pasted drawing; the portal takes no files."""

    svg = forms.CharField(
        required=False, label=gettext_lazy("Drawing (SVG)"), strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "maru-code"}),
        help_text=gettext_lazy("Open the SVG file with a text editor and paste all of it. Empty: no logo."),
    )  # fmt: skip
