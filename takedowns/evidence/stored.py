"""The stored form of a page: its tree without inline pictures, each replaced by its digest."""

import re
from collections.abc import Iterator

from lxml import etree

from takedowns.evidence import inline, rasters
from takedowns.evidence.inline import Cut

DRAWN = frozenset({"svg", "math"})  # the markup itself is the picture
COLOURED = ("bgcolor", "background", "color", "bordercolor")
ADDRESS = re.compile(r"\s*(?:https?://|//|[./?#])", re.IGNORECASE)
ENCODED = re.compile(r"\[inline%20(picture|data),%20sha256%20([0-9a-f]{64})\]")
MAX_COLOURED, MAX_ADDRESS = 400, 4000


def tag(node: etree._Element) -> str:
    """The tag in lower case without a namespace; empty for comments and processing instructions."""
    return node.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def cut_mosaics(root: etree._Element) -> list[Cut]:
    """Hundreds of coloured or empty styled cells are a picture: without their colours they are a table."""

    def coloured(node: etree._Element) -> Iterator[str]:
        if not len(node) and not (node.text or "").strip():
            yield from (name for name in ("class", "id") if name in node.attrib)
        yield from (name for name in COLOURED if name in node.attrib)
        if inline.COLOUR.search(node.get("style", "")) or "background" in node.get("style", "").lower():
            yield "style"

    found = [(node, name) for node in root.iter(etree.Element) for name in coloured(node)]
    if len(found) <= MAX_COLOURED:
        return []
    values = "\n".join(str(node.attrib.pop(name)) for node, name in found)
    return [inline.cut("coloured-elements", values.encode("utf-8"))]


def cut_inline(root: etree._Element) -> list[Cut]:
    """Replace inline data by its digest all over the tree."""
    removed: list[Cut] = []
    # comments may stand before and after the root, where its own iterator does not go
    for node in [*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()]:
        name = tag(node)
        if name in DRAWN and node.getparent() is not None:
            markup = etree.tostring(node, method="html", encoding="utf-8", with_tail=False)
            removed.append(inline.cut(name, markup))
            tail = node.tail
            node.clear()  # the parts inside are still visited below: each picture in them gets its own digest
            node.text, node.tail = removed[-1].note, tail
        for attribute, value in list(node.attrib.items()) if name else ():
            new, cuts = _attribute(f"{name}@{attribute!s}", str(value))
            # The writer copies server-side includes unescaped, quotes too, and searches their end again and again.
            _write(node, str(attribute), str(value), new.replace("<!--", "<! --"))
            removed += cuts
        code = name in {"", "script", "style"}
        for part, each in (("text", node.text), ("tail", node.tail)):
            cutter = inline.cut_code if code and part == "text" else inline.cut_text
            new, cuts = cutter(each or "", name or "comment") if each else ("", [])
            if cuts:
                setattr(node, part, inline.NOT_TEXT.sub("\ufffd", new))
                removed += cuts
    return removed


def _write(node: etree._Element, name: str, old: str, new: str) -> None:
    if new != old:
        del node.attrib[name]
        try:
            node.set(name, inline.NOT_TEXT.sub("\ufffd", new))
        except ValueError:  # a name that the parser takes and the tree does not
            node.set("data-cut", new)


def _attribute(where: str, value: str) -> tuple[str, list[Cut]]:
    if where.endswith("@srcdoc"):
        one = inline.cut(f"{where}:data", value.encode("utf-8"))
        return one.note, [one, *inline.cut_text(value, where)[1]]
    if not where.endswith("srcset") and (whole := inline.whole_uri(value, where)):
        return whole.note, [whole]
    return inline.cut_code(value, where, address=len(value) <= MAX_ADDRESS and bool(ADDRESS.match(value)))


def cut_doctype(root: etree._Element) -> list[Cut]:
    """A document type whose names hold data loses them."""
    info = root.getroottree().docinfo
    found = [each for each in (info.public_id, getattr(info, "system_url", "")) if each]
    if not any(inline.cut_text(each, "doctype")[1] or rasters.written(each) for each in found):
        return []
    info.clear()
    return [inline.cut("doctype", each.encode("utf-8", "surrogatepass")) for each in found]


def markup(root: etree._Element) -> str:
    """The tree as HTML with its doctype. The writer escapes blanks in addresses, the notes are turned back."""
    text = etree.tostring(root.getroottree(), method="html", encoding="unicode")
    return ENCODED.sub(r"[inline \1, sha256 \2]", text)
