"""The core of facts of a stored package, read back out of its own files: what its report and all papers are made of."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from takedowns.evidence import hostfacts
from takedowns.evidence.report import EvidenceFacts, Item, Method, Tls


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows beside the files. Moments are aware; `remarks`: sentences; `custody`: (when, what, link)."""

    reference: str
    agency: str
    duty_identity: str
    url: str
    found_at: datetime
    captured_at: datetime
    protected: bool
    method: Method
    band: str
    manifest: bytes
    manifest_sha256: str
    remarks: Sequence[str] = ()
    custody: Sequence[tuple[datetime, str, str]] = ()


def facts(known: Known, files: Mapping[str, bytes]) -> EvidenceFacts:
    """The facts. A file that is not there, or that an older portal wrote otherwise, leaves its lines "not recorded"."""
    answer, host, tools = (_read(files.get(name)) for name in ("response.json", "host.json", "tools.json"))
    return EvidenceFacts(
        reference=known.reference,
        agency_name=known.agency,
        duty_identity=known.duty_identity,
        url=known.url,
        found_at=known.found_at,
        captured_at=known.captured_at,
        protected=known.protected,
        method=known.method,
        manifest_sha256=known.manifest_sha256,
        items=tuple(_items(known.manifest)),
        tools=tuple((str(name), str(version)) for name, version in sorted(tools.items())),
        final_url=str(answer.get("url", "")),
        redirects=tuple(str(hop.get("url", "")) for hop in answer.get("redirects", ()) if isinstance(hop, dict)),
        status=answer.get("status"),
        ip=str(answer.get("ip", "")),
        headers=tuple((str(pair[0]), str(pair[1])) for pair in answer.get("headers", ()) if len(pair) == 2),
        tls=_tls(answer.get("tls")),
        asn=hostfacts.network(host),
        server=tuple(hostfacts.lines(host)),
        band=known.band,
        remarks=tuple(known.remarks),
        custody=tuple(known.custody),
    )


def _read(content: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _items(manifest: bytes) -> Iterator[Item]:
    for row in _read(manifest).get("items", ()):
        taken = datetime.fromisoformat(str(row["taken_at"]).replace("Z", "+00:00"))
        yield Item(row["name"], row["kind"], int(row["size"]), row["sha256"], taken)


def _tls(given: Any) -> Tls | None:
    if not isinstance(given, dict):
        return None
    try:
        before, after = (datetime.fromisoformat(str(given[name])) for name in ("not_before", "not_after"))
        version, cipher, subject, issuer = (str(given[name]) for name in ("protocol", "cipher", "subject", "issuer"))
        return Tls(version, cipher, subject, issuer, before, after, str(given["chain_sha256"][0]))
    except (KeyError, ValueError, IndexError):
        return None
