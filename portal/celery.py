"""The Celery application: tasks are found in each app's tasks.py, and every task carries its agency."""

import gc
import os

from celery import Celery
from celery.signals import (
    setup_logging,
    task_postrun,
    task_prerun,
    worker_init,
    worker_process_init,
    worker_process_shutdown,
    worker_shutdown,
)
from django.conf import settings
from django.db import close_old_connections

from cases.detection.services import rendering
from portal import checks, warming

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal", task_cls="agencies.events.adapters:TenantTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery would open a connection to the database for each task: half of what a short one costs. Here they live as those of
# the web do (CONN_MAX_AGE, with a look whether they still work); what a scope sets ends with its transaction.
app.conf["CELERY_DB_REUSE_MAX"] = 10**9
SELDOM = max(settings.ROUNDS_SECONDS, 5)  # seconds; nobody watches these rounds, not even in the demo
app.conf.beat_schedule = {
    "sweep": {"task": "agencies.events.sweep", "schedule": settings.SWEEP_SECONDS},
    "seal": {"task": "agencies.audit.seal", "schedule": settings.AUDIT_SEAL_SECONDS},
    "anchor": {"task": "agencies.audit.round", "schedule": 3600.0},
    "rounds": {"task": "cases.detection.rounds", "schedule": settings.ROUNDS_SECONDS},
    "searches": {"task": "cases.detection.searches", "schedule": settings.ROUNDS_SECONDS},
    "shared": {"task": "cases.detection.shared", "schedule": max(SELDOM, 60)},
    "gaps": {"task": "cases.detection.gaps", "schedule": max(SELDOM, 30)},
    "index": {"task": "cases.fingerprints.index", "schedule": settings.MATCH_INDEX_SECONDS},
    "checks": {"task": "takedowns.followup.rounds", "schedule": settings.ROUNDS_SECONDS},
    "exports": {"task": "agencies.leaving.exports", "schedule": SELDOM},
    "departures": {"task": "agencies.leaving.departures", "schedule": SELDOM},
    "mails": {"task": "agencies.onboarding.mails", "schedule": SELDOM},
    "terms": {"task": "agencies.onboarding.rounds", "schedule": 3600},
    "keeping": {"task": "cases.keeping.round", "schedule": settings.RETENTION_SECONDS},
    "seen": {"task": "cases.detection.seen_prune", "schedule": 3600.0},
    "sites": {"task": "cases.detection.site_looks", "schedule": 3600.0},
    "claims": {"task": "takedowns.notices.claims", "schedule": 3600.0},
    "tallies": {"task": "cases.detection.tallies", "schedule": 86400.0},
    "candidates": {"task": "cases.detection.candidates_prune", "schedule": 86400.0},
    "looks": {"task": "takedowns.wellbeing.prune", "schedule": 86400.0},
    "heartbeat": {"task": "agencies.events.heartbeat", "schedule": settings.HEARTBEAT_SECONDS},
}


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery would replace the log configuration that portal.apps made."""


@worker_init.connect
def refuse_an_unsafe_start(**_: object) -> None:
    """The same checks as the web's. What is loaded by then stays: the children never look through it for garbage."""
    checks.start()
    gc.collect()
    gc.freeze()


@task_prerun.connect
@task_postrun.connect
def close_what_is_old(**_: object) -> None:
    """As before and after a request: connections that broke or are too old are closed, the others stay."""
    close_old_connections()


@worker_process_init.connect
def start_the_browser(**_: object) -> None:
    """Each process of a worker keeps a browser for captures open; a start takes two seconds of a processor."""
    warming.begin()


@worker_process_shutdown.connect
@worker_shutdown.connect
def end_the_browser(**_: object) -> None:
    """A worker's process ends in good order: so do its browsers. Pool processes run no exit handlers of Python's."""
    rendering.close()
    warming.end()
