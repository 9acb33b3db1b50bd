"""What stands in the mail to a relay partner, around the notice that it passes on in its own name (HARMS 26). English, fixed text."""

from collections.abc import Sequence

ASKED = """Please pass the notice in the enclosed files on, in your own name, to:

%(to)s

The enclosed files name you as the sender and do not name us. Please do not forward this mail itself: it shows our name and our
address. Answer this mail when you have sent the notice, and with what the recipient says.
"""
FLAGGER = """
You act as a trusted flagger: your notices have priority there (Article 22 of Regulation (EU) 2022/2065).
"""


def cover(to: Sequence[str], *, flagger: bool) -> str:
    """The request to the partner. `to`: name, country, mail address and form of the recipient, as far as they are known."""
    lines = "\n".join(f"  {line}" for line in to if line)
    return ASKED % {"to": lines} + (FLAGGER if flagger else "")
