"""`python -m tests.sign_in_service.serve PORT REDIRECT_URI`: make the tables, one client, some people, and serve."""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

CLIENT, SECRET = "maru", "the secret of the client"
PEOPLE = {
    "alice": "alice@example.org",
    "alice-again": "alice@example.org",
    "strong-bob": "bob@example.org",
    "unverified-woori": "woori@example.org",
    "thin-ara": "ara@example.org",
    "stranger": "nobody@example.org",
    "charlie": "charlie@example.org",
    "elsewhere": "mina@other.example",
    "root": "root@example.org",
}


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return None


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def main(port: int, redirect_uri: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.sign_in_service.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    for name, email in PEOPLE.items():
        User.objects.create_user(name, email)
    Application.objects.create(
        client_id=CLIENT, client_secret=SECRET, client_type="confidential", authorization_grant_type="authorization-code",
        redirect_uris=redirect_uri, skip_authorization=True, algorithm="RS256", name="Maru",
    )  # fmt: skip
    server = make_server("127.0.0.1", port, get_wsgi_application(), server_class=Threaded, handler_class=Quiet)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
