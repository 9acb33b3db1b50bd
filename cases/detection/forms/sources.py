"""Forms of watch sources: the kind, the fields of any source, and the kind's own."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.tenancy.errors import Invalid
from cases.casework.forms import translated
from cases.detection.forms import country_field, language_field, offer_cadences
from cases.detection.healthwords import CHOICES, HEALTH, OWNERS, SORTS
from cases.detection.reading import Kind, Option
from cases.detection.services import placing
from cases.detection.services.placing import DEEPEST, LONGEST, LONGEST_LIST, MOST_PAGES
from cases.detection.sources import KINDS, OFFERED
from cases.detection.wish import Wish

ADDRESS = {"inputmode": "url", "spellcheck": "false", "autocapitalize": "none", "dir": "ltr"}
PREFIX = "option_"
OWN = ("name", "url", "country", "language", "cadence_seconds", "depth", "page_budget", "legal_note", "twice")


class KindForm(forms.Form):
    """Which kind of source."""

    kind = forms.ChoiceField(label=_("What is to be watched?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, gettext(kind.label)) for kind in OFFERED.values()]  # type: ignore[attr-defined]
        self.fields["kind"].initial = "website"


class SourceForm(forms.Form):
    """A source to watch."""

    kind = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.CharField(label=_("Address"), max_length=2000, widget=forms.TextInput(attrs=ADDRESS))
    country = country_field()
    language = language_field(initial="en")
    cadence_seconds = forms.TypedChoiceField(label=_("How often is it visited?"), coerce=int)
    depth = forms.IntegerField(
        label=_("How many links deep?"), help_text=_("Counted from the first page."), min_value=0, max_value=DEEPEST,
        initial=3,
    )  # fmt: skip
    page_budget = forms.IntegerField(
        label=_("Pages in one visit, at most"), min_value=1, max_value=MOST_PAGES, initial=500, required=False
    )
    quiet_from = forms.TimeField(
        label=_("No visit begins from"),
        help_text=_("Hours and minutes, for example 01:00. Leave both empty for visits at any hour."),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric"}),
    )
    quiet_until = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric"})
    )
    quiet_zone = forms.ChoiceField(label=_("Time zone of these hours"), required=False)
    owner_id = forms.TypedChoiceField(
        label=_("Who looks after it?"), required=False, coerce=int, empty_value=None, choices=()
    )
    legal_note = forms.CharField(
        label=_("Legal note"),
        help_text=_("Why this site may be watched, and what was decided about it."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    twice = forms.BooleanField(
        label=_("Watch it although the platform watches it already"),
        help_text=_("Only of use if you need other paths or more frequent visits."),
        required=False,
    )

    def __init__(
        self, *args: Any, kind: Kind, shortest: int, members: Iterable[tuple[int, str]] = (), zone: str = "",
        cadence: int = 0, secrets: Iterable[str] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.of = kind
        self.initial.setdefault("kind", kind.name)
        self.fields["url"].help_text = gettext(kind.help)
        for option in kind.options:
            self.fields[PREFIX + option.name] = _field(option, held=option.name in set(secrets))
        listed = [PREFIX + option.name for option in kind.options]
        self.order_fields(["kind", "name", "url", *listed])
        self.fields["cadence_seconds"].initial = offer_cadences(self, shortest=shortest, also=cadence)
        own = gettext("Time zone of your agency (%(zone)s)") % {"zone": zone}
        self.fields["quiet_zone"].choices = [("", own), *((z, z) for z in sorted(available_timezones()))]  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = [("", gettext("Nobody in particular")), *members]  # type: ignore[attr-defined]

    def clean_kind(self) -> str:
        """The kind that the form was made for."""
        return self.of.name

    def clean_url(self) -> str:
        """An address as people paste it: without https://, or with spaces. Wrong ones are named with everything else."""
        typed = str(self.cleaned_data["url"]).strip().replace(" ", "%20")
        if "://" not in typed and "." in typed.partition("/")[0]:
            typed = f"https://{typed}"
        try:
            placing.address(typed)
        except Invalid as error:
            raise forms.ValidationError(error.message) from error
        return typed

    def clean(self) -> dict[str, Any]:
        """Both ends of the quiet hours, or none."""
        found = super().clean() or self.cleaned_data
        ends = [name for name in ("quiet_from", "quiet_until") if name in found and not found[name]]
        if len(ends) == 1 and {"quiet_from", "quiet_until"} <= set(found):
            self.add_error(ends[0], gettext("Quiet hours have a beginning and an end. Give both or none."))
        return found

    def wish(self) -> Wish:
        """The valid form as the service takes it."""
        named = (*OWN, "quiet_from", "quiet_until", "quiet_zone", "owner_id")
        given = {name: self.cleaned_data[name] for name in named if name in self.fields}
        options = {option.name: str(self.cleaned_data[PREFIX + option.name]) for option in self.of.options}
        return Wish(**{**given, "page_budget": given["page_budget"] or 500}, kind=self.of.name, options=options)


def _field(option: Option, *, held: bool) -> forms.Field:
    """A field of a kind's own. A secret that is kept is never shown again."""
    shared: dict[str, Any] = {"label": gettext(option.label), "required": option.required and not held}
    if option.example and not option.choices:
        shared["help_text"] = gettext("For example: %(example)s") % {"example": _choice(option.example)}
    if option.secret:
        shared["help_text"] = gettext(
            "It is kept sealed and never shown again. Leave it empty to keep the one you have."
        )
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        return forms.CharField(max_length=LONGEST, widget=widget, **shared)
    if option.choices:
        empty = [] if option.required else [("", gettext("As usual"))]
        return forms.ChoiceField(choices=[*empty, *((value, _choice(value)) for value in option.choices)], **shared)
    if option.name == "addresses":
        return forms.CharField(
            max_length=LONGEST_LIST,
            widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "spellcheck": "false"}),
            **shared,
        )
    return forms.CharField(max_length=LONGEST, widget=forms.TextInput(attrs={"spellcheck": "false"}), **shared)


def _choice(value: str) -> str:
    word = CHOICES.get(value)
    return gettext(word) if word else value


def kind_of(name: str | None, *, any_kind: bool = False) -> Kind | None:
    """The kind with this name that the interface offers; any_kind: also one that it does not offer."""
    return (KINDS if any_kind else OFFERED).get(name or "")


def initial(wish: Wish) -> dict[str, Any]:
    """What a form shows of a wish; no secret."""
    kind = KINDS[wish.kind]
    hidden = {option.name for option in kind.options if option.secret}
    named = (*OWN, "quiet_from", "quiet_until", "quiet_zone", "owner_id")
    options = {PREFIX + name: value for name, value in wish.options.items() if name not in hidden}
    return {name: getattr(wish, name) for name in named} | options


class MoveForm(forms.Form):
    """Why a source is paused or taken up again."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SourceFilter(forms.Form):
    """What a list of sources is narrowed by, and its order."""

    name = forms.CharField(label=_("Name or address"), required=False, max_length=200)
    health = forms.ChoiceField(label=_("Health"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    owner = forms.ChoiceField(label=_("Looked after by"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(name, gettext(kind.label)) for name, kind in KINDS.items()]
        self.fields["health"].choices = [("", _("All")), *translated(HEALTH)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", _("All")), *translated(OWNERS)]  # type: ignore[attr-defined]
        self.fields["sort"].choices = translated(SORTS)  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """The fields that are valid; a wrong one counts as empty."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}
