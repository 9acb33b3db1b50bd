"""Web bases: how a page states the right it needs, and how named errors become answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agencies.tenancy import rights
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound, Suspended

P = ParamSpec("P")


def caller(request: HttpRequest) -> str:
    """The other side's network address; behind a proxy that we trust, the last one that the proxy wrote."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return last or str(request.META.get("REMOTE_ADDR", ""))
    return str(request.META.get("REMOTE_ADDR", ""))


Page = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]


def page(action: str) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Decorator of a staff page. Visitors sign in, strangers get 404, colleagues without the right get 403."""
    rights.RIGHTS[action]

    def wrap(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                if request.user.is_authenticated:
                    raise Http404
                return redirect_to_login(request.get_full_path())
            try:
                rights.require(actor, action)
                return view(request, actor, *args, **kwargs)
            except NotFound as error:
                raise Http404 from error
            except Suspended:
                return render(request, "suspended.html", status=403)
            except Forbidden:
                return render(request, "403.html", status=403)
            except Conflict as error:
                return render(request, "409.html", {"message": str(error)}, status=409)

        run.action = action  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return wrap


StaffPage = Callable[Concatenate[HttpRequest, Staff, P], HttpResponse]


def staff_page(view: StaffPage[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Decorator of a page of the platform's own administrators; it does not exist for anybody else."""

    @wraps(view)
    def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not (user.is_active and user.is_staff):
            raise Http404
        staff = Staff(user.pk, getattr(request, "request_id", ""), caller(request))
        try:
            return view(request, staff, *args, **kwargs)
        except NotFound as error:
            raise Http404 from error
        except Conflict as error:
            return render(request, "409.html", {"message": str(error)}, status=409)

    run.staff_only = True  # type: ignore[attr-defined]
    return run  # type: ignore[return-value]


def rights_of(actor: Actor | None) -> dict[str, Any]:
    """{"case_create": True, ...} for templates that show or hide a button; the services check again."""
    return {name.replace(".", "_"): bool(actor and rights.allowed(actor, name)) for name in rights.RIGHTS}


def apply(form: forms.Form, call: Callable[[], object]) -> bool:
    """Whether the service went through; what it refuses becomes an error of the form, which keeps what was typed."""
    try:
        call()
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, _(error.message))
    except Conflict as error:
        form.add_error(None, _(str(error)))
    return not form.errors


def press(request: HttpRequest, call: Callable[[], object], done: str) -> None:
    """What a button does: the service's refusal, or `done`, is told on the page that comes next."""
    try:
        call()
    except (Conflict, Invalid) as error:
        messages.error(request, _(str(error)))
    else:
        messages.success(request, done)


class RefuseFiles(FileUploadHandler):
    """The server receives no media (HARMS 2): the request is refused as soon as a file part begins, before a byte is stored."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise RequestDataTooBig("This portal accepts no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None
