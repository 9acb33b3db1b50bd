"""Recipients as the API shows them."""

from rest_framework import serializers

from takedowns.recipients import rules
from takedowns.recipients.models import Provider


class ProviderSerializer(serializers.Serializer[Provider]):
    """One recipient of the directory that all agencies share."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=[kind.value for kind in Provider.Kind], read_only=True)
    country = serializers.CharField(read_only=True)
    jurisdictions = serializers.ListField(child=serializers.CharField(), read_only=True)
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    hosts = serializers.SerializerMethodField(help_text="sub-domains follow them")
    channels = serializers.ListField(child=serializers.CharField(), read_only=True, help_text="in their order")
    abuse_email = serializers.CharField(read_only=True)
    form_url = serializers.CharField(read_only=True)
    risk = serializers.ChoiceField(choices=[risk.value for risk in Provider.Risk], read_only=True)
    left_out = serializers.SerializerMethodField(help_text="what notices to it do without")
    through_relay = serializers.SerializerMethodField(help_text="whether it is reached through a relay only")
    max_addresses = serializers.IntegerField(read_only=True)
    verified_on = serializers.DateField(read_only=True, allow_null=True, help_text="null: nothing is sent to it yet")
    told_by = serializers.CharField(source="source", read_only=True, help_text="who said so")

    def get_hosts(self, row: Provider) -> list[str]:
        """Hosts that it answers for."""
        return [host.host for host in row.hosts.all()]

    def get_left_out(self, row: Provider) -> list[str]:
        """Names of what is left out."""
        relayed = rules.through_relay(row.sender, row.risk)
        return sorted(rules.left_out(row.risk, lumen=row.lumen, forwards=row.forwards, relayed=relayed))

    def get_through_relay(self, row: Provider) -> bool:
        """Whether the agency's name would do harm there."""
        return rules.through_relay(row.sender, row.risk)
