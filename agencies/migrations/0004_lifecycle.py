"""Suspension of agencies and of memberships, and the platform's own trail."""

import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls

DUE = """(state = 'pending' AND due_at <= now() OR state = 'running' AND lease_until < now())
         AND (nudged_at IS NULL OR nudged_at < now() - make_interval(secs => {quiet}))
         AND agency_id IN (SELECT a.id FROM agencies_agency a WHERE a.active AND a.suspended_at IS NULL)"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_idempotency")]

    operations = [
        migrations.AddField(
            "agency",
            "suspended_at",
            models.DateTimeField(null=True, blank=True, help_text="since then its people read and change nothing"),
        ),
        migrations.AlterField("agency", "active", models.BooleanField(default=True, help_text="off once the agency has left")),
        migrations.AddField(
            "membership",
            "suspended_at",
            models.DateTimeField(null=True, help_text="the person cannot act in this agency since then"),
        ),
        migrations.AlterField(
            "membership", "ends_on", models.DateField(null=True, help_text="last day of a seconded colleague")
        ),
        migrations.CreateModel(
            name="PlatformLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_user_id", models.BigIntegerField(null=True)),
                ("action", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("request_id", models.CharField(blank=True, max_length=32)),
                ("source", models.GenericIPAddressField(null=True)),
                ("data", models.JSONField(default=dict, help_text="ids, digests and names of states")),
            ],
        ),
        rls.append_only("agencies_platformline"),
        migrations.RunSQL(
            """GRANT SELECT (suspended_at) ON agencies_agency TO portal_lookup;
               GRANT SELECT (suspended_at) ON agencies_membership TO portal_lookup;""",
            migrations.RunSQL.noop,
        ),
        rls.lookup_replaced(
            "lookup_memberships",
            "person bigint",
            "TABLE (agency_id bigint, role varchar, read_only boolean)",
            """SELECT m.agency_id, m.role, a.suspended_at IS NOT NULL
               FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
               WHERE m.user_id = person AND a.active AND m.suspended_at IS NULL
                     AND (m.ends_on IS NULL OR m.ends_on >= current_date)
               ORDER BY m.agency_id, m.role""",
        ),
        rls.lookup_replaced(
            "lookup_due_jobs",
            "most integer, quiet integer",
            "TABLE (job_id bigint, agency_id bigint, kind varchar)",
            f"""UPDATE agencies_job j SET nudged_at = now() WHERE j.id IN (
                    SELECT d.id FROM agencies_job d WHERE {DUE.format(quiet="quiet")}
                    ORDER BY d.due_at LIMIT most FOR UPDATE SKIP LOCKED)
                RETURNING j.id, j.agency_id, j.kind""",
        ),
    ]
