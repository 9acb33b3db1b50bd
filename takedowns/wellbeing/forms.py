"""Forms around pictures and rest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takedowns.wellbeing import words
from takedowns.wellbeing.states import AskWhy


class PictureForm(forms.Form):
    """Why somebody needs to look; one is chosen already."""

    why = forms.ChoiceField(label=_("Why you need to look"), initial=AskWhy.UNSURE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "picture_%s"} | kwargs)
        self.fields["why"].choices = [(value, _(text)) for value, text in words.WHY.items()]  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    """How far a picture is to be uncovered."""

    level = forms.IntegerField(min_value=0, max_value=20)


class RestForm(forms.Form):
    """Not me today: the case, or nothing for every package that may need eyes."""

    case = forms.IntegerField(required=False, min_value=1, max_value=2**62)
