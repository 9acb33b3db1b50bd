"""Invented finds with a known answer: what the page says, and how the copy and the registration agree.

No picture, no person, no address of anybody. A right one has figures of a copy and words of such a page; a wrong one is what
fingerprints really mix up, and what the portal would let through (“likely”, so that it can be approved by mistake): flat drawings, logos, placeholders, two views of one landmark, the test card before a clip.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """By what it was recognised, as the columns of a find."""

    band: str
    distance: int
    quality: int
    exact: bool = False
    method: str = "pdq"
    frames: int = 0
    share: int = 0
    turn: int = 0
    trimmed: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """`title`, `words`: of the page; `why`: what tells that it is right or wrong, said after a miss."""

    name: str
    right: bool
    media: str
    figures: Figures
    title: str
    words: str
    why: str


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


COPY = gettext_noop("Few bits differ at a high quality, and the page offers it as private material.")
FILE = gettext_noop("It is the same file, byte for byte: that cannot happen by chance.")
CLIP = gettext_noop("Many moments of the clip agree in their order, which chance does not do.")
FAR = gettext_noop(
    "Nearly as many bits differ as may at all, and the quality is low: that is what strangers' pictures look like."
)
FLAT = gettext_noop("The quality is low: a drawing or a flat picture has so few features that many others look alike.")
WORDS = gettext_noop(
    "The words of the page say what it is: something that everybody may see, and nobody's private picture."
)
CARD = gettext_noop(
    "Only a moment or two agree, at the very beginning: a black frame or a test card that thousands of clips share."
)

RIGHT = (
    Sample("album", True, "image", Figures("certain", 0, 96, exact=True, method="exact"), "Album 14",
           "Album 14\nPrivate pictures, posted without her knowing. Do not repost.\n23 comments", FILE),
    Sample("thread", True, "image", Figures("certain", 4, 95), "Thread 88213",
           "Thread 88213\nex leaked these, more in the next post\nanon 12:04", COPY),
    Sample("repost", True, "image", Figures("certain", 8, 90), "Reposted",
           "Reposted\nfound in an old folder, she does not know it is up\n4 replies", COPY),
    Sample("crop", True, "image", Figures("likely", 13, 87, trimmed=True), "Gallery 7",
           "Gallery 7\nhidden camera, changing room, set 2 of 5", COPY),
    Sample("mirror", True, "image", Figures("likely", 12, 84, turn=4), "Collection",
           "Collection\nprivate set, sent to a friend and passed on\nviews are hidden", COPY),
    Sample("clip", True, "video", Figures("certain", 6, 88, method="frames", frames=14, share=82), "Clip 3",
           "Clip 3\nprivate recording, leaked from a phone\n0:42", CLIP),
    Sample("long clip", True, "video", Figures("certain", 9, 83, method="frames", frames=31, share=96), "Full video",
           "Full video\nrecorded secretly, full length, link works", CLIP),
)  # fmt: skip
WRONG = (
    Sample("wallpaper", False, "image", Figures("likely", 30, 54), "Free wallpapers",
           "Free wallpapers\nSunset over the old bridge, 1920 x 1080, free download for your desktop", FAR),
    Sample("logo", False, "image", Figures("likely", 27, 51), "Bridge Brewery",
           "Bridge Brewery\nOur new logo. Press kit, brand colours and fonts.", FLAT),
    Sample("placeholder", False, "image", Figures("likely", 28, 50), "Shop",
           "Shop\nNo picture available\nGarden chair, oak, two pieces", FLAT),
    Sample("news", False, "image", Figures("likely", 29, 63), "City news",
           "City news\nThe mayor opened the new bridge on Sunday. Picture: press office", WORDS),
    Sample("recipe", False, "image", Figures("likely", 26, 58), "Coffee cake",
           "Coffee cake\nBake for 40 minutes. Serve with coffee. 128 people made this.", WORDS),
    Sample("meme", False, "image", Figures("likely", 25, 55), "Funny cats",
           "Funny cats\nWhen it is Monday and the coffee is gone. 2,311 likes", WORDS),
    Sample("screen", False, "image", Figures("likely", 29, 52), "How to sign in",
           "How to sign in\nOpen the app and enter your number. The screen looks like this.", FLAT),
    Sample("test card", False, "video", Figures("likely", 20, 56, method="frames", frames=2, share=2), "Channel ident",
           "Channel ident\nTest card and countdown, used before each of our broadcasts since 2011", CARD),
)  # fmt: skip
SAMPLES = RIGHT + WRONG
BY_NAME = {sample.name: sample for sample in SAMPLES}


def turn_of(every: int, chance: float) -> int:
    """After how many real items the next known one comes: `every` on the average, and never to be counted out. 0 <= chance < 1."""
    return max(1, round(every * (0.5 + chance)))
