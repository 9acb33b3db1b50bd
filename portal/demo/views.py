"""The demo's own pages; they have an address only while the demo runs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.demo.services import page


def _words(key: str) -> str:
    words = {
        "fingerprint.registered": _(
            "A fingerprint is registered: the photographs stay where they are, only codes are kept."
        ),
        "source.created": _("A site is watched."),
        "match.found": _("An altered copy is found on it."),
        "evidence.captured": _("Evidence is collected, without any picture."),
        "notice.drafted": _("A removal notice is drafted in three languages."),
        "review.waiting": _("The complete package waits at the review desk."),
        "notice.approved": _("An officer approves it."),
        "notice.sent": _("The mail leaves."),
        "content.gone_once": _("The site has removed the post."),
        "content.removed": _("A second look proves the removal."),
        "match.relisted": _("A re-upload of the same photograph is caught."),
    }
    return words[key]


def start(request: HttpRequest) -> HttpResponse:
    """What happens here, live, and how to take part."""
    return render(request, "demo/start.html", {**_live(), "sites": page.sample_sites(), "originals": page.originals()})


def live(request: HttpRequest) -> HttpResponse:
    """The part of the page that is asked for again every two seconds."""
    return render(request, "demo/live.html", _live())


def _live() -> dict[str, object]:
    steps = [{"words": _words(step.key), "seconds": step.seconds} for step in page.story()]
    current = next((number for number, step in enumerate(steps) if step["seconds"] is None), None)
    return {
        "steps": steps,
        "current": current,
        "figures": page.figures(),
        "accounts": page.accounts(),
        "mails": page.received()[:20],
    }


def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail as the recipient reads it."""
    found = next((one for one in page.received() if one.number == number), None)
    if found is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": found})
