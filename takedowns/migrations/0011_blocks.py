"""What settles a legal basis, the blocks that notices are made of, their reviews, and agencies' own words for them."""

import agencies.keys.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import takedowns.notices.states
from django.db import migrations, models

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0018_desk"),
        ("takedowns", "0010_care"),
    ]

    operations = [
        migrations.AddField(
            model_name="basisconfirmation",
            name="settled",
            field=models.TextField(blank=True, help_text="what settles the open points of the row, with its source"),
        ),
        migrations.AddField(
            model_name="notice",
            name="also",
            field=models.JSONField(default=list, help_text="codes of further bases that it names"),
        ),
        migrations.AddField(
            model_name="notice",
            name="blocks",
            field=models.JSONField(
                default=list, help_text="code, language, version, sha256 of the blocks it was made of"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="stated",
            field=agencies.keys.fields.SealedTextField(
                blank=True, case="case_id", help_text="JSON: what an officer stated for elements that a basis demands"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="wanted",
            field=models.CharField(blank=True, help_text="code of the basis that an officer asked for", max_length=40),
        ),
        migrations.CreateModel(
            name="BlockReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=12)),
                ("version", models.PositiveIntegerField()),
                ("sha256", models.CharField(help_text="of the sentences with their placeholders", max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (
                                takedowns.notices.states.BlockState["REVIEWED"],
                                takedowns.notices.states.BlockState["REVIEWED"],
                            ),
                            (
                                takedowns.notices.states.BlockState["RETIRED"],
                                takedowns.notices.states.BlockState["RETIRED"],
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("reviewed_by", models.CharField(max_length=150)),
                ("reviewed_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "language", "sha256"), name="blockreview_words"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["reviewed", "retired"])), name="blockreview_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlockVariant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=12)),
                (
                    "base_sha256",
                    models.CharField(help_text="of the block's own sentences when this was written", max_length=64),
                ),
                (
                    "lines",
                    agencies.keys.fields.SealedTextField(
                        case=None, help_text="one sentence a line, with the block's placeholders"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (
                                takedowns.notices.states.BlockState["DRAFT"],
                                takedowns.notices.states.BlockState["DRAFT"],
                            ),
                            (
                                takedowns.notices.states.BlockState["REVIEWED"],
                                takedowns.notices.states.BlockState["REVIEWED"],
                            ),
                            (
                                takedowns.notices.states.BlockState["RETIRED"],
                                takedowns.notices.states.BlockState["RETIRED"],
                            ),
                        ],
                        default=takedowns.notices.states.BlockState["DRAFT"],
                        max_length=10,
                    ),
                ),
                ("written_by", models.BigIntegerField()),
                ("written_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "read_by",
                    agencies.keys.fields.SealedTextField(blank=True, case=None, help_text="the lawyer who read it"),
                ),
                ("reviewed_by", models.BigIntegerField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "reviewed"])),
                        fields=("agency", "code", "language", "state"),
                        name="blockvariant_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "reviewed", "retired"])), name="blockvariant_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reviewed"), _negated=True),
                            models.Q(
                                ("reviewed_by__isnull", False),
                                models.Q(("reviewed_by", models.F("written_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="blockvariant_second",
                    ),
                ],
            },
        ),
        *rls.wall("takedowns_blockvariant"),
    ]
