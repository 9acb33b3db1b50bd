"""Every key of every case, for an operator who wants to be sure."""

from agencies.keys import ring
from agencies.keys.errors import KeyTrouble
from agencies.keys.models import CaseKey
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope


def every_key() -> tuple[int, list[str]]:
    """(how many case keys open, what does not), over all agencies; for an operator who wants to be sure."""
    opened, found = 0, []
    for agency_id in Agency.objects.order_by("id").values_list("id", flat=True):
        with tenant_scope(agency_id):
            rows = CaseKey.objects.visible_to(Actor.system(agency_id)).values_list("case_id", flat=True)
            for case_id in rows.order_by("case_id").distinct():
                try:
                    ring.load(agency_id, [case_id])
                    opened += 1
                except KeyTrouble as trouble:
                    found.append(str(trouble))
    return opened, list(dict.fromkeys(found))
