"""Settings as the pages show them, and what every page knows of its agency's face."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.workspace import rules, selectors, words
from agencies.workspace.services.settings import settings_change
from agencies.workspace.spans import written


def sections(values: Mapping[str, Any], *, change: bool) -> list[dict[str, Any]]:
    """Every section with its settings in words; `change`: with the way to its form."""
    return [
        {
            "name": name,
            "title": _(words.SECTIONS[name]),
            "rows": [{"key": _(words.LABELS[field]), "value": shown(field, values[field])} for field in fields],
            "url": reverse(f"settings-{name}") if change else "",
        }
        for name, fields in rules.SECTIONS.items()
    ]


def shown(name: str, value: Any) -> str:
    """One setting in words."""
    if name in words.CHOICES:
        return _(dict(words.CHOICES[name])[value])
    if name == "lines":
        return "\n".join(f"{line['label']}: {line['number']}" for line in value) or "–"
    if name == "duty_titles":
        return _titles(value)
    if name.endswith("_seconds"):
        return " ".join(written(each) for each in (value if isinstance(value, list) else [value]))
    if name in {"languages", "notice_languages"}:
        return ", ".join(words.LANGUAGE_NAMES.get(code, code) for code in value) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "–" if value in (None, "") else str(value)


def _titles(value: Mapping[str, Mapping[str, str]]) -> str:
    lines = [
        f"{_(words.ROLES[role])}, {words.LANGUAGE_NAMES.get(code, code)}: {title}"
        for role, titles in value.items()
        for code, title in titles.items()
    ]
    return "\n".join(lines) or _("the portal's own words")


def history(actor: Actor, names: Mapping[int, str]) -> list[list[Any]]:
    """The newest changes as rows of a table: when, who, what."""
    return [
        [{"time": row.at}, names.get(row.user_id or 0, "–"), ", ".join(_named(field) for field in row.changed)]
        for row in selectors.changes(actor)
    ]


def _named(field: str) -> str:
    """The label of a field; of a part, the part's name."""
    part = field.partition(".")[0]
    return _(words.LABELS.get(field) or words.PARTS.get(part, field))


def saved(actor: Actor, form: Any) -> bool:
    """Whether the section's form went through; what the service refuses becomes an error that keeps what was typed."""
    if not form.is_valid():
        return False
    version = form.cleaned_data["version"]
    return carried(form, lambda: settings_change(actor, version=version, values=form.changes()))


def refused(form: forms.Form, error: Conflict | Invalid) -> None:
    """What a service said against a form, at the field if it is one of the form's."""
    field = getattr(error, "field", "")
    form.add_error(field if field in form.fields else None, str(error))


def face_context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: the logo of the agency that somebody works for."""
    face: selectors.Face | None = getattr(request, "face", None)
    return {"face": face}


def carried(form: forms.Form, call: Callable[[], object]) -> bool:
    """Whether a service went through; what it refuses becomes an error of the form, which keeps what was typed."""
    try:
        call()
    except (Conflict, Invalid) as error:
        refused(form, error)
    return not form.errors


def host_rows(agency_id: int) -> list[dict[str, Any]]:
    """An agency's host names with the record that proves each, for the manager and for the platform's people."""
    return [
        {
            "row": row,
            "record": f"maru-host={row.token}",
            "state": _(words.HOSTS[row.state][0]),
            "tone": words.HOSTS[row.state][1],
        }
        for row in selectors.hosts_of(agency_id)
    ]


def mail_context(actor: Actor) -> dict[str, Any]:
    """What is known of the mail sender: its state, and the record that publishes its key."""
    own = selectors.mail(actor)
    word, tone = words.MAIL_TEST[own.test if own else "untried"]
    return {
        "own": own,
        "state": _(word),
        "tone": tone,
        "reason": _(words.MAIL_REASONS.get(own.test_reason, "")) if own and own.test_reason else "",
        "record_name": f"{own.dkim_selector}._domainkey.{own.dkim_domain}" if own and own.dkim_record else "",
    }
