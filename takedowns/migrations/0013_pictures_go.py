"""A picture in a package may be emptied once its case is protected, and nothing else of an item may ever change."""

from django.db import migrations

GOES = """
DROP TRIGGER append_only ON takedowns_evidenceitem;
CREATE TRIGGER append_only BEFORE TRUNCATE ON takedowns_evidenceitem
    FOR EACH STATEMENT EXECUTE FUNCTION takedowns_evidenceitem_is_append_only();
CREATE FUNCTION takedowns_evidenceitem_empties() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
    IF NEW.content = ''::bytea AND to_jsonb(NEW) - 'content' = to_jsonb(OLD) - 'content' AND EXISTS (
        SELECT FROM takedowns_evidencepackage p JOIN cases_case c ON c.agency_id = p.agency_id AND c.id = p.case_id
        WHERE p.agency_id = OLD.agency_id AND p.id = OLD.package_id AND c.age_band <> 'adult') THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'rows of takedowns_evidenceitem are never changed or removed';
END $body$;
CREATE TRIGGER empties BEFORE UPDATE ON takedowns_evidenceitem
    FOR EACH ROW EXECUTE FUNCTION takedowns_evidenceitem_empties();
GRANT UPDATE (content) ON takedowns_evidenceitem TO portal_app;
"""
STAYS = """
REVOKE UPDATE (content) ON takedowns_evidenceitem FROM portal_app;
DROP TRIGGER empties ON takedowns_evidenceitem; DROP FUNCTION takedowns_evidenceitem_empties();
DROP TRIGGER append_only ON takedowns_evidenceitem;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON takedowns_evidenceitem
    FOR EACH STATEMENT EXECUTE FUNCTION takedowns_evidenceitem_is_append_only();
"""

# Cases that became protected before: a job each, which looks for pictures and does nothing where there are none.
EARLIER = """DO $body$ DECLARE agency bigint; wanted bigint; written bigint; BEGIN
    FOR agency IN SELECT id FROM agencies_agency LOOP
        PERFORM set_config('app.tenant', agency::text, true);
        SELECT count(DISTINCT c.id) INTO wanted FROM cases_case c JOIN takedowns_evidencepackage p ON p.case_id = c.id
            WHERE c.age_band <> 'adult';
        INSERT INTO agencies_job (agency_id, kind, key, args, state, due_at, attempts, error)
            SELECT DISTINCT agency, 'takedowns.evidence.protect', 'takedowns.evidence.protect:upgrade:' || c.id,
                jsonb_build_object('case_id', c.id), 'pending', now(), 0, ''
            FROM cases_case c JOIN takedowns_evidencepackage p ON p.case_id = c.id WHERE c.age_band <> 'adult';
        GET DIAGNOSTICS written = ROW_COUNT;
        IF written <> wanted THEN RAISE EXCEPTION 'agency %: % cases, % jobs', agency, wanted, written; END IF;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $body$"""


class Migration(migrations.Migration):
    dependencies = [("takedowns", "0012_targets"), ("cases", "0006_registry"), ("agencies", "0011_matching")]

    operations = [
        migrations.RunSQL(GOES, STAYS),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
    ]
