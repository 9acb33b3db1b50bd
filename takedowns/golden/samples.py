"""Invented finds with a known answer: what the page says, and how the copy and the registration agree.

No picture, no person, no address of anybody. Every one has an answer that the desk shows to whoever reads it. A right one agrees broadly
(ways.py), on a page that offers private material or says nothing of it. A wrong one tells itself by the figures, by the page, or by both:
little agrees, even where the page sounds like it; or the page is plainly of something that everybody may see, even where much agrees.
What neither figures nor page can tell is no question for the desk, and none of these.
"""

from dataclasses import dataclass

from takedowns.golden import ways
from takedowns.golden.ways import Way


@dataclass(frozen=True, slots=True)
class Sample:
    """`ways`: of agreeing, one is drawn; `title`, `words`: of the page; `why`: what tells that it is right or wrong, said after a miss."""

    name: str
    right: bool
    ways: tuple[Way, ...]
    title: str
    words: str
    why: str

    @property
    def media(self) -> str:
        """What is registered: image or video."""
        return self.ways[0].media


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


COPY = gettext_noop(
    "Many details agree, or few bits differ at a high quality, and nothing on the page speaks against it."
)
FILE = gettext_noop("It is the same file, byte for byte: that cannot happen by chance.")
CLIP = gettext_noop("Many moments of the clip agree in their order, which chance does not do.")
FAR = gettext_noop(
    "Nearly as many bits differ as may at all at this quality, or only a piece agrees: that is what strangers' pictures look like."
)
FEW = gettext_noop(
    "Only a few details agree and nothing else: a word, a logo or a button that is drawn over both does that."
)
WORDS = gettext_noop(
    "The words of the page say what it is: something that everybody may see, and nobody's private picture."
)
CARD = gettext_noop(
    "Only a moment or two agree, at the very beginning: a black frame or a test card that thousands of clips share."
)
SONG = gettext_noop("Only some seconds of sound agree: many clips have the same song under them.")

STILLS = (ways.NEAR, ways.CROPPED, ways.WRITTEN_OVER, ways.BLURRED)
CLIPS = (ways.CLIP, ways.CUT)
FLAT = (ways.EDGE, ways.SMOOTH, ways.PIECE)

RIGHT = (
    Sample("album", True, (ways.FILE,), "Album 14",
           "Album 14\nPrivate pictures, posted without her knowing. Do not repost.\n23 comments", FILE),
    Sample("archive", True, (ways.FILE,), "Index of /s/2024",
           "Index of /s/2024\nIMG_0231.jpg 1.2M\nIMG_0232.jpg 1.1M\nIMG_0233.jpg 0.9M", FILE),
    Sample("thread", True, STILLS, "Thread 88213",
           "Thread 88213\nex leaked these, more in the next post\nanon 12:04", COPY),
    Sample("repost", True, STILLS, "Reposted",
           "Reposted\nfound in an old folder, she does not know it is up\n4 replies", COPY),
    Sample("crop", True, STILLS, "Gallery 7",
           "Gallery 7\nhidden camera, changing room, set 2 of 5", COPY),
    Sample("mirror", True, STILLS, "Collection",
           "Collection\nprivate set, sent to a friend and passed on\nviews are hidden", COPY),
    Sample("numbers", True, STILLS, "Gallery 1031",
           "Gallery 1031\nPage 3 of 9\nprevious next\nview 1,204", COPY),
    Sample("request", True, STILLS, "anyone got the rest?",
           "anyone got the rest?\nw for w. girl from the harbour district, her name is in the folder\n17 answers", COPY),
    Sample("korean thread", True, STILLS, "자료 공유 118",
           "자료 공유 118\n전여친 유출본 더 있음, 댓글 달면 링크 보냄\n조회 903", COPY),
    Sample("korean album", True, STILLS, "비공개 앨범",
           "비공개 앨범\n몰카 모음 3탄. 퍼가지 마세요\n댓글 12", COPY),
    Sample("nameless", True, STILLS, "untitled",
           "untitled\nuploaded 3 days ago by user4471\n0 comments", COPY),
    Sample("free download", True, STILLS, "Free download",
           "Free download\nLeaked from her private account, 40 files, free download before it is gone", COPY),
    Sample("clip", True, CLIPS, "Clip 3",
           "Clip 3\nprivate recording, leaked from a phone\n0:42", CLIP),
    Sample("long clip", True, CLIPS, "Full video",
           "Full video\nrecorded secretly, full length, link works", CLIP),
    Sample("short cut", True, CLIPS, "vid_0007",
           "vid_0007\n1:12\nrelated videos\nlike share", CLIP),
    Sample("korean clip", True, CLIPS, "직캠 아님",
           "직캠 아님\n헤어진 여자친구 영상 유출, 곧 지워짐\n2:05", CLIP),
)  # fmt: skip
WRONG = (
    # little agrees, and the page is plainly of something else
    Sample("wallpaper", False, FLAT, "Free wallpapers",
           "Free wallpapers\nSunset over the old bridge, 1920 x 1080, free download for your desktop", FAR),
    Sample("logo", False, (ways.FEW, ways.SMOOTH), "Bridge Brewery",
           "Bridge Brewery\nOur new logo. Press kit, brand colours and fonts.", FEW),
    Sample("placeholder", False, (ways.SMOOTH, ways.FEW), "Shop",
           "Shop\nNo picture available\nGarden chair, oak, two pieces, add to basket", FEW),
    Sample("recipe", False, FLAT, "Coffee cake",
           "Coffee cake\nBake for 40 minutes at 180 degrees. Serve with coffee. 128 people made this.", FAR),
    Sample("screen", False, (ways.FEW, ways.PIECE), "How to sign in",
           "How to sign in\nOpen the app and enter your number. The screen looks like this.", FEW),
    Sample("flat", False, FLAT, "Flat to let",
           "Flat to let\nTwo rooms, balcony, from March. Deposit two months' rent. Call the agent.", FAR),
    Sample("match report", False, FLAT, "Third round",
           "Third round\nThe home side won 3:1 after extra time. Photo: club", FAR),
    Sample("timetable", False, FLAT, "Line 7",
           "Line 7\nTimetable valid from 1 December. Tickets at the counter or in the app.", FAR),
    Sample("korean shop", False, FLAT, "겨울 세일",
           "겨울 세일\n겨울 코트 30% 할인, 무료 배송, 장바구니에 담기", FAR),
    Sample("test card", False, (ways.MOMENTS,), "Channel ident",
           "Channel ident\nTest card and countdown, used before each of our broadcasts since 2011", CARD),
    Sample("lesson", False, (ways.MOMENTS, ways.SONG), "Lesson 12",
           "Lesson 12\nCourse video, chapter on fractions. Worksheet and answers to download.", CARD),
    # little agrees; the page says nothing of it, or sounds like it
    Sample("bare gallery", False, FLAT, "Gallery 88",
           "Gallery 88\nPage 12 of 40\nprevious next\nview 310", FAR),
    Sample("bare folder", False, FLAT, "Index of /pics",
           "Index of /pics\nDSC_1181.jpg\nDSC_1182.jpg\nDSC_1183.jpg", FAR),
    Sample("other album", False, FLAT, "Album 9",
           "Album 9\nprivate pictures, leaked, do not tell\n8 comments", FAR),
    Sample("watermark", False, (ways.FEW,), "Leaks daily",
           "Leaks daily\nprivate set of the week, watermark of our site on each\n41 comments", FEW),
    Sample("korean leak", False, FLAT, "유출 모음",
           "유출 모음\n일반인 유출 사진, 매일 업데이트\n조회 5,120", FAR),
    Sample("opening", False, (ways.MOMENTS,), "Leaked clips 4",
           "Leaked clips 4\nprivate clips with our opening title\n0:31", CARD),
    Sample("song", False, (ways.SONG,), "party vid",
           "party vid\nleaked party video, music on\n1:55", SONG),
    Sample("stub", False, (ways.MOMENTS, ways.SONG), "vid_2210",
           "vid_2210\n0:19\nrelated videos\nlike share", CARD),
    # much agrees, and the page says what it is
    Sample("news", False, (ways.SAME_PLACE,), "City news",
           "City news\nThe mayor opened the new bridge on Sunday. Picture: press office", WORDS),
    Sample("landmark", False, (ways.SAME_PLACE,), "Travel diary",
           "Travel diary\nDay four: the tower at dusk. Opening hours and tickets below. Where to stay.", WORDS),
    Sample("moon", False, (ways.SAME_PLACE,), "Night sky",
           "Night sky\nThe full moon through my telescope, 200 mm, exposure 1/125", WORDS),
    Sample("meme", False, (ways.SAME_WORDS,), "Funny cats",
           "Funny cats\nWhen it is Monday and the coffee is gone. 2,311 likes, meme of the week", WORDS),
    Sample("poster", False, (ways.SAME_WORDS,), "Spring sale",
           "Spring sale\nEverything must go! Sale until Saturday, all stores.", WORDS),
    Sample("breaking", False, (ways.SAME_WORDS,), "Live",
           "Live\nBreaking news: storm closes the harbour. Live from our newsroom.", WORDS),
    Sample("stock", False, (ways.SAME_PLACE, ways.SAME_WORDS), "Stock photos",
           "Stock photos\nWoman with coffee at window, royalty free stock photo, model released, license from 9 EUR", WORDS),
    Sample("series", False, (ways.SAME_SHOW,), "Season 2",
           "Season 2\nOfficial trailer of the television series, in cinemas and on demand", WORDS),
    Sample("korean news", False, (ways.SAME_PLACE,), "지역 뉴스",
           "지역 뉴스\n시장 개막식 사진. 사진 제공: 시청 기자실, 무단 전재 금지", WORDS),
)  # fmt: skip
SAMPLES = RIGHT + WRONG
BY_NAME = {sample.name: sample for sample in SAMPLES}


def turn_of(every: int, chance: float) -> int:
    """After how many real items the next known one comes: `every` on the average, and never to be counted out. 0 <= chance < 1."""
    return max(1, round(every * (0.5 + chance)))
