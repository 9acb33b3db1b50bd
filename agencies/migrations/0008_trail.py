"""Anchors, addresses apart from their lines, a chain for the platform's own trail, and reasons of exports.

Addresses move out of the lines, so every chain is sealed anew from its first line; nothing else in a line changes.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.keys.fields import SealedTextField
from agencies.tenancy import rls

AT = django.db.models.functions.datetime.Now()
NUMBERED = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
]
SOURCE = [
    *NUMBERED,
    ("salt", models.CharField(max_length=32)),
    ("address", models.GenericIPAddressField()),
    ("expires_on", models.DateField(help_text="last day")),
]
ANCHOR = [
    *NUMBERED,
    ("at", models.DateTimeField(db_default=AT)),
    ("number", models.PositiveBigIntegerField()),
    ("digest", models.CharField(max_length=64)),
    ("token", models.BinaryField(default=bytes)),
]
DIGEST = models.CharField(blank=True, help_text="of the salted address, which goes in time", max_length=64)
UNTIL = models.DateField(help_text="last day on which the address is kept", null=True)


def agency():
    return (
        "agency",
        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
    )


def line(to, name):
    return (
        "line",
        models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=f"agencies.{to}"),
    )


# As the owner, who passes the wall for these statements only: (table of lines, of addresses, further columns).
MOVE = """
    ALTER TABLE {lines} DISABLE TRIGGER append_only;
    UPDATE {lines} SET source_until = (at + interval '731 days')::date WHERE source IS NOT NULL;
    INSERT INTO {sources} ({more} line_id, salt, address, expires_on)
        SELECT {more} id, replace(gen_random_uuid()::text, '-', ''), source, source_until FROM {lines}
        WHERE source IS NOT NULL;
    UPDATE {lines} l SET source_digest = encode(sha256(convert_to(s.salt || E'\\n' || host(s.address), 'UTF8')), 'hex')
        FROM {sources} s WHERE s.line_id = l.id;
    DELETE FROM {sources} WHERE expires_on < current_date;
    ALTER TABLE {lines} ENABLE TRIGGER append_only;
"""
PUT_BACK = """
    ALTER TABLE {lines} DISABLE TRIGGER append_only;
    UPDATE {lines} l SET source = s.address FROM {sources} s WHERE s.line_id = l.id;
    ALTER TABLE {lines} ENABLE TRIGGER append_only;
"""
AGENCY = {"lines": "agencies_auditline", "sources": "agencies_auditsource", "more": "agency_id,"}
PLATFORM = {"lines": "agencies_platformline", "sources": "agencies_platformsource", "more": ""}
TABLES = ("agencies_auditline", "agencies_auditsource", "agencies_auditseal")


def walls(state):
    return "".join(f"ALTER TABLE {table} {state} ROW LEVEL SECURITY;" for table in TABLES)


IMMEDIATE = "SET CONSTRAINTS ALL IMMEDIATE;"  # a table with checks that still wait cannot be altered
EMPTY_SEALS = """
    ALTER TABLE agencies_auditseal DISABLE TRIGGER append_only;
    DELETE FROM agencies_auditseal;
    ALTER TABLE agencies_auditseal ENABLE TRIGGER append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_access")]

    operations = [
        migrations.CreateModel("AuditAnchor", [*ANCHOR, agency()]),
        migrations.CreateModel("AuditSource", [*SOURCE, agency(), line("auditline", "origin")]),
        migrations.CreateModel("PlatformAnchor", ANCHOR),
        migrations.CreateModel("PlatformSource", [*SOURCE, line("platformline", "origin")]),
        migrations.CreateModel(
            "PlatformSeal",
            [
                *NUMBERED,
                ("number", models.PositiveBigIntegerField()),
                ("line_digest", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField(db_default=AT)),
                line("platformline", "seal"),
            ],
        ),
        migrations.CreateModel(
            "ExportReason",
            [
                *NUMBERED,
                ("case_id", models.BigIntegerField(null=True)),
                (
                    "text",
                    SealedTextField(case=None, help_text="of an export of no single case: under the agency's key"),
                ),
                (
                    "case_text",
                    SealedTextField(
                        case="case_id", null=True, help_text="of an export of a case: under its key, and shredded with it"
                    ),
                ),
                ("at", models.DateTimeField(db_default=AT)),
                agency(),
            ],
            options={"base_manager_name": "objects", "default_manager_name": "objects"},
        ),
        migrations.AddField("auditline", "source_digest", DIGEST),
        migrations.AddField("auditline", "source_until", UNTIL),
        migrations.AddField("platformline", "source_digest", DIGEST),
        migrations.AddField("platformline", "source_until", UNTIL),
        migrations.RunSQL(
            [IMMEDIATE, walls("NO FORCE"), MOVE.format(**AGENCY), MOVE.format(**PLATFORM), EMPTY_SEALS, walls("FORCE")],
            [IMMEDIATE, walls("NO FORCE"), PUT_BACK.format(**AGENCY), PUT_BACK.format(**PLATFORM), EMPTY_SEALS, walls("FORCE")],
        ),
        migrations.RemoveField("auditline", "source"),
        migrations.RemoveField("platformline", "source"),
        migrations.AddField(
            "auditseal", "line_digest", models.CharField(default="", max_length=64), preserve_default=False
        ),
        migrations.AddField("auditseal", "sealed_at", models.DateTimeField(db_default=AT)),
        migrations.AddIndex("auditline", models.Index(fields=["agency", "actor_user_id", "at"], name="auditline_person")),
        migrations.AddIndex("auditline", models.Index(fields=["agency", "action", "id"], name="auditline_action")),
        migrations.AddIndex("auditline", models.Index(fields=["agency", "at"], name="auditline_at")),
        migrations.AddIndex("platformline", models.Index(fields=["actor_user_id", "at"], name="platformline_person")),
        migrations.AddIndex("auditanchor", models.Index(fields=["agency", "-id"], name="auditanchor_newest")),
        migrations.AddIndex("auditsource", models.Index(fields=["agency", "expires_on"], name="auditsource_expires")),
        migrations.AddConstraint(
            "platformseal", models.UniqueConstraint(fields=("number",), name="platformseal_number")
        ),
        *rls.wall("agencies_auditanchor"),
        *rls.wall("agencies_auditsource", line_id="agencies_auditline"),
        *rls.wall("agencies_exportreason"),
        rls.append_only("agencies_auditanchor"),
        rls.append_only("agencies_platformanchor"),
        rls.append_only("agencies_platformseal"),
        migrations.RunSQL(
            "REVOKE UPDATE ON agencies_auditsource, agencies_platformsource FROM portal_app;", migrations.RunSQL.noop
        ),
    ]
