"""Checking a sealed archive that lies here as bytes: a copy of verify.sh's answer in Python, for the command and for tests."""

import io
import zipfile
from collections.abc import Mapping

from agencies.doors.adapters import stamps
from takedowns.evidence import sealed

FIRST_MOMENT = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the oldest a ZIP can name: the archive itself says no time that nobody vouches for
MOST_BYTES = 500_000_000


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP, always the same bytes for the same files: stored, sorted, without times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, FIRST_MOMENT)
            info.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP; raises ValueError for one that is broken or unpacks to more than it should."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in infos) > MOST_BYTES:
                raise ValueError("too large")
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError("not a whole ZIP") from error


def package_check(files: Mapping[str, bytes], *, fingerprint: str = "") -> list[str]:
    """What does not fit in the files of a sealed archive; empty when it is whole."""
    return sealed.check(files, stamp_holds=_holds, fingerprint=fingerprint)


def zip_check(data: bytes, *, fingerprint: str = "") -> list[str]:
    """The same for the ZIP as it was given out; a byte that was changed between its files is found as well."""
    try:
        files = unzipped(data)
    except ValueError:
        return ["The archive cannot be read as a ZIP."]
    found = package_check(files, fingerprint=fingerprint)
    return found or ([] if zipped(files) == data else ["The ZIP is not as the portal writes it."])


def _holds(token: bytes, data: bytes, roots: bytes) -> bool:
    try:
        stamps.holds(token, data, roots=roots)
    except stamps.NoStamp:
        return False
    return True
