"""A closer look where the first one cannot say whether a picture is a copy."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from cases.detection.adapters.decoder import Decoded, DecodeFailure, DecodeLimits, Decoder
from cases.detection.services import closer
from cases.fingerprints.bands import Band, Kind, Proof
from cases.fingerprints.hits import Hit
from cases.fingerprints.matching import Registry
from cases.fingerprints.parts import Effort
from cases.fingerprints.query import Query


def hit(number: int, band: Band, kind: Kind = Kind.PATCHES) -> Hit:
    return Hit(1, number, band, 20, 100, 0, False, False, 0, "", method=kind, proofs=(Proof(kind, patches=5),))


def decoded(media: str = "image") -> Decoded:
    return Decoded(media, "00" * 32, "00" * 16, 640, 480, None, True, (), ())


@dataclass
class Looking:
    """A decoder and a registry that remember how they were asked."""

    hits: list[Hit]
    efforts: list[Effort] = field(default_factory=list)

    def decode(self, data: bytes, *, limits: DecodeLimits, **_: Any) -> Decoded:
        self.efforts.append(limits.effort)
        return decoded()

    def find(self, query: Query) -> list[Hit]:
        return self.hits


VAGUE, CLEAR, OTHER = hit(1, Band.POSSIBLE), hit(2, Band.LIKELY), hit(1, Band.LIKELY)
FAINT = hit(3, Band.POSSIBLE, Kind.PDQ)
FAILED = DecodeFailure("broken", "00" * 32, "00" * 16)


@pytest.mark.parametrize(
    ("first", "second", "seen", "expected", "looks"),
    [
        ([CLEAR, FAINT], [], decoded(), [CLEAR, FAINT], 0),
        ([VAGUE], [VAGUE], decoded(), [], 1),
        ([VAGUE], [OTHER], decoded(), [OTHER], 1),
        ([CLEAR, VAGUE], [CLEAR, OTHER], decoded(), [CLEAR, OTHER], 1),
        ([VAGUE, FAINT], [], decoded("video"), [FAINT], 0),
        ([], [OTHER], FAILED, [], 0),
    ],
)
def test_it_looks_again_only_where_details_alone_speak(
    first: list[Hit], second: list[Hit], seen: Decoded | DecodeFailure, expected: list[Hit], looks: int
) -> None:
    stub = Looking(second)
    decoder, registry = cast("Decoder", stub), cast("Registry", stub)
    found = closer.look(decoder, registry, b"", decoded=seen, limits=DecodeLimits(), hits=first)
    assert found == expected
    assert stub.efforts == [Effort.FULL] * looks
