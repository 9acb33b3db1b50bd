"""Notices as the API shows them: in lists without their bodies, and never with the token of the reply address."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from agencies.access.serializers import Moment
from agencies.tenancy.actor import Actor
from cases.casework.serializers import told
from takedowns.notices import selectors
from takedowns.notices.models import BlockVariant, Notice, NoticeTarget
from takedowns.notices.parts import PartKind
from takedowns.notices.states import BlockState, NoticeKind, NoticeState


class NoticeSerializer(serializers.Serializer[Notice]):
    """A removal notice in a list."""

    id = serializers.IntegerField(read_only=True)
    reference = serializers.CharField(read_only=True)
    case_id = serializers.IntegerField(read_only=True)
    match_id = serializers.IntegerField(read_only=True, help_text="the least sure find that it names")
    match_ids = serializers.SerializerMethodField(help_text="all finds that it names, in their order")
    kind = serializers.ChoiceField(choices=[k.value for k in NoticeKind], read_only=True)
    about_id = serializers.IntegerField(read_only=True, allow_null=True, help_text="the notice that this takes back")
    gone = serializers.ListField(
        child=serializers.IntegerField(), read_only=True, help_text="finds that the notice about_id no longer covers"
    )
    state = serializers.ChoiceField(choices=[s.value for s in NoticeState], read_only=True)
    problems = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="names of what keeps it from being approved"
    )
    basis = serializers.CharField(read_only=True, help_text="code of the legal basis; empty before one is chosen")
    provider = serializers.CharField(
        source="provider.name", default=None, allow_null=True, read_only=True, help_text="who can take it down"
    )
    recipient = serializers.CharField(read_only=True, help_text="address of the abuse desk; empty if none is known")
    country = serializers.CharField(read_only=True)
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    drafted_at = Moment()
    approved_at = Moment(allow_null=True)

    def get_match_ids(self, notice: Notice) -> list[int]:
        """Ids of all finds."""
        return [target.match_id for target in notice.targets.all()]


class BlockUsedSerializer(serializers.Serializer[Any]):
    """A block of text that a notice was made of."""

    code = serializers.CharField(read_only=True)
    language = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    text_digest = serializers.CharField(
        source="sha256", read_only=True, help_text="SHA-256 of its sentences with their placeholders, one a line"
    )
    own = serializers.BooleanField(read_only=True, help_text="the agency's own words")


class OwnTextSerializer(serializers.Serializer[BlockVariant]):
    """The agency's own words for a block."""

    id = serializers.IntegerField(read_only=True)
    code = serializers.CharField(read_only=True)
    language = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=[s.value for s in BlockState], read_only=True)
    lines = serializers.CharField(read_only=True, help_text="one sentence a line")
    text_digest = serializers.CharField(source="sha256", read_only=True)
    written_at = Moment()
    reviewed_at = Moment(allow_null=True)


class NoticeDetailSerializer(NoticeSerializer):
    """One notice, with its words for people."""

    also = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="codes of further legal bases that it names"
    )
    blocks = BlockUsedSerializer(many=True, read_only=True)
    subject = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)


def notices_told(actor: Actor) -> QuerySet[Notice]:
    """The notices of the agency that this caller may be told."""
    own = NoticeTarget.objects.visible_to(actor).order_by("id")
    return told(actor, selectors.notices(actor)).prefetch_related(Prefetch("targets", own))


class PartSerializer(serializers.Serializer[Any]):
    """A part of a notice, as its manifest lists it. The digest of the manifest is what was approved."""

    number = serializers.IntegerField(read_only=True, help_text="its number in the addresses of parts")
    kind = serializers.ChoiceField(choices=[k.value for k in PartKind], read_only=True)
    variant = serializers.CharField(read_only=True, help_text="tells parts of one kind apart: whose sheet it is")
    language = serializers.CharField(read_only=True, help_text="empty: every language of the notice")
    name = serializers.CharField(read_only=True)
    media_type = serializers.CharField(read_only=True)
    size = serializers.IntegerField(read_only=True, help_text="in bytes")
    sha256 = serializers.CharField(read_only=True)


class PartContentSerializer(PartSerializer):
    """A part with its bytes."""

    content = serializers.CharField(read_only=True, help_text="base64")
