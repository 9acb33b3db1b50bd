"""The negative bank, held registrations and the words about them, doubts, and noticed series."""

import agencies.keys.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls
from cases.fingerprints.guarding import Category, Pace, Why, Word


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_seen")]

    operations = [
        migrations.CreateModel(
            name="Guard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bar",
                    models.PositiveSmallIntegerField(default=0, help_text="0 to 3; raised by wrong finds and disputes"),
                ),
                ("wrong", models.PositiveIntegerField(default=0, help_text="finds that were wrong")),
                (
                    "why",
                    models.CharField(
                        blank=True, choices=[(word, word) for word in Why], help_text="empty: not held", max_length=10
                    ),
                ),
                ("hold", models.PositiveSmallIntegerField(default=0, help_text="number of the present or last hold")),
                ("held_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "fingerprint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="guards", to="cases.fingerprint"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GuardWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hold", models.PositiveSmallIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("word", models.CharField(choices=[(word, word) for word in Word], max_length=10)),
                (
                    "reason",
                    agencies.keys.fields.SealedTextField(case="guard.fingerprint.case_id", help_text="for colleagues"),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "guard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="cases.guard"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NegativeValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.UUIDField()),
                (
                    "kind",
                    models.CharField(choices=[("pdq", "pdq"), ("sha256", "sha256"), ("md5", "md5")], max_length=6),
                ),
                ("value", models.BinaryField(max_length=32)),
                ("category", models.CharField(choices=[(word, word) for word in Category], max_length=12)),
                ("note", models.CharField(blank=True, help_text="what it is; never about a case", max_length=200)),
                ("added_by_id", models.BigIntegerField(null=True)),
                ("added_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["entry"], name="negativevalue_entry")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "value"), name="negativevalue_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["pdq", "sha256", "md5"])), name="negativevalue_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__in", ["news", "stock", "app_screen", "meme", "logo", "art", "dispute"])
                        ),
                        name="negativevalue_category",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatchDoubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value_id", models.BigIntegerField()),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                ("stopped_at", models.DateTimeField(help_text="left the matcher then", null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "fingerprint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.fingerprint"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField(null=True)),
                ("service_key_id", models.BigIntegerField(null=True)),
                ("pace", models.CharField(choices=[(word, word) for word in Pace], max_length=10)),
                ("near", models.PositiveIntegerField(help_text="registrations with a neighbour within the hour")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("until", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="guard",
            constraint=models.UniqueConstraint(fields=("agency", "fingerprint"), name="guard_one"),
        ),
        migrations.AddConstraint(
            model_name="guard",
            constraint=models.CheckConstraint(condition=models.Q(("bar__lte", 3)), name="guard_bar"),
        ),
        migrations.AddConstraint(
            model_name="guard",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ["", "listed", "frozen", "doubted"])), name="guard_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="guardword",
            constraint=models.UniqueConstraint(fields=("agency", "guard", "hold", "user_id"), name="guardword_once"),
        ),
        migrations.AddConstraint(
            model_name="guardword",
            constraint=models.CheckConstraint(
                condition=models.Q(("word__in", ["release", "withdraw"])), name="guardword_word"
            ),
        ),
        migrations.AddConstraint(
            model_name="patchdoubt",
            constraint=models.UniqueConstraint(fields=("agency", "value_id"), name="patchdoubt_once"),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["agency", "-until"], name="series_until"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("pace__in", ["slowed", "refused"])), name="series_pace"
            ),
        ),
        *rls.wall("cases_guard", fingerprint_id="cases_fingerprint"),
        *rls.wall("cases_guardword", guard_id="cases_guard"),
        *rls.wall("cases_patchdoubt", fingerprint_id="cases_fingerprint"),
        *rls.wall("cases_series"),
    ]
