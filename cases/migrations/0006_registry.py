"""Registered items sealed under their case's key, checks by people, and what leaves the matcher by itself."""

from django.db import migrations, models

import agencies.keys.fields
from agencies.tenancy import rls
from cases.casework.states import Purpose
from cases.fingerprints.states import Origin

# Consent and age lie below the registry, so the database keeps this: what is no longer agreed to leaves the matcher with the same
# statement. It comes back, if it may, from the sealed values.
LEAVES = """
CREATE FUNCTION cases_matcher_leaves(agency bigint, of_case bigint, only_detail boolean) RETURNS void LANGUAGE sql AS $body$
    DELETE FROM cases_matcherentry e USING cases_fingerprint f
    WHERE f.agency_id = agency AND f.case_id = of_case AND e.agency_id = agency AND e.fingerprint_id = f.id
    AND (NOT only_detail OR e.kind IN ('patch', 'sound')) $body$;
CREATE FUNCTION cases_consent_ends() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
    PERFORM cases_matcher_leaves(NEW.agency_id, NEW.case_id, NEW.purpose = 'detailed_detection'); RETURN NULL;
END $body$;
CREATE TRIGGER consent_ends AFTER UPDATE OF withdrawn_at ON cases_consent FOR EACH ROW
    WHEN (NEW.withdrawn_at IS NOT NULL AND NEW.purpose IN ('detection', 'detailed_detection'))
    EXECUTE FUNCTION cases_consent_ends();
CREATE FUNCTION cases_case_protected() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
    PERFORM cases_matcher_leaves(NEW.agency_id, NEW.id, true); RETURN NULL;
END $body$;
CREATE TRIGGER case_protected AFTER UPDATE OF age_band ON cases_case FOR EACH ROW
    WHEN (NEW.age_band <> 'adult') EXECUTE FUNCTION cases_case_protected();
"""
STAYS = """
DROP TRIGGER case_protected ON cases_case; DROP FUNCTION cases_case_protected();
DROP TRIGGER consent_ends ON cases_consent; DROP FUNCTION cases_consent_ends();
DROP FUNCTION cases_matcher_leaves(bigint, bigint, boolean);
"""

# The owner of the tables has no keys. So registrations that are there already get a job of their agency that seals their values
# (cases/fingerprints/services/upgrading.py); until it ran they are found by nearness, and nothing of them is lost.
SEAL_LATER = """DO $body$ DECLARE agency bigint; written bigint; BEGIN
    FOR agency IN SELECT id FROM agencies_agency LOOP
        PERFORM set_config('app.tenant', agency::text, true);
        IF EXISTS (SELECT FROM cases_matcherentry) THEN
            INSERT INTO agencies_job (agency_id, kind, key, args, state, due_at, attempts, error)
            VALUES (agency, 'cases.fingerprints.seal', 'cases.fingerprints.seal:upgrade', '{}', 'pending', now(), 0, '');
            GET DIAGNOSTICS written = ROW_COUNT;
            IF written <> 1 THEN RAISE EXCEPTION 'No job could be written for an agency. Nothing was changed.'; END IF;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $body$"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_access"), ("agencies", "0011_matching")]

    operations = [
        # back: what the matcher holds then are marks, out of which no digest comes again
        migrations.RunSQL(migrations.RunSQL.noop, rls.refuse_rows("cases_matcherentry").reverse_sql),
        migrations.RemoveConstraint(
            model_name="consent",
            name="consent_purpose",
        ),
        migrations.RemoveConstraint(
            model_name="fingerprint",
            name="fingerprint_origin",
        ),
        migrations.RemoveConstraint(
            model_name="matcherentry",
            name="matcherentry_kind",
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="checked_by_id",
            field=models.BigIntegerField(help_text="who looked at it", null=True),
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="checked_second_id",
            field=models.BigIntegerField(help_text="the second, another person", null=True),
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="group",
            field=models.BigIntegerField(help_text="the first registration of the case that shows the same", null=True),
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="mark",
            field=models.CharField(
                blank=True, help_text="agency's keyed digest of the file: the same file once in a case", max_length=64
            ),
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="patches",
            field=models.PositiveSmallIntegerField(default=0, help_text="stored ones"),
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="reason",
            field=agencies.keys.fields.SealedTextField(
                blank=True, case="case_id", help_text="why it was suspended or disputed"
            ),
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="sound",
            field=models.PositiveIntegerField(default=0, help_text="stored seconds"),
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="values",
            field=agencies.keys.fields.SealedBinaryField(
                case="case_id", default=b"", help_text="everything registered (packing.py); empty once withdrawn"
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="consent",
            name="purpose",
            field=models.CharField(choices=[(p, p) for p in Purpose], max_length=30),
        ),
        migrations.AlterField(
            model_name="fingerprint",
            name="origin",
            field=models.CharField(choices=[(o, o) for o in Origin], max_length=10),
        ),
        migrations.AlterField(
            model_name="matcherentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pdq", "pdq"),
                    ("frame", "frame"),
                    ("sha256", "sha256"),
                    ("md5", "md5"),
                    ("patch", "patch"),
                    ("sound", "sound"),
                ],
                max_length=6,
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        ["detection", "detailed_detection", "notices", "partner_detection", "platform_sharing"],
                    )
                ),
                name="consent_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="fingerprint",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["browser", "api", "command", "partner"])), name="fingerprint_origin"
            ),
        ),
        migrations.AddConstraint(
            model_name="fingerprint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_second_id", None),
                    models.Q(("checked_second_id", models.F("checked_by_id")), _negated=True),
                    _connector="OR",
                ),
                name="fingerprint_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="fingerprint",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True), models.Q(("mark", ""), _negated=True)
                ),
                fields=("agency", "case", "mark"),
                name="fingerprint_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="matcherentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["pdq", "frame", "sha256", "md5", "patch", "sound"])),
                name="matcherentry_kind",
            ),
        ),
        migrations.RunSQL(LEAVES, STAYS),
        migrations.RunSQL(SEAL_LATER, migrations.RunSQL.noop),
    ]
