"""Clocks, hand-over, undo, drafts, questions, saved views and choices of the desk."""

import agencies.keys.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import takedowns.review.states
from django.db import migrations, models

from agencies.tenancy import rls

CASE, ITEM = "cases_case", "takedowns_reviewitem"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0018_desk"),
        ("cases", "0019_pages"),
        ("takedowns", "0006_sealed_archives"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("keys", models.BooleanField(default=True, help_text="keyboard shortcuts")),
            ],
        ),
        migrations.CreateModel(
            name="DeskView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("name", agencies.keys.fields.SealedTextField(case=None)),
                ("query", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("reason", models.CharField(blank=True, max_length=30)),
                ("note", agencies.keys.fields.SealedTextField(blank=True, case="case_id")),
                ("at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                takedowns.review.states.QuestionKind["NEED_INFO"],
                                takedowns.review.states.QuestionKind["NEED_INFO"],
                            ),
                            (
                                takedowns.review.states.QuestionKind["IDENTITY"],
                                takedowns.review.states.QuestionKind["IDENTITY"],
                            ),
                            (
                                takedowns.review.states.QuestionKind["ESCALATE"],
                                takedowns.review.states.QuestionKind["ESCALATE"],
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", agencies.keys.fields.SealedTextField(case="case_id")),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("answer", agencies.keys.fields.SealedTextField(blank=True, case="case_id")),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(help_text="answered, or taken back", null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="reviewitem",
            name="reviewitem_state",
        ),
        migrations.RemoveConstraint(
            model_name="reviewitem",
            name="reviewitem_decided",
        ),
        migrations.RemoveConstraint(
            model_name="voice",
            name="voice_verdict",
        ),
        migrations.RemoveConstraint(
            model_name="voice",
            name="voice_bound",
        ),
        migrations.RemoveConstraint(
            model_name="voice",
            name="voice_void",
        ),
        migrations.RemoveIndex(
            model_name="reviewitem",
            name="reviewitem_queue",
        ),
        migrations.RemoveIndex(
            model_name="reviewitem",
            name="reviewitem_second",
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="clock",
            field=models.CharField(
                choices=[
                    (takedowns.review.states.Clock["OWN"], takedowns.review.states.Clock["OWN"]),
                    (takedowns.review.states.Clock["MANDATE"], takedowns.review.states.Clock["MANDATE"]),
                    (takedowns.review.states.Clock["BASIS"], takedowns.review.states.Clock["BASIS"]),
                ],
                default=takedowns.review.states.Clock["OWN"],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="due_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                help_text="to be decided until then; the nearest clock",
            ),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="final_at",
            field=models.DateTimeField(help_text="a decision can be undone until then", null=True),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="handed_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="handed_note",
            field=agencies.keys.fields.SealedTextField(blank=True, case="case_id"),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="handed_to",
            field=models.BigIntegerField(help_text="the colleague it was handed to", null=True),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="left_at",
            field=models.DateTimeField(help_text="what follows from the decision has begun; no way back", null=True),
        ),
        migrations.AlterField(
            model_name="reviewitem",
            name="priority",
            field=models.PositiveSmallIntegerField(default=5, help_text="severity, 1 first"),
        ),
        migrations.AlterField(
            model_name="reviewitem",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    (takedowns.review.states.Reason["MATCH_EXACT"], takedowns.review.states.Reason["MATCH_EXACT"]),
                    (takedowns.review.states.Reason["MATCH_NEAR"], takedowns.review.states.Reason["MATCH_NEAR"]),
                    (takedowns.review.states.Reason["NOT_SAME"], takedowns.review.states.Reason["NOT_SAME"]),
                    (takedowns.review.states.Reason["IS_REPORTER"], takedowns.review.states.Reason["IS_REPORTER"]),
                    (
                        takedowns.review.states.Reason["PUBLISHED_WITH_CONSENT"],
                        takedowns.review.states.Reason["PUBLISHED_WITH_CONSENT"],
                    ),
                    (takedowns.review.states.Reason["BENIGN"], takedowns.review.states.Reason["BENIGN"]),
                    (takedowns.review.states.Reason["NEWS"], takedowns.review.states.Reason["NEWS"]),
                    (
                        takedowns.review.states.Reason["PROTECTED_ROUTE"],
                        takedowns.review.states.Reason["PROTECTED_ROUTE"],
                    ),
                    (takedowns.review.states.Reason["DUPLICATE"], takedowns.review.states.Reason["DUPLICATE"]),
                    (takedowns.review.states.Reason["DEAD_LINK"], takedowns.review.states.Reason["DEAD_LINK"]),
                    (takedowns.review.states.Reason["NEED_INFO"], takedowns.review.states.Reason["NEED_INFO"]),
                    (takedowns.review.states.Reason["ESCALATE"], takedowns.review.states.Reason["ESCALATE"]),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="reviewitem",
            name="state",
            field=models.CharField(
                choices=[
                    (takedowns.review.states.ReviewState["OPEN"], takedowns.review.states.ReviewState["OPEN"]),
                    (takedowns.review.states.ReviewState["SECOND"], takedowns.review.states.ReviewState["SECOND"]),
                    (takedowns.review.states.ReviewState["HELD"], takedowns.review.states.ReviewState["HELD"]),
                    (takedowns.review.states.ReviewState["WAITING"], takedowns.review.states.ReviewState["WAITING"]),
                    (takedowns.review.states.ReviewState["APPROVED"], takedowns.review.states.ReviewState["APPROVED"]),
                    (takedowns.review.states.ReviewState["REJECTED"], takedowns.review.states.ReviewState["REJECTED"]),
                ],
                default=takedowns.review.states.ReviewState["OPEN"],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="voice",
            name="verdict",
            field=models.CharField(
                choices=[
                    (takedowns.review.states.Verdict["APPROVE"], takedowns.review.states.Verdict["APPROVE"]),
                    (takedowns.review.states.Verdict["HOLD"], takedowns.review.states.Verdict["HOLD"]),
                    (takedowns.review.states.Verdict["REJECT"], takedowns.review.states.Verdict["REJECT"]),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="voice",
            name="void_why",
            field=models.CharField(
                blank=True,
                choices=[
                    (takedowns.review.states.Void["CHANGED"], takedowns.review.states.Void["CHANGED"]),
                    (takedowns.review.states.Void["SENT_BACK"], takedowns.review.states.Void["SENT_BACK"]),
                    (takedowns.review.states.Void["TAKEN_BACK"], takedowns.review.states.Void["TAKEN_BACK"]),
                    (takedowns.review.states.Void["UNDONE"], takedowns.review.states.Void["UNDONE"]),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["agency", "priority", "due_at", "id"],
                name="reviewitem_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(
                condition=models.Q(("state", "second")),
                fields=["agency", "priority", "due_at", "id"],
                name="reviewitem_second",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "second", "held", "waiting", "approved", "rejected"])),
                name="reviewitem_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "second", "waiting"]),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="reviewitem_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("clock__in", ["own", "mandate", "basis"])), name="reviewitem_clock"
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["approve", "hold", "reject"])), name="voice_verdict"
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict__in", ["approve", "hold"]), _negated=True),
                    ("sha256__regex", "^[0-9a-f]{64}$"),
                    _connector="OR",
                ),
                name="voice_bound",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("void_at", None), ("void_why", "")),
                    models.Q(
                        ("void_at__isnull", False), ("void_why__in", ["changed", "sent_back", "taken_back", "undone"])
                    ),
                    _connector="OR",
                ),
                name="voice_void",
            ),
        ),
        migrations.AddField(
            model_name="deskchoice",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="deskview",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="draft",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="takedowns.reviewitem"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="question",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="takedowns.reviewitem"
            ),
        ),
        migrations.AddConstraint(
            model_name="deskchoice",
            constraint=models.UniqueConstraint(fields=("agency", "user_id"), name="deskchoice_one"),
        ),
        migrations.AddConstraint(
            model_name="deskview",
            constraint=models.UniqueConstraint(fields=("agency", "user_id", "query"), name="deskview_once"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("agency", "item", "user_id"), name="draft_own"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["agency", "case", "-id"], name="question_case"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("agency", "item", "kind"), name="question_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["need_info", "identity", "escalate"])), name="question_kind"
            ),
        ),
        *rls.wall("takedowns_draft", case_id=CASE, item_id=ITEM),
        *rls.wall("takedowns_question", case_id=CASE, item_id=ITEM),
        *rls.wall("takedowns_deskview"),
        *rls.wall("takedowns_deskchoice"),
    ]
