"""Address lists of service keys, partnerships, and the look-ups that tell whose will is mutual."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.migrations.operations import RunSQL

from agencies.tenancy import rls

HERE = "(SELECT nullif(current_setting('app.tenant', true), '')::bigint)"  # nobody can ask for another agency
WORKS = "a.active AND a.suspended_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0006_people")]

    operations = [
        migrations.AddField(
            model_name="agencysettings",
            name="glass_seconds",
            field=models.PositiveIntegerField(
                default=14400, help_text="how long a manager sees a restricted case after breaking the glass"
            ),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="open_to_partners",
            field=models.BooleanField(
                default=False, help_text="other agencies that know our short name may propose to work together"
            ),
        ),
        migrations.AddField(
            model_name="servicekey",
            name="addresses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=50),
                default=list,
                help_text="networks that it may be used from; empty: anywhere",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(help_text="the partner's short name, as it was typed")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("referral", "referral"),
                            ("second_approval", "second_approval"),
                            ("detection", "detection"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("wanted", "wanted"), ("declined", "declined"), ("ended", "ended")],
                        default="wanted",
                        max_length=10,
                    ),
                ),
                ("made_by", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=("agency", "slug", "purpose"),
                        name="partnership_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["wanted", "declined", "ended"])), name="partnership_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["referral", "second_approval", "detection"])),
                        name="partnership_purpose",
                    ),
                ],
            },
        ),
        *rls.wall("agencies_partnership"),
        rls.visible_to_lookup("agencies_partnership", "agency_id", "partner_id", "purpose", "state"),
        rls.visible_to_lookup("agencies_agencysettings", "agency_id", "open_to_partners"),
        RunSQL("GRANT SELECT (slug, suspended_at) ON agencies_agency TO portal_lookup;", RunSQL.noop),
        rls.lookup_function(
            "lookup_listed_agency",
            "wanted text",
            "TABLE (agency_id bigint)",
            f"""SELECT a.id FROM agencies_agency a JOIN agencies_agencysettings s ON s.agency_id = a.id
                WHERE a.slug = wanted AND {WORKS} AND s.open_to_partners AND a.id <> {HERE}""",
        ),
        rls.lookup_function(
            "lookup_partners",
            "wanted text",
            "TABLE (agency_id bigint)",
            f"""SELECT p.agency_id FROM agencies_partnership p JOIN agencies_agency a ON a.id = p.agency_id
                WHERE p.partner_id = {HERE} AND p.purpose = wanted AND p.state = 'wanted' AND {WORKS}
                AND EXISTS (SELECT FROM agencies_partnership m WHERE m.agency_id = {HERE} AND m.partner_id = p.agency_id
                            AND m.purpose = wanted AND m.state = 'wanted')
                ORDER BY p.agency_id""",
        ),
        rls.lookup_function(
            "lookup_proposals",
            "",
            "TABLE (agency_id bigint, purpose varchar)",
            f"""SELECT p.agency_id, p.purpose FROM agencies_partnership p JOIN agencies_agency a ON a.id = p.agency_id
                WHERE p.partner_id = {HERE} AND p.state = 'wanted' AND {WORKS}
                AND NOT EXISTS (SELECT FROM agencies_partnership m WHERE m.agency_id = {HERE}
                                AND m.partner_id = p.agency_id AND m.purpose = p.purpose AND m.state <> 'ended')
                ORDER BY p.agency_id, p.purpose""",
        ),
    ]
