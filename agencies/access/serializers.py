"""Bases of what comes in and goes out: nothing unknown is taken, all times are UTC."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Input: a field that the portal does not know is refused by its name, so that a typing error never passes in silence."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [str(name) for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if unknown:
            raise serializers.ValidationError({name: [_("This field is not known.")] for name in unknown[:10]})
        return super().to_internal_value(data)


class PageQuery(StrictSerializer):
    """What every list takes."""

    limit = serializers.IntegerField(min_value=1, max_value=100, required=False)
    cursor = serializers.CharField(max_length=200, required=False)


class Moment(serializers.DateTimeField):
    """RFC 3339 in UTC, whatever the reader's time zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, read_only=True, **options)
