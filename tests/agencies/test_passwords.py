"""The rules of passwords, after NIST SP 800-63B: length, no composition, no well-known ones, nothing that everybody knows."""

import unicodedata

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from agencies.people import passwords
from agencies.people.models import User
from tests.people import Cast

COMMON = CommonPasswordValidator().passwords
WORDS = passwords.context("mina.kim@harbour.example", "Mina Kim", "Harbour Office", "maru")


def fault(password: str) -> str | None:
    return passwords.fault(password, words=WORDS, common=COMMON)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "onlylowercaseletterswithoutdigits",
        "네 개의 서로 다른 낱말을 고르다",
        "🐢🦊🐝🌵🍋🚲🎷🧶🪁🛶🧭🪴",
        "x" + "yz" * 2 + " long enough to be fine " * 2,
        "mina likes unrelated turtles",
        "ab1 " * 0 + "pa55 phrase of sixty-four characters, which every portal has to take",
    ],
)
def test_it_takes_long_ones_of_every_kind(password: str) -> None:
    assert fault(password) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Sh0rt!pass", "short"),
        ("é" * 11, "short"),
        ("x" * 1025, "long"),
        ("aaaaaaaaaaaaaaaa", "repeated"),
        ("abc1abc1abc1abc1", "repeated"),
        ("123456789012", "run"),
        ("qwertyuiop12", "run"),
        ("abcdefghijklmnop", "run"),
        ("password12345!", "common"),
        ("P-A-S-S-W-O-R-D-1", "common"),
        ("HarbourOffice2026", "context"),
        ("minakim-maru-1", "context"),
    ],
)
def test_it_says_why_it_refuses(password: str, why: str) -> None:
    assert fault(password) == why


def test_it_counts_characters_after_one_spelling() -> None:
    composed, decomposed = "Åå é ü ñ ç ø", unicodedata.normalize("NFD", "Åå é ü ñ ç ø")
    assert passwords.spelled(composed) == passwords.spelled(decomposed)
    assert passwords.spelled("Ａｂｃ１２３") == "Abc123"


@pytest.mark.django_db
def test_it_signs_in_with_either_spelling(cast: Cast) -> None:
    user = cast.users["worker"]
    user.set_password("Öffnet die Tür, bitte schön")
    assert user.check_password(unicodedata.normalize("NFD", "Öffnet die Tür, bitte schön"))
    assert not user.check_password("Offnet die Tur, bitte schon")
    assert not User(email="x@example.org").check_password("")


@pytest.mark.django_db
def test_it_knows_the_name_of_ones_agency(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="name of your agency"):
        validate_password("harbour-office-7", cast.users["worker"])
    validate_password("harbour-office-7", cast.users["outsider"])
    with pytest.raises(ValidationError, match="easy to remember"):
        validate_password("short", cast.users["worker"])
