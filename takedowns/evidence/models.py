"""Evidence packages: the manifest, and the items that it lists. Never a picture of the material."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedBinaryField, SealedTextField
from agencies.tenancy.models import TenantModel
from cases.casework.models import Case, CaseChild
from cases.detection.models import Match
from takedowns.evidence.report import StampGrade
from takedowns.evidence.states import ArchiveState, HandOver

THIRD = (StampGrade.UNQUALIFIED, StampGrade.QUALIFIED)  # grades that somebody else's stamp may have


class SigningKey(TenantModel):
    """The key pair with which an agency signs its evidence. A retired one keeps its certificate, never its private half."""

    withheld = {"private": "signs in the agency's name; the certificates are there"}

    number = models.PositiveIntegerField()
    certificate = models.TextField(help_text="PEM")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the certificate (DER)")
    private = SealedTextField(case=None, blank=True, help_text="PEM")
    made_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="signingkey_number", fields=["agency", "number"]),
            models.UniqueConstraint(
                name="signingkey_one", fields=["agency"], condition=models.Q(retired_at__isnull=True)
            ),
        ]


class StampAuthority(models.Model):
    """A time-stamping authority (RFC 3161) that the platform asks; what its stamps are worth in law is set by the platform."""

    name = models.CharField(max_length=100, unique=True)
    url = models.URLField(max_length=300)
    roots = models.TextField(
        blank=True, help_text="PEM; with them the signature of a stamp is checked before it is kept"
    )
    grade = models.CharField(max_length=20, default=StampGrade.UNQUALIFIED, choices=[(g, g) for g in THIRD])
    trust_list = models.TextField(
        blank=True,
        help_text="entry of the trust list that makes the stamps qualified: list, provider, service, status, date",
    )
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "stamp authorities"
        constraints = [
            models.CheckConstraint(name="stampauthority_grade", condition=models.Q(grade__in=[g.value for g in THIRD])),
            models.CheckConstraint(
                name="stampauthority_entry",
                condition=~models.Q(grade=StampGrade.QUALIFIED.value) | ~models.Q(trust_list=""),
            ),
        ]


class EvidencePackage(CaseChild):
    """What was kept of one find, with a manifest whose digests are chained."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="+")
    manifest = models.BinaryField(help_text="canonical JSON")
    manifest_sha256 = models.CharField(max_length=64)
    signature = models.BinaryField(
        default=bytes, help_text="over the manifest: ECDSA, SHA-256, DER; empty before there was a key"
    )
    signed_with = models.ForeignKey(SigningKey, null=True, on_delete=models.PROTECT, related_name="+")
    remarks = models.JSONField(default=list, help_text="names of what could not be kept, and why")
    captured_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="evidencepackage_one", fields=["agency", "match"])]


class EvidenceItem(CaseChild):
    """One item of a package."""

    case_path = "package__case"

    package = models.ForeignKey(EvidencePackage, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=60, help_text="media type")
    sha256 = models.CharField(max_length=64)
    content = SealedBinaryField(case="package.case_id")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="evidenceitem_number", fields=["agency", "package", "number"])]


class CustodyEvent(CaseChild):
    """Who touched a package; append-only, each line chained to the one before."""

    case_path = "package__case"

    package = models.ForeignKey(EvidencePackage, on_delete=models.PROTECT, related_name="custody")
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_user_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="custodyevent_digest", fields=["agency", "package", "digest"])]


class EvidenceStamp(CaseChild):
    """One authority's time stamp over a package's manifest, or how often it was asked in vain."""

    case_path = "package__case"

    package = models.ForeignKey(EvidencePackage, on_delete=models.PROTECT, related_name="stamps")
    authority = models.CharField(max_length=100)
    grade = models.CharField(max_length=20, choices=[(g, g) for g in THIRD])
    trust_list = models.TextField(blank=True)
    certificates = models.TextField(blank=True, help_text="PEM, of the authority as the stamp was taken")
    token = models.BinaryField(default=bytes, help_text="the authority's whole answer, DER; empty: none yet")
    stamped_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="evidencestamp_authority", fields=["agency", "package", "authority"]),
            models.CheckConstraint(name="evidencestamp_grade", condition=models.Q(grade__in=[g.value for g in THIRD])),
        ]


class SealedArchive(CaseChild):
    """A package as it was handed out: for whom, by whom, and the digest of the file. The file goes, this receipt stays."""

    withheld = {"nonce": "makes the passphrase of a file that the portal still gives out"}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(EvidencePackage, on_delete=models.PROTECT, related_name="archives")
    purpose = models.CharField(max_length=12, choices=[(h, h) for h in HandOver])
    state = models.CharField(max_length=10, default=ArchiveState.QUEUED, choices=[(a, a) for a in ArchiveState])
    asked_by = models.BigIntegerField()
    reason_id = models.BigIntegerField(help_text="row of ExportReason")
    recipient = SealedTextField(blank=True, help_text="the authority by its office")
    file_number = SealedTextField(blank=True, help_text="the authority's reference")
    confirmation = SealedTextField(blank=True, help_text="number under which the authority confirmed the receipt")
    confirmed_at = models.DateTimeField(null=True)
    nonce = models.CharField(max_length=32, blank=True)
    content = SealedBinaryField(default=b"")
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    remarks = models.JSONField(default=list, help_text="names of what is missing in it")
    asked_at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField(null=True)
    fetched = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealedarchive_purpose", condition=models.Q(purpose__in=[h.value for h in HandOver])
            ),
            models.CheckConstraint(
                name="sealedarchive_state", condition=models.Q(state__in=[a.value for a in ArchiveState])
            ),
        ]
        indexes = [models.Index(fields=["agency", "package", "-id"], name="sealedarchive_newest")]
