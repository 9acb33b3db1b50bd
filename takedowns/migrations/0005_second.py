"""Second approval inside the agency and by a partner."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import agencies.keys.fields
import takedowns.review.states
from agencies.tenancy import rls

CASE, ITEM, VOICE = "cases_case", "takedowns_reviewitem", "takedowns_voice"


class Migration(migrations.Migration):
    dependencies = [("takedowns", "0004_sealed"), ("agencies", "0007_access")]

    operations = [
        migrations.CreateModel(
            name="AskedSecond",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asker_id", models.BigIntegerField(help_text="agency that the answer goes back to")),
                ("code", models.CharField(max_length=32)),
                ("sha256", models.CharField(help_text="of the message that will be sent", max_length=64)),
                ("words_sha256", models.CharField(help_text="of the words as they are shown here", max_length=64)),
                ("text", agencies.keys.fields.SealedTextField(blank=True, case=None)),
                ("facts", models.JSONField(default=dict, help_text="names of states and figures")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (takedowns.review.states.AskState["ASKED"], takedowns.review.states.AskState["ASKED"]),
                            (
                                takedowns.review.states.AskState["CONFIRMED"],
                                takedowns.review.states.AskState["CONFIRMED"],
                            ),
                            (
                                takedowns.review.states.AskState["DECLINED"],
                                takedowns.review.states.AskState["DECLINED"],
                            ),
                            (
                                takedowns.review.states.AskState["TAKEN_BACK"],
                                takedowns.review.states.AskState["TAKEN_BACK"],
                            ),
                            (takedowns.review.states.AskState["EXPIRED"], takedowns.review.states.AskState["EXPIRED"]),
                        ],
                        default=takedowns.review.states.AskState["ASKED"],
                        max_length=10,
                    ),
                ),
                ("arrived_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("answered_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            (takedowns.review.states.Doubt["NOT_SAME"], takedowns.review.states.Doubt["NOT_SAME"]),
                            (takedowns.review.states.Doubt["EVIDENCE"], takedowns.review.states.Doubt["EVIDENCE"]),
                            (takedowns.review.states.Doubt["RECIPIENT"], takedowns.review.states.Doubt["RECIPIENT"]),
                            (
                                takedowns.review.states.Doubt["LEGAL_BASIS"],
                                takedowns.review.states.Doubt["LEGAL_BASIS"],
                            ),
                            (takedowns.review.states.Doubt["TEXT"], takedowns.review.states.Doubt["TEXT"]),
                            (takedowns.review.states.Doubt["ASK_FIRST"], takedowns.review.states.Doubt["ASK_FIRST"]),
                        ],
                        max_length=12,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SecondAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("partner_id", models.BigIntegerField()),
                ("code", models.CharField(help_text="the same on both sides, says nothing", max_length=32)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (takedowns.review.states.AskState["ASKED"], takedowns.review.states.AskState["ASKED"]),
                            (
                                takedowns.review.states.AskState["CONFIRMED"],
                                takedowns.review.states.AskState["CONFIRMED"],
                            ),
                            (
                                takedowns.review.states.AskState["DECLINED"],
                                takedowns.review.states.AskState["DECLINED"],
                            ),
                            (
                                takedowns.review.states.AskState["TAKEN_BACK"],
                                takedowns.review.states.AskState["TAKEN_BACK"],
                            ),
                            (takedowns.review.states.AskState["EXPIRED"], takedowns.review.states.AskState["EXPIRED"]),
                        ],
                        default=takedowns.review.states.AskState["ASKED"],
                        max_length=10,
                    ),
                ),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            (takedowns.review.states.Doubt["NOT_SAME"], takedowns.review.states.Doubt["NOT_SAME"]),
                            (takedowns.review.states.Doubt["EVIDENCE"], takedowns.review.states.Doubt["EVIDENCE"]),
                            (takedowns.review.states.Doubt["RECIPIENT"], takedowns.review.states.Doubt["RECIPIENT"]),
                            (
                                takedowns.review.states.Doubt["LEGAL_BASIS"],
                                takedowns.review.states.Doubt["LEGAL_BASIS"],
                            ),
                            (takedowns.review.states.Doubt["TEXT"], takedowns.review.states.Doubt["TEXT"]),
                            (takedowns.review.states.Doubt["ASK_FIRST"], takedowns.review.states.Doubt["ASK_FIRST"]),
                        ],
                        max_length=12,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(help_text="1: the first person, 2: the second")),
                ("user_id", models.BigIntegerField(null=True)),
                (
                    "partner_id",
                    models.BigIntegerField(
                        help_text="the agency that confirmed, when it was not a colleague", null=True
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            (takedowns.review.states.Verdict["APPROVE"], takedowns.review.states.Verdict["APPROVE"]),
                            (takedowns.review.states.Verdict["REJECT"], takedowns.review.states.Verdict["REJECT"]),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        blank=True, help_text="of the message; empty when there was none to read", max_length=64
                    ),
                ),
                ("opened_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("void_at", models.DateTimeField(null=True)),
                (
                    "void_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            (takedowns.review.states.Void["CHANGED"], takedowns.review.states.Void["CHANGED"]),
                            (takedowns.review.states.Void["SENT_BACK"], takedowns.review.states.Void["SENT_BACK"]),
                            (takedowns.review.states.Void["TAKEN_BACK"], takedowns.review.states.Void["TAKEN_BACK"]),
                        ],
                        max_length=12,
                    ),
                ),
                ("void_by", models.BigIntegerField(null=True)),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            (takedowns.review.states.Doubt["NOT_SAME"], takedowns.review.states.Doubt["NOT_SAME"]),
                            (takedowns.review.states.Doubt["EVIDENCE"], takedowns.review.states.Doubt["EVIDENCE"]),
                            (takedowns.review.states.Doubt["RECIPIENT"], takedowns.review.states.Doubt["RECIPIENT"]),
                            (
                                takedowns.review.states.Doubt["LEGAL_BASIS"],
                                takedowns.review.states.Doubt["LEGAL_BASIS"],
                            ),
                            (takedowns.review.states.Doubt["TEXT"], takedowns.review.states.Doubt["TEXT"]),
                            (takedowns.review.states.Doubt["ASK_FIRST"], takedowns.review.states.Doubt["ASK_FIRST"]),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "note",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case="case_id", help_text="of the second person who sent it back"
                    ),
                ),
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
        migrations.AddField(
            model_name="reviewitem",
            name="second_why",
            field=models.JSONField(
                default=list, help_text="why the decision needed a second person; empty: it did not"
            ),
        ),
        migrations.AlterField(
            model_name="reviewitem",
            name="decided_by",
            field=models.BigIntegerField(help_text="the first person; the second one is in Voice", null=True),
        ),
        migrations.AlterField(
            model_name="reviewitem",
            name="looked",
            field=models.CharField(
                choices=[
                    (takedowns.review.states.Looked["NOBODY"], takedowns.review.states.Looked["NOBODY"]),
                    (takedowns.review.states.Looked["PAGE"], takedowns.review.states.Looked["PAGE"]),
                    (takedowns.review.states.Looked["OFFICER"], takedowns.review.states.Looked["OFFICER"]),
                    (takedowns.review.states.Looked["PERSON"], takedowns.review.states.Looked["PERSON"]),
                ],
                default=takedowns.review.states.Looked["NOBODY"],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="reviewitem",
            name="state",
            field=models.CharField(
                choices=[
                    (takedowns.review.states.ReviewState["OPEN"], takedowns.review.states.ReviewState["OPEN"]),
                    (takedowns.review.states.ReviewState["SECOND"], takedowns.review.states.ReviewState["SECOND"]),
                    (takedowns.review.states.ReviewState["APPROVED"], takedowns.review.states.ReviewState["APPROVED"]),
                    (takedowns.review.states.ReviewState["REJECTED"], takedowns.review.states.ReviewState["REJECTED"]),
                ],
                default=takedowns.review.states.ReviewState["OPEN"],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(
                condition=models.Q(("state", "second")), fields=["agency", "priority", "id"], name="reviewitem_second"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "second", "approved", "rejected"])), name="reviewitem_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "second"]),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="reviewitem_decided",
            ),
        ),
        migrations.AddField(
            model_name="askedsecond",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="secondask",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="secondask",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="secondask",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="takedowns.reviewitem"
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="voice",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="takedowns.reviewitem"
            ),
        ),
        migrations.AddField(
            model_name="secondask",
            name="voice",
            field=models.ForeignKey(
                help_text="the first approval",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="takedowns.voice",
            ),
        ),
        migrations.AddIndex(
            model_name="askedsecond",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["agency", "expires_at"], name="askedsecond_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="askedsecond",
            constraint=models.UniqueConstraint(fields=("agency", "asker_id", "code"), name="askedsecond_once"),
        ),
        migrations.AddConstraint(
            model_name="askedsecond",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "confirmed", "declined", "taken_back", "expired"])),
                name="askedsecond_state",
            ),
        ),
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(fields=["agency", "user_id", "-at"], name="voice_pace"),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("void_at", None)), fields=("agency", "item", "place"), name="voice_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("void_at", None)), fields=("agency", "item", "user_id"), name="voice_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("partner_id", None), ("place__in", [1, 2]), ("user_id__isnull", False)),
                    models.Q(("partner_id__isnull", False), ("place", 2), ("user_id", None)),
                    _connector="OR",
                ),
                name="voice_whose",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["approve", "reject"])), name="voice_verdict"
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "approve"), _negated=True),
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
                    models.Q(("void_at__isnull", False), ("void_why__in", ["changed", "sent_back", "taken_back"])),
                    _connector="OR",
                ),
                name="voice_void",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("doubt__in", ["", "not_same", "evidence", "recipient", "legal_basis", "text", "ask_first"])
                ),
                name="voice_doubt",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondask",
            constraint=models.UniqueConstraint(fields=("agency", "code"), name="secondask_code"),
        ),
        migrations.AddConstraint(
            model_name="secondask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("agency", "item"), name="secondask_live"
            ),
        ),
        migrations.AddConstraint(
            model_name="secondask",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "confirmed", "declined", "taken_back", "expired"])),
                name="secondask_state",
            ),
        ),
        *rls.wall("takedowns_voice", case_id=CASE, item_id=ITEM),
        *rls.wall("takedowns_secondask", case_id=CASE, item_id=ITEM, voice_id=VOICE),
        *rls.wall("takedowns_askedsecond"),
    ]
