"""The public pages of an applicant: apply, come back with the code, answer, sign, take back."""

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from agencies.onboarding import selectors, words
from agencies.onboarding.forms.applicants import AnswerForm, ApplicationForm, CodeForm, SignForm
from agencies.onboarding.services import agreements, applications
from agencies.onboarding.states import LIVE, AgreementState, ApplicationState
from agencies.onboarding.web import document, enter, entered, leave, pause, take_documents
from agencies.tenancy.errors import Conflict
from agencies.tenancy.web import apply as tried
from agencies.tenancy.web import caller, press

CODE_ONCE = "application_code"


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the token is checked below: Django would read the files before the door for them is open
def apply(request: HttpRequest) -> HttpResponse:
    """The form of an institution that wants a workspace. Keeps what was typed; files have to be chosen again."""
    take_documents(request, "documents")
    return _apply(request)


@csrf_protect
def _apply(request: HttpRequest) -> HttpResponse:
    if not settings.APPLICATIONS_OPEN:
        return render(request, "onboarding/closed.html", status=404 if request.method == "POST" else 200)
    if request.method != "POST":
        return render(request, "onboarding/apply.html", {"form": ApplicationForm()})
    form = ApplicationForm(request.POST, request.FILES)
    valid = form.is_valid()
    wait = pause(request, "apply") if valid else 0
    if wait:
        answer = render(request, "onboarding/apply.html", {"form": form, "minutes": wait // 60 + 1}, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    made: list[Any] = []
    if valid and tried(form, partial(_submit, form, made)):
        row, code = made
        enter(request, row)
        request.session[CODE_ONCE] = code
        return redirect("application-done")
    again = bool(request.FILES)
    return render(request, "onboarding/apply.html", {"form": form, "files_again": again}, status=422)


def _submit(form: ApplicationForm, made: list[Any]) -> None:
    made += applications.application_submit(
        form_key=form.cleaned_data["form_key"], facts=form.facts(), files=form.cleaned_data["documents"]
    )


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The code; it is shown once, then this browser has forgotten it."""
    code = request.session.get(CODE_ONCE, "")
    if code and request.method == "GET":
        del request.session[CODE_ONCE]
    return render(request, "onboarding/done.html", {"code": code})


@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: HttpRequest) -> HttpResponse:
    """Come back with the code. A wrong one and one that never was get the same answer."""
    if request.method != "POST":
        return render(request, "onboarding/open.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if form.is_valid():
        found = selectors.application_by_code(form.cleaned_data["code"])
        if found is not None:
            enter(request, found)
            return redirect("application-mine")
        if wait := pause(request, "code"):
            answer = render(request, "onboarding/open.html", {"form": form, "minutes": wait // 60 + 1}, status=429)
            answer["Retry-After"] = str(wait)
            return answer
        form.add_error("code", _("There is no application with this code. Check it letter by letter."))
    return render(request, "onboarding/open.html", {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # as above
def mine(request: HttpRequest) -> HttpResponse:
    """How far the application is, and what the applicant can do now."""
    take_documents(request, "countersigned", most=1)
    return _mine(request)


@csrf_protect
def _mine(request: HttpRequest) -> HttpResponse:
    application = entered(request)
    if application is None:
        return redirect("application-open")
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "leave":
        leave(request)
        return redirect("application-open")
    if act == "withdraw":
        withdraw = partial(applications.application_withdraw, application_id=application.pk)
        press(request, withdraw, _("You took your application back."))
        return redirect("application-mine")
    form: forms.Form
    if act == "answer":
        form = answer = AnswerForm(request.POST)
        good = answer.is_valid() and tried(answer, partial(_answer, application.pk, answer))
    elif act == "sign":
        form = sign = SignForm(request.POST, request.FILES)
        good = sign.is_valid() and tried(sign, partial(_sign, request, application.pk, sign))
    else:
        return _own_page(request, {}, 200)
    return redirect("application-mine") if good else _own_page(request, {act: form}, 422)


def _answer(application_id: int, form: AnswerForm) -> None:
    applications.application_answer(application_id=application_id, text=form.cleaned_data["text"])


def _sign(request: HttpRequest, application_id: int, form: SignForm) -> None:
    agreements.agreement_sign(
        application_id=application_id, document_sha256=form.cleaned_data["document"], hand=form.hand(caller(request)),
        agreed=form.cleaned_data["agreed"], countersigned=form.file(),
    )  # fmt: skip


def _own_page(request: HttpRequest, bound: dict[str, forms.Form], status: int) -> HttpResponse:
    application = entered(request)
    if application is None:
        return redirect("application-open")
    agreement = selectors.agreement(application.pk)
    to_sign = agreement is not None and agreement.state == AgreementState.ISSUED
    context = {
        "application": application,
        "told": _(words.TOLD[application.state]),
        "tag": words.STATES[application.state],
        "messages_of": [(_(words.SIDES[row.side]), row) for row in application.messages.order_by("id")],
        "agreement": agreement,
        "live": application.state in LIVE,
        "answer": bound.get("answer", AnswerForm()) if application.state == ApplicationState.ASKED else None,
        "sign": bound.get("sign", SignForm(initial={"document": agreement.sha256})) if agreement and to_sign else None,
        "reasons": application.reasons if application.state not in {"received", "proposed", "asked"} else "",
    }
    return render(request, "onboarding/mine.html", context, status=status)


@require_safe
def own_agreement(request: HttpRequest) -> HttpResponse:
    """The exact agreement that is to be signed, or was."""
    application = entered(request)
    agreement = selectors.agreement(application.pk) if application is not None else None
    if application is None or agreement is None:
        raise Http404
    try:
        return document(f"{agreements.number(application)}.pdf", agreements.agreement_bytes(agreement))
    except Conflict as error:
        return render(request, "409.html", {"message": str(error)}, status=409)
