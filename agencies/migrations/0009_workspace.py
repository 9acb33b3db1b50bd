"""What an agency decides for itself, its tickets and its news."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import agencies.keys.fields
import agencies.tenancy.models
from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_trail")]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.CharField(default="info", max_length=10)),
                ("title_en", models.CharField(max_length=120)),
                ("title_ko", models.CharField(max_length=120)),
                ("text_en", models.TextField()),
                ("text_ko", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("user_id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="AnnouncementSeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Dismissal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=30)),
                ("user_id", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="HostName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=253)),
                ("token", models.CharField(help_text="what a TXT record of the name must say", max_length=40)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("checked_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("svg", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="MailSender",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(blank=True, help_text="empty: the portal's own server", max_length=253)),
                ("port", models.PositiveIntegerField(default=587)),
                ("security", models.CharField(default="starttls", max_length=10)),
                ("user", models.CharField(blank=True, max_length=200)),
                ("password", agencies.keys.fields.SealedTextField(blank=True, case=None)),
                ("dkim_domain", models.CharField(blank=True, max_length=253)),
                ("dkim_selector", models.CharField(blank=True, max_length=63)),
                ("dkim_key", agencies.keys.fields.SealedTextField(blank=True, case=None, help_text="PEM of the private key")),
                ("dkim_record", models.TextField(blank=True, help_text="what the public TXT record must say")),
                ("test", models.CharField(default="untried", max_length=10)),
                ("test_reason", models.CharField(blank=True, help_text="name of the step that failed", max_length=40)),
                ("tested_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="SettingsVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("user_id", models.BigIntegerField(null=True)),
                ("changed", models.JSONField(help_text="names of the fields that changed")),
                ("values", models.JSONField(help_text="all settings after the change")),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="open", max_length=10)),
                ("subject", agencies.keys.fields.SealedTextField(case=None)),
                ("user_id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("moved_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="TicketEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.BooleanField(default=False, help_text="written by the platform team")),
                ("user_id", models.BigIntegerField()),
                ("text", agencies.keys.fields.SealedTextField(case=None)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="certain_distance",
            field=models.PositiveSmallIntegerField(default=10, help_text="bits of 256, for the band certain"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="certain_frames",
            field=models.PositiveSmallIntegerField(default=5, help_text="ordered frames, for the band certain"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="certain_quality",
            field=models.PositiveSmallIntegerField(default=80, help_text="0-100, for the band certain"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="contact_from",
            field=models.TimeField(help_text="people are contacted from this time of day on", null=True),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="contact_rules",
            field=models.TextField(blank=True, help_text="how the agency contacts people safely, for its workers"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="contact_until",
            field=models.TimeField(help_text="and not after this one", null=True),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="duty_titles",
            field=models.JSONField(blank=True, default=dict, help_text="titles that notices are signed with: {role: {language: title}}"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="lines",
            field=models.JSONField(blank=True, default=list, help_text="further lines to call: [{label, number}]"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="logo",
            field=models.CharField(blank=True, help_text="SHA-256 of the logo, empty without one", max_length=64),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="notice_languages",
            field=models.JSONField(default=agencies.tenancy.models.usual_notice_languages, help_text="languages that each notice carries besides the host's own"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="partner_answer_hours",
            field=models.PositiveSmallIntegerField(default=72, help_text="a partner's time to answer when it is asked for a second approval"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="retention_days",
            field=models.PositiveSmallIntegerField(default=90, help_text="casework is kept after a case was closed"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="screenshots",
            field=models.CharField(default="adults", help_text="whose pages are captured as a picture", max_length=10),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="supervised_days",
            field=models.PositiveSmallIntegerField(default=14, help_text="days after the opening in which nothing is sent without a second person; 0: none"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="two_person",
            field=models.CharField(default="protected", help_text="which approvals need a second person", max_length=10),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="version",
            field=models.PositiveIntegerField(default=1, help_text="counts the changes; a change names the one it is made to"),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(condition=models.Q(("certain_distance__lte", 10), ("certain_frames__gte", 5), ("certain_quality__gte", 80)), name="agencysettings_certain"),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(condition=models.Q(("protected_age__gte", 18), ("protected_age__lte", 25)), name="agencysettings_protected_age"),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(condition=models.Q(("retention_days__gte", 30), ("retention_days__lte", 365)), name="agencysettings_retention"),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(condition=models.Q(("partner_answer_hours__gte", 1), ("partner_answer_hours__lte", 336)), name="agencysettings_partner_answer"),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(condition=models.Q(("two_person__in", ["off", "protected", "all"])), name="agencysettings_two_person"),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(condition=models.Q(("screenshots__in", ["adults", "none"])), name="agencysettings_screenshots"),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(condition=models.Q(("level__in", ["info", "warning", "outage"])), name="announcement_level"),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="announcement_ends"),
        ),
        migrations.AddField(
            model_name="announcementseen",
            name="announcement",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="agencies.announcement"),
        ),
        migrations.AddField(
            model_name="announcementseen",
            name="user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="dismissal",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AddField(
            model_name="hostname",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AddField(
            model_name="logo",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AddField(
            model_name="mailsender",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AddField(
            model_name="settingsversion",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AddField(
            model_name="ticketentry",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AddField(
            model_name="ticketentry",
            name="ticket",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="agencies.ticket"),
        ),
        migrations.AddConstraint(
            model_name="announcementseen",
            constraint=models.UniqueConstraint(fields=("announcement", "user"), name="announcementseen_once"),
        ),
        migrations.AddConstraint(
            model_name="dismissal",
            constraint=models.UniqueConstraint(fields=("agency", "step"), name="dismissal_once"),
        ),
        migrations.AddConstraint(
            model_name="hostname",
            constraint=models.UniqueConstraint(fields=("agency", "name"), name="hostname_once"),
        ),
        migrations.AddConstraint(
            model_name="hostname",
            constraint=models.UniqueConstraint(condition=models.Q(("state", "confirmed")), fields=("name",), name="hostname_confirmed_once"),
        ),
        migrations.AddConstraint(
            model_name="hostname",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", ["waiting", "confirmed"])), name="hostname_state"),
        ),
        migrations.AddConstraint(
            model_name="logo",
            constraint=models.UniqueConstraint(fields=("agency",), name="logo_one"),
        ),
        migrations.AddConstraint(
            model_name="mailsender",
            constraint=models.UniqueConstraint(fields=("agency",), name="mailsender_one"),
        ),
        migrations.AddConstraint(
            model_name="mailsender",
            constraint=models.CheckConstraint(condition=models.Q(("security__in", ["none", "starttls", "tls"])), name="mailsender_security"),
        ),
        migrations.AddConstraint(
            model_name="mailsender",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("security", "none"), _negated=True), ("user", ""), _connector="OR"), name="mailsender_password_over_tls"),
        ),
        migrations.AddConstraint(
            model_name="mailsender",
            constraint=models.CheckConstraint(condition=models.Q(("test__in", ["untried", "waiting", "sent", "failed"])), name="mailsender_test"),
        ),
        migrations.AddConstraint(
            model_name="settingsversion",
            constraint=models.UniqueConstraint(fields=("agency", "version"), name="settingsversion_number"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["state", "moved_at"], name="ticket_waiting"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", ["open", "answered", "closed"])), name="ticket_state"),
        ),
        *rls.wall("agencies_settingsversion"),
        *rls.wall("agencies_logo"),
        *rls.wall("agencies_mailsender"),
        *rls.wall("agencies_hostname"),
        *rls.wall("agencies_dismissal"),
        *rls.wall("agencies_ticket"),
        *rls.wall("agencies_ticketentry", ticket_id="agencies_ticket"),
        rls.append_only("agencies_settingsversion"),
        rls.visible_to_lookup("agencies_hostname", "agency_id", "name", "state"),
        rls.visible_to_lookup("agencies_ticket", "id", "agency_id", "state", "moved_at"),
        rls.lookup_function(
            "lookup_host",
            "wanted text",
            "TABLE (agency_id bigint)",
            """SELECT h.agency_id FROM agencies_hostname h JOIN agencies_agency a ON a.id = h.agency_id
               WHERE h.name = wanted AND h.state = 'confirmed' AND a.active""",
        ),
        rls.lookup_function(
            "lookup_tickets",
            "most integer",
            "TABLE (ticket_id bigint, agency_id bigint)",
            """SELECT t.id, t.agency_id FROM agencies_ticket t
               ORDER BY array_position(ARRAY['open', 'answered', 'closed'], t.state::text), t.moved_at DESC LIMIT most""",
        ),
    ]
