"""The first week's list: what managers set aside or brought back, and which pages they have seen."""

from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.services import verb
from agencies.workspace.models import Dismissal
from agencies.workspace.selectors import SEEN
from agencies.workspace.states import Step


@verb("settings.update")
def step_set_aside(actor: Actor, *, step: str) -> None:
    """This step is not for our agency, or not now; again changes nothing. Raises NotFound for no step."""
    if _keep(actor, _step(step)):
        audit.record(actor, "step.aside", subject_kind="step", subject_id=None, step=step)


@verb("settings.update")
def step_bring_back(actor: Actor, *, step: str) -> None:
    """It is on the list again. Raises NotFound for no step."""
    gone, _kinds = Dismissal.objects.visible_to(actor).filter(step=_step(step)).delete()
    if gone:
        audit.record(actor, "step.back", subject_kind="step", subject_id=None, step=step)


def step_seen(actor: Actor, step: Step) -> None:
    """A manager has opened the page of a step; in the caller's scope. Others leave nothing, nor does a suspended agency."""
    if rights.allowed(actor, "settings.update") and not actor.read_only and actor.user_id is not None:
        _keep(actor, f"{SEEN}{step}")


def _step(step: str) -> str:
    if step not in {each.value for each in Step}:
        raise NotFound
    return step


def _keep(actor: Actor, name: str) -> bool:
    """Whether the row is new."""
    rows = Dismissal.objects.visible_to(actor)
    _row, made = rows.get_or_create(agency_id=actor.agency_id, step=name, defaults={"user_id": actor.user_id or 0})
    return made
