"""Forms of search terms and of consent per provider."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.casework.forms import translated
from cases.detection import searchwords, variants
from cases.detection.forms import cadence_word
from cases.detection.services.terms import CADENCES, LONGEST
from cases.detection.states import NAMING, ConsentWay


class TermForm(forms.Form):
    """A term to keep."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Words"),
        help_text=_("As people write them. Other ways of writing are added by themselves; you can cross them out."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    cadence_seconds = forms.TypedChoiceField(label=_("How often is it searched for?"), coerce=int, initial=6 * 3600)

    def __init__(self, *args: Any, house: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {name: word for name, word in searchwords.KINDS.items() if not (house and name in NAMING)}
        self.fields["kind"].choices = translated(kinds)  # type: ignore[attr-defined]
        self.fields["cadence_seconds"].choices = [(n, cadence_word(n)) for n in CADENCES]  # type: ignore[attr-defined]


class CrossForm(forms.Form):
    """Which ways of writing are crossed out."""

    values = forms.MultipleChoiceField(
        label=_("Cross out what fits somebody else, or means something else"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = row.lines() or [""]
        found = variants.variants(lines[0], row.kind)
        sent = set(variants.to_send(found, lines[1:]))
        self.fields["values"].choices = [(v.text, _told(v, v.text in sent)) for v in found[1:]]  # type: ignore[attr-defined]
        self.initial["values"] = lines[1:]


def _told(variant: variants.Variant, sent: bool) -> str:
    place = _("typed into providers") if sent else _("only looked for in what is read anyway")
    return f"{variant.text} – {_(searchwords.RULES[variant.rule])}, {place}"


class AgreeForm(forms.Form):
    """The person's answer about one provider."""

    way = forms.ChoiceField(label=_("How did the person agree?"), widget=forms.RadioSelect)
    told = forms.BooleanField(label=_("I have told it in these words, or in words that say the same."))

    def __init__(self, *args: Any, house: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = {way: word for way, word in searchwords.WAYS.items() if (way == ConsentWay.AGENCY) == house}
        self.fields["way"].choices = translated(ways)  # type: ignore[attr-defined]
        if house:
            self.fields["way"].label = _("Who decided it?")
            self.fields["told"].label = _("The words name no person.")
