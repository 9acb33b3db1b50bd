"""What the pages of leaving share."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django import forms
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agencies.exports import selectors as told
from agencies.leaving import archive, selectors, words
from agencies.leaving.models import Export
from agencies.leaving.states import ExportState
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid

MEGABYTE = 1_000_000
LATELY = 300  # seconds


def tried(form: forms.Form, call: Callable[[], Any]) -> Any:
    """The service's answer; None when it refused, and then the form says why and keeps what was typed."""
    try:
        return call()
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
    except Conflict as error:
        form.add_error(None, str(error))
    return None


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether the person showed who she is within the last five minutes, by password or second step."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record.get("at", 0) < LATELY for record in records)


def sign_in_again(back: str) -> HttpResponseRedirect:
    """To the page that asks once more, and from there back to a list: a file is fetched by a button of its own."""
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def key_id() -> str:
    """SHA-256 of the key that signs archives."""
    return archive.key_id(archive.signing_key(settings.EXPORT_SIGNING_KEY, settings.SECRET_KEY))


def listed(actor: Actor, case_id: int | None = None) -> list[dict[str, Any]]:
    """The agency's archives, or one case's, as a list shows them."""
    rows = selectors.exports(actor, case_id=case_id)
    reasons = told.reasons(actor, [row.reason_id for row in rows])
    return [_shown(row, reasons.get(row.reason_id, "–")) for row in rows]


def _shown(row: Export, reason: str) -> dict[str, Any]:
    word, tone = words.EXPORT_STATES[row.state]
    return {
        "row": row,
        "reason": reason,
        "word": _(word),
        "tone": tone,
        "megabytes": f"{row.size / MEGABYTE:.1f}",
        "ready": row.state == ExportState.READY,
        "total": sum(row.rows.values()),
    }


def sent(file: Any, name: str) -> FileResponse:
    """An encrypted archive as a download, in pieces."""
    return FileResponse(file, as_attachment=True, filename=f"{name}.zip.enc", content_type="application/octet-stream")
