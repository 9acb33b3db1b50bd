"""What the pages of onboarding share: the one door for uploads, the pace of applications, and the applicant's session."""

import time
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from agencies.onboarding import selectors
from agencies.onboarding.models import Application
from agencies.onboarding.services.applications import MOST_BYTES, MOST_FILES
from agencies.tenancy.errors import NotFound
from agencies.tenancy.web import caller

SEALED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
SESSION = "application"
FREE, FIRST_PAUSE, LONGEST_PAUSE, REMEMBERED = 5, 60, 1800, 86400  # acts; s; s; s


class TakeDocuments(FileUploadHandler):
    """Takes a few small files into memory, never onto a disk; the rest of the portal refuses every file.

    What is too much is dropped while it arrives: a file beyond the limit keeps one byte too many, so that the form can
    say so, and a request beyond all limits together is cut off.
    """

    def __init__(self, request: HttpRequest, *, most_files: int, names: frozenset[str]) -> None:
        super().__init__(request)
        self.most_files, self.names, self.files, self.total = most_files, names, 0, 0
        self.parts: list[bytes] = []
        self.held = 0

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        self.files += 1
        if field_name not in self.names or self.files > self.most_files + 1:
            raise SkipFile
        self.parts, self.held = [], 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.total += len(raw_data)
        if self.total > (self.most_files + 1) * (MOST_BYTES + 1):
            raise StopUpload(connection_reset=True)
        kept = raw_data[: MOST_BYTES + 1 - self.held]
        self.parts.append(kept)
        self.held += len(kept)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        return SimpleUploadedFile(self.file_name or "document", b"".join(self.parts), "application/octet-stream")


def take_documents(request: HttpRequest, name: str, *, most: int = MOST_FILES) -> None:
    """Let this request hand in documents under this field's name. Before anything reads request.POST."""
    request.upload_handlers = [TakeDocuments(request, most_files=most, names=frozenset({name}))]


def pause(request: HttpRequest, act: str) -> int:
    """Seconds that this connection has to wait before its next `act`; 0: go on, and the act is counted.

    The first five in a day are free, then the pause doubles from one minute to half an hour: nobody is locked out. Only
    a keyed digest of the address is held, and its key changes every day.
    """
    today = timezone.now().date().isoformat()
    name = "onboarding:" + salted_hmac(f"{act} {today}", caller(request), algorithm="sha256").hexdigest()
    count, last = cache.get(name, (0, 0.0))
    wait = min(FIRST_PAUSE * 2 ** max(count - FREE, 0), LONGEST_PAUSE) if count >= FREE else 0
    left = last + wait - time.time()
    if left > 0:
        return int(left) + 1
    cache.set(name, (count + 1, time.time()), REMEMBERED)
    return 0


def enter(request: HttpRequest, application: Application) -> None:
    """Remember in this browser's session whose application it is; its number never stands in an address."""
    request.session.cycle_key()
    request.session[SESSION] = [application.pk, application.code_sha256]


def entered(request: HttpRequest) -> Application | None:
    """The application that this browser has opened with its code."""
    held = request.session.get(SESSION)
    if not isinstance(held, list) or len(held) != 2:
        return None
    try:
        found = selectors.application(int(held[0]))
    except (NotFound, ValueError, TypeError):
        return None
    return found if found.code_sha256 == held[1] and found.erased_at is None else None


def leave(request: HttpRequest) -> None:
    """Forget it again."""
    request.session.pop(SESSION, None)


def document(name: str, data: bytes) -> HttpResponse:
    """A PDF to be kept, never shown inside a page of ours."""
    response = HttpResponse(data, content_type="application/pdf")
    plain = "".join(letter if letter.isascii() and letter not in '"\\;' else "_" for letter in name)
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    response["Content-Security-Policy"] = SEALED
    response["X-Content-Type-Options"] = "nosniff"
    return response


def tag(words: Any, value: str) -> dict[str, str]:
    """Word and colour of a state, as a cell of a table."""
    word, tone = words[value]
    return {"text": _(word), "tone": tone}
