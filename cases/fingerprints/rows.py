"""The rows of the matcher's table that one described file stands for."""

from collections.abc import Iterator

from cases.fingerprints.digest import Item

Row = tuple[int, int, str, bytes, int, int]  # agency, fingerprint, kind (values.KINDS), value, quality, milliseconds


def rows(item: Item, *, agency: int, fingerprint: int) -> Iterator[Row]:
    """Rows for values.columns. Digests are given as they are; a registry that keeps them keyed makes its own."""
    yield agency, fingerprint, "sha256", bytes.fromhex(item.sha256), 100, 0
    if item.md5:
        yield agency, fingerprint, "md5", bytes.fromhex(item.md5), 100, 0
    if item.pdq is not None and item.quality is not None:
        yield agency, fingerprint, "pdq", bytes.fromhex(item.pdq), item.quality, 0
    for frame in item.frames:
        yield agency, fingerprint, "frame", bytes.fromhex(frame.pdq), frame.quality, round(frame.t * 1000)
    for patch in item.patches:
        yield agency, fingerprint, "patch", bytes.fromhex(patch.pdq), patch.quality, 0
    for second in item.sound:
        yield agency, fingerprint, "sound", bytes.fromhex(second.bits), 100, round(second.t * 1000)
