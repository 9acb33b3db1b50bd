"""Forms of notices: the filter of the list, what an officer adds, an agency's own words, and the Django admin's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from takedowns.notices import bases, blocks, selectors, shown, words
from takedowns.notices.languages import LANGUAGES
from takedowns.notices.models import BasisConfirmation, BlockReview


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
        fields = ("code", "verified_by", "verified_on", "expires_on", "settled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in bases.load() if blocks.choosable(row)]
        self.fields["code"].choices = [(row.code, _row_words(row)) for row in rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A row with an open fact needs the words that settle it."""
        values: dict[str, Any] = super().clean() or {}
        row = next((row for row in bases.load() if row.code == values.get("code")), None)
        if row is not None and row.status is bases.Status.UNCONFIRMED and not (values.get("settled") or "").strip():
            open_points = gettext("Write what settles the open points, with its source: %(open)s")
            self.add_error("settled", open_points % {"open": row.open_points})
        return values

    def save(self, commit: bool = True) -> BasisConfirmation:
        """Bind the confirmation to the row as it reads now: it lapses when the row changes."""
        row = next(row for row in bases.load() if row.code == self.cleaned_data["code"])
        self.instance.row_sha256 = row.sha256
        confirmation: BasisConfirmation = super().save(commit)
        return confirmation


def _row_words(row: bases.Basis) -> str:
    open_facts = ", ".join(f"{fact}: {mark}" for fact, mark in row.marks.items() if mark is not bases.Mark.CONFIRMED)
    return f"{row.code}: {row.citation}" + (f" ({open_facts})" if open_facts else "")


class BlockReviewForm(forms.ModelForm):  # type: ignore[type-arg]
    """A lawyer's word on the words of one block in one language as they read now."""

    code = forms.ChoiceField(choices=[])
    language = forms.ChoiceField(choices=[(code, row.name) for code, row in LANGUAGES.items()])

    class Meta:
        model = BlockReview
        fields = ("code", "language", "state", "reviewed_by", "reviewed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(code, code) for code in blocks.registry()]  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> BlockReview:
        """Bind the review to the words as they read now: it lapses when they change."""
        code = self.cleaned_data["code"]
        self.instance.sha256 = selectors.block_digest(code, self.cleaned_data["language"])
        self.instance.version = blocks.versions()[code][0]
        review: BlockReview = super().save(commit)
        return review


class VariantForm(forms.Form):
    """The agency's own words for a block."""

    text = forms.CharField(
        label=_("Your words"), widget=forms.Textarea(attrs={"rows": 8}), max_length=8000,
        help_text=_("One sentence a line, as many lines as the block has, each with the same placeholders."),
    )  # fmt: skip


class VariantReviewForm(forms.Form):
    """A second person puts the words to use."""

    variant_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read_by = forms.CharField(label=_("Lawyer who read these words"), max_length=150)


class RetractForm(forms.Form):
    """What a sent notice no longer covers, and why."""

    finds = forms.TypedMultipleChoiceField(
        label=_("What the notice no longer covers"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    why = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, finds: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finds"].choices = finds  # type: ignore[attr-defined]
        self.fields["why"].choices = [(value, _(text)) for value, text in words.TAKEN_BACK.items()]  # type: ignore[attr-defined]


class RetireForm(forms.Form):
    """Which words shall no longer be used."""

    variant_id = forms.IntegerField(min_value=1, max_value=2**62)


class LanguageForm(forms.Form):
    """The language in which blocks are listed."""

    language = forms.ChoiceField(label=_("Language"), choices=[(code, row.name) for code, row in LANGUAGES.items()])


class FactForm(forms.Form):
    """A fact that the legal basis demands."""

    element = forms.ChoiceField(
        label=_("What the law demands"), choices=[(key.value, _(words.WHAT[key])) for key in words.VALUE_HINTS]
    )
    text = forms.CharField(
        label=_("The fact"), widget=forms.Textarea(attrs={"rows": 3}), max_length=600, required=False,
        help_text=_("It goes to the recipient as you write it. Name nobody. Leave it empty to take it back."),
    )  # fmt: skip


class RemarkForm(forms.Form):
    """What an officer adds in own words."""

    remark = forms.CharField(
        label=_("Remark"), widget=forms.Textarea(attrs={"rows": 3}), max_length=600, required=False,
        help_text=_("It stands in a section of its own, in your words only. Name nobody. Leave it empty to take it back."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the remark"), choices=[(code, row.name) for code, row in LANGUAGES.items()]
    )
    police_file = forms.CharField(
        label=_("File number of the police"), max_length=100, required=False,
        help_text=_("If it was reported: the recipient reads the number and keeps data for them."),
    )  # fmt: skip


class PreserveForm(forms.Form):
    """A request to keep data for the police."""

    police_file = forms.CharField(label=_("File number of the police, if there is one"), max_length=100, required=False)


class BasisForm(forms.Form):
    """Another legal basis than the portal's own choice."""

    code = forms.ChoiceField(label=_("Legal basis"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.code, f"{row.citation_en} ({row.code})") for row in bases.load() if blocks.choosable(row)]
        self.fields["code"].choices = [("", _("The portal's own choice")), *rows]  # type: ignore[attr-defined]
