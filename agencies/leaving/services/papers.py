"""Gather what the data-protection papers are made of, out of what runs now."""

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.access import selectors as access
from agencies.access.models import ObjectGrant
from agencies.audit import services as audit
from agencies.doors.adapters import pdf
from agencies.keys.fields import sealed_columns
from agencies.leaving import papers, selectors
from agencies.onboarding import selectors as onboarding
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb

DAY = 86400


@verb("papers.read")
def facts(actor: Actor) -> papers.Facts:
    """Everything at once; a few queries."""
    rules, going = tenancy.settings(actor), selectors.deletable()
    agreement = onboarding.own_agreement(actor)
    every = [(selectors.table_name(model), model) for model in selectors.tables()]
    grants = [model for _, model in every if issubclass(model, ObjectGrant)]
    return papers.Facts(
        agency=tenancy.agency(actor.agency_id).name,
        made_at=timezone.now().strftime("%Y-%m-%d %H:%M UTC"),
        protected_age=rules.protected_age,
        retention_days=rules.retention_days,
        reminder_days=round(rules.casework_reminder_seconds / DAY),
        watch_days=round(rules.watch_reminder_seconds / DAY),
        grace_days=round(rules.leaving_grace_seconds / DAY),
        agreement={name: str(getattr(agreement, name)) for name in papers.ROLES} if agreement else {},
        measures=measures(),
        tables=[
            (name, len(sealed_columns(model)), selectors.case_lookup(model) is not None, name not in going)
            for name, model in every
        ],
        people=_people(actor),
        keys=[
            (
                key.name,
                ", ".join(key.scopes),
                key.last_used_on.isoformat() if key.last_used_on else "–",
                (key.revoked_at or key.expires_at).strftime("%Y-%m-%d"),
            )
            for key in access.keys(actor)
        ],
        grants=sum(model.objects.visible_to(actor).count() for model in grants),
    )


def measures() -> dict[str, bool]:
    """Which measures are really on in this portal."""
    names = [selectors.table_name(model) for model in selectors.tables()]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE relrowsecurity AND relforcerowsecurity) = %s FROM pg_class
               WHERE relname = ANY(%s) AND relkind = 'r'""",
            [len(names), names],
        )
        walls = bool(cursor.fetchone()[0])
    going = selectors.deletable()
    return {
        "mfa": "agencies.people.middleware.SessionActorMiddleware" in settings.MIDDLEWARE,
        "walls": walls,
        "sealed": any(
            field.case is not None and model._meta.app_label != "agencies"
            for model in selectors.tables()
            for field in sealed_columns(model)
        ),
        "token": bool(settings.PKCS11_MODULE),
        "https": bool(settings.HTTPS),
        "trail": "agencies_auditline" not in going,
        "no_media": settings.FILE_UPLOAD_HANDLERS == ["agencies.tenancy.web.RefuseFiles"],
        "signed": bool(settings.AGREEMENT_CERTIFICATE),
        "stamps": bool(settings.TSA_URL),
    }


def _people(actor: Actor) -> list[tuple[str, str, str, str]]:
    """One line a person: name, roles, last sign-in, and whether a role is suspended or ends."""
    lines: dict[int, tuple[str, list[str], str, set[str]]] = {}
    for member in selectors.members(actor):
        seen = member.user.last_login
        line = lines.setdefault(
            member.user_id, (member.user.name, [], seen.strftime("%Y-%m-%d") if seen else "–", set())
        )
        line[1].append(member.role)
        if member.suspended_at:
            line[3].add("suspended · 정지")
        if member.ends_on:
            line[3].add(f"→ {member.ends_on.isoformat()}")
    return [(name, ", ".join(roles), seen, ", ".join(sorted(more))) for name, roles, seen, more in lines.values()]


@verb("papers.read")
def paper_pdf(actor: Actor, *, name: str, language: str) -> bytes:
    """One paper as PDF; raises KeyError for an unknown name, PdfMissing, PdfFailed. The trail says who took it."""
    context = page(facts(actor), name, language)
    audit.record(actor, "papers.fetch", subject_kind="paper", subject_id=None, paper=name)
    return pdf.render(render_to_string("leaving/paper_pdf.html", context))


def page(found: papers.Facts, name: str, language: str) -> dict[str, object]:
    """Template context of one paper."""
    return {
        "name": name,
        "title": papers.title(name, language),
        "draft": papers.draft(language),
        "agency_name": found.agency,
        "made_at": found.made_at,
        "sections": papers.shown(papers.build(name, found), language),
        "lang": "ko" if language.startswith("ko") else "en",
    }
