"""The report of a package as PDF, set when somebody wants it: what it says is in the package already."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from agencies.doors.adapters import pdf
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.scope import tenant_scope
from takedowns.evidence import report, selectors
from takedowns.evidence.services.custody import report_open
from takedowns.evidence.services.material import facts_of


def report_set(actor: Actor, *, package_id: int) -> bytes:
    """The report of what is stored now, and a custody line that this person had it. Raises NotFound, Conflict."""
    report_open(actor, package_id=package_id)
    with tenant_scope(actor.agency_id):
        facts = facts_of(actor, selectors.package(actor, package_id), officer=actor.user_id)
    try:
        return pdf.render(render_to_string("evidence/report.html", report.report_context(facts)))
    except (pdf.PdfMissing, pdf.PdfFailed) as error:
        said = _("The report could not be set as PDF here. Its facts are in the files of the package.")
        raise Conflict(said) from error
