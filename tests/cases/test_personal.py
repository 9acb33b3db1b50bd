"""Addresses that may have been made for one person wait for an officer."""

import pytest

from cases.intake.personal import Personal, why


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://site.example/post/123", None),
        ("https://site.example/gallery/a-long-title-of-a-post-from-2024.html", None),
        ("https://site.example/watch?v=dQw4w9WgXcQ&list=2", None),
        ("https://site.example/i/8f14e45fceea167a5a36dedd4bea2543.jpg", None),
        ("https://t.me/s/bridges", None),
        ("https://site.example/viewtopic.php?f=2&t=7&start=25", None),
        ("https://t.me/+AbCdEf123", Personal.CHAT),
        ("https://open.kakao.com/o/abc", Personal.CHAT),
        ("https://discord.gg/abc", Personal.CHAT),
        ("https://drive.google.com/file/d/1", Personal.DRIVE),
        ("https://firm-my.sharepoint.com/x", Personal.DRIVE),
        ("https://bit.ly/3abc", Personal.SHORTENED),
        ("https://site.example/invite/abc", Personal.INVITATION),
        ("https://site.example/p?token=abcdefgh", Personal.TOKEN),
        ("https://site.example/s/aB3dE5fG7hI9jK1lM3nO5", Personal.TOKEN),
        ("https://site.example/550e8400-e29b-41d4-a716-446655440000/view", Personal.TOKEN),
        ("https://site.example/x?d=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx", Personal.TOKEN),
        ("https://site.example/x?ref=ana1985", Personal.TRACKED),
        ("https://site.example/x?who=ana%40example.org", Personal.TRACKED),
        ("ftp://site.example/", Personal.UNREADABLE),
        ("http://user:pw@site.example/", Personal.UNREADABLE),
        ("", Personal.UNREADABLE),
    ],
)
def test_it_tells_whether_an_address_was_made_for_one_person(address: str, reason: Personal | None) -> None:
    assert why(address) == reason
