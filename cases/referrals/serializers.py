"""Referrals as the API shows them: states and ids, nothing of the shared part."""

from rest_framework import serializers

from agencies.access.serializers import Moment
from cases.referrals.models import Referral, ReferralOffer
from cases.referrals.states import Help, ReferralState

HELP = [h.value for h in Help]
STATES = [s.value for s in ReferralState]


class ReferralSerializer(serializers.Serializer[Referral]):
    """What this agency offers to a partner."""

    id = serializers.IntegerField(read_only=True)
    case = serializers.IntegerField(source="case_id", read_only=True)
    partner = serializers.SlugField(source="partner.slug", read_only=True, help_text="the partner's short name")
    help = serializers.ChoiceField(choices=HELP, read_only=True, help_text="the kind of help that is asked for")
    state = serializers.ChoiceField(choices=STATES, read_only=True)
    offered_at = Moment()
    answered_at = Moment(allow_null=True)
    done_at = Moment(allow_null=True)


class OfferSerializer(serializers.Serializer[ReferralOffer]):
    """What a partner offers; `case` is there once the shared part has come."""

    id = serializers.IntegerField(read_only=True)
    case = serializers.IntegerField(source="case_id", read_only=True, allow_null=True)
    partner = serializers.SlugField(source="partner.slug", read_only=True, help_text="the partner's short name")
    help = serializers.ChoiceField(choices=HELP, read_only=True, help_text="the kind of help that is asked for")
    state = serializers.ChoiceField(choices=STATES, read_only=True)
    offered_at = Moment()
    answered_at = Moment(allow_null=True)
    done_at = Moment(allow_null=True)
