"""Invitations, the agency's own sign-in service, and roles that end."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import agencies.keys.fields
from agencies.tenancy import rls

ROLES = ["agency_manager", "case_worker", "removal_officer", "approver", "auditor", "integrator"]
MEMBERSHIPS = """SELECT m.agency_id, m.role, a.suspended_at IS NOT NULL
                 FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
                 WHERE m.user_id = person AND a.active AND m.suspended_at IS NULL {more}
                       AND (m.ends_on IS NULL OR m.ends_on >= current_date)
                 ORDER BY m.agency_id, m.role"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_keys")]

    operations = [
        migrations.AddField(
            "user",
            "session_epoch",
            models.PositiveIntegerField(default=0, help_text="counted up, it ends all of the person's sessions"),
        ),
        migrations.AddField(
            "membership",
            "ended_at",
            models.DateTimeField(null=True, help_text="the role was taken back; the row keeps the number taken"),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=150)),
                ("roles", django.contrib.postgres.fields.ArrayField(models.CharField(max_length=30), size=None)),
                ("ends_on", models.DateField(null=True, help_text="last day of a seconded colleague")),
                ("language", models.CharField(max_length=12, help_text="of the mail")),
                (
                    "state",
                    models.CharField(
                        max_length=10,
                        default="open",
                        choices=[("open", "open"), ("accepted", "accepted"), ("withdrawn", "withdrawn")],
                    ),
                ),
                (
                    "digest",
                    models.CharField(max_length=64, null=True, unique=True, help_text="SHA-256 of the link's token"),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed", models.BooleanField(default=False, help_text="the last mail was refused for good")),
                ("invited_by", models.BigIntegerField(null=True, help_text="null: the platform")),
                ("accepted_by", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        name="invitation_open", fields=("agency", "email"), condition=models.Q(state="open")
                    ),
                    models.CheckConstraint(
                        name="invitation_state",
                        condition=models.Q(state__in=["open", "accepted", "withdrawn"]),
                    ),
                    models.CheckConstraint(name="invitation_roles", condition=models.Q(roles__contained_by=ROLES)),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInProvider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.URLField(help_text="address of the service, as its own description names it")),
                ("client_id", models.CharField(max_length=200)),
                ("secret", agencies.keys.fields.SealedTextField(case=None)),
                (
                    "domains",
                    django.contrib.postgres.fields.ArrayField(
                        models.CharField(max_length=253),
                        size=None,
                        help_text="domains of the addresses that it may vouch for",
                    ),
                ),
                (
                    "trusts_second_step",
                    models.BooleanField(
                        default=False, help_text="a second step that the service took counts here; it says so in amr"
                    ),
                ),
                ("enabled", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(name="signinprovider_one", fields=("agency",))],
            },
        ),
        *rls.wall("agencies_invitation"),
        *rls.wall("agencies_signinprovider"),
        migrations.RunSQL(
            "GRANT SELECT (ended_at) ON agencies_membership TO portal_lookup", migrations.RunSQL.noop
        ),
        rls.lookup_replaced(
            "lookup_memberships",
            "person bigint",
            "TABLE (agency_id bigint, role varchar, read_only boolean)",
            MEMBERSHIPS.format(more="AND m.ended_at IS NULL"),
        ),
        rls.visible_to_lookup("agencies_invitation", "id", "agency_id", "digest", "state", "expires_at"),
        rls.lookup_function(
            "lookup_invitation",
            "wanted varchar",
            "TABLE (agency_id bigint, invitation_id bigint)",
            """SELECT i.agency_id, i.id FROM agencies_invitation i JOIN agencies_agency a ON a.id = i.agency_id
               WHERE i.digest = wanted AND i.state = 'open' AND i.expires_at > now() AND a.active""",
        ),
    ]
