"""A sealed archive of one evidence package: its files, the script that checks it without the portal, and the same check here.

Everything but SHA256SUMS and its signature is listed in SHA256SUMS; SHA256SUMS is signed with the agency's key. The manifest
has a signature of its own, from the moment of the capture, and the authorities' time stamps stand over the manifest.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from takedowns.evidence import certificates, manifest
from takedowns.evidence.verifyscript import VERIFY

SUMS, SIGNATURE, MANIFEST, CUSTODY, WITHHELD = (
    "SHA256SUMS", "SHA256SUMS.sig", "manifest.json", "custody.json", "withheld.txt",
)  # fmt: skip
LINE: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._/-]*)")
REMOVED: Final = re.compile(r"removed item ([1-9][0-9]{0,4}): protected")
StampCheck = Callable[[bytes, bytes, bytes], bool]  # (answer, data, certificates) -> whether it holds


@dataclass(frozen=True, slots=True)
class Stamp:
    """One authority's answer, the certificates to check it with (PEM), and what it is worth, in words."""

    token: bytes
    certificates: str
    about: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into an archive. `withheld`: names of items that stay in the portal; `custody`: (digest, row) oldest first."""

    manifest: bytes
    signature: bytes
    certificate: str
    items: Mapping[str, bytes]
    custody: Sequence[tuple[str, Mapping[str, Any]]]
    readme: bytes
    stamps: Sequence[Stamp] = ()
    reports: Mapping[str, bytes] = field(default_factory=dict)
    withheld: Sequence[str] = ()


def layout(contents: Contents, *, certificate: str, sign: Callable[[bytes], bytes]) -> dict[str, bytes]:
    """The archive's files by name; certificate and sign: of the key in use today, which may be younger than the manifest's."""
    files = {
        "README.txt": contents.readme,
        "verify.sh": VERIFY,
        MANIFEST: contents.manifest,
        "manifest.sig": contents.signature,
        "certificates/manifest.pem": contents.certificate.encode(),
        "certificates/manifest-key.pem": certificates.public_pem(contents.certificate).encode(),
        "certificates/package.pem": certificate.encode(),
        "certificates/package-key.pem": certificates.public_pem(certificate).encode(),
        CUSTODY: custody_file(contents.custody),
        WITHHELD: "".join(f"{name}\n" for name in sorted(contents.withheld)).encode(),
    }
    for number, stamp in enumerate(contents.stamps, start=1):
        files[f"stamps/{number}.tsr"] = stamp.token
        files[f"stamps/{number}.pem"] = stamp.certificates.encode()
        files[f"stamps/{number}.txt"] = stamp.about.encode()
    files |= {f"items/{name}": content for name, content in contents.items.items() if name not in contents.withheld}
    files |= {f"reports/{name}": content for name, content in contents.reports.items()}
    files[SUMS] = "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files)).encode()
    files[SIGNATURE] = sign(files[SUMS])
    return files


def custody_file(lines: Sequence[tuple[str, Mapping[str, Any]]]) -> bytes:
    """The custody log as JSON, a line of the log on a line of the file, so that a shell can follow the chain."""
    rows = [f'{{"digest":"{link}","row":{manifest.canonical(row).decode()}}}' for link, row in lines]
    return ("[\n" + ",\n".join(rows) + "\n]\n").encode()


def check(files: Mapping[str, bytes], *, stamp_holds: StampCheck, fingerprint: str = "") -> list[str]:
    """Everything that does not fit; empty when the archive is as the agency sealed it.

    fingerprint: of the agency's certificate as the agency names it; without it somebody else's key would do as well.
    """
    wrong = _listed(files)
    changed = {problem.partition(":")[0] for problem in wrong}
    wrong += _signed(files, "certificates/package", SUMS, SIGNATURE)
    wrong += _signed(files, "certificates/manifest", MANIFEST, "manifest.sig")
    wrong += _items(files) + _custody(files)
    for name in sorted(name for name in files if name.startswith("stamps/") and name.endswith(".tsr")):
        roots = files.get(f"{name[:-4]}.pem", b"")
        if not changed & {name, f"{name[:-4]}.pem"} and not stamp_holds(files[name], files.get(MANIFEST, b""), roots):
            wrong.append(f"{name}: the time stamp does not hold.")
    if fingerprint and fingerprint.lower() not in set(fingerprints(files).values()):
        wrong.append("No certificate of the archive has this fingerprint.")
    return wrong


def removed(files: Mapping[str, bytes]) -> list[str]:
    """What the custody log says was destroyed before the archive was made, a sentence each."""
    try:
        names = [str(row["name"]) for row in json.loads(files.get(MANIFEST, b""))["items"]]
        rows = [dict(line["row"]) for line in json.loads(files.get(CUSTODY, b""))]
        found = [(REMOVED.fullmatch(str(row["action"])), str(row["at"])) for row in rows]
        return [
            f"{names[int(hit[1]) - 1]}: removed on {at}, because the case is protected." for hit, at in found if hit
        ]
    except (ValueError, KeyError, TypeError, IndexError):
        return []


def fingerprints(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of the two certificates, by what they signed; without one that cannot be read."""
    found = {}
    for name in ("manifest", "package"):
        try:
            found[name] = certificates.fingerprint(files[f"certificates/{name}.pem"].decode("ascii"))
        except (KeyError, ValueError):
            continue
    return found


def digest(content: bytes) -> str:
    """SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _listed(files: Mapping[str, bytes]) -> list[str]:
    """Files against SHA256SUMS, which must be in the one form that layout() writes."""
    lines = [LINE.fullmatch(line) for line in files.get(SUMS, b"").decode("utf-8", "replace").split("\n")[:-1]]
    told = {found[2]: found[1] for found in lines if found}
    there = set(files) - {SUMS, SIGNATURE}
    plain = "".join(f"{told[name]}  {name}\n" for name in sorted(told)).encode()
    wrong = [] if told and plain == files.get(SUMS) else [f"{SUMS}: changed."]
    wrong += [f"{name}: missing." for name in sorted(set(told) - there)]
    wrong += [f"{name}: was added." for name in sorted(there - set(told))]
    return wrong + [f"{n}: changed." for n in sorted(there & set(told)) if digest(files[n]) != told[n]]


def _signed(files: Mapping[str, bytes], key: str, data: str, signature: str) -> list[str]:
    try:
        certificate = files[f"{key}.pem"].decode("ascii")
        fits = certificates.public_pem(certificate).encode() == files[f"{key}-key.pem"]
        fits &= certificates.holds(certificate, files[data], files[signature])
    except (KeyError, ValueError):
        fits = False
    return [] if fits else [f"{data}: the signature does not hold."]


def _items(files: Mapping[str, bytes]) -> list[str]:
    """The items against the manifest; those that are withheld may be missing."""
    withheld = set(files.get(WITHHELD, b"").decode("utf-8", "replace").split("\n"))
    items = {name.removeprefix("items/"): content for name, content in files.items() if name.startswith("items/")}
    found = manifest.verify(files.get(MANIFEST, b""), items)
    return [
        f"{MANIFEST}: {p}" for p in found if not (p.endswith(": missing.") and p.removesuffix(": missing.") in withheld)
    ]


def _custody(files: Mapping[str, bytes]) -> list[str]:
    """The custody log: its one form, and its chain from the manifest's digest on."""
    given = files.get(CUSTODY, b"")
    try:
        rows = [(str(line["digest"]), dict(line["row"])) for line in json.loads(given)]
        whole = custody_file(rows) == given
    except (ValueError, KeyError, TypeError):
        return [f"{CUSTODY}: cannot be read."]
    last = digest(files.get(MANIFEST, b""))
    for link, row in rows:
        last = manifest.link(last, row)
        whole &= last == link
    return [] if whole else [f"{CUSTODY}: the chain is broken."]
