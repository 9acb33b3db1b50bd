"""Evidence packages: the manifest, and the items that it lists. Never a picture of the material."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedBinaryField
from cases.casework.models import Case, CaseChild
from cases.detection.models import Match


class EvidencePackage(CaseChild):
    """What was kept of one find, with a manifest whose digests are chained."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="+")
    manifest = models.BinaryField(help_text="canonical JSON")
    manifest_sha256 = models.CharField(max_length=64)
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
