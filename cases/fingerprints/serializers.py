"""Fingerprints as the API takes them in, and what it says about them afterwards: never a value."""

import json
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.access.serializers import Moment, StrictSerializer
from cases.fingerprints import digest
from cases.fingerprints.digest import Item
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.selectors import guards
from cases.fingerprints.states import FingerprintState, Origin

# The next two describe the input in the schema; cases.fingerprints.digest reads it.
HEX = r"^[0-9a-f]{64}$"


class FrameSerializer(StrictSerializer):
    """One sampled frame of a clip."""

    t = serializers.FloatField(min_value=0, max_value=digest.MAX_SECONDS, help_text="seconds from the start")
    pdq = serializers.RegexField(HEX, help_text="PDQ hash, 64 lower-case hex digits")
    quality = serializers.IntegerField(min_value=0, max_value=100)


class PatchSerializer(StrictSerializer):
    """One part of a picture, in no order."""

    pdq = serializers.RegexField(HEX, help_text="64 lower-case hex digits")
    quality = serializers.IntegerField(min_value=0, max_value=100)


class SoundSerializer(StrictSerializer):
    """One second of a clip's sound."""

    t = serializers.FloatField(min_value=0, max_value=digest.MAX_SECONDS, help_text="seconds from the start")
    bits = serializers.RegexField(HEX, help_text="64 lower-case hex digits")


class ItemSerializer(StrictSerializer):
    """One file as a browser or a client described it: no part of the file, no name, no date."""

    sha256 = serializers.RegexField(HEX, help_text="of the file, 64 lower-case hex digits")
    media = serializers.ChoiceField(choices=list(digest.MEDIA))
    pdq = serializers.RegexField(HEX, allow_null=True, help_text="null for a clip, and where no hash could be made")
    quality = serializers.IntegerField(
        min_value=0, max_value=100, allow_null=True, help_text="null with pdq; below 50 only exact copies are found"
    )
    width = serializers.IntegerField(min_value=0, max_value=digest.MAX_SIDE, help_text="px; 0 if not known")
    height = serializers.IntegerField(min_value=0, max_value=digest.MAX_SIDE, help_text="px; 0 if not known")
    frames = serializers.ListField(
        child=FrameSerializer(), max_length=digest.MAX_FRAMES, help_text="of a clip; empty for a picture"
    )
    md5 = serializers.RegexField(r"^[0-9a-f]{32}$", required=False, help_text="of the file, for lists of others")
    patches = serializers.ListField(
        child=PatchSerializer(),
        max_length=digest.MAX_PATCHES,
        required=False,
        help_text="of a picture; dropped unless the case and the agency allow them",
    )
    sound = serializers.ListField(
        child=SoundSerializer(), max_length=digest.MAX_SOUND, required=False, help_text="of a clip; the same"
    )


@extend_schema_field(ItemSerializer(many=True))
class ItemsField(serializers.Field[list[Item], Any, Any, Any]):
    """Files as the browser's module writes them, read by the same reader: it is quicker than 23,000 nested forms."""

    def to_internal_value(self, data: Any) -> list[Item]:
        """Raises ValidationError with the reader's reason, at the entry that it is about."""
        try:
            return digest.parse_items(json.dumps(data))
        except ValueError as error:
            self._locate(data)
            raise serializers.ValidationError(self._words(error)) from error

    def _locate(self, data: Any) -> None:
        for number, value in enumerate(data[: digest.MAX_ITEMS] if isinstance(data, list) else []):
            try:
                digest.parse_items(json.dumps([value]))
            except ValueError as error:
                raise serializers.ValidationError({str(number): [self._words(error)]}) from error

    def _words(self, error: ValueError) -> str:
        return _("This cannot be used: %(reason)s.") % {"reason": error}


class RegisterSerializer(StrictSerializer):
    """Files to be looked for from now on."""

    items = ItemsField(help_text=f"1 to {digest.MAX_ITEMS} files, each once")

    def validate_items(self, items: list[Item]) -> list[Item]:
        """An empty list is a mistake of the caller."""
        if not items:
            raise serializers.ValidationError(_("Name at least one file."))
        return items


class SuspendSerializer(StrictSerializer):
    """Why, for colleagues; it is sealed and never given out here."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class DisputeSerializer(StrictSerializer):
    """What is contested; it is sealed and never given out here."""

    reason = serializers.CharField(min_length=5, max_length=500)


class FingerprintSerializer(serializers.Serializer[Fingerprint]):
    """Facts about a registration. Its values, and whether a copy was found, are not among them."""

    id = serializers.IntegerField(read_only=True)
    case_id = serializers.IntegerField(read_only=True)
    media = serializers.ChoiceField(choices=list(digest.MEDIA), read_only=True)
    quality = serializers.IntegerField(read_only=True, help_text="PDQ quality 0 to 100; of a clip, the best frame's")
    width = serializers.IntegerField(read_only=True)
    height = serializers.IntegerField(read_only=True)
    frames = serializers.IntegerField(read_only=True, help_text="how many frames of a clip were hashed")
    algorithm = serializers.CharField(read_only=True)
    origin = serializers.ChoiceField(choices=[o.value for o in Origin], read_only=True)
    patches = serializers.IntegerField(read_only=True, help_text="how many parts of a picture are compared too")
    sound = serializers.IntegerField(read_only=True, help_text="how many seconds of a clip's sound are compared too")
    group = serializers.IntegerField(
        read_only=True, help_text="the first registration of the case that shows the same; its own id if there is none"
    )
    state = serializers.SerializerMethodField(
        help_text="as people set it; what the portal holds back for a look by two people is active here"
    )
    registered_at = Moment()
    withdrawn_at = Moment(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=[s.value for s in FingerprintState]))
    def get_state(self, row: Fingerprint) -> str:
        """Never that the guards hold it, which would tell of finds."""
        return guards.shown_state(row)


class RegisteredSerializer(serializers.Serializer[Any]):
    """The registrations of one request, in its order; the same file twice is one registration."""

    results = FingerprintSerializer(many=True, read_only=True)
