"""Watch sources and finds as the API shows them: where something is, never how alike it is."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from agencies.access.entries import LARGEST_ID
from agencies.access.serializers import Moment, PageQuery, StrictSerializer
from cases.detection import traces
from cases.detection.dossier import Pace, Rate
from cases.detection.models import Candidate, Match, SearchTerm, SiteNote, TextFind, WatchSource
from cases.detection.selectors.pulse import Gap, Pulse
from cases.detection.services.placing import DEEPEST, LONGEST_LIST, MOST_PAGES
from cases.detection.services.sitefacts import Dossier
from cases.detection.services.terms import CADENCES
from cases.detection.sources import KINDS, OFFERED
from cases.detection.states import CandidateState, MatchState, NoteKind, SourceState, TermKind, TermState, TextFindState


class SourceSerializer(serializers.Serializer[WatchSource]):
    """A site that is looked at again and again."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    url = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=list(KINDS), read_only=True)
    options = serializers.DictField(
        child=serializers.CharField(),
        read_only=True,
        help_text="the kind's own fields; keys and passwords are never told",
    )
    country = serializers.CharField(read_only=True, help_text="where the host sits, ISO 3166-1 alpha-2")
    language = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=[s.value for s in SourceState], read_only=True)
    depth = serializers.IntegerField(read_only=True, help_text="links followed from the first page")
    page_budget = serializers.IntegerField(read_only=True, help_text="pages in one visit, at most")
    cadence_seconds = serializers.IntegerField(read_only=True)
    quiet_from = serializers.TimeField(read_only=True, allow_null=True, format="%H:%M")
    quiet_until = serializers.TimeField(read_only=True, allow_null=True, format="%H:%M")
    quiet_zone = serializers.CharField(read_only=True, help_text="empty: the agency's time zone")
    legal_note = serializers.CharField(read_only=True)
    abuse_listed = serializers.BooleanField(read_only=True, help_text="hashes of what is seen there are kept some days")
    forgotten = serializers.IntegerField(
        read_only=True, help_text="pictures and clips that were looked at and of which nothing was kept"
    )
    next_due_at = Moment()
    last_success_at = Moment(allow_null=True)
    created_at = Moment()


class ChangeSourceSerializer(StrictSerializer):
    """Fields of a source to change; what is left out stays."""

    name = serializers.CharField(max_length=120, required=False)
    url = serializers.CharField(max_length=2000, required=False)
    options = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=LONGEST_LIST), required=False,
        help_text="all fields of the kind's own; a secret that is left out stays",
    )  # fmt: skip
    country = serializers.RegexField(r"^[A-Za-z]{2}$", required=False, help_text="ISO 3166-1 alpha-2")
    language = serializers.RegexField(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", required=False)
    depth = serializers.IntegerField(min_value=0, max_value=DEEPEST, required=False)
    page_budget = serializers.IntegerField(min_value=1, max_value=MOST_PAGES, required=False)
    cadence_seconds = serializers.IntegerField(min_value=1, max_value=366 * 86400, required=False)
    quiet_from = serializers.TimeField(required=False, allow_null=True, format="%H:%M")
    quiet_until = serializers.TimeField(required=False, allow_null=True, format="%H:%M")
    quiet_zone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    legal_note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class AddSourceSerializer(ChangeSourceSerializer):
    """A source to watch."""

    name = serializers.CharField(max_length=120)
    url = serializers.CharField(max_length=2000)
    kind = serializers.ChoiceField(choices=list(OFFERED), default="website")
    country = serializers.RegexField(r"^[A-Za-z]{2}$", help_text="where the host sits, ISO 3166-1 alpha-2")
    language = serializers.RegexField(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", default="en")
    depth = serializers.IntegerField(min_value=0, max_value=DEEPEST, default=3)
    cadence_seconds = serializers.IntegerField(min_value=1, max_value=366 * 86400, default=3600)
    twice = serializers.BooleanField(
        default=False, help_text="although the platform watches the address for all agencies"
    )


class MatchQuery(PageQuery):
    """Which finds."""

    state = serializers.ChoiceField(choices=[s.value for s in MatchState], required=False)
    case = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, help_text="id of a case")
    cluster = serializers.RegexField(r"^[0-9a-f]{32}$", required=False, help_text="only pages that show this file")


class MatchSerializer(serializers.Serializer[Match]):
    """A page that shows a copy. The address of the copy itself, and how near it is, stay in the portal."""

    id = serializers.IntegerField(read_only=True)
    case_id = serializers.IntegerField(read_only=True)
    fingerprint_id = serializers.IntegerField(read_only=True)
    state = serializers.ChoiceField(choices=[s.value for s in MatchState], read_only=True)
    band = serializers.ChoiceField(
        choices=["certain", "likely", "possible"], read_only=True, help_text="only certain needs no pair of eyes"
    )
    page_url = serializers.CharField(read_only=True)
    other_pages = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="other pages of the same post"
    )
    cluster = serializers.CharField(
        read_only=True, help_text="the same for every find of the case that shows this file"
    )
    also_on = serializers.IntegerField(read_only=True, help_text="how many other finds of the case show this file")
    country = serializers.CharField(read_only=True)
    language = serializers.CharField(read_only=True)
    relisted = serializers.BooleanField(read_only=True, help_text="a copy of this file was removed before")
    fetched_at = Moment()
    found_at = Moment()


def chosen(rows: QuerySet[Match], asked: dict[str, Any]) -> QuerySet[Match]:
    """The finds that the parameters ask for."""
    wanted = {"state": asked.get("state"), "case_id": asked.get("case"), "copies__cluster": asked.get("cluster")}
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None}).distinct()


class GapSerializer(serializers.Serializer[Gap]):
    """A source that nobody looked at for longer than two of its cadences."""

    source_id = serializers.IntegerField(read_only=True)
    since = Moment()
    minutes = serializers.IntegerField(read_only=True)


class LaneSerializer(serializers.Serializer[Any]):
    """How many addresses wait in a lane; lower numbers go first."""

    lane = serializers.IntegerField(read_only=True)
    waiting = serializers.IntegerField(read_only=True)

    def to_representation(self, instance: tuple[int, int]) -> dict[str, int]:
        """A pair as an object."""
        return {"lane": instance[0], "waiting": instance[1]}


class HourSerializer(serializers.Serializer[dict[str, int]]):
    """Sums of the last 60 minutes."""

    pages = serializers.IntegerField(read_only=True)
    media = serializers.IntegerField(read_only=True, help_text="pictures and clips that were compared")
    bytes = serializers.IntegerField(read_only=True, help_text="received")
    failed = serializers.IntegerField(read_only=True, source="errors", help_text="addresses that failed")
    matches = serializers.IntegerField(read_only=True, help_text="new finds")


class PulseSerializer(serializers.Serializer[Pulse]):
    """What the agency's watch does now."""

    at = Moment()
    sources = serializers.IntegerField(read_only=True, help_text="that are watched")
    hour = HourSerializer(read_only=True)
    last_look_at = Moment(allow_null=True)
    lanes = LaneSerializer(many=True, read_only=True)
    late = serializers.IntegerField(read_only=True, help_text="sources whose next round should have begun")
    lag = serializers.IntegerField(read_only=True, help_text="seconds that the latest of them is late")
    gaps = GapSerializer(many=True, read_only=True)
    workers_away = serializers.BooleanField(read_only=True, help_text="no sign of life of background work")
    matcher_away = serializers.BooleanField(
        read_only=True, help_text="pictures wait to be compared; nothing is taken for no match"
    )


class CandidateQuery(PageQuery):
    """Which proposed sites."""

    state = serializers.ChoiceField(choices=[s.value for s in CandidateState], required=False)


class CandidateSerializer(serializers.Serializer[Candidate]):
    """A site that pages with a find link to and that was proposed."""

    id = serializers.IntegerField(read_only=True)
    host = serializers.SerializerMethodField()
    front = serializers.CharField(read_only=True, help_text="address of its first page")
    state = serializers.ChoiceField(choices=[s.value for s in CandidateState], read_only=True)
    reason = serializers.CharField(read_only=True, help_text="why it was refused; empty otherwise")
    source_id = serializers.IntegerField(read_only=True, allow_null=True, help_text="the source that was made of it")
    links = serializers.IntegerField(read_only=True, help_text="how often pages with a find linked to it")
    looked_at = Moment(allow_null=True, help_text="when its first page was looked at, once")
    trouble = serializers.CharField(read_only=True, help_text="why that look told nothing")
    first_seen_at = Moment()
    last_seen_at = Moment()
    decided_at = Moment(allow_null=True)

    def get_host(self, row: Candidate) -> str:
        """Its name."""
        return traces.site_of(row.front)


class SiteNoteSerializer(serializers.Serializer[SiteNote]):
    """A note that the platform's staff accepted."""

    kind = serializers.ChoiceField(choices=[k.value for k in NoteKind], read_only=True)
    text = serializers.CharField(read_only=True)


class SiteSerializer(serializers.Serializer[Dossier]):
    """What agencies share about a site. Words instead of numbers, from five notices of two other agencies on; else null."""

    host = serializers.CharField(read_only=True)
    rate = serializers.ChoiceField(
        choices=[r.value for r in Rate], source="told.rate", read_only=True, allow_null=True,
        help_text="how many notices of others led to a proved removal",
    )  # fmt: skip
    pace = serializers.ChoiceField(
        choices=[p.value for p in Pace], source="told.pace", read_only=True, allow_null=True,
        help_text="in which time that usually happened, at most",
    )  # fmt: skip
    channels = serializers.ListField(
        child=serializers.CharField(), source="told.channels", read_only=True, help_text="ways that worked for others"
    )
    notes = SiteNoteSerializer(many=True, read_only=True)
    avoid = serializers.BooleanField(read_only=True, help_text="do not contact the operator")


class CandidateDetailSerializer(CandidateSerializer):
    """The same with what is known about the site, and which sites it has something in common with."""

    site = SiteSerializer(read_only=True)
    like = serializers.ListField(
        child=serializers.IntegerField(), read_only=True, help_text="ids of watched sources that seem to be of the same hand"
    )  # fmt: skip
    mirror_of = serializers.IntegerField(read_only=True, allow_null=True, help_text="id of the source that it mirrors")
    together = serializers.ListField(
        child=serializers.IntegerField(), read_only=True, help_text="ids of other proposed sites of the same hand"
    )


class AdoptSerializer(StrictSerializer):
    """How a proposed site is to be watched."""

    legal_note = serializers.CharField(min_length=5, max_length=300, help_text="why it may be watched")
    name = serializers.CharField(max_length=120)
    country = serializers.RegexField(r"^[A-Za-z]{2}$", help_text="where the host sits, ISO 3166-1 alpha-2")
    language = serializers.RegexField(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", default="en")
    depth = serializers.IntegerField(min_value=0, max_value=DEEPEST, default=3)
    cadence_seconds = serializers.IntegerField(min_value=1, max_value=366 * 86400, default=3600)


class DismissSerializer(StrictSerializer):
    """Why a proposed site is not watched; sealed."""

    reason = serializers.CharField(min_length=5, max_length=500, help_text="names no person")


class AddTermSerializer(StrictSerializer):
    """A term to keep."""

    kind = serializers.ChoiceField(choices=[k.value for k in TermKind])
    text = serializers.CharField(min_length=2, max_length=200, help_text="as people write it; other ways are added")
    cadence_seconds = serializers.ChoiceField(
        choices=list(CADENCES), default=6 * 3600, help_text="between two searches at one provider"
    )


class TermSerializer(serializers.Serializer[SearchTerm]):
    """A search term."""

    id = serializers.IntegerField(read_only=True)
    case_id = serializers.IntegerField(read_only=True, allow_null=True)
    kind = serializers.ChoiceField(choices=[k.value for k in TermKind], read_only=True)
    state = serializers.ChoiceField(choices=[s.value for s in TermState], read_only=True)
    text = serializers.CharField(read_only=True, help_text="empty once it was withdrawn")
    cadence_seconds = serializers.IntegerField(read_only=True)
    added_at = Moment()


class TextFindSerializer(serializers.Serializer[TextFind]):
    """Words of a case on a page, without a picture. The words stay in the portal."""

    id = serializers.IntegerField(read_only=True)
    case_id = serializers.IntegerField(read_only=True)
    state = serializers.ChoiceField(choices=[s.value for s in TextFindState], read_only=True)
    term_ids = serializers.ListField(child=serializers.IntegerField(), source="terms", read_only=True)
    found_at = Moment()
