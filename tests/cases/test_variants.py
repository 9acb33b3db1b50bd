"""Ways of writing: Korean, English, Russian, Japanese, Chinese names, numbers, tags and accounts; ranked and capped."""

import pytest

from cases.detection import folding, hangul, writing
from cases.detection.variants import MOST, RULES, SENT, to_send, variants


def texts(text: str, kind: str = "name") -> list[str]:
    return [each.text for each in variants(text, kind)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("김태영", "name", ["김 태영", "kim taeyoung", "kim tae-young", "taeyoung kim", "gim taeyeong", "rlaxodud"]),
        ("김태영", "name", ["ㄱㅣㅁㅌㅐㅇㅕㅇ", "김테영", "긤태영"]),
        ("이 수진", "name", ["이수진", "lee soojin", "yi sujin", "수진 이"]),
        ("남궁민", "name", ["남궁 민", "namgung min"]),
        ("한빛고등학교", "school", ["한빛고", "hanbitgodeunghakgyo"]),
        ("Anna Smith", "name", ["AnnaSmith", "Smith Anna", "4nn4 5m17h", "Ana Smith"]),
        ("Anna", "nickname", ["#Anna", "@Anna", "a n n a".title().replace(" N N ", " n n ").replace(" A", " a")]),
        ("Анна Хворова", "name", ["anna khvorova", "anna hvorova", "fyyf [djhjdf", "Хворова Анна"]),
        ("Фёдор Щукин", "name", ["fedor shchukin", "fyodor shchukin", "федор щукин"]),
        ("たなか ゆい", "name", ["tanaka yui", "タナカ ユイ", "ﾀﾅｶ ﾕｲ"]),
        ("しょうた", "name", ["shota".replace("o", "ou"), "ショウタ"]),
        ("きっか", "name", ["kikka"]),
        ("ガンダ", "name", ["がんだ", "ｶﾞﾝﾀﾞ", "ganda"]),
        ("李丽华", "name", ["李麗華", "李 丽华"]),
        ("陳小明", "name", ["陈小明"]),
        ("+82 10-1234-5678", "phone", ["01012345678", "010-1234-5678", "010 1234 5678", "+821012345678"]),
        ("#서울 다리", "hashtag", ["#서울다리", "#서울_다리", "서울다리", "seoul dari"]),
        ("@bridge_cat", "account", ["bridge_cat", "bridgecat", "bridge_cat_"]),
    ],
)
def test_it_writes_a_term_as_others_do(text: str, kind: str, expected: list[str]) -> None:
    found = texts(text, kind)
    assert set(expected) <= set(found), found
    assert found[0] == " ".join(text.split()) and len(found) == len({each.casefold() for each in found}) <= MOST


def test_it_sends_few_and_keeps_initials_to_itself() -> None:
    found = variants("김태영", "name")
    sent = to_send(found)
    assert len(sent) == SENT and sent[0] == "김태영" and "kim taeyoung" in sent
    assert "ㄱㅌㅇ" in {each.text for each in found} and "ㄱㅌㅇ" not in to_send(found, most=MOST)
    assert "kim taeyoung" not in to_send(found, ["KIM Taeyoung"]) and len(to_send(found, ["KIM Taeyoung"])) == SENT


def test_it_bounds_what_a_long_term_makes() -> None:
    assert len(variants("a quick brown fox jumps over the lazy dog " * 20, "name")) <= MOST
    assert len(variants("대" * 190, "phrase")) <= MOST
    assert variants("", "name") == () and variants("🙂", "nickname") == ()


def test_it_folds_case_width_and_look() -> None:
    assert folding.letters("ＫＩＭ—tae\u200byoung!") == "kimtaeyoung"
    assert folding.letters("аnnа ѕmіtһ") == folding.letters("Anna Smith") == "annasmith"
    ready = folding.folded("Straße 김·태·영")
    assert ready.letters == "strasse김태영" and all(
        ready.text[p] == c for p, c in zip(ready.places, ready.letters, strict=True)
    )


def test_it_takes_korean_apart_and_spells_it() -> None:
    assert hangul.jamo("값") == "ㄱㅏㅄ" and hangul.initials("김태영") == "ㄱㅌㅇ" and hangul.keys("값") == "rkqt"
    assert hangul.latin("한빛") == "hanbit" and hangul.split_name("서울") == ("서", "울")
    assert hangul.split_name("황보 영") == ("황보", "영") and hangul.split_name("Kim")[0] == ""
    for number in range(0, 11172, 97):
        syllable = chr(hangul.FIRST + number)
        assert hangul.joined(*hangul.parts(syllable)) == syllable


def test_it_names_every_rule_for_people() -> None:
    from cases.detection.searchwords import RULES as WORDS

    assert {rule.name for rule in RULES} | {"written"} == set(WORDS)
    assert writing.TRADITIONAL["刘"] == "劉" and writing.SIMPLIFIED["劉"] == "刘"
