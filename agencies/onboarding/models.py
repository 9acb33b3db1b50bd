"""Applications, what is said about them, the agreements, and what the platform keeps about an agency's term.

None of these belongs to an agency's workspace: most exist before there is one, and all are the platform's own records.
"""

from enum import StrEnum

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agencies.keys import platform
from agencies.keys.sealing import Place
from agencies.onboarding import states
from agencies.tenancy.models import Agency

SUSPENSION_REASON = "agencies_suspension.sealed"


def words(column: str, kinds: type[StrEnum], *, empty: bool = False) -> Q:
    """The check constraint of a column that holds one of a list's words."""
    return Q(**{f"{column}__in": [*(kind.value for kind in kinds), *([""] if empty else [])]})


class Application(models.Model):
    """An institution asks for a workspace. The secret code of its link is kept as a digest only."""

    code_sha256 = models.CharField(max_length=64, unique=True)
    form_key = models.UUIDField(unique=True, help_text="of the form that was sent: sent twice it is one application")
    state = models.CharField(
        max_length=12, default=states.ApplicationState.RECEIVED, choices=[(s, s) for s in states.ApplicationState]
    )
    institution = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=Agency.Kind.choices)
    country = models.CharField(max_length=2)
    purpose = models.TextField()
    plan = models.TextField()
    officer_name = models.CharField(max_length=120, help_text="data protection officer")
    officer_email = models.EmailField()
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    language = models.CharField(max_length=10)
    submitted_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(db_default=Now())
    proposed_by_id = models.BigIntegerField(null=True, help_text="first of two reviewers")
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True, help_text="of the decision, told to the applicant")
    agency = models.OneToOneField(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, help_text="texts, names, addresses and files are gone since then")

    class Meta:
        constraints = [
            models.CheckConstraint(name="application_state", condition=words("state", states.ApplicationState)),
            models.CheckConstraint(name="application_kind", condition=Q(kind__in=Agency.Kind.values)),
            models.CheckConstraint(name="application_country", condition=Q(country__regex=r"^[A-Z]{2}$")),
            models.CheckConstraint(
                name="application_agency", condition=Q(agency=None) | Q(state=states.ApplicationState.ACTIVE)
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="application_queue")]


class ApplicationFile(models.Model):
    """A PDF that came with an application, or the countersigned agreement; sealed under the platform's key."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=16, choices=[(k, k) for k in states.FileKind])
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(name="applicationfile_kind", condition=words("kind", states.FileKind))]


class ApplicationMessage(models.Model):
    """A question of the platform, or an answer of the applicant."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=[(s, s) for s in states.Side])
    text = models.TextField()
    user_id = models.BigIntegerField(null=True, help_text="of the platform's staff")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(name="applicationmessage_side", condition=words("side", states.Side))]


class ApplicationCheck(models.Model):
    """One line of the checklist as a reviewer left it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="checks")
    item = models.CharField(max_length=16, choices=[(c, c) for c in states.Check])
    result = models.CharField(max_length=8, choices=[(r, r) for r in states.Result])
    note = models.CharField(max_length=500, blank=True)
    user_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="applicationcheck_once", fields=["application", "item"]),
            models.CheckConstraint(name="applicationcheck_item", condition=words("item", states.Check)),
            models.CheckConstraint(name="applicationcheck_result", condition=words("result", states.Result)),
        ]


class Agreement(models.Model):
    """A transfer agreement: who answers for what (HARMS 30), the exact bytes, and how they were signed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="agreements")
    state = models.CharField(
        max_length=10, default=states.AgreementState.ISSUED, choices=[(s, s) for s in states.AgreementState]
    )
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64, help_text="of the text that was filled in")
    languages = models.JSONField(help_text="of the document, the applicant's first")
    controller = models.CharField(max_length=300)
    processor = models.CharField(max_length=300)
    sub_processors = models.CharField(max_length=600)
    storage = models.CharField(max_length=300)
    transfer_ground = models.CharField(max_length=600)
    authority = models.CharField(max_length=300)
    sealed = models.BinaryField(help_text="the PDF")
    sha256 = models.CharField(max_length=64, help_text="of the PDF's exact bytes")
    certificate = models.CharField(max_length=64, blank=True, help_text="fingerprint; empty: an unsigned copy")
    issued_at = models.DateTimeField(db_default=Now())
    issued_by_id = models.BigIntegerField()
    method = models.CharField(max_length=8, blank=True, choices=[(m, m) for m in states.SignMethod])
    signer_name = models.CharField(max_length=120, blank=True)
    signer_role = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True)
    signer_source = models.GenericIPAddressField(null=True, help_text="kept for two years")
    countersigned = models.ForeignKey(ApplicationFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="agreement_state", condition=words("state", states.AgreementState)),
            models.CheckConstraint(name="agreement_method", condition=words("method", states.SignMethod, empty=True)),
            models.UniqueConstraint(
                name="agreement_live", fields=["application"], condition=~Q(state=states.AgreementState.REPLACED)
            ),
        ]


class AgencyTerm(models.Model):
    """How long an agency's agreement runs before the facts are looked at again."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField(db_default=Now())
    renew_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, help_text="before the day; empty again after a renewal")
    due_told_at = models.DateTimeField(null=True, help_text="on the day; empty again after a renewal")
    confirmed_at = models.DateTimeField(null=True, help_text="a manager says that the facts still hold")
    confirmed_by_id = models.BigIntegerField(null=True)
    renewed_at = models.DateTimeField(null=True)


class Suspension(models.Model):
    """A time in which an agency may read and not change; the reason is told to its managers."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(
        default=b"", help_text="the reason, under the platform's key; emptied when the agency left"
    )
    started_at = models.DateTimeField(db_default=Now())
    started_by_id = models.BigIntegerField(null=True, help_text="empty: the lapse of the term")
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="suspension_open", fields=["agency"], condition=Q(lifted_at=None))]

    @property
    def reason(self) -> str:
        """What was told to the managers; "" once it is emptied. Raises KeyTrouble."""
        held = bytes(self.sealed)
        return platform.unseal(Place(SUSPENSION_REASON, self.pk), held).decode() if held else ""


class PlatformMail(models.Model):
    """A mail to an applicant or to an agency's managers; written with what it tells about, sent by a round."""

    kind = models.CharField(max_length=16, choices=[(k, k) for k in states.MailKind])
    state = models.CharField(max_length=8, default=states.MailState.DUE, choices=[(s, s) for s in states.MailState])
    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="mails")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True, help_text="the code of the link; gone once the mail is sent")
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True, help_text="class of the last error")
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="platformmail_kind", condition=words("kind", states.MailKind)),
            models.CheckConstraint(name="platformmail_state", condition=words("state", states.MailState)),
            models.CheckConstraint(
                name="platformmail_to",
                condition=Q(application=None, agency__isnull=False) | Q(application__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="platformmail_due", condition=Q(state="due"))]
