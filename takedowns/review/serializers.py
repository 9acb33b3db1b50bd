"""The desk as the API shows it, and the decisions that it takes: of signed-in people only, no key decides."""

from typing import Any

from rest_framework import serializers

from agencies.access.serializers import Moment, StrictSerializer
from takedowns.review.models import ReviewItem
from takedowns.review.states import ASIDE, CLOSING, Clock, Reason, ReviewState

TURN_DOWN = [reason.value for reason in (*CLOSING, *ASIDE, Reason.PROTECTED_ROUTE)]
DECISIONS = ["approve", "hold", "confirm", "undo", "release", *TURN_DOWN]


class ReviewItemSerializer(serializers.Serializer[ReviewItem]):
    """A package on the desk."""

    id = serializers.IntegerField(read_only=True)
    case_id = serializers.IntegerField(read_only=True)
    notice_id = serializers.IntegerField(read_only=True)
    match_id = serializers.IntegerField(source="notice.match_id", read_only=True)
    state = serializers.ChoiceField(choices=[s.value for s in ReviewState], read_only=True)
    severity = serializers.IntegerField(source="priority", read_only=True, help_text="1 first")
    due_at = Moment(help_text="to be decided until then")
    clock = serializers.ChoiceField(choices=[c.value for c in Clock], read_only=True, help_text="what says so")
    band = serializers.CharField(source="notice.match.band", read_only=True)
    country = serializers.CharField(source="notice.country", read_only=True)
    held = serializers.SerializerMethodField(help_text="me, other, or empty where nobody holds it")
    final_at = Moment(allow_null=True, help_text="a decision can be undone until then")

    def get_held(self, row: ReviewItem) -> str:
        """Who holds it, from the caller's point of view."""
        return str(self.context["holder"](row))


class ReviewPackageSerializer(ReviewItemSerializer):
    """One package, with what keeps it from being approved."""

    approves = serializers.CharField(
        source="notice.content_sha256", read_only=True, help_text="what an approval must name: digest of the message"
    )
    blocked_by = serializers.SerializerMethodField(help_text="names of what is in the way of an approval by the caller")

    def get_blocked_by(self, row: ReviewItem) -> list[str]:
        """Named blocks."""
        return list(self.context["blocks"](row))


class DecisionSerializer(StrictSerializer):
    """A decision over a package that the caller holds."""

    decision = serializers.ChoiceField(choices=DECISIONS)
    approves = serializers.CharField(
        max_length=64, required=False, help_text="of approve, hold and confirm: the digest"
    )
    note = serializers.CharField(
        max_length=1000, required=False, allow_blank=True, help_text="for colleagues, no names"
    )


class DecidedSerializer(serializers.Serializer[Any]):
    """What became of a package."""

    id = serializers.IntegerField(read_only=True)
    state = serializers.ChoiceField(choices=[s.value for s in ReviewState], read_only=True)
