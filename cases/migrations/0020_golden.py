"""Cases that are nobody's: items with a known answer hang on them."""

from django.db import migrations, models

STAYS = """
    CREATE FUNCTION cases_case_golden_stays() RETURNS trigger LANGUAGE plpgsql AS
    $body$ BEGIN
        IF OLD.golden IS DISTINCT FROM NEW.golden THEN
            RAISE EXCEPTION 'a case is golden from its first day or never';
        END IF;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER golden_stays BEFORE UPDATE OF golden ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_case_golden_stays();
"""
UNDO = "DROP TRIGGER golden_stays ON cases_case; DROP FUNCTION cases_case_golden_stays();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_pages")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="golden",
            field=models.BooleanField(
                default=False,
                help_text="nobody's: an invented one that an item with a known answer hangs on; nothing is ever sent",
            ),
        ),
        migrations.RunSQL(STAYS, UNDO),
    ]
