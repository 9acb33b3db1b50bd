import pytest

from portal.launcher import render


def test_it_writes_a_valkey_configuration_that_keeps_what_it_accepts() -> None:
    text = render.valkey_config(data="/a b/data", port=6400, socket="/a b/s.sock", password='p"w')
    lines = dict(line.split(" ", 1) for line in text.splitlines())
    assert lines["bind"] == "127.0.0.1" and lines["port"] == "6400"
    assert lines["appendonly"] == "yes" and lines["appendfsync"] == "everysec"
    assert lines["maxmemory-policy"] == "noeviction"
    assert (
        lines["requirepass"] == '"p\\"w"' and lines["dir"] == '"/a b/data"' and lines["unixsocket"] == '"/a b/s.sock"'
    )


def test_it_gives_postgres_no_secret_and_logs_no_statement() -> None:
    options = render.postgres_options(data="/d", port=5433, sockets="/s", throwaway=False)
    assert "listen_addresses=127.0.0.1" in options and "timezone=UTC" in options
    assert "log_min_error_statement=panic" in options and "log_error_verbosity=terse" in options
    assert not any("fsync" in option for option in options)
    assert "fsync=off" in render.postgres_options(data="/d", port=1, sockets="/s", throwaway=True)


def test_it_makes_clusters_with_scram_checksums_and_utf8() -> None:
    options = render.initdb_options(data="/d", superuser="postgres", password_file="/p", throwaway=False)
    assert {"scram-sha-256", "--data-checksums", "--locale=C.UTF-8", "--encoding=UTF8"} <= set(options)


@pytest.mark.parametrize(
    ("folder", "fits"),
    [("/srv/maru/.run/sockets", True), ("/srv/" + "x" * 90, False), ("/srv/다리/" + "다" * 30, False), ("/a,b", False)],
)
def test_it_knows_how_long_a_socket_path_may_be(folder: str, fits: bool) -> None:
    assert render.socket_folder_fits(folder) is fits


def test_it_reads_the_package_list() -> None:
    (package,) = render.parse_packages("# comment\n\nchromium  wanted  program:chromium,chrome  captures pages\n")
    assert package == render.Package("chromium", False, "program", ("chromium", "chrome"), "captures pages")
    with pytest.raises(ValueError, match="line 1"):
        render.parse_packages("chromium perhaps program:chromium x")


def test_it_names_missing_packages_with_one_command() -> None:
    packages = render.parse_packages("a needed library:liba.so one thing\nb wanted program:b another\n")
    message = render.missing_message(packages)
    assert "one thing" in message and message.endswith("apt-get install --no-install-recommends a b")


def test_it_keeps_the_owner_away_from_what_serves_people() -> None:
    given = {"DATABASE_URL": "app", "OWNER_DATABASE_URL": "owner", "OTHER": "x"}
    assert render.without_owner(given) == {"DATABASE_URL": "app", "OTHER": "x"}
    assert render.owner_environment(given)["DATABASE_URL"] == "owner"
    files = {"DATABASE_URL_FILE": "/app", "OWNER_DATABASE_URL_FILE": "/owner"}
    assert render.owner_environment(files)["DATABASE_URL_FILE"] == "/owner"


@pytest.mark.parametrize(
    ("head", "up"), [(b"HTTP/1.1 200 OK", True), (b"HTTP/1.0 301 x", True), (b"HTTP/1.1 503 x", False), (b"", False)]
)
def test_it_tells_a_portal_that_is_up(head: bytes, up: bool) -> None:
    assert render.http_status_is_up(head) is up
