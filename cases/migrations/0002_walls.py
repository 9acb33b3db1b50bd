"""The database wall of this app's tables, the matcher's own door, and the look-up of due sources."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_foundation"), ("agencies", "0002_walls")]

    operations = [
        *rls.wall("cases_case"),
        *rls.wall("cases_casegrant", content_object_id="cases_case"),
        *rls.wall("cases_consent", case_id="cases_case"),
        *rls.wall("cases_mandate", case_id="cases_case"),
        *rls.wall("cases_fingerprint", case_id="cases_case"),
        *rls.wall("cases_matcherentry", fingerprint_id="cases_fingerprint"),
        *rls.wall("cases_report", case_id="cases_case"),
        *rls.wall("cases_reportedlink", report_id="cases_report", case_id="cases_case"),
        *rls.wall("cases_watchsource"),
        *rls.wall("cases_crawlround", source_id="cases_watchsource"),
        *rls.wall("cases_frontierentry", source_id="cases_watchsource", round_id="cases_crawlround"),
        *rls.wall("cases_match", case_id="cases_case", fingerprint_id="cases_fingerprint"),
        RunSQL(
            """CREATE POLICY matcher_reads ON cases_matcherentry FOR SELECT TO portal_matcher USING (true);
               GRANT SELECT ON cases_matcherentry TO portal_matcher;""",
            "DROP POLICY matcher_reads ON cases_matcherentry; REVOKE ALL ON cases_matcherentry FROM portal_matcher;",
        ),
        rls.visible_to_lookup("cases_watchsource", "id", "agency_id", "state", "next_due_at"),
        rls.lookup_function(
            "lookup_due_sources",
            "most integer",
            "TABLE (source_id bigint, agency_id bigint)",
            """SELECT s.id, s.agency_id FROM cases_watchsource s JOIN agencies_agency a ON a.id = s.agency_id
               WHERE s.state = 'active' AND a.active AND s.next_due_at <= now() ORDER BY s.next_due_at LIMIT most""",
        ),
    ]
