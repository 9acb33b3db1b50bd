"""Who acts: a value that every service takes first, never read from ambient state."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a service key, a reporter or the portal itself, at work for one agency.

    `user_id` is None for machines and reporters; `kind` says which in the audit trail; `source` is the network address
    of a person at work, kept in the audit trail only; `key_id` is a service key's.
    """

    agency_id: int
    roles: frozenset[str]
    user_id: int | None = None
    kind: str = "person"
    request_id: str = ""
    source: str = field(default="", repr=False)
    key_id: int | None = None
    maker_id: int | None = None  # who made the service key: it sees no case from which its maker is kept out
    read_only: bool = False  # the agency is suspended: everything can be read, nothing changed

    @classmethod
    def system(cls, agency_id: int) -> "Actor":
        """The portal's own work for an agency: detection, evidence, drafts, re-checks; never a decision."""
        return cls(agency_id=agency_id, roles=frozenset({"system"}), kind="system")

    @classmethod
    def reporter(cls, agency_id: int) -> "Actor":
        """Somebody who fills in the agency's public report form; may hand in a report and nothing else."""
        return cls(agency_id=agency_id, roles=frozenset({"reporter"}), kind="reporter")


@dataclass(frozen=True, slots=True)
class Staff:
    """An administrator of the platform at work: screens applications, runs the portal, holds no right in any agency."""

    user_id: int
    request_id: str = ""
    source: str = field(default="", repr=False)
