"""Which drawings may be a logo: shapes, text and colours, nothing that runs, is fetched or hides a picture."""

import re

from lxml import etree

MOST = 60_000  # characters
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "use", "symbol", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "style",
}  # fmt: skip
FRAME = {"svg", "g", "defs", "title", "desc", "style", "symbol"}  # draw nothing by themselves
ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|@|\\|expression|javascript:", re.IGNORECASE)


class NotADrawing(ValueError):
    """Not an SVG that can be a logo; `reason` is too_long, not_svg, picture or elsewhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(svg: str) -> None:
    """Raises NotADrawing unless the cleaned SVG holds nothing but shapes, text and colours of its own."""
    if len(svg) > MOST:
        raise NotADrawing("too_long")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(svg.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotADrawing("not_svg") from error
    if root.tag != f"{SVG}svg" or root.getroottree().docinfo.internalDTD is not None:
        raise NotADrawing("not_svg")
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for element in elements:
        _element(element)
    if not any(element.tag.removeprefix(SVG) not in FRAME for element in elements):
        raise NotADrawing("not_svg")


def _element(element: etree._Element) -> None:
    name = str(element.tag).removeprefix(SVG)
    if name not in SHAPES:
        raise NotADrawing("picture")
    for attribute, value in element.attrib.items():
        plain = str(attribute).rpartition("}")[2].lower()
        away = plain == "href" and not str(value).startswith("#")
        if away or plain.startswith("on") or ELSEWHERE.search(str(value)):
            raise NotADrawing("elsewhere")
    if name == "style" and ELSEWHERE.search(element.text or ""):
        raise NotADrawing("elsewhere")


def body(svg: str) -> str:
    """The drawing without its XML declaration, to stand inside a document."""
    return re.sub(r"^\s*<\?xml[^>]*\?>\s*", "", svg)
