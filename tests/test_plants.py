"""Words and names that people type never reach the trail, the events or the jobs: they are planted, then looked for.

Every service that takes a person's own words is either called here with a planted word, or named with a reason.
"""

import importlib
import inspect
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from agencies.access import services as access
from agencies.audit import services as audit
from agencies.audit.models import AuditLine
from agencies.audit.selectors import Wanted
from agencies.events.models import Event, Job
from agencies.help import services as help_letters
from agencies.leaving.services import exports as leaving
from agencies.onboarding.services import applications
from agencies.people.services import invitations
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.models import TenantModel
from agencies.tenancy.scope import tenant_scope
from agencies.workspace.services import settings as workspace
from cases.casework import services as casework
from cases.casework.models import Case
from cases.detection.services import importing, reported, seen, sharing, sources, terms, textfinds
from cases.detection.watchwords import Hit
from cases.exceptions import services as exceptions
from cases.fingerprints import services as fingerprints
from cases.fingerprints.guarding import Why
from cases.fingerprints.services import bank, guards
from cases.intake import services as intake
from cases.keeping import services as keeping
from portal.trail import services as trail
from takedowns.review.services import decide
from tests.people import Cast
from tests.rows import Rows, item, make_rows
from tests.takedowns.plants import DESK, RECIPIENTS, REVIEW, SEALED, desk_words, recipients_plant, sealed_plant
from tests.test_architecture import PLACES

pytestmark = pytest.mark.django_db
# Parameters in which a person's own words, names, addresses or secrets arrive.
FREE = {
    "addresses", "contact", "email", "facts", "form", "keep_out", "legal_note", "name", "note", "password", "pem",
    "reason", "reasons", "text", "url", "values",
}  # fmt: skip
SITES = {"discovery": ("candidate_adopt", "candidate_dismiss"),
         "dossiers": ("flag_clear", "flag_set", "note_propose", "outcome_note"), "sitefacts": ("of_url", "operator_avoided"),
         "frontier": ("file", "wanted"), "rendering": ("render",)}  # fmt: skip
APPLICATIONS = ("application_accept", "application_answer", "application_check", "application_decline", "plain_name")
ELSEWHERE = {  # not called here, and why
    "agencies.exports.services.export_record": "called by trail_export",
    "takedowns.quality.services.figures_export": "as trail_export",
    "agencies.help.services.announce": "news for everybody, printed on every page",
    "agencies.help.services.ticket_answer": "the same column as ticket_reply",
    **{f"agencies.keys.services.shred.{x}_shred": "the reason is a word of a list" for x in ("agency", "case")},
    "agencies.leaving.services.departures.departure_start": "its reason goes the way of an export's; tests of leaving dump it",
    **{f"agencies.leaving.services.papers.{x}": "prints, writes nothing" for x in ("page", "paper_pdf")},
    **{f"agencies.onboarding.services.applications.{x}": "as ask, or writes nothing" for x in APPLICATIONS},
    "agencies.onboarding.services.suspension.agency_suspend": "needs an active agency of its own; tests of onboarding",
    "agencies.people.services.invitations.invitation_accept": "a password, and the name of the invitation",
    "agencies.people.services.invitations.invite_first_manager": "the same row as invite",
    "agencies.people.services.members.member_add": "called by the fixture: names and addresses of the cast",
    "agencies.people.services.providers.sign_in_match": "compares with what is there; the number of a person is a column",
    "agencies.tenancy.services.agency_open": "called by the fixture",
    "agencies.workspace.services.hosts.host_state": "a public host name, a column",
    **{f"agencies.workspace.services.mail.mail_{n}": "tests of the mail sender" for n in ("change", "key")},
    "agencies.workspace.services.settings.settings_keep": "called by settings_change",
    **{f"cases.casework.services.case_shred{x}": "the reason is a word of a list" for x in ("", "_again")},
    "cases.casework.services.contact_keep": "called by report_submit",
    "cases.detection.services.seen.media_keep": "an address that the crawler read; sealed, tests of what was seen",
    **{f"cases.detection.services.{m}.{n}": "tests of discovery and of the crawl" for m in SITES for n in SITES[m]},
    "cases.exceptions.services.statement_keep": "called by report_submit",
    "cases.fingerprints.services.bank.dispute_add": "the same column as negative_add",
    "cases.fingerprints.services.entries.group_of": "reads and compares values, writes nothing",
    "cases.referrals.services.giving.referral_offer": "needs two partners; its reason is a column, tests of referrals",
    **{f"portal.training.services.{n}_open": "nothing in it is anybody's" for n in ("platform", "training")},
    "takedowns.notices.services.complete.notice_state_fact": "tests of blocks look for its words",
    "takedowns.notices.services.variants.variant_write": "tests of blocks look for its words",
    "takedowns.recipients.services.directory.provider_set": "facts about hosts that all agencies share",
    "takedowns.recipients.services.directory.relay_set": "the public name and address of a partner, columns",
    **{f"takedowns.review.services.{x}": "a part of, or like, item_reject and item_set_aside" for x in REVIEW},
}
W = "Zanzibar"  # in every planted word


def _report(cast: Cast, rows: Rows) -> None:
    intake.report_submit(
        cast.worker, channel="worker", age_band="adult", purposes=["detection"], text=f"{W} text, +82 10 5555 0142",
        contact=f"{W} contact 010-5555-0143", addresses=f"https://{W}.example/secret/77", keep_out=f"{W} neighbour",
    )  # fmt: skip


def _more(cast: Cast, rows: Rows) -> None:
    intake.report_add(
        cast.worker, case_id=rows.case_id, channel="worker", text=f"{W} more", contact=f"{W} c", addresses=""
    )


def _letter(cast: Cast, rows: Rows) -> None:
    row = help_letters.ticket_open(cast.manager, subject=f"{W} subject", text=f"{W} cannot find the button")
    help_letters.ticket_reply(cast.manager, ticket_id=row.pk, text=f"{W} found it")


def _mandate(cast: Cast, rows: Rows) -> None:
    casework.mandate_record(
        cast.worker, case_id=rows.case_id, signed_on=timezone.now().date(), expires_on=None, form=f"{W} form"
    )


def _source(cast: Cast, rows: Rows) -> None:
    more: dict[str, Any] = {"country": "NL", "language": "nl", "cadence_seconds": 3600}
    address = f"https://{W.lower()}.example/"
    sources.source_create(cast.officer, name=f"{W} source", url=address, depth=1, legal_note=f"{W} note", **more)
    importing.links_watch(cast.officer, links=f"{address}1", name=f"{W} list", **more)
    asked = {"name": f"{W} all", "kind": "feed", "country": "NL", "language": "nl", "reason": f"{W}!"}
    sharing.proposal_make(cast.officer, url="https://plant.example/", **asked)
    sources.source_move(cast.officer, source_id=rows.source_id, to="paused", reason=f"{W} asked for it")


def _listed(cast: Cast, rows: Rows) -> None:
    seen.source_list(cast.officer, source_id=rows.source_id, reason=f"{W} lives on this site")


def _judge(cast: Cast, rows: Rows) -> None:
    guards.fingerprint_hold(Actor.system(cast.harbour.pk), fingerprint_id=rows.fingerprint_id, why=Why.FROZEN)
    guards.fingerprint_judge(cast.worker, fingerprint_id=rows.fingerprint_id, word="release", reason=f"{W} says so")


def _bank(cast: Cast, rows: Rows) -> None:
    bank.negative_add(Staff(1), item=item(99), category="logo", note=f"{W} bridge")


def _key(cast: Cast, rows: Rows) -> None:
    access.key_create(cast.manager, name=f"{W} clinic", scopes=["case.read"], days=10)


def _exports(cast: Cast, rows: Rows) -> None:
    trail.trail_export(cast.auditor, wanted=Wanted(), reason=f"{W} asks for the trail")


def _case_export(cast: Cast, rows: Rows) -> None:
    leaving.case_export(cast.manager, case_id=rows.case_id, reason=f"{W} asks for her file")


def _agency_export(cast: Cast, rows: Rows) -> None:
    leaving.agency_export(cast.manager, reason=f"{W} asks for everything")


def _glass(cast: Cast, rows: Rows) -> None:
    exceptions.case_restrict(cast.worker, case_id=rows.case_id)
    exceptions.glass_break(cast.manager, case_id=rows.case_id, reason=f"{W} is in danger")
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=rows.case_id).update(restricted=False)


def _hold(cast: Cast, rows: Rows) -> None:
    keeping.hold_place(cast.manager, case_id=rows.case_id, reason=f"{W} wants it kept")
    keeping.hold_lift(cast.manager, case_id=rows.case_id)


def _invite(cast: Cast, rows: Rows) -> None:
    invitations.invite(cast.manager, email=f"{W}@example.org", name=f"{W} Person", roles=["case_worker"])


def _reject(cast: Cast, rows: Rows) -> None:
    decide.item_reject(cast.officer, item_id=rows.item_id, reason="news", note=f"{W} says so")


def _settings(cast: Cast, rows: Rows) -> None:
    with tenant_scope(cast.harbour.pk):
        version = tenancy.settings(cast.manager).version
    workspace.settings_change(cast.manager, version=version, values={"emergency_line": "02 5555 0144"})


def _application(cast: Cast, rows: Rows) -> None:
    facts = applications.Facts(
        institution=f"{W} House", kind="ngo", country="NL", purpose=f"{W} purpose", plan=f"{W} plan",
        officer_name=f"{W} O", officer_email=f"{W}@example.org", contact_name=f"{W} C", contact_email="c@example.org",
        language="en",
    )  # fmt: skip
    row, _code = applications.application_submit(form_key=uuid4(), facts=facts)
    applications.application_ask(Staff(cast.users["manager"].pk), application_id=row.pk, text=f"{W} question")


def _sign_in(cast: Cast, rows: Rows) -> None:
    for name in (f"{W}@nowhere.example", cast.users["worker"].email):
        audit.session_refuse("session.fail", name=name, source="203.0.113.5", request_id="r")


def _search(cast: Cast, rows: Rows) -> None:
    casework.contact_search(cast.worker, contact="010-5555-0143")


def _print(cast: Cast, rows: Rows) -> None:
    fingerprints.fingerprint_suspend(cast.worker, fingerprint_id=rows.fingerprint_id, reason=f"{W} asked for it")
    fingerprints.fingerprint_resume(cast.worker, fingerprint_id=rows.fingerprint_id)
    fingerprints.fingerprint_dispute(cast.worker, fingerprint_id=rows.fingerprint_id, reason=f"{W} is somebody else")
    fingerprints.fingerprint_resume(cast.worker, fingerprint_id=rows.fingerprint_id)


def _term(cast: Cast, rows: Rows) -> None:
    row = terms.term_add(cast.worker, case_id=rows.case_id, kind="name", text=f"{W} Person")
    terms.term_cross(cast.worker, term_id=row.pk, values=[f"{W}Person"])


def _text(cast: Cast, rows: Rows) -> None:
    reported.link_decide(cast.officer, link_id=rows.link_id, to="discarded", reason=f"{W} would notice")
    hit = Hit(rows.case_id, (rows.term_id,), 1, f"{W} leaked")
    assert textfinds.text_record(Actor.system(cast.harbour.pk), url=f"https://{W}.example/forum/9", hit=hit)


PLANTS = {
    **dict.fromkeys((reported.link_decide, intake.link_decide), _text),
    terms.term_add: _term,
    terms.term_cross: _term,
    textfinds.text_record: _text,
    **dict.fromkeys((fingerprints.fingerprint_suspend, fingerprints.fingerprint_dispute), _print),
    casework.contact_search: _search,
    audit.session_refuse: _sign_in,
    intake.report_submit: _report,
    intake.report_add: _more,
    help_letters.ticket_open: _letter,
    help_letters.ticket_reply: _letter,
    casework.mandate_record: _mandate,
    **dict.fromkeys(RECIPIENTS, recipients_plant),
    sources.source_create: _source,
    sources.source_move: _source,
    sharing.proposal_make: _source,
    importing.links_watch: _source,
    seen.source_list: _listed,
    guards.fingerprint_judge: _judge,
    bank.negative_add: _bank,
    access.key_create: _key,
    trail.trail_export: _exports,
    leaving.case_export: _case_export,
    leaving.agency_export: _agency_export,
    **dict.fromkeys(SEALED, sealed_plant),
    exceptions.glass_break: _glass,
    keeping.hold_place: _hold,
    invitations.invite: _invite,
    workspace.settings_change: _settings,
    applications.application_submit: _application,
    applications.application_ask: _application,
    **{verb: desk_words for verb in DESK},
    decide.item_reject: _reject,
}


def services() -> Iterator[tuple[str, Any]]:
    """Every public service whose first argument is who acts, and every one that takes an application."""
    for name, (_feature, layer) in PLACES.items():
        if layer != "services":
            continue
        module = importlib.import_module(name)
        for thing, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == name and not thing.startswith("_"):
                yield f"{name}.{thing}", function


def test_it_plants_in_every_service_that_takes_words() -> None:
    planted = {f"{inspect.unwrap(function).__module__}.{function.__name__}" for function in PLANTS}
    takes = {
        name
        for name, function in services()
        if FREE & set(inspect.signature(inspect.unwrap(function)).parameters) and not name.startswith("portal.demo")
    }
    assert takes - planted - set(ELSEWHERE) == set(), "plant a word there, or say why not"
    assert set(ELSEWHERE) - takes == set(), "no longer needed"


def dump(model: type[Any]) -> str:
    """Every column of a table as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {model._meta.db_table} t")
        return str(cursor.fetchone()[0])


def test_it_keeps_planted_words_out_of_trail_events_and_jobs(cast: Cast) -> None:
    rows = make_rows(cast)
    for plant in dict.fromkeys(PLANTS.values()):
        plant(cast, rows)
    names = ("AuditAnchor", "AuditLine", "AuditSeal", "Event", "Job", "PlatformAnchor", "PlatformLine", "PlatformSeal")
    tables = [apps.get_model("agencies", name) for name in names]
    with tenant_scope(cast.harbour.pk):
        assert AuditLine.objects.count() > 30 and Event.objects.count() > 10 and Job.objects.count() > 3
        texts = {model.__name__: dump(model) for model in tables}
        everywhere = [model for model in apps.get_models() if issubclass(model, TenantModel)]
        assert any(W in dump(model) for model in everywhere), "the plants are somewhere, or nothing was planted"
    people = [user.name for user in cast.users.values()]
    words = [W, W.lower(), "5555 0142", "5555-0143", "neighbour", "example.org", "bridge", *people]
    found = {(name, word) for name, text in texts.items() for word in words if word in text}
    assert not found
