"""Addresses that may have been made for one person wait for an officer."""

import pytest

from cases.intake.personal import Personal, why


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://site.example/post/123", None),
        ("https://site.example/gallery/a-long-title-of-a-post-from-2024.html", None),
        ("https://site.example/watch?v=dQw4w9WgXcQ&list=2", None),
        ("https://img.site.example/2026/11/0123456789012345.jpg", None),
        ("https://site.example/thread/a-very-long-title-of-a-thread-about-bridges.1234/page-3", None),
        ("http://192.0.2.7:8080/7.jpg", None),
        ("https://site.example/i/8f14e45fceea167a5a36dedd4bea2543.jpg", Personal.TOKEN),
        ("https://site.example/p?token=1", Personal.TOKEN),
        ("https://site.example/p?1234", Personal.TOKEN),
        ("https://site.example/p?x=9f8a7b6c5d4e3f2a1b0c", Personal.TOKEN),
        ("https://site.example/#9f8a7b6c5d4e3f2a1b0c", Personal.TOKEN),
        ("https://k3j4h5g6f7d8s9a0q1w2.site.example/", Personal.TOKEN),
        ("https://site.example/p?u=17", Personal.TRACKED),
        ("https://site.example/join", Personal.INVITATION),
        ("https:///nothing", Personal.UNREADABLE),
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
        ("https://site.example/x/aB3dE5fG7hI9jK1lM3nO5", Personal.TOKEN),
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
