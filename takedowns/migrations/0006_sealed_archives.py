"""Signatures, time stamps and sealed archives of evidence."""

import agencies.keys.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import takedowns.evidence.report
import takedowns.evidence.states
from django.db import migrations, models

from agencies.tenancy import rls

PACKAGE = "takedowns_evidencepackage"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0015_gaps"),
        ("cases", "0019_pages"),
        ("takedowns", "0005_second"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidencepackage",
            name="signature",
            field=models.BinaryField(
                default=bytes, help_text="over the manifest: ECDSA, SHA-256, DER; empty before there was a key"
            ),
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("certificate", models.TextField(help_text="PEM")),
                ("fingerprint", models.CharField(help_text="SHA-256 of the certificate (DER)", max_length=64)),
                ("private", agencies.keys.fields.SealedTextField(blank=True, case=None, help_text="PEM")),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="evidencepackage",
            name="signed_with",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="takedowns.signingkey"
            ),
        ),
        migrations.CreateModel(
            name="StampAuthority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("url", models.URLField(max_length=300)),
                (
                    "roots",
                    models.TextField(
                        blank=True, help_text="PEM; with them the signature of a stamp is checked before it is kept"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            (
                                takedowns.evidence.report.StampGrade["UNQUALIFIED"],
                                takedowns.evidence.report.StampGrade["UNQUALIFIED"],
                            ),
                            (
                                takedowns.evidence.report.StampGrade["QUALIFIED"],
                                takedowns.evidence.report.StampGrade["QUALIFIED"],
                            ),
                        ],
                        default=takedowns.evidence.report.StampGrade["UNQUALIFIED"],
                        max_length=20,
                    ),
                ),
                (
                    "trust_list",
                    models.TextField(
                        blank=True,
                        help_text="entry of the trust list that makes the stamps qualified: list, provider, service, status, date",
                    ),
                ),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name_plural": "stamp authorities",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", ["unqualified", "qualified"])), name="stampauthority_grade"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "qualified"), _negated=True),
                            models.Q(("trust_list", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="stampauthority_entry",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority", models.CharField(max_length=100)),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            (
                                takedowns.evidence.report.StampGrade["UNQUALIFIED"],
                                takedowns.evidence.report.StampGrade["UNQUALIFIED"],
                            ),
                            (
                                takedowns.evidence.report.StampGrade["QUALIFIED"],
                                takedowns.evidence.report.StampGrade["QUALIFIED"],
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("trust_list", models.TextField(blank=True)),
                (
                    "certificates",
                    models.TextField(blank=True, help_text="PEM, of the authority as the stamp was taken"),
                ),
                (
                    "token",
                    models.BinaryField(default=bytes, help_text="the authority's whole answer, DER; empty: none yet"),
                ),
                ("stamped_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, max_length=60)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stamps",
                        to="takedowns.evidencepackage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "package", "authority"), name="evidencestamp_authority"),
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", ["unqualified", "qualified"])), name="evidencestamp_grade"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedArchive",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            (
                                takedowns.evidence.states.HandOver["POLICE"],
                                takedowns.evidence.states.HandOver["POLICE"],
                            ),
                            (
                                takedowns.evidence.states.HandOver["PROSECUTOR"],
                                takedowns.evidence.states.HandOver["PROSECUTOR"],
                            ),
                            (takedowns.evidence.states.HandOver["COURT"], takedowns.evidence.states.HandOver["COURT"]),
                            (
                                takedowns.evidence.states.HandOver["LAWYER"],
                                takedowns.evidence.states.HandOver["LAWYER"],
                            ),
                            (takedowns.evidence.states.HandOver["OWN"], takedowns.evidence.states.HandOver["OWN"]),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (
                                takedowns.evidence.states.ArchiveState["QUEUED"],
                                takedowns.evidence.states.ArchiveState["QUEUED"],
                            ),
                            (
                                takedowns.evidence.states.ArchiveState["READY"],
                                takedowns.evidence.states.ArchiveState["READY"],
                            ),
                            (
                                takedowns.evidence.states.ArchiveState["FAILED"],
                                takedowns.evidence.states.ArchiveState["FAILED"],
                            ),
                            (
                                takedowns.evidence.states.ArchiveState["REMOVED"],
                                takedowns.evidence.states.ArchiveState["REMOVED"],
                            ),
                        ],
                        default=takedowns.evidence.states.ArchiveState["QUEUED"],
                        max_length=10,
                    ),
                ),
                ("asked_by", models.BigIntegerField()),
                ("reason_id", models.BigIntegerField(help_text="row of ExportReason")),
                (
                    "recipient",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case="case_id", help_text="the authority by its office"
                    ),
                ),
                (
                    "file_number",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case="case_id", help_text="the authority's reference"
                    ),
                ),
                (
                    "confirmation",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case="case_id", help_text="number under which the authority confirmed the receipt"
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("nonce", models.CharField(blank=True, max_length=32)),
                ("content", agencies.keys.fields.SealedBinaryField(case="case_id", default=b"")),
                ("size", models.PositiveIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("remarks", models.JSONField(default=list, help_text="names of what is missing in it")),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ready_at", models.DateTimeField(null=True)),
                ("fetched", models.PositiveSmallIntegerField(default=0)),
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
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archives",
                        to="takedowns.evidencepackage",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agency", "package", "-id"], name="sealedarchive_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["police", "prosecutor", "court", "lawyer", "own"])),
                        name="sealedarchive_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "ready", "failed", "removed"])),
                        name="sealedarchive_state",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.UniqueConstraint(fields=("agency", "number"), name="signingkey_number"),
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)), fields=("agency",), name="signingkey_one"
            ),
        ),
        *rls.wall("takedowns_signingkey"),
        *rls.wall("takedowns_evidencestamp", package_id=PACKAGE),
        *rls.wall("takedowns_sealedarchive", package_id=PACKAGE, case_id="cases_case"),
        migrations.RunSQL(
            f"""ALTER TABLE {PACKAGE} ADD CONSTRAINT {PACKAGE}_signed_with_id_tenant_fk
                FOREIGN KEY (agency_id, signed_with_id) REFERENCES takedowns_signingkey (agency_id, id);""",
            f"ALTER TABLE {PACKAGE} DROP CONSTRAINT IF EXISTS {PACKAGE}_signed_with_id_tenant_fk;",
        ),
    ]
