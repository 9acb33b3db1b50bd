"""The walls seen from outside: every address of the portal that names a row, tried by everybody who must not see it.

A new page or API address is covered at once. An id in an address that this test does not know makes it fail: add the
row to tests/rows.py and the name is known.
"""

import multiprocessing
import re
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from agencies.tenancy.rights import RIGHTS, Role
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case, CaseExclusion, CaseGlass
from cases.exceptions import services as exceptions
from tests.people import Cast, join, sign_in
from tests.rows import make_rows

pytestmark = pytest.mark.django_db

FOREIGN = ("account/", "admin/", "i18n/", "static/")  # have tests of their own at home, and hold no agency's rows
ABSENT = 2_000_000_000
# Addresses that a visitor may open, and why.
PUBLIC = {
    "": "a neutral first page",
    "exit": "the way out",
    "healthz": "the process answers",
    "readyz": "the parts answer",
    "favicon.ico": "the icon",
    "r/": "the way to a report form",
    "r/<slug:slug>/": "the report form",
    "r/<slug:slug>/done/": "the end of the report form",
    "apply/": "an institution asks for a workspace",
    "apply/done/": "the end of that form",
    "apply/open/": "the way back to an application, by its code",
    "apply/mine/": "an application, for the browser that has opened it with the code",
    "apply/mine/agreement/": "its agreement, for that browser",
    "logo/<slug:slug>.svg": "the drawing of an agency, for its report form",
    "sign-in/<slug:slug>/": "leads to the sign-in service of an agency",
    "sign-in/<slug:slug>/callback/": "where that service leads back to",
    "api/v1/schema.json": "describes the API and holds no row",
    "notice.schema.json": "describes notice.json for whoever gets a notice, and holds no row",
    "api/v1/": "answers 404 to everything that is no address",
}
ID = re.compile(r"<(?:\w+:)?(\w+)>")
# A body that passes the checks which come before the row is looked for.
CODES = {"sha256": "0a" * 32, "media": "image", "pdq": None, "quality": None, "width": 1, "height": 1, "frames": []}
BODIES: dict[str, dict[str, Any]] = {
    "api/v1/cases/<int:case_id>/fingerprints": {"items": [CODES]},
    "api/v1/cases/<int:case_id>/search-terms": {"kind": "phrase", "text": "a bridge"},
}
LEADS = {"quality.lead": Role.QUALITY_LEAD, "wellbeing.lead": Role.WELLBEING_LEAD}  # nobody of the cast is one
METHODS = ("get", "post", "patch", "put", "delete")
ASKED = multiprocessing.Value("Q")  # combinations of address, method and person, of all processes; printed at the end


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    route: str
    view: Any

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(ID.findall(self.route))

    @property
    def api(self) -> bool:
        return self.route.startswith("api/")

    def actions(self) -> dict[str, str]:
        """Method -> the right that it asks for; a page asks for one whatever the method."""
        declared = getattr(getattr(self.view, "cls", None), "actions", None)
        if declared is not None:
            return {method.lower(): action for method, action in declared.items()}
        action = getattr(self.view, "action", None)
        return dict.fromkeys(("get", "post"), action) if action else {}

    def url(self, values: dict[str, Any]) -> str:
        return "/" + ID.sub(lambda found: str(values[found[1]]), self.route)


def addresses(patterns: list[Any] | None = None, before: str = "") -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if route.startswith(FOREIGN):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield Address(route, pattern.callback)


EVERY_PAGE = tuple(addresses())
STAFF = tuple(address for address in EVERY_PAGE if getattr(address.view, "staff_only", False))
EVERYWHERE = tuple(address for address in EVERY_PAGE if address not in STAFF)
WITH_IDS = tuple(address for address in EVERYWHERE if address.ids and address.route not in PUBLIC)
NOT_OF_CASES = {
    *("asked_id", "candidate_id", "offer_id", "source_id", "trial_id", "ticket_id", "host_id", "user_id"),
    *("invitation_id", "provider_id"),
}  # rows that belong to no case
OF_ALL = {"provider_id"}  # facts about companies that all agencies share (tests/takedowns/test_directory.py)
OF_CASES = tuple(address for address in WITH_IDS if not set(address.ids) <= NOT_OF_CASES)
LISTS = tuple(address for address in EVERYWHERE if not address.ids and address.route not in PUBLIC)


def known(cast: Cast) -> dict[str, Any]:
    """Names of ids in addresses -> the harbour's row."""
    return asdict(make_rows(cast)) | {"slug": cast.harbour.slug}


def ask(client: Client, method: str, address: Address, url: str, headers: dict[str, str] | None = None) -> int:
    with ASKED.get_lock():
        ASKED.value += 1
    more: dict[str, Any] = {"headers": headers or {}}
    if address.api and method != "get":
        more |= {"data": BODIES.get(address.route, {}), "content_type": "application/json"}
        more["headers"] = more["headers"] | {"Idempotency-Key": str(uuid.uuid4())}
    return int(getattr(client, method)(url, **more).status_code)


def methods(address: Address) -> tuple[str, ...]:
    return METHODS if address.api else METHODS[:2]


def insider(cast: Cast, address: Address, method: str) -> Client:
    """Somebody of the harbour who holds the right, so that the method itself is what is asked about."""
    action = address.actions().get(method) or next(iter(address.actions().values()), "case.read")
    if action in LEADS:
        return sign_in(Client(), join(cast.harbour, "lina", LEADS[action])[0])
    actors = {name: getattr(cast, name) for name in ("manager", "worker", "officer", "approver", "auditor")}
    return cast.client(next((name for name, actor in actors.items() if actor.roles & RIGHTS[action]), "manager"))


def test_it_knows_every_id_that_an_address_names(cast: Cast) -> None:
    rows = known(cast)
    unknown = {(address.route, name) for address in EVERYWHERE for name in address.ids if name not in rows}
    assert not unknown, "add the row to tests/rows.py"
    assert set(PUBLIC) <= {address.route for address in EVERYWHERE}, "a public address is gone"
    odd = [address.route for address in EVERYWHERE if re.search(r"[\\^$(?]", ID.sub("", address.route))]
    assert not odd, "write it with path(), so that this test can fill in its ids"


def test_it_declares_a_right_for_every_address() -> None:
    bare = [address.route for address in (*WITH_IDS, *LISTS) if not address.actions()]
    assert not bare, "a view without @page or actions"
    asked = {action for address in EVERYWHERE for action in address.actions().values() if action}
    assert asked <= set(RIGHTS)


def test_it_answers_strangers_as_if_the_row_did_not_exist(cast: Cast) -> None:
    rows, outsider = known(cast), cast.client("outsider")
    nothing = dict.fromkeys(rows, ABSENT) | {"slug": "absent"}
    wrong = {}
    for address in WITH_IDS:
        for method in () if set(address.ids) <= OF_ALL else methods(address):
            found = ask(outsider, method, address, address.url(rows))
            absent = ask(outsider, method, address, address.url(nothing))
            fine = found == 404 or (
                found == 405 and ask(insider(cast, address, method), method, address, address.url(nothing)) == 405
            )
            if not fine or found != absent:
                wrong[f"{method} {address.route}"] = (found, absent)
    assert not wrong


def test_it_opens_nothing_to_visitors(cast: Cast) -> None:
    rows, visitor, wrong = known(cast), Client(), {}
    for address in (*WITH_IDS, *LISTS):
        for method in methods(address):
            code = ask(visitor, method, address, address.url(rows))
            if code not in ({401, 403, 404, 405} if address.api else {302, 404, 405}):
                wrong[f"{method} {address.route}"] = code
            if code == 302:
                assert getattr(visitor, method)(address.url(rows)).headers["Location"].startswith("/account/login/")
    assert not wrong


def test_it_refuses_colleagues_without_the_right(cast: Cast) -> None:
    rows, wrong = known(cast), {}
    people = {name: getattr(cast, name) for name in ("manager", "worker", "officer", "approver", "auditor")}
    clients = {name: cast.client(name) for name in people}
    for address in (*WITH_IDS, *LISTS):
        for method, action in address.actions().items():
            for name, actor in people.items():
                if actor.roles & RIGHTS[action]:
                    continue
                code = ask(clients[name], method, address, address.url(rows))
                if code not in {403, 405}:
                    wrong[f"{name} {method} {address.route}"] = code
                if code == 405:
                    assert ask(insider(cast, address, method), method, address, address.url(rows)) == 405
    assert not wrong


def test_it_opens_every_page_to_somebody(cast: Cast) -> None:
    """Otherwise the refusals above would prove nothing."""
    rows, wrong = known(cast), {}
    for address in (*WITH_IDS, *LISTS):
        for method in [name for name in address.actions() if name == "get"]:
            code = ask(insider(cast, address, method), method, address, address.url(rows))
            if code not in {200, 405, 410}:  # 410: a look at a picture fetches once
                wrong[address.route] = code
    assert not wrong


def test_it_shows_no_row_of_another_agency_in_a_list(cast: Cast) -> None:
    known(cast)
    outsider = cast.client("outsider")
    for address in LISTS:
        if "get" in address.actions():
            text = outsider.get(address.url({})).content.decode(errors="replace")
            assert "bridge" not in text.lower() and "Somebody posted it" not in text, address.route


def test_it_hides_a_restricted_case_from_colleagues_who_are_not_named(cast: Cast) -> None:
    rows, wrong = known(cast), {}
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=rows["case_id"]).update(restricted=True)
    for address in OF_CASES:
        for method in address.actions():
            code = ask(insider(cast, address, method), method, address, address.url(rows))
            if code not in {404, 405}:
                wrong[f"{method} {address.route}"] = code
    assert not wrong


def test_it_shows_nothing_to_a_person_who_is_kept_out(cast: Cast) -> None:
    """Whatever the roles, and in every list and figure as well: the case does not exist for her or him."""
    rows, wrong = known(cast), {}
    people = ("manager", "worker", "officer", "approver", "auditor")
    with tenant_scope(cast.harbour.pk):
        reference = Case.objects.get(id=rows["case_id"]).reference
        for name in people:
            CaseExclusion.objects.create(
                agency=cast.harbour, user=cast.users[name], content_object_id=rows["case_id"], origin="named"
            )
    for address in OF_CASES:
        for method in address.actions():
            code = ask(insider(cast, address, method), method, address, address.url(rows))
            if code not in {404, 405}:
                wrong[f"{method} {address.route}"] = code
    assert not wrong
    for address in LISTS:
        for name in people:
            answer = cast.client(name).get(address.url({})) if "get" in address.actions() else None
            text = answer.content.decode("utf-8", "replace") if answer is not None else ""
            if reference in text or "gallery/7" in text or "H-1" in text:
                wrong[f"{name} {address.route}"] = "names the case"
    assert not wrong


def test_it_shows_a_restricted_case_through_broken_glass_and_only_as_long(cast: Cast) -> None:
    rows, wrong = known(cast), {}
    exceptions.case_restrict(cast.worker, case_id=rows["case_id"])
    pages = [address for address in OF_CASES if address.actions().get("get") and not address.api]
    mine = [address for address in pages if cast.manager.roles & RIGHTS[address.actions()["get"]]]
    client = cast.client("manager")

    def answers() -> set[int]:
        return {ask(client, "get", address, address.url(rows)) for address in mine}

    assert answers() <= {404, 405}
    exceptions.glass_break(cast.manager, case_id=rows["case_id"], reason="It must be.")
    assert answers() <= {200, 405}
    for address in OF_CASES:
        code = ask(cast.client("auditor"), "get", address, address.url(rows))
        if code not in {403, 404, 405}:
            wrong[f"auditor {address.route}"] = code
    assert not wrong, "glass is broken for one person"
    with tenant_scope(cast.harbour.pk):
        CaseGlass.objects.update(until=timezone.now())
    assert answers() <= {404, 405}


def test_it_opens_the_platforms_own_pages_to_nobody_of_an_agency(cast: Cast) -> None:
    wrong = {}
    for address in STAFF:
        url = address.url(dict.fromkeys(address.ids, 1))
        for name in ("manager", "outsider"):
            for method in ("get", "post"):
                if (code := ask(cast.client(name), method, address, url)) != 404:
                    wrong[f"{name} {method} {address.route}"] = code
        if (code := ask(Client(), "get", address, url)) not in {302, 405}:
            wrong[f"visitor {address.route}"] = code
    assert not wrong
