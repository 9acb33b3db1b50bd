"""Who is kept out of a case, broken glass, cases that wait for that, and referrals to partners."""

import uuid

import agencies.keys.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_sealed"),
        ("agencies", "0007_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="held",
            field=models.BooleanField(
                default=False, help_text="somebody is to be kept out, and nobody has said yet who that is"
            ),
        ),
        migrations.CreateModel(
            name="KeepOutStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", agencies.keys.fields.SealedTextField(case="case_id")),
                ("written_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.BigIntegerField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CaseExclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(choices=[("named", "named"), ("declared", "declared")], max_length=10)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                ("content_object", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="cases.case")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("agency", "content_object", "user"),
                        name="caseexclusion_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["named", "declared"])), name="caseexclusion_origin"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseGlass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("until", models.DateTimeField()),
                ("reason", agencies.keys.fields.SealedTextField(case="content_object_id")),
                (
                    "told",
                    models.JSONField(default=list, help_text="ids of the people who were sent word of it"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                ("content_object", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="cases.case")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [models.Index(fields=["agency", "content_object", "user", "until"], name="caseglass_open")],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, help_text="the same in both workspaces; names nothing")),
                (
                    "help",
                    models.CharField(
                        choices=[
                            ("counselling", "counselling"),
                            ("removal", "removal"),
                            ("investigation", "investigation"),
                            ("legal", "legal"),
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("daily_life", "daily_life"),
                        ],
                        max_length=20,
                    ),
                ),
                ("parts", models.JSONField(default=dict)),
                ("ground", models.CharField(choices=[("consent", "consent"), ("override", "override")], max_length=10)),
                (
                    "agreed_on",
                    models.DateField(help_text="when the person agreed to this partner and these parts", null=True),
                ),
                ("reason", agencies.keys.fields.SealedTextField(blank=True, case="case_id", help_text="why it is shared without consent")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("taken_back", "taken_back"),
                            ("done", "done"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                ("offered_by", models.BigIntegerField(null=True)),
                ("offered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("answered_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["offered", "accepted", "declined", "taken_back", "done"])),
                        name="referral_state",
                    ),
                    models.UniqueConstraint(fields=("agency", "token"), name="referral_token"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "help__in",
                                [
                                    "counselling",
                                    "removal",
                                    "investigation",
                                    "legal",
                                    "medical",
                                    "psychological",
                                    "daily_life",
                                ],
                            )
                        ),
                        name="referral_help",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_on__isnull", False), ("ground", "consent")),
                            ("ground", "override"),
                            _connector="OR",
                        ),
                        name="referral_ground",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField()),
                (
                    "help",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("counselling", "counselling"),
                            ("removal", "removal"),
                            ("investigation", "investigation"),
                            ("legal", "legal"),
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("daily_life", "daily_life"),
                        ],
                        max_length=20,
                    ),
                ),
                ("counts", models.JSONField(default=dict, help_text="part -> none, one, a few, many")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("taken_back", "taken_back"),
                            ("done", "done"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                ("answered_by", models.BigIntegerField(null=True)),
                ("offered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("answered_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["offered", "accepted", "declined", "taken_back", "done"])),
                        name="referraloffer_state",
                    ),
                    models.UniqueConstraint(fields=("agency", "token"), name="referraloffer_token"),
                ],
            },
        ),
        migrations.RemoveConstraint("report", "report_channel"),
        migrations.AlterField(
            "report",
            "channel",
            models.CharField(
                choices=[("public", "public"), ("worker", "worker"), ("api", "api"), ("partner", "partner")], max_length=10
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=models.Q(("channel__in", ["public", "worker", "api", "partner"])), name="report_channel"
            ),
        ),
        *rls.wall("cases_keepoutstatement", case_id="cases_case"),
        *rls.wall("cases_caseexclusion", content_object_id="cases_case"),
        *rls.wall("cases_caseglass", content_object_id="cases_case"),
        *rls.wall("cases_referral", case_id="cases_case"),
        *rls.wall("cases_referraloffer", case_id="cases_case"),
    ]
