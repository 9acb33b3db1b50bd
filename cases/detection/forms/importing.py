"""Forms of lists of links."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.detection.forms import country_field, language_field, offer_cadences

LONGEST = 2_000_000


class LinksForm(forms.Form):
    """The list itself."""

    text = forms.CharField(
        label=_("Links, as text or CSV"),
        help_text=_("Paste them as they are, up to 2,000. Doubled ones count once; hxxp:// and [.] are understood."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "ltr", "spellcheck": "false", "autocapitalize": "none"}),
    )


class TakeForm(forms.Form):
    """What becomes of a list that was read."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)
    into = forms.ChoiceField(label=_("What becomes of them?"), widget=forms.RadioSelect)
    reference = forms.CharField(
        label=_("Number of the case"), help_text=_("If they belong to a case."), max_length=20, required=False
    )
    name = forms.CharField(
        label=_("Name of the source"), help_text=_("If they are watched."), max_length=120, required=False
    )
    country = country_field(label=_("Country in which most hosts sit"), help_text="", required=False)
    language = language_field(label=_("Language of their abuse desks"), help_text="", required=False, initial="en")
    cadence_seconds = forms.TypedChoiceField(label=_("How often is it visited?"), coerce=int, required=False)

    def __init__(self, *args: Any, shortest: int, ways: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {"source": gettext("Watch what is new as one source"), "case": gettext("Report them to a case")}
        self.fields["into"].choices = [(way, said[way]) for way in ways]  # type: ignore[attr-defined]
        self.fields["cadence_seconds"].initial = offer_cadences(self, shortest=shortest)

    def clean(self) -> dict[str, Any]:
        """A case needs its number, a source its name and place."""
        given = super().clean() or {}
        needed = ("reference",) if given.get("into") == "case" else ("name", "country", "language", "cadence_seconds")
        for name in needed:
            if given.get("into") and not given.get(name) and name not in self.errors:
                self.add_error(name, _("This field is required."))
        return given
