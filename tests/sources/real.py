"""Real software on the loopback with content of our own: MediaWiki, WordPress, searx (Debian) and fedify (npm).

`RECORD=1` writes what it answered to fixtures/recorded. The ports are fixed because the answers name them.
"""

import io
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from agencies.doors.adapters.http import Client
from agencies.doors.exchange import FetchLimits
from agencies.doors.guard import Policy
from cases.detection.reading import MEDIA, Answer, Ask, Kind, Place, Reading
from tests.sources.answers import FIXTURES

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
WIKI, BLOG, FEDI, SEARX = 8981, 8982, 8983, 8984
NODE = Path(os.environ.get("MARU_NODE_MODULES", ROOT / ".run" / "node" / "node_modules"))
PASSWORD = "Bridges-and-cats-26"


def needs(**paths: Path | str) -> None:
    """Skip with the reason unless every program or folder is there; `name=path`."""
    for name, path in paths.items():
        if not Path(path).exists() and shutil.which(str(path)) is None:
            pytest.skip(f"{name} is not installed here ({path})")


def php_has(*extensions: str) -> None:
    """Skip with the reason unless php has these extensions."""
    there = (
        subprocess.run(["php", "-m"], capture_output=True, text=True, timeout=30, check=False).stdout.lower().split()
    )
    if missing := [name for name in extensions if name not in there]:
        pytest.skip(f"php has no {', '.join(missing)} here")


def picture(text: str, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A drawing of a bridge as JPEG, different for each text."""
    image = Image.new("RGB", size, (130 + len(text) % 80, 170, 200))
    draw = ImageDraw.Draw(image)
    for number, letter in enumerate(text * 6):
        draw.arc((number * 35, 300 + ord(letter), number * 35 + 400, 700 + ord(letter)), 180, 360, (40, 40, 60), 12)
    draw.rectangle((0, 650, size[0], 690), fill=(90, 60, 40))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def run(*command: str | Path, env: dict[str, str] | None = None, text: str | None = None) -> None:
    """A command that must succeed within two minutes."""
    done = subprocess.run([str(part) for part in command], env={**os.environ, **(env or {})}, input=text, text=True,
                          capture_output=True, timeout=120, check=False)  # fmt: skip
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


@contextmanager
def running(
    *command: str | Path, port: int, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Iterator[None]:
    """A server as a child until the end, once it takes connections."""
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            pytest.skip(f"port {port} is taken on this machine")
    process = subprocess.Popen([str(part) for part in command], env={**os.environ, **(env or {})}, cwd=cwd,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        for _ in range(600):
            assert process.poll() is None, f"{command[0]} ended at once"
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


ROUTER = """<?php
$path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
foreach ([%s] as $prefix => $folder) {
  if (strpos($path, $prefix) === 0 && strpos($path, '..') === false) {
    $file = $folder . substr($path, strlen($prefix));
    if (is_file($file)) { header('Content-Type: ' . mime_content_type($file)); readfile($file); return true; }
    http_response_code(404); return true;
  }
}
return false;
"""


@contextmanager
def mediawiki(folder: Path) -> Iterator[str]:
    """A wiki with three pages about bridges and two pictures; yields its first address."""
    share = Path("/usr/share/mediawiki")
    needs(MediaWiki=share, php="php")
    php_has("pdo_sqlite", "gd", "intl", "mbstring")
    for name in ("db", "conf", "images", "files"):
        (folder / name).mkdir(parents=True)
    base = f"http://{HOST}:{WIKI}"
    run("php", share / "maintenance/install.php", "--dbtype", "sqlite", "--dbpath", folder / "db", "--confpath",
        folder / "conf", "--pass", PASSWORD, "--server", base, "--scriptpath", "", "--skins", "Vector", "Bridges", "Admin")  # fmt: skip
    config = folder / "conf" / "LocalSettings.php"
    config.write_text(
        config.read_text()
        + f"""
$wgEnableUploads = true; $wgUseImageMagick = false; $wgUploadDirectory = '{folder}/images'; $wgUploadPath = '/images';
$wgDisableOutputCompression = true; $wgMainCacheType = CACHE_NONE; $wgRunJobsAsync = false; $wgJobRunRate = 0;
"""
    )
    env = {"MW_CONFIG_FILE": str(config)}
    for name in ("Fog", "Rope"):
        (folder / "files" / f"{name}_bridge.jpg").write_bytes(picture(name))
    run("php", share / "maintenance/importImages.php", folder / "files", env=env)
    for title, text in {
        "Bridge": "A bridge spans a river. [[File:Fog bridge.jpg|thumb|A bridge in fog]] See [[Rope bridge]].",
        "Rope bridge": "Made of rope. [[File:Rope bridge.jpg|thumb|A rope bridge]] [https://elsewhere.example/rope More]",
        "Main Page": "[[Bridge]] [[Rope bridge]]",
    }.items():
        run("php", share / "maintenance/edit.php", "-u", "Admin", title, env=env, text=text)
    run("php", share / "maintenance/rebuildtextindex.php", env=env)
    router = folder / "router.php"
    router.write_text(ROUTER % f"'/images/' => '{folder}/images/'")
    with running("php", "-S", f"{HOST}:{WIKI}", "-t", share, router, port=WIKI, env=env):
        yield base


@contextmanager
def database(folder: Path, name: str) -> Iterator[Path]:
    """A MariaDB of its own with one database; yields its socket."""
    needs(MariaDB="/usr/sbin/mariadbd")
    data, socket_file = folder / "mariadb", folder / "mariadb.sock"
    data.mkdir()
    run("mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db",
        f"--user={'root' if os.geteuid() == 0 else os.environ.get('USER', '')}")  # fmt: skip
    process = subprocess.Popen(["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket_file}", "--skip-networking",
                                "--user=root", "--innodb-flush-log-at-trx-commit=0"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        for _ in range(300):
            if socket_file.exists():
                break
            time.sleep(0.1)
        run("mariadb", "--no-defaults", f"--socket={socket_file}", "-uroot", "-e", f"CREATE DATABASE {name}")
        yield socket_file
    finally:
        process.terminate()
        process.wait(30)


BLOG_CONTENT = """<?php
define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = '%(host)s'; require '%(root)s/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php'; require_once ABSPATH . 'wp-admin/includes/image.php';
wp_install('Bridges', 'admin', 'admin@example.org', true, '', '%(password)s');
update_option('siteurl', 'http://%(host)s'); update_option('home', 'http://%(host)s');
foreach (['Fog', 'Rope'] as $name) {
  $up = wp_upload_bits(strtolower($name) . '.jpg', null, file_get_contents("%(files)s/$name.jpg"));
  $id = wp_insert_attachment(['post_mime_type' => 'image/jpeg', 'post_title' => "$name picture", 'post_status' => 'inherit'], $up['file']);
  wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $up['file']));
  $image = wp_get_attachment_image($id, 'medium', false, ['alt' => "$name bridge"]);
  $text = "<p>A bridge of $name, <a href=\\"https://elsewhere.example/$name\\">more</a></p>" . ($name == 'Fog' ? "<figure>$image</figure>" : '');
  $post = wp_insert_post(['post_title' => "$name bridge", 'post_content' => $text, 'post_status' => 'publish',
    'post_date_gmt' => '2026-03-01 10:00:00', 'post_date' => '2026-03-01 10:00:00']);
  if ($name == 'Rope') { set_post_thumbnail($post, $id); }
}
"""


@contextmanager
def wordpress(folder: Path) -> Iterator[str]:
    """A blog with two posts and two uploads; yields its first address."""
    share = Path("/usr/share/wordpress")
    needs(WordPress=share, php="php", MariaDB="/usr/sbin/mariadbd")
    php_has("mysqli", "gd")
    root, files, host = folder / "site", folder / "files", f"{HOST}:{BLOG}"
    files.mkdir(parents=True)
    shutil.copytree(share, root, symlinks=False, ignore_dangling_symlinks=True)
    (root / "wp-content" / "uploads").mkdir(exist_ok=True)
    for name in ("Fog", "Rope"):
        (files / f"{name}.jpg").write_bytes(picture(name))
    with database(folder, "blog") as socket_file:
        (root / "wp-config.php").write_text(f"""<?php
define('DB_NAME', 'blog'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{socket_file}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true); $table_prefix = 'wp_';
if (!defined('ABSPATH')) {{ define('ABSPATH', '{root}/'); }} require_once ABSPATH . 'wp-settings.php';
""")
        script = folder / "content.php"
        script.write_text(BLOG_CONTENT % {"host": host, "root": root, "files": files, "password": PASSWORD})
        run("php", "-d", "sendmail_path=/bin/true", script)
        with running("php", "-S", host, "-t", root, port=BLOG):
            yield f"http://{host}"


@contextmanager
def fediverse(folder: Path) -> Iterator[str]:
    """An ActivityPub server made with fedify; yields the address of its account's page."""
    needs(node="node", fedify=NODE / "@fedify" / "fedify")
    script = NODE.parent / "fediverse.mjs"
    shutil.copy(Path(__file__).with_name("fediverse.mjs"), script)
    with running("node", script, HOST, str(FEDI), port=FEDI, cwd=NODE.parent):
        yield f"http://{HOST}:{FEDI}/@ana"


@contextmanager
def searx(folder: Path, wiki: str) -> Iterator[str]:
    """A meta search that asks one wiki for pages and pictures; yields its first address."""
    needs(searx="searx-run", python="/usr/bin/python3")
    folder.mkdir(parents=True)
    template = Path(__file__).with_name("searx.yml").read_text()
    (folder / "settings.yml").write_text(template.replace("PORT", str(SEARX)).replace("WIKI", wiki))
    with running(
        "/usr/bin/python3", "-m", "searx.webapp", port=SEARX, env={"SEARX_SETTINGS_PATH": str(folder / "settings.yml")}
    ):
        yield f"http://{HOST}:{SEARX}/"


def _ours(body: bytes) -> bytes:
    """An answer without the software's own styles, scripts and vector drawings: what is left is structure and our words."""
    return re.sub(rb"(?s)(<(style|script|svg)\b[^>]*>).*?(</\2>)", rb"\1\3", body)


class Browser:
    """Fetches what a kind asks for through the guarded door; with RECORD=1 it also writes the answers down."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.client = Client(
            policy=Policy(
                extra_networks=(ip_network("127.0.0.0/8"),), extra_ports=frozenset({WIKI, BLOG, FEDI, SEARX})
            ),
            limits=FetchLimits(),
        )

    def read(self, kind: Kind, place: Place, ask: Ask, keep: str = "") -> Reading:
        """One ask fetched and read; a status other than 200 is trouble."""
        got = self.client.fetch(ask.url, headers={"Accept": ask.accept} if ask.accept else {})
        headers = {name: got.header(name) for name in ("content-type", "link", "x-wp-totalpages") if got.header(name)}
        if got.status != 200:
            return Reading(trouble="refused")
        if keep and os.environ.get("RECORD"):
            (FIXTURES / "recorded" / f"{self.name}-{keep}").write_bytes(_ours(got.body))
        return kind.read(place, ask, Answer(got.url_final, 200, got.body, headers))

    def round(self, kind: Kind, place: Place, *, asks: tuple[Ask, ...] = (), most: int = 40) -> Reading:
        """A whole round as the crawl makes one; what every answer led to, together."""
        waiting, seen, all_of = list(asks or kind.start(place)), set[tuple[str, str]](), list[Reading]()
        while waiting and len(seen) < most:
            ask = waiting.pop(0)
            if ask.role == MEDIA or (ask.url, ask.role) in seen or not ask.url.startswith(f"http://{HOST}:"):
                continue
            seen.add((ask.url, ask.role))
            reading = self.read(kind, place, ask)
            waiting.extend(reading.asks)
            all_of.append(reading)
        return Reading(
            media=tuple(shown for reading in all_of for shown in reading.media),
            items=tuple(item for reading in all_of for item in reading.items),
            outside=tuple(link for reading in all_of for link in reading.outside),
            learned=tuple(pair for reading in all_of for pair in reading.learned),
        )

    def __enter__(self) -> "Browser":
        self.client.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.client.__exit__(*error)
