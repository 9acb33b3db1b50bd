"""Cases and their history as the API shows them, and what a service key is told about a case."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers

from agencies.access.serializers import Moment
from agencies.audit.selectors import Opening
from agencies.events.selectors import Entry
from agencies.tenancy.actor import Actor
from cases.casework.models import Case
from cases.casework.states import AgeBand, CaseState, Identity, Purpose

Row = TypeVar("Row", bound=Model)
# What a reporter did herself; everything else would tell that, and when, something was found.
OWN_STEPS = ("case.", "consent.", "report.", "mandate.", "fingerprint.registered", "fingerprint.withdrawn")
NEARNESS = {"distance", "turn", "difference", "score", "patches"}  # of events; other systems never see it


def told(actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows of cases whose reporter a worker has verified; staff read all of them.

    An integration may stand between the portal and a reporter, and until then she learns no site, address, time or
    number (HARMS 7).
    """
    return rows if actor.kind == "person" else rows.exclude(case__identity=Identity.UNCHECKED)


def steps_told(actor: Actor, case: Case, entries: Sequence[Entry]) -> list[Entry]:
    """The same rule for the lines of a case's history; how near a copy is stays with people (HARMS 21)."""
    if actor.kind == "person":
        return list(entries)
    shown = [replace(entry, data={k: v for k, v in entry.data.items() if k not in NEARNESS}) for entry in entries]
    if case.identity != Identity.UNCHECKED:
        return shown
    return [entry for entry in shown if entry.kind.startswith(OWN_STEPS)]


class CaseSerializer(serializers.Serializer[Case]):
    """A case without anything that a person wrote."""

    id = serializers.IntegerField(read_only=True)
    reference = serializers.CharField(read_only=True, help_text="the agency's own number of the case: 2026-0001")
    state = serializers.ChoiceField(choices=[s.value for s in CaseState], read_only=True)
    age_band = serializers.ChoiceField(
        choices=[a.value for a in AgeBand], read_only=True, help_text="of the youngest person in the pictures"
    )
    identity = serializers.ChoiceField(
        choices=[i.value for i in Identity],
        read_only=True,
        help_text="while it is unchecked, a service key sees no finds and no notices of the case",
    )
    quiet = serializers.BooleanField(read_only=True, help_text="nothing is sent for this case")
    language = serializers.CharField(read_only=True)
    opened_at = Moment()
    closed_at = Moment(allow_null=True)


class CaseDetailSerializer(CaseSerializer):
    """One case, with what the person agrees to now."""

    purposes = serializers.SerializerMethodField()

    def get_purposes(self, case: Case) -> list[Purpose]:
        """They come with the context: a serializer asks no database."""
        found: list[Purpose] = self.context["purposes"]
        return found


class StepSerializer(serializers.Serializer[Entry]):
    """One line of a case's history: what happened when, to which row, by what kind of actor. No names, no values."""

    id = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(read_only=True, help_text="case.opened, match.found, notice.sent …")
    at = Moment()
    subject_id = serializers.IntegerField(read_only=True, allow_null=True)
    by = serializers.CharField(
        source="actor_kind", read_only=True, help_text="person, service_key, reporter, system or command"
    )


class OpeningSerializer(serializers.Serializer[Opening]):
    """That somebody opened a case: when, in which roles, and which part. Never who."""

    id = serializers.IntegerField(read_only=True)
    at = Moment()
    by = serializers.CharField(source="kind", read_only=True, help_text="person or service_key")
    roles = serializers.ListField(child=serializers.CharField(), read_only=True)
    what = serializers.CharField(source="action", read_only=True, help_text="case.read, evidence.open, notice.read …")
