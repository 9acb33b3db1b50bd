"""What an answer tells about its source is kept with it: how its search is asked, for example."""

from collections.abc import Sequence

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb
from cases.detection.models import WatchSource
from cases.detection.reading import Place
from cases.detection.sources import KINDS

MOST_VALUE = 2000  # characters


@verb("source.crawl")
def source_learn(actor: Actor, *, source_id: int, learned: Sequence[tuple[str, str]]) -> bool:
    """Keep options that an answer told (`Reading.learned`); returns whether anything changed.

    Only fields that the source's kind has and that are no secret, and only if the kind finds nothing wrong with the
    result: an answer is a stranger's word. Call it whenever `learned` is not empty.
    """
    row = WatchSource.objects.visible_to(actor).filter(id=source_id).select_for_update().first()
    kind = KINDS.get(row.kind) if row is not None else None
    if row is None or kind is None:
        return False
    open_fields = {option.name for option in kind.options if not option.secret}
    told = {name: value for name, value in learned if name in open_fields and len(value) <= MOST_VALUE}
    options = {**row.options, **told}
    if options == row.options or kind.check(Place(row.url, row.depth, row.language, options)):
        return False
    WatchSource.objects.visible_to(actor).filter(id=row.pk).update(options=options)
    audit.record(actor, "source.learn", subject_kind="watchsource", subject_id=row.pk)
    return True
