"""Two jobs that wait for each other: the database ends the turn of one, which comes back soon instead of after its lease."""

from threading import Barrier, Thread

from django.db import connection

from agencies.events import services as events
from agencies.events.models import Job
from agencies.events.states import JobState
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from tests.people import Cast


def test_it_gives_back_a_job_that_met_another_one(committed_cast: Cast) -> None:
    agency, both = committed_cast.harbour.pk, Barrier(2)
    with tenant_scope(agency):
        for number in (1, 2):
            events.enqueue("takedowns.review.queue", agency_id=agency, key=f"met:{number}", notice_id=number)
        jobs = list(Job.objects.filter(key__startswith="met:").order_by("id"))

    def work(actor: Actor, *, notice_id: int) -> None:
        with tenant_scope(actor.agency_id), connection.cursor() as cursor:
            for key in (notice_id, 3 - notice_id):
                cursor.execute("SELECT pg_advisory_xact_lock(7999, %s)", [key])
                if key == notice_id:
                    both.wait(10)

    def run(job: Job) -> None:
        events.run(agency, job.pk, work)
        connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenant_scope(agency):
        rows = list(Job.objects.filter(key__startswith="met:").order_by("state"))
    assert sorted(row.state for row in rows) == sorted([JobState.DONE, JobState.PENDING])
    (back,) = (row for row in rows if row.state == JobState.PENDING)
    assert back.error == "Deadlock" and back.lease_until is None
