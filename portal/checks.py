"""What must hold before the portal starts; `manage.py check --database default` runs all of it."""

import ctypes.util
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, Warning
from django.db import connection
from django.db.utils import Error as DatabaseError

from agencies.keys import selectors as keys

OURS = "portal"
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


def register_all() -> None:
    """Make the checks known to Django; called once at start."""
    checks.register(demo_stays_at_home, OURS, Tags.security)
    checks.register(robots_decided, OURS, Tags.security)
    checks.register(pango, OURS, Tags.compatibility)
    checks.register(walls_stand, OURS, Tags.database)
    checks.register(no_sample_data, OURS, Tags.database)
    checks.register(keys_fit, OURS, Tags.database)


def demo_stays_at_home(**_: Any) -> Sequence[CheckMessage]:
    """The demo's known passwords and open doors are for this machine only, and never for a real portal."""
    found: list[CheckMessage] = []
    if settings.DEMO and not set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        found.append(
            Error("DEMO is on, and ALLOWED_HOSTS names more than this machine. Switch DEMO off.", id="portal.E001")
        )
    open_networks = [ip_network(network) for network in settings.CRAWL_ALLOWED_NETWORKS]
    if open_networks and not (settings.DEMO or settings.TESTING):
        found.append(Error("CRAWL_ALLOWED_NETWORKS opens private networks; it is for the demo only.", id="portal.E002"))
    if any(not ip_address(network.network_address).is_loopback for network in open_networks):
        found.append(Error("CRAWL_ALLOWED_NETWORKS may hold loopback addresses only.", id="portal.E003"))
    return found


def robots_decided(**_: Any) -> Sequence[CheckMessage]:
    """What robots.txt decides is one of three words, and whoever ignores it says why."""
    if settings.CRAWL_ROBOTS not in {"obey", "delay-only", "ignore"}:
        return [Error("CRAWL_ROBOTS is obey, delay-only or ignore.", id="portal.E040")]
    if settings.CRAWL_ROBOTS == "ignore" and not (settings.CRAWL_ROBOTS_REASON or settings.DEMO or settings.TESTING):
        return [Error("CRAWL_ROBOTS is ignore: say why in CRAWL_ROBOTS_REASON.", id="portal.E041")]
    return []


def pango(**_: Any) -> Sequence[CheckMessage]:
    """Without pango no PDF can be made, and a notice has one."""
    if ctypes.util.find_library("pango-1.0") is None:
        hint = "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        return [Warning("Pango is missing, so no notice can be drafted.", hint=hint, id="portal.W001")]
    return []


def walls_stand(databases: Sequence[str] | None = None, **_: Any) -> Sequence[CheckMessage]:
    """Every tenant table is behind forced row-level security, and this role can neither pass nor move the wall."""
    if "default" not in (databases or ()):
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
                   WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = 'tenant_wall'"""
            )
            walled = {row[0] for row in cursor.fetchall()}
            cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')")
            there = {row[0] for row in cursor.fetchall()}  # what an upgrade has not made yet needs no wall yet
            cursor.execute("SELECT to_regclass('agencies_agency') IS NOT NULL")
            migrated = cursor.fetchone()[0]
            cursor.execute(
                """SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, tableowner, 'USAGE')
                   FROM pg_roles LEFT JOIN pg_tables ON tablename = 'agencies_agency' WHERE rolname = current_user"""
            )
            strong = bool((cursor.fetchone() or [False])[0])
    except DatabaseError as error:
        return [Error(f"The database cannot be asked about its walls ({type(error).__name__}).", id="portal.E004")]
    if not migrated:
        return []
    tables = {model._meta.db_table for model in apps.get_models() if getattr(model, "walled", False)}
    found: list[CheckMessage] = [
        Error(f"The table {table} holds rows of agencies and has no wall.", id="portal.E005")
        for table in sorted(tables & there - walled)
    ]
    owner_at_work = settings.DATABASES["default"]["USER"] == "portal_owner"  # migrations
    if strong and not owner_at_work:
        found.append(
            Error("The portal's database role can pass the walls. Use a plain role (roles.sql).", id="portal.E006")
        )
    return found


def no_sample_data(databases: Sequence[str] | None = None, **_: Any) -> Sequence[CheckMessage]:
    """Accounts with printed passwords must not live in a real portal."""
    if "default" not in (databases or ()) or settings.DEMO or settings.TESTING:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('agencies_agency') IS NOT NULL")
            if not cursor.fetchone()[0]:
                return []
            cursor.execute("SELECT EXISTS (SELECT FROM agencies_agency WHERE demo)")
            if not cursor.fetchone()[0]:
                return []
    except DatabaseError:
        return []
    return [Error("This database holds the demo's sample agencies. Use a database of its own.", id="portal.E007")]


def keys_fit(databases: Sequence[str] | None = None, **_: Any) -> Sequence[CheckMessage]:
    """The master key opens the keys in the database, and nothing that was shredded is back."""
    if "default" not in (databases or ()):
        return []
    return [Error(problem, id="portal.E008") for problem in keys.problems()]


def start() -> None:
    """Refuse to start when a check finds an error; called by the web and worker doors. Raises SystemExit."""
    errors = [str(m) for m in checks.run_checks(tags=[OURS], databases=["default"]) if m.is_serious()]
    connection.close()  # what is forked from here opens its own
    if errors:
        raise SystemExit("The portal does not start:\n" + "\n".join(errors))
