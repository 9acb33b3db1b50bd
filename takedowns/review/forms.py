"""Forms of a decision."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from takedowns.review import words
from takedowns.review.states import OF_A_FIND, Reason


class LookForm(forms.Form):
    """Who looked. `unchecked`: nobody has verified the reporter yet, so the question is another one (HARMS 7)."""

    looked = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, unchecked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = words.UNCHECKED_ANSWERS if unchecked else words.ANSWERS
        field = self.fields["looked"]
        field.label = _(words.UNCHECKED_QUESTION if unchecked else words.QUESTION)
        field.help_text = _(words.UNCHECKED_HINT if unchecked else words.QUESTION_HINT)
        field.choices = [(value, _(text)) for value, text in answers.items()]  # type: ignore[attr-defined]


class RejectForm(forms.Form):
    """Everything but an approval: a code to count and a sentence for colleagues."""

    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(
        label=_("For colleagues"),
        help_text=_("One sentence; no names."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, taking_back: bool | None = None, **kwargs: Any) -> None:
        """`taking_back`: whether it is a correction or withdrawal, which has its own reason; None: any reason fits."""
        super().__init__(*args, **kwargs)
        fitting = [value for value in words.FOLLOWS if taking_back is None or (value == "stands") is taking_back]
        if taking_back:
            fitting += [Reason.NEED_INFO, Reason.ESCALATE]
        reasons = [(value, f"{_(words.REASONS[value])}. {_(words.FOLLOWS[value])}") for value in fitting]
        self.fields["reason"].choices = [("", _("Choose a reason")), *reasons]  # type: ignore[attr-defined]


class LeaveOutForm(forms.Form):
    """One find of a package, and why it is rejected; without a reason it only gets a package of its own."""

    match = forms.IntegerField(min_value=1, max_value=2**62)
    reason = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(value, words.REASONS[value]) for value in OF_A_FIND]
        self.fields["reason"].choices = [("", ""), *reasons]  # type: ignore[attr-defined]


class ApproveForm(forms.Form):
    """The digest of the bytes that were on the page; `hold`: keep it here until somebody releases it."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    hold = forms.BooleanField(required=False)


PICK = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{0,64})")


def ticked(data: QueryDict) -> list[tuple[int, str]]:
    """The ticked packages of a group as (number, digest); what has another form is left out."""
    found = (PICK.fullmatch(one) for one in data.getlist("also"))
    return [(int(one[1]), one[2]) for one in found if one]


class DraftForm(forms.Form):
    """What is typed over a package and not sent yet."""

    reason = forms.CharField(required=False, max_length=30)
    note = forms.CharField(required=False, max_length=1000)


class HandOverForm(forms.Form):
    """The colleague who goes on, and a sentence for that colleague."""

    user = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    handed_note = forms.CharField(
        label=_("For the colleague"), help_text=_("One sentence; no names."), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, colleagues: Mapping[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a colleague")), *(colleagues or {}).items()]
        self.fields["user"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to a question of the desk."""

    answer = forms.CharField(
        label=_("Answer"), help_text=_("The officer reads it on the package."), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class FilterForm(forms.Form):
    """Filters of the queue. They stand in the address: codes and numbers only, nothing of a person."""

    severity = forms.ChoiceField(label=_("Severity"), required=False)
    band = forms.ChoiceField(label=_("How sure"), required=False)
    kind = forms.ChoiceField(label=_("Kind of recipient"), required=False)
    country = forms.ChoiceField(label=_("Country of the host"), required=False)
    language = forms.ChoiceField(label=_("Language of the site"), required=False)
    provider = forms.ChoiceField(label=_("Recipient"), required=False)
    age = forms.ChoiceField(label=_("Waits for"), required=False)
    late = forms.ChoiceField(label=_("Its time"), required=False)
    look = forms.ChoiceField(label=_("First or second look"), required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False)

    def __init__(self, data: Mapping[str, str], *, kinds: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(data)
        fixed = {name: [(value, _(text)) for value, text in found.items()] for name, found in words.FILTERS.items()}
        for name, field in self.fields.items():
            values = [*fixed.get(name, kinds.get(name, []))]
            here = data.get(name, "")
            if here and here not in {value for value, _text in values}:
                values.append((here, here))  # nothing of it waits now; it stays chosen
            field.choices = [("", _("all")), *values]  # type: ignore[attr-defined]


class ViewForm(forms.Form):
    """A name for the filters that are set."""

    name = forms.CharField(label=_("Name of this view"), max_length=60)
    query = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class NextForm(forms.Form):
    """The package that is passed over, and whether to go on among the second looks."""

    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    second = forms.BooleanField(required=False)


class DeclineForm(forms.Form):
    """A code to count; to a partner goes no sentence."""

    doubt = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doubts = [(value, _(text)) for value, text in words.DOUBTS.items()]
        self.fields["doubt"].choices = [("", _("Choose a reason")), *doubts]  # type: ignore[attr-defined]


class SendBackForm(DeclineForm):
    """A code to count and a sentence for the colleague who decided first."""

    note = forms.CharField(
        label=_("For the colleague"),
        help_text=_("One sentence; no names."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AskForm(forms.Form):
    """The partner agency that is asked for the second approval."""

    partner = forms.TypedChoiceField(
        label=_("Partner"),
        help_text=_(
            "The partner sees the words of the notice without your names, numbers and addresses. Nothing of the case."
        ),
        coerce=int,
    )

    def __init__(self, *args: Any, partners: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [("", _("Choose a partner")), *partners]  # type: ignore[attr-defined]


class KeysForm(forms.Form):
    """Keyboard shortcuts on or off, and the package to come back to."""

    keys = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
    item = forms.IntegerField(required=False, min_value=1, max_value=2**62)
