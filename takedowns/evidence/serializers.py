"""Evidence packages and sealed archives as the API shows them: digests, signatures and states, never contents."""

from typing import Any

from rest_framework import serializers

from agencies.access.serializers import Moment
from agencies.tenancy.actor import Actor
from cases.casework.serializers import told
from takedowns.evidence import selectors
from takedowns.evidence.models import EvidencePackage, EvidenceStamp, SealedArchive
from takedowns.evidence.report import StampGrade
from takedowns.evidence.states import ArchiveState, HandOver


class StampSerializer(serializers.Serializer[EvidenceStamp]):
    """One time stamp over the manifest."""

    authority = serializers.CharField(read_only=True)
    grade = serializers.ChoiceField(choices=[g.value for g in StampGrade], read_only=True)
    trust_list = serializers.CharField(
        read_only=True, help_text="entry of the trust list; empty for a stamp that is not qualified"
    )
    stamped_at = Moment(allow_null=True, help_text="null while the authority has not answered")


class ArchiveSerializer(serializers.Serializer[SealedArchive]):
    """A sealed archive, without whom it went to."""

    id = serializers.IntegerField(read_only=True)
    package_id = serializers.IntegerField(read_only=True)
    purpose = serializers.ChoiceField(choices=[h.value for h in HandOver], read_only=True)
    state = serializers.ChoiceField(choices=[a.value for a in ArchiveState], read_only=True)
    encrypted = serializers.SerializerMethodField()
    size = serializers.IntegerField(read_only=True, help_text="bytes")
    sha256 = serializers.CharField(read_only=True, help_text="of the file; empty before it is ready")
    asked_at = Moment()
    ready_at = Moment(allow_null=True)

    def get_encrypted(self, row: SealedArchive) -> bool:
        """Whether the file needs its passphrase; a service key fetches only such files."""
        return row.purpose != HandOver.OWN


class PackageSerializer(serializers.Serializer[EvidencePackage]):
    """An evidence package in a list."""

    id = serializers.IntegerField(read_only=True)
    case_id = serializers.IntegerField(read_only=True)
    match_id = serializers.IntegerField(read_only=True)
    captured_at = Moment()
    manifest_sha256 = serializers.CharField(read_only=True)
    certificate_sha256 = serializers.CharField(
        source="signed_with.fingerprint", default=None, allow_null=True, read_only=True, help_text="of the agency's key that signed the manifest"
    )  # fmt: skip


class PackageDetailSerializer(PackageSerializer):
    """One package with its stamps and archives."""

    removed = serializers.SerializerMethodField(help_text="pictures that were destroyed when the case became protected")
    stamps = serializers.SerializerMethodField()
    archives = serializers.SerializerMethodField()

    def get_removed(self, row: EvidencePackage) -> list[dict[str, str]]:
        """Items of the manifest whose content was destroyed, and when."""
        gone = selectors.removed(self.context["actor"], row.pk)
        return [
            {"name": one.name, "sha256": one.sha256, "removed_at": gone[one.number].isoformat()}
            for one in selectors.items(self.context["actor"], row.pk)
            if one.number in gone
        ]

    def get_stamps(self, row: EvidencePackage) -> list[dict[str, Any]]:
        """Time stamps, and authorities that have not answered yet."""
        return [dict(StampSerializer(one).data) for one in selectors.stamps(self.context["actor"], row.pk)]

    def get_archives(self, row: EvidencePackage) -> list[dict[str, Any]]:
        """Sealed archives, newest first."""
        return [dict(ArchiveSerializer(one).data) for one in selectors.archives(self.context["actor"], row.pk)]


def packages_told(actor: Actor) -> Any:
    """The packages of the agency that this caller may be told."""
    return told(actor, selectors.packages(actor))
