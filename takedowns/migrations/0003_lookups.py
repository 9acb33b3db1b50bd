"""Checks of suspended agencies are not due."""

from django.db import migrations

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("takedowns", "0002_walls"), ("agencies", "0004_lifecycle")]

    operations = [
        rls.lookup_replaced(
            "lookup_due_checks",
            "most integer",
            "TABLE (check_id bigint, agency_id bigint)",
            """SELECT c.id, c.agency_id FROM takedowns_check c JOIN agencies_agency a ON a.id = c.agency_id
               WHERE c.state = 'due' AND a.active AND a.suspended_at IS NULL AND c.due_at <= now()
               ORDER BY c.due_at LIMIT most""",
        ),
    ]
