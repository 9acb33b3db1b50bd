"""Forms of what is known about a site."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.casework.forms import translated
from cases.detection import sitewords
from cases.detection.services.dossiers import LONGEST, SHORTEST


class NoteForm(forms.Form):
    """A note for all agencies."""

    kind = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Note for all agencies"),
        help_text=_("Facts about the site only. Name no person, no case, no agency and no address of a page. Staff read it first."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = translated(sitewords.NOTES)  # type: ignore[attr-defined]


class FlagForm(forms.Form):
    """Why the operator should not be contacted."""

    reason = forms.CharField(
        label=_("Why should nobody contact the operator?"),
        help_text=_("For your agency alone; sealed."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
