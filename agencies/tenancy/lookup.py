"""Look-ups that come before a tenant is known: SECURITY DEFINER functions that return ids and role names only."""

from django.db import connection


def memberships(user_id: int) -> list[tuple[int, str, bool]]:
    """(agency id, role, whether the agency is suspended) of a person's current memberships in active agencies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, role, read_only FROM lookup_memberships(%s)", [user_id])
        return [(int(agency_id), str(role), bool(read_only)) for agency_id, role, read_only in cursor.fetchall()]


def service_key(prefix: str) -> tuple[int, int] | None:
    """(agency id, key id) of a live service key's public prefix, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, key_id FROM lookup_service_key(%s)", [prefix])
        row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else None


def claim_due_jobs(limit: int, quiet_seconds: int) -> list[tuple[int, int, str]]:
    """(job id, agency id, kind) of due jobs that nobody nudged within quiet_seconds; marks them nudged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_id, agency_id, kind FROM lookup_due_jobs(%s, %s)", [limit, quiet_seconds])
        return [(int(job_id), int(agency_id), str(kind)) for job_id, agency_id, kind in cursor.fetchall()]


def due_sources(limit: int) -> list[tuple[int, int]]:
    """(source id, agency id) of watch sources whose next visit is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT source_id, agency_id FROM lookup_due_sources(%s)", [limit])
        return [(int(source_id), int(agency_id)) for source_id, agency_id in cursor.fetchall()]


def source_gaps(limit: int) -> list[tuple[int, int]]:
    """(source id, agency id) of watch sources that nobody looked at for too long, or again after that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT source_id, agency_id FROM lookup_source_gaps(%s)", [limit])
        return [(int(source_id), int(agency_id)) for source_id, agency_id in cursor.fetchall()]


def copies(media_keys: list[str]) -> list[tuple[int, int, str]]:
    """(agency id, copy id, key of the file's address) of copies that lie at these addresses, in agencies at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, copy_id, media_key FROM lookup_copies(%s::text[])", [media_keys])
        return [(int(agency_id), int(copy_id), str(key)) for agency_id, copy_id, key in cursor.fetchall()]


def due_searches(limit: int) -> list[tuple[int, int]]:
    """(consent id, agency id) of search terms that a provider is due to be asked for, those that wait longest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT consent_id, agency_id FROM lookup_due_searches(%s)", [limit])
        return [(int(consent_id), int(agency_id)) for consent_id, agency_id in cursor.fetchall()]


def watching() -> dict[int, tuple[int, int]]:
    """Agency id -> (how many search terms it has, when one of them last changed in microseconds): numbers, no words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, terms, changed FROM lookup_watching()")
        return {int(agency_id): (int(terms), int(changed)) for agency_id, terms, changed in cursor.fetchall()}


def broken_crawls(limit: int) -> list[int]:
    """Ids of the agencies whose crawl broke off without a word."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id FROM lookup_broken_crawls(%s)", [limit])
        return [int(agency_id) for (agency_id,) in cursor.fetchall()]


def due_checks(limit: int) -> list[tuple[int, int]]:
    """(check id, agency id) of re-checks that are due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT check_id, agency_id FROM lookup_due_checks(%s)", [limit])
        return [(int(check_id), int(agency_id)) for check_id, agency_id in cursor.fetchall()]


def master_keys_in_use() -> list[tuple[str, int]]:
    """(name of a master key, an agency whose key it wraps), each name once: what the start-up check opens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT master, agency_id FROM lookup_master_keys()")
        return [(str(master), int(agency_id)) for master, agency_id in cursor.fetchall()]


def keys_to_shred() -> list[tuple[int, int | None]]:
    """(agency id, case id; None: the whole agency) of the shred list whose keys are there again, after a restore."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_ref, case_ref FROM lookup_keys_to_shred()")
        return [(int(agency_id), case_id) for agency_id, case_id in cursor.fetchall()]


def host(name: str) -> int | None:
    """The active agency that a confirmed host name leads to, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id FROM lookup_host(%s)", [name])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def tickets(limit: int) -> list[tuple[int, int]]:
    """(ticket id, agency id) of letters to the platform team, those that wait first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ticket_id, agency_id FROM lookup_tickets(%s)", [limit])
        return [(int(ticket_id), int(agency_id)) for ticket_id, agency_id in cursor.fetchall()]


def belongs(user_id: int) -> bool:
    """Whether a person holds or held a place in any agency that has not been deleted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lookup_belongs(%s)", [user_id])
        return bool(cursor.fetchone()[0])


def invitation(digest: str) -> tuple[int, int] | None:
    """(agency id, invitation id) of an open invitation that has not expired, by its link's digest, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, invitation_id FROM lookup_invitation(%s)", [digest])
        row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else None


def listed_agency(slug: str) -> int | None:
    """Id of another agency that takes proposals, by its short name; None tells nothing about why."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id FROM lookup_listed_agency(%s)", [slug])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def partners(purpose: str) -> list[int]:
    """Ids of the agencies that want this purpose with the open scope's agency, which wants it too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id FROM lookup_partners(%s)", [purpose])
        return [int(agency_id) for (agency_id,) in cursor.fetchall()]


def proposals() -> list[tuple[int, str]]:
    """(agency id, purpose) that others propose to the open scope's agency and that it has not answered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, purpose FROM lookup_proposals()")
        return [(int(agency_id), str(purpose)) for agency_id, purpose in cursor.fetchall()]
