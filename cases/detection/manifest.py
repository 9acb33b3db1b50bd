"""DASH manifests (ISO/IEC 23009-1): the cheapest adequate video representation as one stream of addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from cases.detection.playlist import MOST_PIECES, MOST_TEXT, BadPlaylist, Piece, Stream, Variant, join, lowest

Element = etree._Element
SPACE = "{urn:mpeg:dash:schema:mpd:2011}"
PERIOD = re.compile(r"P(?:(\d{1,4})D)?T?(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?")
PLACE = re.compile(r"\$(RepresentationID|Number|Time|Bandwidth|)(?:%0(\d{1,2})d)?\$")
MEDIA_RANGE = re.compile(r"(\d{1,15})-(\d{1,15})")


def dash(body: bytes, base: str) -> Stream:
    """The pieces of a manifest that was read at the address `base`. Raises BadPlaylist; entities are not expanded."""
    if len(body) > MOST_TEXT:
        raise BadPlaylist("format")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadPlaylist("format") from error
    if root is None or not isinstance(root.tag, str) or root.tag.removeprefix(SPACE) != "MPD":
        raise BadPlaylist("format")
    found = [_Representation(root, each, base) for each in _each(root, "Representation") if _is_video(each)]
    if not found:
        raise BadPlaylist("empty")
    if any(next(_each(parent, "ContentProtection"), None) is not None for one in found for parent in one.chain[2:]):
        raise BadPlaylist("protected")
    offers = [Variant(str(at), one.bandwidth, one.height) for at, one in enumerate(found)]
    return found[int(lowest(offers).url)].stream()


def _each(parent: Element, name: str) -> Iterator[Element]:
    return parent.iter(f"{SPACE}{name}", name)


def _child(parent: Element, name: str) -> Element | None:
    found = parent.find(f"{SPACE}{name}")
    return found if found is not None else parent.find(name)


def _int(element: Element | None, name: str, default: int = 0) -> int:
    text = "" if element is None else str(element.get(name) or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default


def _is_video(representation: Element) -> bool:
    for element in (representation, representation.getparent()):
        if element is not None:
            said = str(element.get("mimeType") or element.get("contentType") or "")
            if said:
                return said.startswith("video")
    return representation.get("height") is not None


@dataclass(frozen=True, slots=True)
class _Timing:
    """Numbers and times of the pieces of a template."""

    first: int
    timescale: int
    steps: tuple[tuple[int, int], ...]  # start and length, in units of the time scale


class _Representation:
    """One representation with what it inherits from its set, its period and the manifest."""

    def __init__(self, root: Element, element: Element, base: str) -> None:
        self.chain = [root, *(each for each in reversed(list(element.iterancestors())) if each is not root), element]
        self.element = element
        self.bandwidth = _int(element, "bandwidth")
        self.height = _int(element, "height") or _int(element.getparent(), "height")
        for each in self.chain:
            stated = _child(each, "BaseURL")
            base = join(base, stated.text) if stated is not None and stated.text else base
        self.base = base

    def _nearest(self, name: str) -> Element | None:
        return next((found for each in reversed(self.chain) if (found := _child(each, name)) is not None), None)

    def stream(self) -> Stream:
        """Its pieces, by whichever of the three ways the manifest lists them."""
        template, listed = self._nearest("SegmentTemplate"), self._nearest("SegmentList")
        if template is not None and template.get("media"):
            return self._of_template(template)
        if listed is not None:
            return self._of_list(listed)
        return Stream((Piece(self.base),))  # one file; its first bytes are enough

    def _of_template(self, template: Element) -> Stream:
        timing = self._timing(template)
        media, head = str(template.get("media")), template.get("initialization")
        pieces = [
            Piece(join(self.base, self._fill(media, timing.first + at, start)), seconds=length / timing.timescale)
            for at, (start, length) in enumerate(timing.steps)
        ]
        if not pieces:
            raise BadPlaylist("empty")
        return Stream(tuple(pieces), Piece(join(self.base, self._fill(str(head), 0, 0))) if head else None)

    def _of_list(self, listed: Element) -> Stream:
        pieces = [self._part(each, "media", "mediaRange") for each in list(_each(listed, "SegmentURL"))[:MOST_PIECES]]
        head = _child(listed, "Initialization")
        if not pieces:
            raise BadPlaylist("empty")
        return Stream(tuple(pieces), None if head is None else self._part(head, "sourceURL", "range"))

    def _part(self, element: Element, address: str, bounds: str) -> Piece:
        where = str(element.get(address) or "")
        found = MEDIA_RANGE.fullmatch(str(element.get(bounds) or ""))
        start, end = (int(found[1]), int(found[2])) if found else (0, -1)
        return Piece(join(self.base, where) if where else self.base, start, end - start + 1 if end >= start else None)

    def _timing(self, template: Element) -> _Timing:
        scale = max(1, _int(template, "timescale", 1))
        first = _int(template, "startNumber", 1)
        timeline = _child(template, "SegmentTimeline")
        if timeline is not None:
            return _Timing(first, scale, tuple(_timeline(timeline)))
        length = _int(template, "duration")
        if not length:
            raise BadPlaylist("empty")
        count = min(MOST_PIECES, max(1, int(-(-self._total() * scale // length))))
        return _Timing(first, scale, tuple((at * length, length) for at in range(count)))

    def _total(self) -> float:
        """Seconds that it plays, as period or manifest say; 0 where nobody does."""
        for each in reversed(self.chain):
            said = each.get("duration") if _name(each) == "Period" else each.get("mediaPresentationDuration")
            found = PERIOD.fullmatch(str(said)) if said and _name(each) in {"Period", "MPD"} else None
            if found:
                days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
                return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        return 0.0

    def _fill(self, template: str, number: int, time: int) -> str:
        values = {"Number": number, "Time": time, "Bandwidth": self.bandwidth}

        def one(match: re.Match[str]) -> str:
            if not match[1]:
                return "$"
            if match[1] == "RepresentationID":
                return str(self.element.get("id") or "")
            return str(values[match[1]]).zfill(min(int(match[2] or 1), 20))

        return PLACE.sub(one, template)


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(SPACE)


def _timeline(timeline: Element) -> Iterator[tuple[int, int]]:
    """Start and length of each piece; a repeat count is bounded, a negative one (to the end) counts once."""
    at = count = 0
    for each in _each(timeline, "S"):
        at = _int(each, "t", at)
        length = _int(each, "d")
        for _ in range(min(_int(each, "r") + 1, MOST_PIECES - count)):
            yield at, length
            at, count = at + length, count + 1
