"""Rounds, the frontier of the crawl, what an agency spends on it, and the pace of hosts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel
from cases.detection.models.watching import WatchSource
from cases.detection.states import EntryState


class CrawlRound(TenantModel):
    """One visit to a source, with its figures."""

    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="rounds")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    media = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    finds = models.PositiveIntegerField(default=0)
    listed = models.PositiveIntegerField(default=0, help_text="pages that joined the frontier, for the page budget")
    fresh = models.PositiveIntegerField(default=0, help_text="pictures and clips that no earlier round knew")
    bytes = models.PositiveBigIntegerField(default=0, help_text="received")
    millis = models.PositiveBigIntegerField(default=0, help_text="ms of waiting for the site")
    skipped = models.PositiveIntegerField(default=0, help_text="links left out as traps or over the budget")
    version = ArrayField(
        models.BigIntegerField(), size=2, default=list, help_text="of the registry when the round began"
    )
    full = models.BooleanField(
        default=True, help_text="everything that was compared with fewer registered values is looked at again"
    )
    barren = models.JSONField(
        default=dict, help_text="pages of one shape that brought nothing new, by the shape's digest"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="crawlround_one_open", fields=["agency", "source"], condition=models.Q(finished_at=None)
            ),
        ]
        indexes = [models.Index(fields=["agency", "finished_at"], name="crawlround_finished")]


class FrontierEntry(TenantModel):
    """An address of a source that is to be looked at, or was. Keeps what the server said about it, nothing of the media.

    The marks tell whether the same address still shows the same file; they are bound to the address and to the agency, so
    that nobody can look for a picture with them.
    """

    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(CrawlRound, on_delete=models.CASCADE, related_name="+")
    url = models.TextField(blank=True, help_text="empty if it is sealed")
    sealed_url = SealedTextField(
        case=None, blank=True, help_text="a search's or report's address and the page that shows it"
    )
    url_key = models.CharField(max_length=64, help_text="SHA-256 of the canonical address; keyed if that is sealed")
    kind = models.CharField(max_length=5, choices=[("page", "page"), ("media", "media")])
    role = models.CharField(max_length=12, default="page", help_text="what the source's kind calls the answer")
    accept = models.CharField(max_length=120, blank=True, help_text="the Accept header")
    lane = models.PositiveSmallIntegerField(default=5, help_text="what goes first; see cases.detection.lanes")
    host_key = models.BinaryField(max_length=32, default=b"", help_text="keyed digest of the host; see HostPace")
    search_id = models.BigIntegerField(null=True, help_text="the search that asked for it")
    page_url = models.TextField(blank=True, help_text="the page that shows the media")
    depth = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default=EntryState.QUEUED, choices=[(s, s) for s in EntryState])
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="not before; set after a failure")
    attempts = models.PositiveSmallIntegerField(default=0)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    length = models.PositiveBigIntegerField(null=True, help_text="bytes")
    head_mark = models.BinaryField(max_length=16, default=b"", help_text="keyed digest of the address and first bytes")
    full_mark = models.BinaryField(
        max_length=16, default=b"", help_text="the same of all bytes; of a page, of its words"
    )
    compared_with = ArrayField(models.BigIntegerField(), size=2, default=list, help_text="version of the registry")
    compared_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="frontier_once", fields=["agency", "source", "url_key"]),
            models.CheckConstraint(name="frontier_kind", condition=models.Q(kind__in=["page", "media"])),
            models.CheckConstraint(name="frontier_state", condition=models.Q(state__in=[s.value for s in EntryState])),
            models.CheckConstraint(name="frontier_lane", condition=models.Q(lane__lte=9)),
        ]
        indexes = [
            models.Index(
                fields=["agency", "lane", "host_key", "depth", "id"],
                name="frontier_next",
                condition=models.Q(state__in=["queued", "leased"]),
            ),
            models.Index(
                fields=["agency", "round"], name="frontier_open", condition=models.Q(state__in=["queued", "leased"])
            ),
        ]

    @property
    def address(self) -> str:
        """The address, opened if it is sealed."""
        return self.url or str(self.sealed_url).partition("\n")[0]

    @property
    def shown_on(self) -> str:
        """The page that shows the media, opened if it is sealed."""
        return self.page_url if self.url else str(self.sealed_url).partition("\n")[2]


class MediumPage(TenantModel):
    """One more page that shows a file which still waits to be looked at in this round; gone when the round ends."""

    source = models.ForeignKey(WatchSource, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(CrawlRound, on_delete=models.CASCADE, related_name="+")
    url_key = models.CharField(max_length=64, help_text="of the file; see FrontierEntry")
    page_key = models.CharField(max_length=64, help_text="SHA-256 of the page's address; keyed if that is sealed")
    page_url = models.TextField(blank=True, help_text="empty if it is sealed")
    sealed_page = SealedTextField(case=None, blank=True, help_text="the page of a search or report")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mediumpage_once", fields=["agency", "round", "url_key", "page_key"])
        ]

    @property
    def address(self) -> str:
        """The address of the page, opened if it is sealed."""
        return self.page_url or str(self.sealed_page)


class CrawlSlot(TenantModel):
    """One of the parts of work that an agency has at a time: a chain of jobs, one after the other."""

    number = models.PositiveSmallIntegerField()
    part = models.PositiveBigIntegerField(default=0, help_text="of the job that holds the slot")
    busy_until = models.DateTimeField(null=True, help_text="the chain is alive until then; empty: nothing to do")
    after = models.BinaryField(
        max_length=32, default=b"", help_text="host_key that was served last: the next one is next"
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="crawlslot_one", fields=["agency", "number"])]


class CrawlDay(TenantModel):
    """What an agency's crawl did on one day (UTC), for its budgets."""

    day = models.DateField()
    pages = models.PositiveBigIntegerField(default=0)
    media = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    millis = models.PositiveBigIntegerField(default=0, help_text="ms of parts at work")

    class Meta:
        constraints = [models.UniqueConstraint(name="crawlday_one", fields=["agency", "day"])]


class HostPace(models.Model):
    """How fast one host is read, whoever watches it. No agency, no name, no address: a keyed digest of the host alone."""

    key = models.BinaryField(max_length=32, primary_key=True, help_text="keyed digest of the host")
    lease_until = models.DateTimeField(null=True, help_text="a worker reads it until then, whichever agency's")
    next_at = models.DateTimeField(db_default=Now(), help_text="not before")
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")
    delay_ms = models.PositiveIntegerField(default=0, help_text="ms between two requests that its robots.txt asks for")
    seen_at = models.DateTimeField(db_default=Now(), help_text="when a worker last held it")

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="hostpace_seen")]
