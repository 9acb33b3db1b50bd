"""Sites that were discovered, and dossiers."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import agencies.keys.fields
import cases.detection.states
from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_terms")]

    operations = [
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        help_text="keyed digest of the host; it is there once, also after a refusal", max_length=64
                    ),
                ),
                (
                    "front",
                    agencies.keys.fields.SealedTextField(blank=True, case=None, help_text="address of its first page"),
                ),
                (
                    "traces",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case=None, help_text="what one look at the first page told; no media"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (
                                cases.detection.states.CandidateState["NEW"],
                                cases.detection.states.CandidateState["NEW"],
                            ),
                            (
                                cases.detection.states.CandidateState["ADOPTED"],
                                cases.detection.states.CandidateState["ADOPTED"],
                            ),
                            (
                                cases.detection.states.CandidateState["DISMISSED"],
                                cases.detection.states.CandidateState["DISMISSED"],
                            ),
                            (
                                cases.detection.states.CandidateState["IGNORED"],
                                cases.detection.states.CandidateState["IGNORED"],
                            ),
                        ],
                        default=cases.detection.states.CandidateState["NEW"],
                        max_length=10,
                    ),
                ),
                ("reason", agencies.keys.fields.SealedTextField(blank=True, case=None, help_text="why it was refused")),
                (
                    "links",
                    models.PositiveIntegerField(default=0, help_text="how often a page with a find linked to it"),
                ),
                ("looked_at", models.DateTimeField(help_text="of the one look; never a second", null=True)),
                ("trouble", models.CharField(blank=True, help_text="why that look told nothing", max_length=20)),
                ("first_seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("last_seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.watchsource",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CandidateSighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_mark", models.CharField(help_text="keyed digest of the page", max_length=64)),
                (
                    "example",
                    agencies.keys.fields.SealedTextField(case=None, help_text="an address that it links to there"),
                ),
                ("seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sightings", to="cases.candidate"
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.match"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SiteFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(help_text="keyed digest of the host", max_length=64)),
                ("reason", agencies.keys.fields.SealedTextField(case=None)),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SiteLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("traces", agencies.keys.fields.SealedTextField(blank=True, case=None)),
                (
                    "moved_to",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case=None, help_text="where the first page leads for good"
                    ),
                ),
                ("moved_mark", models.CharField(blank=True, help_text="keyed digest of that host", max_length=64)),
                (
                    "declined_mark",
                    models.CharField(blank=True, help_text="of the host that somebody said no to", max_length=64),
                ),
                ("moved_at", models.DateTimeField(help_text="when that was first seen", null=True)),
                (
                    "former",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case=None, help_text="addresses that it had before, a line each"
                    ),
                ),
                ("looked_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.watchsource"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SiteNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=260)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (cases.detection.states.NoteKind["FORM"], cases.detection.states.NoteKind["FORM"]),
                            (cases.detection.states.NoteKind["WORKED"], cases.detection.states.NoteKind["WORKED"]),
                            (cases.detection.states.NoteKind["AVOID"], cases.detection.states.NoteKind["AVOID"]),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True, help_text="facts about the site; erased when it is declined", max_length=300
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (
                                cases.detection.states.NoteState["PROPOSED"],
                                cases.detection.states.NoteState["PROPOSED"],
                            ),
                            (
                                cases.detection.states.NoteState["ACCEPTED"],
                                cases.detection.states.NoteState["ACCEPTED"],
                            ),
                            (
                                cases.detection.states.NoteState["DECLINED"],
                                cases.detection.states.NoteState["DECLINED"],
                            ),
                        ],
                        default=cases.detection.states.NoteState["PROPOSED"],
                        max_length=10,
                    ),
                ),
                ("proposed_on", models.DateField(db_default=django.db.models.functions.datetime.Now())),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["host"], name="sitenote_host")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["form", "worked", "avoid"])), name="sitenote_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "accepted", "declined"])), name="sitenote_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SiteOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.BinaryField(help_text="keyed digest of the host, the same for all agencies", max_length=32),
                ),
                ("mark", models.CharField(help_text="keyed digest of the notice; it counts once", max_length=64)),
                ("channel", models.CharField(help_text="by which it was sent", max_length=12)),
                ("sent_on", models.DateField()),
                ("seconds", models.PositiveIntegerField(help_text="from sending to the proved removal", null=True)),
                ("removed_on", models.DateField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SiteTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BinaryField(help_text="keyed digest of the host", max_length=32)),
                (
                    "contributor",
                    models.BinaryField(help_text="keyed digest of the host and of who contributes", max_length=32),
                ),
                ("notices", models.PositiveIntegerField(default=0)),
                ("removed", models.PositiveIntegerField(default=0)),
                ("channels", models.JSONField(default=dict, help_text="proved removals by channel")),
                (
                    "seconds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        default=list,
                        help_text="of the newest proved removals",
                        size=None,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "contributor"), name="sitetally_once")],
            },
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(fields=["agency", "state", "-last_seen_at"], name="candidate_list"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("agency", "mark"), name="candidate_once"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["new", "adopted", "dismissed", "ignored"])), name="candidate_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidatesighting",
            constraint=models.UniqueConstraint(
                fields=("agency", "candidate", "page_mark"), name="candidatesighting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="siteflag",
            constraint=models.UniqueConstraint(fields=("agency", "mark"), name="siteflag_once"),
        ),
        migrations.AddConstraint(
            model_name="sitelook",
            constraint=models.UniqueConstraint(fields=("agency", "source"), name="sitelook_once"),
        ),
        migrations.AddConstraint(
            model_name="siteoutcome",
            constraint=models.UniqueConstraint(fields=("agency", "mark"), name="siteoutcome_once"),
        ),
        *rls.wall("cases_candidate", source_id="cases_watchsource"),
        *rls.wall("cases_candidatesighting", candidate_id="cases_candidate", match_id="cases_match"),
        *rls.wall("cases_sitelook", source_id="cases_watchsource"),
        *rls.wall("cases_siteflag"),
        *rls.wall("cases_siteoutcome"),
    ]
