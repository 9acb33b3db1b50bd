"""Debian packages of the machine: seen on any distribution, installed where we are root and apt-get is there."""

import ctypes
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from portal.launcher import render
from portal.launcher.adapters import processes

FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")


def missing(packages: Iterable[render.Package]) -> list[render.Package]:
    """Those of which no probe is found."""
    return [package for package in packages if not any(_is_there(package.kind, probe) for probe in package.probes)]


def _is_there(kind: str, probe: str) -> bool:
    if kind == "program":
        return shutil.which(probe) is not None
    if kind == "font":
        return any(any(Path(folder).rglob(probe)) for folder in FONTS)
    try:
        ctypes.CDLL(probe)
    except OSError:
        return False
    return True


def can_install(environment: Mapping[str, str]) -> bool:
    """Root, with apt-get, and not told to keep out by MARU_NO_INSTALL=1."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and not environment.get("MARU_NO_INSTALL")


def install(names: Iterable[str], environment: Mapping[str, str]) -> bool:
    """Install without recommended extras, progress on the terminal; whether it worked."""
    quiet = {**environment, "DEBIAN_FRONTEND": "noninteractive"}
    processes.run_aloud(("apt-get", "update"), quiet)
    return processes.run_aloud(("apt-get", "install", "-y", "--no-install-recommends", *names), quiet) == 0
