"""Envelope keys behind the wall, and the list of what was shredded."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls

REASONS = ["person_asked", "retention_over", "opened_by_mistake", "agency_left"]
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
NOW = django.db.models.functions.datetime.Now()


def agency() -> tuple[str, models.Field]:
    return ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"))


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_lifecycle")]

    operations = [
        migrations.CreateModel(
            name="PlatformKey",
            fields=[
                ID,
                ("version", models.PositiveIntegerField(unique=True)),
                ("master", models.CharField(max_length=80)),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(db_default=NOW)),
            ],
        ),
        migrations.CreateModel(
            name="Shredding",
            fields=[
                ID,
                ("agency_ref", models.BigIntegerField()),
                ("case_ref", models.BigIntegerField(null=True, help_text="empty: the whole agency")),
                ("reason", models.CharField(max_length=20, choices=[(r, r) for r in REASONS])),
                ("at", models.DateTimeField(db_default=NOW)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        name="shredding_once", fields=["agency_ref", "case_ref"], nulls_distinct=False
                    ),
                    models.CheckConstraint(name="shredding_reason", condition=models.Q(reason__in=REASONS)),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencyKey",
            fields=[
                ID,
                ("version", models.PositiveIntegerField()),
                ("master", models.CharField(max_length=80, help_text="name of the master key that wraps it")),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(db_default=NOW)),
                agency(),
            ],
            options={
                "constraints": [models.UniqueConstraint(name="agencykey_version", fields=["agency", "version"])],
            },
        ),
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                ID,
                ("case_id", models.BigIntegerField(null=True)),
                ("version", models.PositiveIntegerField()),
                (
                    "agency_version",
                    models.PositiveIntegerField(help_text="version of the agency's key that wraps it"),
                ),
                ("wrapped", models.BinaryField()),
                (
                    "loose",
                    models.BooleanField(
                        default=False,
                        help_text="sealed something outside the sealed columns, so it is never ended by a rotation",
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=NOW)),
                agency(),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        name="casekey_version", fields=["agency", "case_id", "version"], nulls_distinct=False
                    )
                ],
            },
        ),
        *rls.wall("agencies_agencykey"),
        *rls.wall("agencies_casekey"),
        migrations.RunSQL(  # a key that wraps another one cannot go
            """ALTER TABLE agencies_casekey ADD CONSTRAINT agencies_casekey_agency_version_fk
               FOREIGN KEY (agency_id, agency_version) REFERENCES agencies_agencykey (agency_id, version);""",
            "ALTER TABLE agencies_casekey DROP CONSTRAINT agencies_casekey_agency_version_fk;",
        ),
        rls.append_only("agencies_shredding"),
        rls.visible_to_lookup("agencies_agencykey", "agency_id", "version", "master"),
        rls.visible_to_lookup("agencies_casekey", "agency_id", "case_id"),
        migrations.RunSQL(
            "GRANT SELECT (agency_ref, case_ref) ON agencies_shredding TO portal_lookup;",
            "REVOKE ALL ON agencies_shredding FROM portal_lookup;",
        ),
        rls.lookup_function(
            "lookup_master_keys",
            "",
            "TABLE (master varchar, agency_id bigint)",
            "SELECT k.master, min(k.agency_id) FROM agencies_agencykey k GROUP BY k.master ORDER BY k.master",
        ),
        rls.lookup_function(
            "lookup_keys_to_shred",
            "",
            "TABLE (agency_ref bigint, case_ref bigint)",
            """SELECT s.agency_ref, s.case_ref FROM agencies_shredding s
               WHERE EXISTS (SELECT FROM agencies_casekey k WHERE k.agency_id = s.agency_ref
                             AND (s.case_ref IS NULL OR k.case_id = s.case_ref))
                  OR s.case_ref IS NULL
                     AND EXISTS (SELECT FROM agencies_agencykey a WHERE a.agency_id = s.agency_ref)""",
        ),
    ]
