"""Notices, the confirmation of legal bases, and the claim that keeps two agencies from writing twice."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedBinaryField, SealedTextField
from agencies.tenancy.models import TenantModel
from cases.casework.models import Case, CaseChild
from cases.detection.models import Match
from takedowns.evidence.models import EvidencePackage
from takedowns.notices.parts import PartKind
from takedowns.notices.states import TAKING_BACK, BlockState, NoticeKind, NoticeState, Why
from takedowns.recipients.models import Provider


class BasisConfirmation(models.Model):
    """A platform lawyer's word that a legal basis may be used; without one no notice can rest on it."""

    code = models.CharField(max_length=40, unique=True)
    verified_by = models.CharField(max_length=150)
    verified_on = models.DateField()
    row_sha256 = models.CharField(max_length=64, help_text="of the row as it was read; a changed row needs a new word")
    expires_on = models.DateField(null=True, blank=True)
    settled = models.TextField(blank=True, help_text="what settles the open points of the row, with its source")

    def __str__(self) -> str:
        return self.code


class BlockReview(models.Model):
    """A reviewer's word on a block in one language; it lapses when the words change."""

    code = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text="of the sentences with their placeholders")
    state = models.CharField(max_length=10, choices=[(s, s) for s in (BlockState.REVIEWED, BlockState.RETIRED)])
    reviewed_by = models.CharField(max_length=150)
    reviewed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="blockreview_words", fields=["code", "language", "sha256"]),
            models.CheckConstraint(name="blockreview_state", condition=models.Q(state__in=["reviewed", "retired"])),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language})"


class BlockVariant(TenantModel):
    """An agency's own words for a block; used after a second person and a lawyer read them, until the block changes."""

    code = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    base_sha256 = models.CharField(max_length=64, help_text="of the block's own sentences when this was written")
    lines = SealedTextField(case=None, help_text="one sentence a line, with the block's placeholders")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=BlockState.DRAFT, choices=[(s, s) for s in BlockState])
    written_by = models.BigIntegerField()
    written_at = models.DateTimeField(db_default=Now())
    read_by = SealedTextField(case=None, blank=True, help_text="the lawyer who read it")
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="blockvariant_live", fields=["agency", "code", "language", "state"],
                condition=models.Q(state__in=["draft", "reviewed"]),
            ),
            models.CheckConstraint(
                name="blockvariant_state", condition=models.Q(state__in=["draft", "reviewed", "retired"])
            ),
            models.CheckConstraint(
                name="blockvariant_second",
                condition=~models.Q(state="reviewed") | models.Q(reviewed_by__isnull=False) & ~models.Q(reviewed_by=models.F("written_by")),
            ),
        ]  # fmt: skip


class Notice(CaseChild):
    """A removal notice. What is approved is the manifest of its parts, the message without its date and number among them.

    It names the addresses of all its targets; `match` and `package` are those of the least sure one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(EvidencePackage, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=24)
    state = models.CharField(max_length=12, default=NoticeState.INCOMPLETE, choices=[(s, s) for s in NoticeState])
    problems = models.JSONField(default=list, help_text="names of what keeps it from being approved")
    basis = models.CharField(max_length=40, blank=True)
    also = models.JSONField(default=list, help_text="codes of further bases that it names")
    kind = models.CharField(max_length=12, default=NoticeKind.NOTICE, choices=[(k, k) for k in NoticeKind])
    about = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the sent notice that this takes back, or asks to keep data of",
    )
    why = models.CharField(max_length=12, blank=True, choices=[(w, w) for w in Why])
    gone = models.JSONField(default=list, help_text="ids of the finds of the notice `about` that this is about")
    wanted = models.CharField(max_length=40, blank=True, help_text="code of the basis that an officer asked for")
    blocks = models.JSONField(default=list, help_text="code, language, version, sha256 of the blocks it was made of")
    stated = SealedTextField(blank=True, help_text="JSON: what an officer stated for elements that a basis demands")
    reasons = models.JSONField(default=list, help_text="why this basis")
    recipient = models.EmailField(blank=True)
    token = models.CharField(
        max_length=40, unique=True, help_text="part of the reply address; found before a tenant is known"
    )
    country = models.CharField(max_length=2)
    languages = models.JSONField(default=list)
    looked = models.CharField(max_length=20, default="nobody", help_text="who looked at the material before sending")
    subject = SealedTextField(blank=True)
    text = SealedTextField(blank=True, help_text="the plain part, for people")
    html = SealedTextField(blank=True, help_text="the HTML part, for people")
    papers = models.JSONField(default=list, help_text="papers that a person asked for besides: letter")
    content = SealedBinaryField(null=True, help_text="the message without its date and number")
    content_sha256 = models.CharField(
        max_length=64, blank=True, help_text="of the manifest of all parts; of the words before"
    )
    approved_sha256 = models.CharField(max_length=64, blank=True)
    approved_by = models.BigIntegerField(null=True)
    drafted_at = models.DateTimeField(db_default=Now())
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="notice_reference", fields=["agency", "reference"]),
            models.CheckConstraint(name="notice_state", condition=models.Q(state__in=[s.value for s in NoticeState])),
            models.CheckConstraint(
                name="notice_approved_is_bound",
                condition=~models.Q(state__in=["approved", "sent"]) | models.Q(approved_sha256__regex="^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="notice_kind",
                condition=models.Q(kind="notice", about=None, why="")
                | models.Q(kind__in=TAKING_BACK, about__isnull=False, why__in=["mistake", "justified", "wish"])
                | models.Q(kind="preservation", about__isnull=False, why="police"),
            ),
            models.UniqueConstraint(
                name="notice_taken_back_once",
                fields=["agency", "about"],
                condition=models.Q(state__in=["incomplete", "ready", "approved"], kind__in=TAKING_BACK),
            ),
            models.UniqueConstraint(
                name="notice_preserved_once",
                fields=["agency", "about"],
                condition=models.Q(state__in=["incomplete", "ready", "approved"], kind="preservation"),
            ),
        ]
        indexes = [models.Index(fields=["agency", "case", "-id"], name="notice_case")]


class NoticePart(CaseChild):
    """One part of a notice, rendered once when nothing was missing in it. Written and never changed; replaced as a whole while
    the notice is undecided. The message's bytes lie with the notice (`content`), its digest here like all others."""

    case_path = "notice__case"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in PartKind])
    variant = models.CharField(max_length=20, blank=True, help_text="tells parts of one kind apart: whose sheet it is")
    language = models.CharField(max_length=12, blank=True, help_text="empty: every language of the notice")
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = SealedBinaryField(case="notice.case_id", null=True)
    rendered_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="noticepart_once", fields=["agency", "notice", "kind", "variant", "language"]),
            models.CheckConstraint(name="noticepart_kind", condition=models.Q(kind__in=[k.value for k in PartKind])),
            models.CheckConstraint(name="noticepart_digest", condition=models.Q(sha256__regex="^[0-9a-f]{64}$")),
        ]


class NoticeTarget(CaseChild):
    """One find that a notice is about, with its page and media addresses; a find is in one notice only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="targets")
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(EvidencePackage, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="noticetarget_match", fields=["agency", "match"])]
        indexes = [models.Index(fields=["agency", "notice", "id"], name="noticetarget_notice")]


class AddressClaim(CaseChild):
    """One agency writes about one address (HARMS 22). The digest is keyed and unique over all agencies: UNIQUE looks past
    the wall, so a second agency learns that somebody writes already, and not who. It ends with its notice or in time."""

    case_path = "notice__case"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(help_text="from then on another agency may write")

    class Meta:
        indexes = [models.Index(fields=["agency", "until"], name="addressclaim_until")]
