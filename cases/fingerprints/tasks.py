"""Jobs of fingerprints."""

from celery import Task, shared_task

from cases.fingerprints.services import index as indexing


@shared_task(name="cases.fingerprints.index", base=Task, ignore_result=True)
def index() -> None:
    """Platform work: the matcher's role reads values of all agencies, and no case."""
    indexing.index_round()
