"""Korean syllables taken apart: letters, initial consonants, keys, and Latin spellings.

Syllables are composed as the Unicode Standard says (chapter 3.12). Keys: the two-set layout of KS X 5002. Latin: the Revised
Romanization of Korean (notification 2000-8 of the Ministry of Culture and Tourism), names syllable by syllable as it allows; the
spellings beside it were gathered by hand from those that people have in their passports.
"""

from collections.abc import Iterator

FIRST, VOWELS, FINALS = 0xAC00, 21, 28
INITIAL = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWEL = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINAL = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
INITIAL_KEYS = str.split("r R s e E f a q Q t T d w W c z x v g")
VOWEL_KEYS = str.split("k o i O j p u P h hk ho hl y n nj np nl b m ml l")
FINAL_KEYS = ("", *str.split("r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g"))
INITIAL_LATIN = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
VOWEL_LATIN = str.split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
FINAL_LATIN = ("", *str.split("k k k n n n t l k m l l l p l m p p t t ng t t k t p t"))
ALIKE_VOWELS = ("ㅐㅔ", "ㅒㅖ", "ㅚㅙㅞ", "ㅢㅣ", "ㅗㅛ", "ㅓㅕ")  # heard or typed for one another
# Syllables that look like one another when read fast; a game of Korean forums.
ALIKE_SYLLABLES = ("대머", "귀커", "파과", "비네", "유윾", "며띠", "왕앟", "피끠")
SURNAMES = {
    "김": "kim gim", "이": "lee yi rhee", "박": "park bak", "최": "choi choe", "정": "jung jeong chung", "강": "kang gang",
    "조": "cho jo", "윤": "yoon yun", "장": "jang chang", "임": "lim im", "한": "han", "오": "oh o", "서": "seo suh",
    "신": "shin sin", "권": "kwon gwon", "황": "hwang", "안": "ahn an", "송": "song", "류": "ryu yoo", "유": "yoo yu",
    "전": "jeon jun chun", "홍": "hong", "고": "ko go koh", "문": "moon mun", "양": "yang", "손": "son sohn", "배": "bae",
    "백": "baek paik", "허": "heo hur", "남": "nam", "심": "shim sim", "노": "noh roh", "하": "ha", "곽": "kwak gwak",
    "성": "sung seong", "차": "cha", "주": "joo ju", "우": "woo u", "구": "koo gu", "민": "min", "진": "jin", "나": "na ra",
    "엄": "um eom", "채": "chae", "원": "won", "천": "cheon chun", "방": "bang", "공": "kong gong", "현": "hyun hyeon",
    "함": "ham", "변": "byun byeon", "염": "yeom", "여": "yeo", "추": "choo chu", "도": "do", "소": "so", "석": "seok suk",
    "선": "sun seon", "설": "seol sul", "마": "ma", "길": "gil kil", "연": "yeon", "위": "wi", "표": "pyo", "명": "myung",
    "기": "ki gi", "반": "ban", "왕": "wang", "금": "keum geum", "옥": "ok", "육": "yook", "인": "in", "맹": "maeng",
    "제": "je", "모": "mo", "남궁": "namgung namkoong", "황보": "hwangbo", "선우": "sunwoo", "제갈": "jegal",
    "사공": "sagong", "독고": "dokgo",
}  # fmt: skip
GIVEN = {
    "영": "young", "현": "hyun", "준": "joon", "희": "hee", "수": "soo", "우": "woo", "주": "joo", "경": "kyung", "정": "jung",
    "성": "sung", "혁": "hyuk", "훈": "hoon", "선": "sun", "석": "suk", "철": "chul", "유": "yoo", "윤": "yoon", "기": "ki",
    "규": "kyu", "근": "keun", "건": "kun", "광": "kwang", "국": "kook", "길": "kil", "강": "kang", "구": "koo", "권": "kwon",
    "금": "keum", "범": "bum", "숙": "sook", "순": "soon", "신": "shin", "중": "joong", "천": "chun", "춘": "choon",
    "형": "hyung", "연": "youn", "병": "byung", "명": "myung", "령": "ryung", "균": "kyun", "관": "kwan", "교": "kyo",
}  # fmt: skip


def is_syllable(letter: str) -> bool:
    """Whether this is one composed syllable."""
    return FIRST <= ord(letter) < FIRST + len(INITIAL) * VOWELS * FINALS


def is_korean(text: str) -> bool:
    """Whether there is a syllable in the text."""
    return any(is_syllable(letter) for letter in text)


def parts(syllable: str) -> tuple[int, int, int]:
    """Places of initial, vowel and final in the tables above."""
    number = ord(syllable) - FIRST
    return number // (VOWELS * FINALS), number // FINALS % VOWELS, number % FINALS


def joined(initial: int, vowel: int, final: int) -> str:
    """The syllable of three places."""
    return chr(FIRST + (initial * VOWELS + vowel) * FINALS + final)


def _each(text: str, first: tuple[str, ...], middle: tuple[str, ...], last: tuple[str, ...]) -> str:
    found = []
    for letter in text:
        if is_syllable(letter):
            initial, vowel, final = parts(letter)
            found.append(first[initial] + middle[vowel] + last[final])
        else:
            found.append(letter)
    return "".join(found)


def jamo(text: str) -> str:
    """Each syllable as the letters that it is made of."""
    return _each(text, tuple(INITIAL), tuple(VOWEL), FINAL)


def initials(text: str) -> str:
    """Each syllable as its initial consonant."""
    return _each(text, tuple(INITIAL), ("",) * VOWELS, ("",) * FINALS)


def keys(text: str) -> str:
    """What stands there when the Korean keyboard was not switched on."""
    return _each(text, tuple(INITIAL_KEYS), tuple(VOWEL_KEYS), FINAL_KEYS)


def latin(text: str) -> str:
    """Revised Romanization, syllable by syllable."""
    return _each(text, INITIAL_LATIN, tuple(VOWEL_LATIN), FINAL_LATIN)


def misspelt(text: str) -> Iterator[str]:
    """The text with one vowel or one syllable taken for another."""
    for place, letter in enumerate(text):
        if not is_syllable(letter):
            continue
        initial, vowel, final = parts(letter)
        for group in ALIKE_VOWELS:
            for other in group if VOWEL[vowel] in group else "":
                if other != VOWEL[vowel]:
                    yield text[:place] + joined(initial, VOWEL.index(other), final) + text[place + 1 :]


def looking_alike(text: str) -> Iterator[str]:
    """The text with one syllable replaced by one that looks like it."""
    for place, letter in enumerate(text):
        for pair in ALIKE_SYLLABLES:
            if letter in pair:
                yield text[:place] + pair.replace(letter, "") + text[place + 1 :]


def split_name(text: str) -> tuple[str, str]:
    """(surname, given name) of a Korean name of two to five syllables; an empty surname where it looks like none."""
    name = text.replace(" ", "")
    if not 2 <= len(name) <= 5 or not all(is_syllable(letter) for letter in name):
        return "", text
    for length in (2, 1):
        if name[:length] in SURNAMES and len(name) > length:
            return name[:length], name[length:]
    return "", name


def names_latin(text: str) -> Iterator[str]:
    """Usual Latin spellings of a name, those that people use most first."""
    surname, given = split_name(text)
    if not surname:
        yield latin(text)
        return
    official = [latin(letter) for letter in given]
    usual = [GIVEN.get(letter, latin(letter)) for letter in given]
    for family in SURNAMES[surname].split():
        for syllables in (usual, official) if usual != official else (official,):
            yield f"{family} {''.join(syllables)}"
            if len(syllables) > 1:
                yield f"{family} {'-'.join(syllables)}"
            yield f"{''.join(syllables)} {family}"
