"""The pace of hosts, over all agencies and workers: one worker reads a host at a time, and nobody sooner than is polite."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

LEASE_SECONDS = 10.0  # of a host; renewed while the worker lives
WORST = 3600.0  # seconds that a host is left alone at the most
GIVEN_UP = 3  # failures in a row, then the rest of a round's addresses on a host is given up
KEPT_DAYS = 40


@dataclass(frozen=True, slots=True)
class Pace:
    """A host that was leased: failures in a row before, seconds between two requests that it asks for."""

    key: bytes
    failures: int
    delay: float


@dataclass(frozen=True, slots=True)
class Left:
    """A host that is given back: failures in a row now, seconds to leave it alone, its own delay in seconds."""

    key: bytes
    failures: int
    wait: float
    delay: float


def lease_seconds() -> float:
    """How long a host stays with a worker that says nothing any more."""
    return min(LEASE_SECONDS, float(settings.JOB_LEASE_SECONDS))


def hosts_lease(keys: Sequence[bytes]) -> list[Pace]:
    """Take those of the hosts that are free and due. Keys are sorted, so that two workers never wait for each other."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO cases_hostpace AS h (key, lease_until, next_at, failures, delay_ms, seen_at)
               SELECT k, clock_timestamp() + make_interval(secs => %s), now(), 0, 0, now()
               FROM unnest(%s::bytea[]) AS k ORDER BY k
               ON CONFLICT (key) DO UPDATE SET lease_until = excluded.lease_until, seen_at = now()
               WHERE (h.lease_until IS NULL OR h.lease_until < clock_timestamp()) AND h.next_at <= clock_timestamp()
               RETURNING key, failures, delay_ms""",
            [lease_seconds(), sorted(set(keys))],
        )
        return [Pace(bytes(key), int(failed), int(delay) / 1000) for key, failed, delay in cursor.fetchall()]


def hosts_renew(keys: Sequence[bytes]) -> None:
    """The worker is still there."""
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE cases_hostpace SET lease_until = clock_timestamp() + make_interval(secs => %s) WHERE key IN
                   (SELECT key FROM cases_hostpace WHERE key = ANY(%s::bytea[]) ORDER BY key FOR UPDATE)""",
                [lease_seconds(), sorted(keys)],
            )


def hosts_release(left: Sequence[Left]) -> None:
    """Give hosts back with what was learned about them."""
    if left:
        rows = sorted(left, key=lambda one: one.key)
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO cases_hostpace (key, lease_until, next_at, failures, delay_ms, seen_at)
                   SELECT k, NULL, clock_timestamp() + make_interval(secs => w), f, d, now()
                   FROM unnest(%s::bytea[], %s::int[], %s::float8[], %s::int[]) AS u(k, f, w, d) ORDER BY k
                   ON CONFLICT (key) DO UPDATE SET lease_until = NULL, next_at = excluded.next_at,
                   failures = excluded.failures, delay_ms = excluded.delay_ms, seen_at = excluded.seen_at""",
                [
                    [one.key for one in rows],
                    [min(one.failures, 30) for one in rows],
                    [one.wait for one in rows],
                    [round(one.delay * 1000) for one in rows],
                ],
            )


def hosts_forget() -> int:
    """Once in a while: hosts that nobody read for weeks; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_hostpace WHERE seen_at < now() - make_interval(days => %s)", [KEPT_DAYS])
        return int(cursor.rowcount)


def backoff(failures: int) -> float:
    """Seconds to leave a host alone after so many failures in a row: each time twice as long."""
    return 0.0 if failures <= 0 else min(float(settings.CRAWL_BACKOFF_SECONDS) * 2.0 ** min(failures - 1, 12), WORST)
