"""The shipped directory: public abuse contacts of big platforms, hosts and hotlines, as data with source and date.

A row is a lead, never a fact: nothing is sent to a recipient before somebody of the platform has checked it.
"""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

KINDS = ("site", "host", "cdn", "registrar", "search", "regulator", "hotline")
CAPABILITIES = ("email", "form", "api", "xarf", "portal")
RISKS = ("none", "forwards", "publishes", "retaliates", "hostile")
CSAM = ("standard", "hotline_first", "law_enforcement_only")
STATUSES = ("confirmed", "unconfirmed")


@dataclass(frozen=True)
class Row:
    """One recipient. `channels` is the order in which ways are tried; `source` and `source_date` say who said so and when."""

    code: str
    name: str
    kind: str
    country: str
    jurisdictions: tuple[str, ...]
    languages: tuple[str, ...]
    parent: str
    hosts: tuple[str, ...]
    networks: tuple[str, ...]
    capabilities: tuple[str, ...]
    channels: tuple[str, ...]
    abuse_email: str
    form_url: str
    risk: str
    lumen: bool
    forwards: bool
    csam_policy: str
    max_addresses: int
    source: str
    source_date: str
    status: str


USUAL: Mapping[str, Any] = {
    "jurisdictions": [], "languages": ["en"], "parent": "", "hosts": [], "networks": [], "abuse_email": "", "form_url": "",
    "risk": "none", "lumen": False, "forwards": False, "csam_policy": "standard", "max_addresses": 250,
}  # fmt: skip


def row(data: Mapping[str, Any]) -> Row:
    """One row of the file. Raises ValueError for a field that is missing, unknown or out of its list."""
    values = {**USUAL, **data}
    values.setdefault("capabilities", ["email"] if values["abuse_email"] else ["form"])
    values.setdefault("channels", values["capabilities"])
    names = {field.name for field in fields(Row)}
    if set(values) != names:
        raise ValueError(f"{data.get('code')}: wrong fields {sorted(set(values) ^ names)}")
    lists = {"kind": KINDS, "risk": RISKS, "csam_policy": CSAM, "status": STATUSES}
    wrong = [name for name, known in lists.items() if values[name] not in known]
    wrong += [name for name in ("capabilities", "channels") if set(values[name]) - set(CAPABILITIES)]
    if "email" in values["capabilities"] and "@" not in values["abuse_email"]:
        wrong.append("abuse_email")
    if "form" in values["capabilities"] and not values["form_url"].startswith("https://"):
        wrong.append("form_url")
    if not values["source"] or not 1 <= values["max_addresses"] <= 250:
        wrong.append("source")
    for network in values["networks"]:
        ipaddress.ip_network(network)
    if wrong:
        raise ValueError(f"{data.get('code')}: {sorted(set(wrong))}")
    whole: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Row(**whole)


def parse(text: str) -> tuple[int, tuple[Row, ...]]:
    """Version and rows. Raises ValueError for a broken row, a code or host that occurs twice, or an unknown parent."""
    data = json.loads(text)
    rows = tuple(row(one) for one in data["providers"])
    codes, hosts = [one.code for one in rows], [host for one in rows for host in one.hosts]
    if len(set(codes)) != len(codes) or len(set(hosts)) != len(hosts):
        raise ValueError("a code or a host occurs twice")
    if unknown := {one.parent for one in rows} - {"", *codes}:
        raise ValueError(f"unknown parent {sorted(unknown)}")
    return int(data["version"]), rows


@cache
def load() -> tuple[int, tuple[Row, ...]]:
    """The directory shipped with this version."""
    return parse(resources.files("takedowns.recipients").joinpath("directory.json").read_text(encoding="utf-8"))
