"""Jobs of detection."""

from celery import Task, shared_task

from agencies.events.services import run
from cases.detection.services import crawl as crawling
from cases.detection.services import (
    discovery,
    dossiers,
    finds,
    gapmail,
    pacing,
    providing,
    pulse,
    searches,
    seen,
    sharing,
    sitelooks,
    slots,
    sources,
    trials,
)
from cases.detection.services import reported as reporting


@shared_task(name="cases.detection.rounds", base=Task, ignore_result=True)
def rounds() -> None:
    """Platform work: due sources of all agencies, through a look-up function; and chains that broke off."""
    sources.rounds_start()
    slots.chains_mend()


@shared_task(name="cases.detection.gaps", base=Task, ignore_result=True)
def gaps() -> None:
    """Platform work: sources of all agencies that nobody looked at for too long, through a look-up function."""
    pulse.gaps_find()


@shared_task(name="cases.detection.gap_mail")
def gap_mail(agency_id: int, job_id: int) -> None:
    """A gap is as old as the agency allows: those who run the watch get a mail."""
    run(agency_id, job_id, gapmail.gaps_mail)


@shared_task(name="cases.detection.crawl")
def crawl(agency_id: int, job_id: int) -> None:
    """One part of an agency's crawl."""
    run(agency_id, job_id, crawling.part_work)


@shared_task(name="cases.detection.searches", base=Task, ignore_result=True)
def search_rounds() -> None:
    """Platform work: due searches of all agencies, through a look-up function."""
    searches.searches_start()


@shared_task(name="cases.detection.search")
def search(agency_id: int, job_id: int) -> None:
    """The first question of a search."""
    run(agency_id, job_id, searches.search_run)


@shared_task(name="cases.detection.variants")
def variants(agency_id: int, job_id: int) -> None:
    """Some further questions of a search."""
    run(agency_id, job_id, searches.search_run)


@shared_task(name="cases.detection.reported")
def reported(agency_id: int, job_id: int) -> None:
    """A report came in: look at once at what it names, where that is safe."""
    run(agency_id, job_id, reporting.reported_look)


@shared_task(name="cases.detection.forget")
def forget(agency_id: int, job_id: int) -> None:
    """What the cases' side drops when a case was shredded."""
    run(agency_id, job_id, finds.case_forget)


@shared_task(name="cases.detection.look_back")
def look_back(agency_id: int, job_id: int) -> None:
    """Compare a registration with what was seen lately."""
    run(agency_id, job_id, seen.look_back)


@shared_task(name="cases.detection.seen_trim")
def seen_trim(agency_id: int, job_id: int) -> None:
    """The agency's settings changed: it may keep less than before."""
    run(agency_id, job_id, seen.seen_trim)


@shared_task(name="cases.detection.seen_prune", base=Task, ignore_result=True)
def seen_prune() -> None:
    """Platform work: what is older than each agency keeps goes."""
    seen.seen_prune_all()
    pacing.hosts_forget()
    slots.parts_forget_all()


@shared_task(name="cases.detection.discover")
def discover(agency_id: int, job_id: int) -> None:
    """The one look at a candidate's first page."""
    run(agency_id, job_id, sitelooks.candidate_look)


@shared_task(name="cases.detection.site_look")
def site_look(agency_id: int, job_id: int) -> None:
    """A look at a watched site's first page."""
    run(agency_id, job_id, sitelooks.source_look)


@shared_task(name="cases.detection.site_looks", base=Task, ignore_result=True)
def site_looks() -> None:
    """Platform work: watched sites whose first page was not looked at for a day."""
    sitelooks.looks_start()


@shared_task(name="cases.detection.candidates_prune", base=Task, ignore_result=True)
def candidates_prune() -> None:
    """Platform work: candidates that nothing links to any more go."""
    discovery.candidates_prune_all()


@shared_task(name="cases.detection.provider")
def provider(agency_id: int, job_id: int) -> None:
    """Take a search provider of the platform's list over for an agency."""
    run(agency_id, job_id, providing.provider_take)


@shared_task(name="cases.detection.trial")
def trial(agency_id: int, job_id: int) -> None:
    """Try a source once."""
    run(agency_id, job_id, trials.trial_run)


@shared_task(name="cases.detection.trial_forget")
def trial_forget(agency_id: int, job_id: int) -> None:
    """A trial is an hour old."""
    run(agency_id, job_id, trials.trial_forget)


@shared_task(name="cases.detection.shared", base=Task, ignore_result=True)
def shared() -> None:
    """Platform work: how the sources that are watched for all agencies do."""
    sharing.shared_refresh()


@shared_task(name="cases.detection.tallies", base=Task, ignore_result=True)
def tallies() -> None:
    """Platform work: what was settled before today joins the sums that agencies share."""
    dossiers.tallies_write_all()
