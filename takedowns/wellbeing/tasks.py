"""Background work of wellbeing."""

from celery import Task, shared_task

from takedowns.wellbeing import services


@shared_task(name="takedowns.wellbeing.prune", base=Task, ignore_result=True)
def prune() -> None:
    """Remove figures that are older than 90 days."""
    services.figures_prune_all()
