"""Forms of letters and news."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.help import words
from agencies.tenancy.forms import DateTimeInput

AREA = forms.Textarea(attrs={"rows": 7})
NO_CASE = _(
    "No case numbers, addresses, mail addresses or telephone numbers: the team works for no agency and must not learn them."
)


class TicketForm(forms.Form):
    """A new letter to the platform team."""

    subject = forms.CharField(max_length=120, label=_("What is it about?"))
    text = forms.CharField(max_length=4000, label=_("What happened?"), help_text=NO_CASE, widget=AREA)


class ReplyForm(forms.Form):
    """One more letter."""

    text = forms.CharField(max_length=4000, label=_("Write more"), help_text=NO_CASE, widget=AREA)


class AnswerForm(forms.Form):
    """The platform's answer."""

    text = forms.CharField(max_length=4000, label=_("Answer"), widget=AREA)


class AnnouncementForm(forms.Form):
    """News for everybody."""

    level = forms.ChoiceField(label=_("Kind"), choices=list(words.LEVELS.items()), widget=forms.RadioSelect)
    title_en = forms.CharField(max_length=120, label=_("Title in English"))
    title_ko = forms.CharField(max_length=120, label=_("Title in Korean"))
    text_en = forms.CharField(max_length=4000, label=_("Text in English"), widget=AREA)
    text_ko = forms.CharField(max_length=4000, label=_("Text in Korean"), widget=AREA)
    starts_at = forms.DateTimeField(label=_("From (UTC)"), widget=DateTimeInput)
    ends_at = forms.DateTimeField(label=_("Until (UTC)"), widget=DateTimeInput)
