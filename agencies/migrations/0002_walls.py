"""The database wall of the tenant tables, the append-only trail, and the look-ups that come before a tenant is known."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from agencies.tenancy import rls

DUE = """(state = 'pending' AND due_at <= now() OR state = 'running' AND lease_until < now())
         AND (nudged_at IS NULL OR nudged_at < now() - make_interval(secs => {quiet}))"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_foundation")]

    operations = [
        *rls.wall("agencies_agencysettings"),
        *rls.wall("agencies_membership"),
        *rls.wall("agencies_event"),
        *rls.wall("agencies_job"),
        *rls.wall("agencies_auditline"),
        *rls.wall("agencies_auditseal", line_id="agencies_auditline"),
        *rls.wall("agencies_servicekey"),
        rls.append_only("agencies_auditline"),
        rls.append_only("agencies_auditseal"),
        rls.visible_to_lookup("agencies_membership", "agency_id", "user_id", "role", "ends_on"),
        rls.visible_to_lookup("agencies_servicekey", "id", "agency_id", "prefix", "expires_at", "revoked_at"),
        rls.visible_to_lookup("agencies_job", "id", "agency_id", "kind", "state", "due_at", "lease_until", "nudged_at"),
        RunSQL(
            "GRANT SELECT (id, active) ON agencies_agency TO portal_lookup;",
            "REVOKE ALL ON agencies_agency FROM portal_lookup;",
        ),
        RunSQL(
            """CREATE POLICY lookup_nudges ON agencies_job FOR UPDATE TO portal_lookup USING (true);
               GRANT UPDATE (nudged_at) ON agencies_job TO portal_lookup;""",
            "DROP POLICY lookup_nudges ON agencies_job;",
        ),
        rls.lookup_function(
            "lookup_memberships",
            "person bigint",
            "TABLE (agency_id bigint, role varchar)",
            """SELECT m.agency_id, m.role FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
               WHERE m.user_id = person AND a.active AND (m.ends_on IS NULL OR m.ends_on >= current_date)
               ORDER BY m.agency_id, m.role""",
        ),
        rls.lookup_function(
            "lookup_service_key",
            "wanted text",
            "TABLE (agency_id bigint, key_id bigint)",
            """SELECT k.agency_id, k.id FROM agencies_servicekey k JOIN agencies_agency a ON a.id = k.agency_id
               WHERE k.prefix = wanted AND a.active AND k.revoked_at IS NULL AND k.expires_at > now()""",
        ),
        rls.lookup_function(
            "lookup_due_jobs",
            "most integer, quiet integer",
            "TABLE (job_id bigint, agency_id bigint, kind varchar)",
            f"""UPDATE agencies_job j SET nudged_at = now() WHERE j.id IN (
                    SELECT d.id FROM agencies_job d WHERE {DUE.format(quiet="quiet")}
                    ORDER BY d.due_at LIMIT most FOR UPDATE SKIP LOCKED)
                RETURNING j.id, j.agency_id, j.kind""",
        ),
    ]
