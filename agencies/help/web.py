"""Letters and news as the pages show them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.help import selectors, words
from agencies.help.models import Announcement, Ticket
from agencies.tenancy.errors import Conflict, Invalid


def carried(form: forms.Form, call: Callable[[], object]) -> bool:
    """Whether a service went through; what it refuses becomes an error of the form, which keeps what was typed."""
    try:
        call()
    except (Conflict, Invalid) as error:
        field = getattr(error, "field", "")
        form.add_error(field if field in form.fields else None, str(error))
    return not form.errors


def state(row: Ticket) -> dict[str, str]:
    """The state of a letter as a tag."""
    word, tone = words.STATES[row.state]
    return {"text": _(word), "tone": tone}


def told(row: Announcement) -> dict[str, Any]:
    """News in the reader's language."""
    korean = (get_language() or "en").startswith("ko")
    return {
        "row": row,
        "level": _(words.LEVELS[row.level]),
        "title": row.title_ko if korean else row.title_en,
        "text": row.text_ko if korean else row.text_en,
    }


def handbook_link(target: str) -> str:
    """Where a link of the handbook leads inside the portal: other pages of it, places on the same page, nowhere else."""
    name, _hash, anchor = target.partition("#")
    if not name:
        return f"#{anchor}"
    page = name.removesuffix(".md")
    if page not in words.HANDBOOK:
        return ""
    return reverse(f"handbook-{page}") + (f"#{anchor}" if anchor else "")


def banner_context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: news that this person has not put away; lazy, and only for people at work."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "person":
        return {}
    found = SimpleLazyObject(lambda: [told(row) for row in selectors.banners(actor.user_id)])
    return {"help_url": reverse("help"), "banners": found}
