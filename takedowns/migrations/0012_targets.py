"""A notice is about one or more targets; looks are taken at each; a claim of an address ends in time."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls

FILL = """
DO $fill$
DECLARE agency bigint; wanted bigint; made bigint;
BEGIN
    FOR agency IN SELECT id FROM agencies_agency LOOP
        PERFORM set_config('app.tenant', agency::text, true);
        SELECT count(*) INTO wanted FROM takedowns_notice;
        INSERT INTO takedowns_noticetarget (agency_id, case_id, notice_id, match_id, package_id)
            SELECT agency_id, case_id, id, match_id, package_id FROM takedowns_notice ORDER BY id;
        GET DIAGNOSTICS made = ROW_COUNT;
        IF made <> wanted THEN
            RAISE EXCEPTION 'agency %: % notices, % targets', agency, wanted, made;
        END IF;
        UPDATE takedowns_check c SET target_id = t.id FROM takedowns_noticetarget t WHERE t.notice_id = c.notice_id;
        UPDATE takedowns_addressclaim SET until = now() + interval '14 days';
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END
$fill$;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("takedowns", "0011_blocks"), ("cases", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="NoticeTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "match",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.match"),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="takedowns.notice"
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="takedowns.evidencepackage"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="noticetarget",
            constraint=models.UniqueConstraint(fields=("agency", "match"), name="noticetarget_match"),
        ),
        migrations.AddIndex(
            model_name="noticetarget",
            index=models.Index(fields=["agency", "notice", "id"], name="noticetarget_notice"),
        ),
        *rls.wall(
            "takedowns_noticetarget", case_id="cases_case", notice_id="takedowns_notice", match_id="cases_match",
            package_id="takedowns_evidencepackage",
        ),
        migrations.RemoveConstraint(model_name="notice", name="notice_match"),
        migrations.AddField(
            model_name="check",
            name="target",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="takedowns.noticetarget"
            ),
        ),
        migrations.AddField(
            model_name="addressclaim",
            name="until",
            field=models.DateTimeField(help_text="from then on another agency may write", null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="check",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="takedowns.noticetarget"
            ),
        ),
        migrations.RunSQL(
            """ALTER TABLE takedowns_check ADD CONSTRAINT takedowns_check_target_id_tenant_fk
               FOREIGN KEY (agency_id, target_id) REFERENCES takedowns_noticetarget (agency_id, id);""",
            "ALTER TABLE takedowns_check DROP CONSTRAINT IF EXISTS takedowns_check_target_id_tenant_fk;",
        ),
        migrations.RemoveConstraint(model_name="check", name="check_number"),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(fields=("agency", "target", "number"), name="check_number"),
        ),
        migrations.AlterField(
            model_name="addressclaim",
            name="until",
            field=models.DateTimeField(help_text="from then on another agency may write"),
        ),
        migrations.AlterModelOptions(name="addressclaim", options={}),
        migrations.AddIndex(
            model_name="addressclaim", index=models.Index(fields=["agency", "until"], name="addressclaim_until")
        ),
    ]
