"""The question about a found file with its exact digests keyed, as the matcher's table holds them."""

from dataclasses import replace

from cases.fingerprints import digest
from cases.fingerprints.query import Query


def marked(query: Query, key: bytes) -> Query:
    """The same question with digest.mark in place of both digests (64 hex digits each); an empty one stays empty."""
    return replace(query, sha256=_marked("sha256", query.sha256, key), md5=_marked("md5", query.md5, key))


def _marked(kind: str, value: str, key: bytes) -> str:
    return digest.mark(kind, bytes.fromhex(value), key).hex() if value else ""
