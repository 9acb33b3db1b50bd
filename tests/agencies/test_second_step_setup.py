"""Setting up the second step, with real commits."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.agencies.test_second_step import SET_UP, signed_in, without
from tests.people import Cast


def test_it_opens_everything_once_the_app_is_set_up_and_shows_recovery_codes(committed_cast: Cast) -> None:
    without(committed_cast.users["officer"])
    client = signed_in("alice@example.org")
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    number = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post("/account/2fa/totp/activate/", {"code": number})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    assert client.get(answer["Location"]).content.count(b"maru-code") >= 10
    assert client.get("/cases/").status_code == 200
    assert client.get(SET_UP)["Location"] == "/"
