"""The queue in front of the officers, what each person said, and what partners are asked."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel
from cases.casework.models import Case, CaseChild
from takedowns.notices.models import Notice
from takedowns.review.states import AskState, Clock, Doubt, Looked, QuestionKind, Reason, ReviewState, Verdict, Void

LIVE = models.Q(void_at=None)
DIGEST = "^[0-9a-f]{64}$"


class ReviewItem(CaseChild):
    """One complete package that waits for the decision of one person, or of two."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(default=5, help_text="severity, 1 first")
    due_at = models.DateTimeField(db_default=Now(), help_text="to be decided until then; the nearest clock")
    clock = models.CharField(max_length=10, default=Clock.OWN, choices=[(c, c) for c in Clock])
    state = models.CharField(max_length=10, default=ReviewState.OPEN, choices=[(s, s) for s in ReviewState])
    second_why = models.JSONField(default=list, help_text="why the decision needed a second person; empty: it did not")
    held_by = models.BigIntegerField(null=True)
    held_until = models.DateTimeField(null=True)
    handed_to = models.BigIntegerField(null=True, help_text="the colleague it was handed to")
    handed_by = models.BigIntegerField(null=True)
    handed_note = SealedTextField(blank=True)
    evidence_opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True, help_text="the first person; the second one is in Voice")
    decided_at = models.DateTimeField(null=True)
    looked = models.CharField(max_length=10, default=Looked.NOBODY, choices=[(v, v) for v in Looked])
    reason = models.CharField(max_length=30, blank=True, choices=[(r, r) for r in Reason])
    note = SealedTextField(blank=True)
    final_at = models.DateTimeField(null=True, help_text="a decision can be undone until then")
    left_at = models.DateTimeField(null=True, help_text="what follows from the decision has begun; no way back")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reviewitem_notice", fields=["agency", "notice"]),
            models.CheckConstraint(
                name="reviewitem_state", condition=models.Q(state__in=[s.value for s in ReviewState])
            ),
            models.CheckConstraint(
                name="reviewitem_decided",
                condition=models.Q(state__in=["open", "second", "waiting"])
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(name="reviewitem_clock", condition=models.Q(clock__in=[c.value for c in Clock])),
            models.CheckConstraint(
                name="reviewitem_reason", condition=~models.Q(state="rejected") | ~models.Q(reason="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "priority", "due_at", "id"], name="reviewitem_queue", condition=models.Q(state="open")
            ),
            models.Index(
                fields=["agency", "priority", "due_at", "id"],
                name="reviewitem_second",
                condition=models.Q(state="second"),
            ),
        ]


class Voice(CaseChild):
    """What one person, or a partner agency, said about one package and exactly which bytes.

    The database keeps two rules whatever the code does: one live word per place, and nobody speaks twice about one package
    under whichever role. A partner can be the second only.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="1: the first person, 2: the second")
    user_id = models.BigIntegerField(null=True)
    partner_id = models.BigIntegerField(null=True, help_text="the agency that confirmed, when it was not a colleague")
    verdict = models.CharField(max_length=10, choices=[(v, v) for v in Verdict])
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the message; empty when there was none to read")
    opened_at = models.DateTimeField(null=True)
    at = models.DateTimeField(db_default=Now())
    void_at = models.DateTimeField(null=True)
    void_why = models.CharField(max_length=12, blank=True, choices=[(v, v) for v in Void])
    void_by = models.BigIntegerField(null=True)
    doubt = models.CharField(max_length=12, blank=True, choices=[(d, d) for d in Doubt])
    note = SealedTextField(case="case_id", blank=True, help_text="of the second person who sent it back")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="voice_place", fields=["agency", "item", "place"], condition=LIVE),
            models.UniqueConstraint(name="voice_person", fields=["agency", "item", "user_id"], condition=LIVE),
            models.CheckConstraint(
                name="voice_whose",
                condition=models.Q(user_id__isnull=False, partner_id=None, place__in=[1, 2])
                | models.Q(user_id=None, partner_id__isnull=False, place=2),
            ),
            models.CheckConstraint(name="voice_verdict", condition=models.Q(verdict__in=[v.value for v in Verdict])),
            models.CheckConstraint(
                name="voice_bound",
                condition=~models.Q(verdict__in=["approve", "hold"]) | models.Q(sha256__regex=DIGEST),
            ),
            models.CheckConstraint(
                name="voice_void",
                condition=models.Q(void_at=None, void_why="")
                | models.Q(void_at__isnull=False, void_why__in=[v.value for v in Void]),
            ),
            models.CheckConstraint(name="voice_doubt", condition=models.Q(doubt__in=["", *[d.value for d in Doubt]])),
        ]
        indexes = [models.Index(fields=["agency", "user_id", "-at"], name="voice_pace")]


class SecondAsk(CaseChild):
    """A partner agency was asked to be the second; the asking agency's row."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="+")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+", help_text="the first approval")
    partner_id = models.BigIntegerField()
    code = models.CharField(max_length=32, help_text="the same on both sides, says nothing")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=AskState.ASKED, choices=[(s, s) for s in AskState])
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    doubt = models.CharField(max_length=12, blank=True, choices=[(d, d) for d in Doubt])

    class Meta:
        constraints = [
            models.UniqueConstraint(name="secondask_code", fields=["agency", "code"]),
            models.UniqueConstraint(
                name="secondask_live", fields=["agency", "item"], condition=models.Q(state=AskState.ASKED.value)
            ),
            models.CheckConstraint(name="secondask_state", condition=models.Q(state__in=[s.value for s in AskState])),
        ]


class AskedSecond(TenantModel):
    """A partner asks this agency to be the second; the asked agency's row.

    Holds the notice's words without reference, names and addresses of the asking agency, a few facts, and the digest. When
    it is answered or taken back the words go.
    """

    asker_id = models.BigIntegerField(help_text="agency that the answer goes back to")
    code = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64, help_text="of the message that will be sent")
    words_sha256 = models.CharField(max_length=64, help_text="of the words as they are shown here")
    text = SealedTextField(case=None, blank=True)
    facts = models.JSONField(default=dict, help_text="names of states and figures")
    state = models.CharField(max_length=10, default=AskState.ASKED, choices=[(s, s) for s in AskState])
    arrived_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    doubt = models.CharField(max_length=12, blank=True, choices=[(d, d) for d in Doubt])

    class Meta:
        constraints = [
            models.UniqueConstraint(name="askedsecond_once", fields=["agency", "asker_id", "code"]),
            models.CheckConstraint(name="askedsecond_state", condition=models.Q(state__in=[s.value for s in AskState])),
        ]
        indexes = [
            models.Index(
                fields=["agency", "expires_at"], name="askedsecond_waiting",
                condition=models.Q(state=AskState.ASKED.value),
            ),
        ]  # fmt: skip


class Draft(CaseChild):
    """What a person has typed over a package and not sent yet: kept, so that neither an expiry nor a crash loses it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="+")
    user_id = models.BigIntegerField()
    reason = models.CharField(max_length=30, blank=True)
    note = SealedTextField(blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="draft_own", fields=["agency", "item", "user_id"])]


class Question(CaseChild):
    """What the desk asks about a package: the case's workers, or a manager. The package waits for the answer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in QuestionKind])
    text = SealedTextField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField(db_default=Now())
    answer = SealedTextField(blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="answered, or taken back")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="question_open", fields=["agency", "item", "kind"], condition=models.Q(closed_at=None)
            ),
            models.CheckConstraint(name="question_kind", condition=models.Q(kind__in=[k.value for k in QuestionKind])),
        ]
        indexes = [models.Index(fields=["agency", "case", "-id"], name="question_case")]


class DeskView(TenantModel):
    """A person's own view of the queue: a name and the filters as they stand in the address. Codes and numbers only."""

    user_id = models.BigIntegerField()
    name = SealedTextField(case=None)
    query = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="deskview_once", fields=["agency", "user_id", "query"])]


class DeskChoice(TenantModel):
    """What a person chose for the desk."""

    user_id = models.BigIntegerField()
    keys = models.BooleanField(default=True, help_text="keyboard shortcuts")

    class Meta:
        constraints = [models.UniqueConstraint(name="deskchoice_one", fields=["agency", "user_id"])]


class Passed(CaseChild):
    """A package was given back undecided. Who did it is not kept: passing needs no reason and leaves no trace of a person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())
