"""Words beside which a watched name may mean abuse: a small list to begin with, in the words of helpers, nothing explicit.

An agency writes its own words in its settings; they count beside these.
"""

from cases.detection import folding

WORDS = {
    "en": ("leaked", "leak", "exposed", "deepfake", "revenge", "hidden camera", "nude", "private pics"),
    "ko": ("유출", "딥페이크", "합성", "신상", "불법촬영", "몰래카메라", "능욕", "지인"),
    "ja": ("流出", "盗撮", "晒し", "ディープフェイク"),
    "zh": ("泄露", "流出", "偷拍", "換臉", "换脸"),
    "ru": ("слив", "утечка", "дипфейк"),
    "es": ("filtrado", "filtrada", "cámara oculta"),
    "de": ("geleakt", "bloßgestellt"),
    "fr": ("fuite", "caméra cachée"),
    "nl": ("gelekt", "wraakporno"),
}


def words(own: str = "") -> frozenset[str]:
    """All words, folded to letters; own: the agency's, one a line or between commas."""
    mine = (part for line in own.splitlines() for part in line.split(","))
    found = {folding.letters(word) for group in (*WORDS.values(), mine) for word in group}
    return frozenset(word for word in found if len(word) >= 2)
