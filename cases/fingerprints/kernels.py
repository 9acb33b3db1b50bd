"""The inner loops of mih.py. Plain functions that numba compiles when they are first needed, never at import.

Words are 64 bits. Counting bits is spelled out because numba has no name for it; the compiler knows the spelling and
makes one instruction of it. Whoever changes a constant's type makes it slow: unsigned and signed mixed become floats.

A question is hundreds of reads far apart in memory, and nearly all of its time is waiting for them. So `probe` asks for
many at once before it needs the first: all the buckets of a step, then their side words, then the rows, then the values.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.compiled import fast

ONES, TWOS, FOURS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
BYTES = np.uint64(0x0101010101010101)
BY1, BY2, BY4, BY56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
LANES = 32  # side words that are compared at once
STEP = 16  # bands of one question, or questions of one band, whose buckets are looked up together
PROBES = STEP * 17
PLACES = 512  # postings whose values are read together
Search = Callable[..., int]


def bits(word: Any) -> Any:
    """How many bits of a word of 64 are set."""
    word = word - ((word >> BY1) & ONES)
    word = (word & TWOS) + ((word >> BY2) & TWOS)
    return (((word + (word >> BY4)) & FOURS) * BYTES) >> BY56


def apart(one: NDArray[Any], other: NDArray[Any]) -> Any:
    """Differing bits of two values of 4 words."""
    distance = np.int64(0)
    for word in range(4):
        distance += np.int64(bits(one[word] ^ other[word]))
    return distance


def touch(array: Any, at: Any) -> None:
    """Ask for what lies there without waiting for it; a single instruction, see compiled()."""


def between(sides: Any, at: Any, side: Any, least: Any, most: Any) -> Any:
    """A bit for each of LANES side words: whether it differs in `least` to `most` bits; a few instructions, as above."""


def passing(sides: NDArray[Any], at: int, end: int, side: int, least: int, most: int) -> Any:
    """`between` for the words from `at` to `end` and no others, also at the end of the array."""
    if at + LANES <= len(sides):
        found = np.int64(between(sides, at, side, least, most))
    else:
        found = np.int64(0)
        for lane in range(len(sides) - at):
            count = np.int64(bits(np.uint64(sides[at + lane] ^ side)))
            found |= np.int64(least <= count <= most) << np.int64(lane)
    if end - at < LANES:
        found &= (np.int64(1) << np.int64(end - at)) - np.int64(1)
    return found


def look_up(
    bands: NDArray[Any], first: int, last: int, band: int, few: int, offsets: NDArray[Any], sides: NDArray[Any],
    probes: NDArray[Any], at: int,
) -> int:  # fmt: skip
    """What one band of the questions from `first` to `last` has to look through, into `probes` from `at` on; where that ends.

    Of each: question, first and last place of the bucket, its side word, least and most differing bits of it.
    """
    low = few // 2
    least, flips = (low + 1, few - low - 1) if band & 1 else (0, low)
    base = band * (len(sides) // 16)
    for number in range(first, last):
        content, side = np.int64(bands[number, band]), np.int64(bands[number, band ^ 1])
        for flip in range(1 + 16 * flips):
            key = content ^ (np.int64(1) << np.int64(flip) >> np.int64(1))  # 0 flips nothing
            start = base + np.int64(offsets[band, key])
            end = base + np.int64(offsets[band, key + 1])
            for line in range(start, end + LANES, LANES):
                touch(sides, line)
            probes[at, 0], probes[at, 1], probes[at, 2] = number, start, end
            probes[at, 3], probes[at, 4], probes[at, 5] = side, least, few - (flip > 0)
            at += 1
    return at


def seen(one: NDArray[Any], other: NDArray[Any], band: int, few: int) -> bool:
    """Whether the pairs of bands before this band's have found the value already: only the first reports it."""
    for pair in range(band // 2):
        left, right = np.uint64(one[2 * pair] ^ other[2 * pair]), np.uint64(one[2 * pair + 1] ^ other[2 * pair + 1])
        if bits(left) + bits(right) <= few:
            return True
    return False


def judge(
    waiting: NDArray[Any], count: int, words: NDArray[Any], bands: NDArray[Any], ids: NDArray[Any],
    value_words: NDArray[Any], value_bands: NDArray[Any], few: int, radius: int, hits: NDArray[Any], found: int,
) -> int:  # fmt: skip
    """Compare the values of `count` waiting (question, place) and add to the hits; how many there are now."""
    for at in range(count):
        touch(value_words, 4 * np.int64(ids[waiting[at, 1]]))
    for at in range(count):
        number, place = waiting[at, 0], waiting[at, 1]
        row = np.int64(ids[place])
        distance = apart(words[number], value_words[row])
        if distance <= radius and not seen(bands[number], value_bands[row], place // (len(ids) // 16), few):
            if found < len(hits):
                hits[found, 0], hits[found, 1], hits[found, 2] = number, row, distance
            found += 1
    return found


def probe(
    words: NDArray[Any], bands: NDArray[Any], offsets: NDArray[Any], ids: NDArray[Any], sides: NDArray[Any],
    value_words: NDArray[Any], value_bands: NDArray[Any], few: int, radius: int, hits: NDArray[Any],
) -> int:  # fmt: skip
    """Number of the question, row and distance of each hit into `hits`; how many, which may be more than fit.

    `words` M x 4 and `bands` M x 16 of the questions, `value_words` N x 4 and `value_bands` N x 16 of the values (the
    same bytes), `offsets` 16 x 65537, `ids` and `sides` of all bands one after the other. `few`: see mih.py.
    """
    probes, waiting = np.empty((PROBES, 6), np.int64), np.empty((PLACES, 2), np.int64)
    questions = STEP if len(words) >= STEP else 1  # many: band by band, whose tables then stay in the cache
    found = 0
    for band in range(0, 16, STEP // questions):
        for first in range(0, len(words), questions):
            last, ready, count = min(first + questions, len(words)), 0, 0
            for one in range(band, band + STEP // questions):
                ready = look_up(bands, first, last, one, few, offsets, sides, probes, ready)
            for number in range(ready):
                question, at, end, side, least, most = probes[number]
                while at < end:
                    near = passing(sides, at, end, side, least, most)
                    while near:
                        place = at + np.int64(bits(np.uint64((near & -near) - np.int64(1))))
                        waiting[count, 0], waiting[count, 1] = question, place
                        touch(ids, place)
                        count += 1
                        near &= near - np.int64(1)
                    at += LANES
                    if count > PLACES - LANES:
                        found = judge(waiting, count, words, bands, ids, value_words, value_bands, few, radius, hits, found)  # fmt: skip
                        count = 0
            found = judge(waiting, count, words, bands, ids, value_words, value_bands, few, radius, hits, found)
    return found


def scan(words: NDArray[Any], values: NDArray[Any], radius: int, hits: NDArray[Any]) -> int:
    """The same by looking at every one of N x 4 words."""
    found = 0
    for number in range(len(words)):
        query = words[number]
        for row in range(len(values)):
            half = np.int64(bits(values[row, 0] ^ query[0])) + np.int64(bits(values[row, 1] ^ query[1]))
            if half <= radius:
                distance = apart(query, values[row])
                if distance <= radius:
                    if found < len(hits):
                        hits[found, 0], hits[found, 1], hits[found, 2] = number, row, distance
                    found += 1
    return found


def post(value_bands: NDArray[Any], chosen: NDArray[Any], band: int, offsets: NDArray[Any], ids: NDArray[Any], sides: NDArray[Any]) -> int:  # fmt: skip
    """One band's postings by counting: offsets (65537), then row and side word of every chosen row, in order of rows."""
    for number in range(len(chosen)):
        offsets[np.int64(value_bands[chosen[number], band]) + 1] += 1
    for key in range(65536):
        offsets[key + 1] += offsets[key]
    free = offsets[:65536].copy()
    for number in range(len(chosen)):
        row = chosen[number]
        at = free[value_bands[row, band]]
        ids[at] = row
        sides[at] = value_bands[row, band ^ 1]
        free[value_bands[row, band]] = at + 1
    return len(chosen)


@functools.cache
def compiled() -> tuple[Search, Search, Search]:
    """(probe, scan, post) as machine code; kept on disk beside this file, so a second process takes milliseconds."""
    from numba.extending import overload, register_jitable

    compare, ask = _comparison(), _request()
    overload(between)(lambda sides, at, side, least, most: lambda sides, at, side, least, most: compare(sides, at, side, least, most))  # fmt: skip
    overload(touch)(lambda array, at: lambda array, at: ask(array, at))
    for helper in (bits, apart, passing, look_up, seen, judge):
        register_jitable(helper)
    return fast(probe, nogil=True), fast(scan, nogil=True), fast(post, nogil=True)


def _comparison() -> Any:
    """`between`, spelled for the compiler below numba, which makes the best of it that the processor can do."""
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    word, index = ir.IntType(16), ir.IntType(32)
    vector = ir.VectorType(word, LANES)
    counter = ir.FunctionType(vector, [vector])

    def spread(builder: Any, number: Any) -> Any:
        one = builder.insert_element(ir.Constant(vector, ir.Undefined), builder.trunc(number, word), index(0))
        return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(index, LANES), [0] * LANES))

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        place = builder.bitcast(_address(context, builder, signature, given), vector.as_pointer())
        side, least, most = (spread(builder, number) for number in given[2:])
        count = _named(builder, f"llvm.ctpop.v{LANES}i16", counter, [builder.xor(builder.load(place, align=2), side)])
        enough, few = builder.icmp_unsigned(">=", count, least), builder.icmp_unsigned("<=", count, most)
        return builder.zext(builder.bitcast(builder.and_(enough, few), ir.IntType(LANES)), ir.IntType(64))

    def compare(typing: Any, sides: Any, at: Any, side: Any, least: Any, most: Any) -> Any:
        return types.int64(sides, *(types.int64,) * 4), code

    return intrinsic(compare)


def _request() -> Any:
    """`touch`, in the same way."""
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
    kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        place = builder.bitcast(_address(context, builder, signature, given), byte)
        _named(builder, "llvm.prefetch.p0i8", kind, [place, number(0), number(3), number(1)])  # to read, soon, data
        return context.get_dummy_value()

    def ask(typing: Any, array: Any, at: Any) -> Any:
        return types.void(array, types.int64), code

    return intrinsic(ask)


def _address(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    """Where element given[1] of the contiguous array given[0] lies."""
    from numba.core import cgutils

    array = cgutils.create_struct_proxy(signature.args[0])(context, builder, given[0])
    return builder.gep(array.data, [given[1]])


def _named(builder: Any, name: str, kind: Any, given: Any) -> Any:
    from numba.core import cgutils

    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), given)
