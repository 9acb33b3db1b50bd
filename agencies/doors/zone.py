"""What name servers say of a host, as values."""

from dataclasses import dataclass

KINDS = ("A", "AAAA", "CNAME")  # asked of the host itself
ZONE_KINDS = ("NS", "MX")  # asked of the zone that it lies in


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """The answer to one question. `values` as name servers write them, `ttl` in seconds, `server` is who answered.

    Without values `trouble` is a word: "no_such_name", "no_record", or "no_server" when nobody answered in time.
    """

    name: str
    kind: str
    values: tuple[str, ...] = ()
    ttl: int = 0
    server: str = ""
    trouble: str = ""
