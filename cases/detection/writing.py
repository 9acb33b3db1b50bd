"""Other scripts: Russian, Japanese and Chinese spellings of the same words, and what a keyboard makes of them.

Russian: ICAO Doc 9303 part 3, and what people write more often; Japanese: Hepburn; layouts: the standard Russian and US ones.
Chinese: pairs of simplified and traditional characters that are frequent in names; reading them aloud needs a dictionary, which
is not here.
"""

import unicodedata
from collections.abc import Iterator

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ICAO = dict(
    zip(
        _CYRILLIC,
        str.split("a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia"),
        strict=True,
    )
)
USUAL = ICAO | {"ё": "yo", "й": "y", "х": "h", "ъ": "", "ю": "yu", "я": "ya"}
RUSSIAN_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
_PAIRS = (
    "张張刘劉陈陳杨楊赵趙黄黃吴吳孙孫马馬罗羅郑鄭谢謝许許韩韓冯馮邓鄧萧蕭叶葉吕呂苏蘇卢盧蒋蔣贾賈钟鍾谭譚陆陸邹鄒丽麗华華国國军軍红紅"
    "兰蘭凤鳳云雲龙龍宝寶刚剛伟偉杰傑静靜艳豔涛濤颖穎莹瑩晓曉学學庆慶荣榮义義爱愛东東鹏鵬飞飛强強铭銘锋鋒锐銳宁寧宾賓贤賢贵貴达達远遠"
    "亚亞齐齊诗詩语語轩軒乐樂梦夢琼瓊娇嬌妆妝岚嵐岭嶺怀懷总總恒恆惠惠戴戴时時术術权權条條来來枫楓栋棟树樹桥橋欢歡汉漢沈瀋泽澤洁潔润潤"
)
TRADITIONAL = {_PAIRS[n]: _PAIRS[n + 1] for n in range(0, len(_PAIRS), 2) if _PAIRS[n] != _PAIRS[n + 1]}
SIMPLIFIED = {new: old for old, new in TRADITIONAL.items()}
_ROWS = (
    ("アイウエオ", "a i u e o"), ("カキクケコ", "ka ki ku ke ko"), ("サシスセソ", "sa shi su se so"),
    ("タチツテト", "ta chi tsu te to"), ("ナニヌネノ", "na ni nu ne no"), ("ハヒフヘホ", "ha hi fu he ho"),
    ("マミムメモ", "ma mi mu me mo"), ("ヤユヨ", "ya yu yo"), ("ラリルレロ", "ra ri ru re ro"), ("ワヲン", "wa o n"),
    ("ガギグゲゴ", "ga gi gu ge go"), ("ザジズゼゾ", "za ji zu ze zo"), ("ダヂヅデド", "da ji zu de do"),
    ("バビブベボ", "ba bi bu be bo"), ("パピプペポ", "pa pi pu pe po"), ("ヴァィゥェォ", "vu a i u e o"),
)  # fmt: skip
HEPBURN = {kana: sound for row, sounds in _ROWS for kana, sound in zip(row, sounds.split(), strict=True)}
SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}
_HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF61, 0xFF9E)}
_HALF |= {"\u3099": "\uff9e", "\u309a": "\uff9f"}  # the two marks


def is_cyrillic(text: str) -> bool:
    """Whether there is a Russian letter in the text."""
    return any("\u0400" <= letter <= "\u04ff" for letter in text)


def is_kana(text: str) -> bool:
    """Whether there is a Japanese syllable in the text."""
    return any("\u3041" <= letter <= "\u30fa" for letter in text)


def is_han(text: str) -> bool:
    """Whether there is a Chinese character in the text."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def russian_latin(text: str) -> Iterator[str]:
    """Latin spellings of a Russian text: of passports, and of chats."""
    plain = text.casefold()
    for table in (ICAO, USUAL, USUAL | {"х": "kh"}):
        yield "".join(table.get(letter, letter) for letter in plain).replace("_", "")


def russian_others(text: str) -> Iterator[str]:
    """Russian spellings that differ by habit: without the dots, and typed on a Latin keyboard."""
    plain = text.casefold()
    yield plain.replace("ё", "е")
    yield plain.translate(RUSSIAN_KEYS)


def katakana(text: str) -> str:
    """Hiragana as katakana."""
    return "".join(chr(ord(letter) + 0x60) if "\u3041" <= letter <= "\u3096" else letter for letter in text)


def hiragana(text: str) -> str:
    """Katakana as hiragana."""
    return "".join(chr(ord(letter) - 0x60) if "\u30a1" <= letter <= "\u30f6" else letter for letter in text)


def half_width(text: str) -> str:
    """Katakana in the narrow form of old telephones."""
    marks = unicodedata.normalize("NFD", katakana(text))
    return "".join(_HALF.get(letter, letter) for letter in marks)


def kana_latin(text: str) -> str:
    """Hepburn without marks of length; characters that are no kana stay."""
    found: list[str] = []
    doubled = False
    for letter in katakana(text):
        sound = HEPBURN.get(letter, "")
        if letter in SMALL and found and found[-1].endswith("i"):
            last, glide = found[-1], SMALL[letter]
            sharp = last in {"shi", "chi", "ji"}
            found[-1] = last[:-1] + (glide[1:] if sharp else glide)
        elif letter == "ッ":
            doubled = True
        elif letter != "ー":
            sound = sound or letter
            found.append((("t" if sound.startswith("ch") else sound[:1]) if doubled else "") + sound)
            doubled = False
    return "".join(found)


def han_others(text: str) -> Iterator[str]:
    """The same name in traditional and in simplified characters."""
    yield "".join(TRADITIONAL.get(letter, letter) for letter in text)
    yield "".join(SIMPLIFIED.get(letter, letter) for letter in text)
