"""Sources of suspended agencies are not due."""

from django.db import migrations

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls"), ("agencies", "0004_lifecycle")]

    operations = [
        rls.lookup_replaced(
            "lookup_due_sources",
            "most integer",
            "TABLE (source_id bigint, agency_id bigint)",
            """SELECT s.id, s.agency_id FROM cases_watchsource s JOIN agencies_agency a ON a.id = s.agency_id
               WHERE s.state = 'active' AND a.active AND a.suspended_at IS NULL AND s.next_due_at <= now()
               ORDER BY s.next_due_at LIMIT most""",
        ),
    ]
