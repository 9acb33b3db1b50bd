"""Links that lead a crawl in circles: sessions in addresses, paths that repeat themselves, calendars that never end.

All of it is judged by addresses and by what pages brought; no content is kept.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

SESSION = re.compile(r"^(phpsessid|jsessionid|aspsessionid\w*|sid|sessid|session_?id|cfid|cftoken)$", re.IGNORECASE)
# Names that mean a session only if what follows looks like one.
LIKELY = re.compile(r"(?:s|zenid|oscsid)=[0-9a-z-]{16,64}", re.IGNORECASE)
IN_PATH = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
LONG = 1500  # characters of an address
DEEP = 16  # parts of a path
REPEATED = 3  # times that one part of a path may stand in it
PATIENCE = 25  # pages of one shape in a row that brought nothing, then its links are left out
SHAPES = 200  # that are remembered for a round


def without_session(url: str) -> str:
    """The address without what names a visitor's session: with it every page would be new on every visit."""
    head, mark, query = IN_PATH.sub("", url).partition("?")
    kept = query_without_session(query)
    return head + (mark + kept if kept or not query else "")


def query_without_session(query: str) -> str:
    """The parameters of an address without those that name a session."""
    pairs = query.split("&")
    return "&".join(pair for pair in pairs if not (SESSION.match(pair.partition("=")[0]) or LIKELY.fullmatch(pair)))


def circles(url: str) -> bool:
    """Whether an address is too long, too deep, or repeats parts of its path."""
    if len(url) > LONG:
        return True
    parts = [part for part in urlsplit(url).path.split("/") if part]
    if len(parts) > DEEP:
        return True
    return any(count > REPEATED for part, count in Counter(parts).items() if not part.isdigit())


def shape(url: str) -> str:
    """What addresses of one template share: the path with its numbers left out, and the names of the parameters."""
    found = urlsplit(url)
    path = re.sub(r"\d+", "0", found.path)
    names = sorted({pair.partition("=")[0] for pair in found.query.split("&") if pair})
    return hashlib.sha256(f"{found.netloc}{path}?{'&'.join(names)}".encode()).hexdigest()[:12]


def counted(barren: Mapping[str, int], shaped: str, *, brought: bool) -> dict[str, int]:
    """Pages of each shape that brought nothing, in a row, after one more page."""
    if brought:
        return {name: count for name, count in barren.items() if name != shaped}
    if shaped not in barren and len(barren) >= SHAPES:
        return dict(barren)
    return {**barren, shaped: barren.get(shaped, 0) + 1}


def endless(barren: Mapping[str, int], url: str) -> bool:
    """Whether links of this address's shape brought nothing for so long that they are left out."""
    return bool(barren) and barren.get(shape(url), 0) >= PATIENCE
