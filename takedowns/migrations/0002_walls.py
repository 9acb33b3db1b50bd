"""The database wall of this app's tables, the append-only custody log, and the look-up of due checks."""

from django.db import migrations

from agencies.tenancy import rls

CASE, NOTICE, PACKAGE = "cases_case", "takedowns_notice", "takedowns_evidencepackage"


class Migration(migrations.Migration):
    dependencies = [("takedowns", "0001_foundation"), ("cases", "0002_walls")]

    operations = [
        *rls.wall("takedowns_evidencepackage", case_id=CASE, match_id="cases_match"),
        *rls.wall("takedowns_evidenceitem", package_id=PACKAGE),
        *rls.wall("takedowns_custodyevent", package_id=PACKAGE),
        rls.append_only("takedowns_custodyevent"),
        rls.append_only("takedowns_evidenceitem"),
        *rls.wall("takedowns_notice", case_id=CASE, match_id="cases_match", package_id=PACKAGE),
        *rls.wall("takedowns_addressclaim", notice_id=NOTICE),
        *rls.wall("takedowns_reviewitem", case_id=CASE, notice_id=NOTICE),
        *rls.wall("takedowns_delivery", case_id=CASE, notice_id=NOTICE),
        *rls.wall("takedowns_check", case_id=CASE, notice_id=NOTICE),
        rls.visible_to_lookup("takedowns_check", "id", "agency_id", "state", "due_at"),
        rls.lookup_function(
            "lookup_due_checks",
            "most integer",
            "TABLE (check_id bigint, agency_id bigint)",
            """SELECT c.id, c.agency_id FROM takedowns_check c JOIN agencies_agency a ON a.id = c.agency_id
               WHERE c.state = 'due' AND a.active AND c.due_at <= now() ORDER BY c.due_at LIMIT most""",
        ),
    ]
