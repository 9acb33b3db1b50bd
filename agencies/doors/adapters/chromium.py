"""Starts and ends a Chromium: as nobody, in its sandbox, on a profile in memory, in a thread of its own.

The only importer of Playwright. What the browser then does is said in browser.py (photographs) and rendering.py (pages).
"""

import contextlib
import os
import shutil
import signal
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

ARGUMENTS = (
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--disk-cache-size=1",
    "--media-cache-size=1",
    "--disable-gpu",
    "--disable-gpu-shader-disk-cache",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-background-networking",
    "--disable-domain-reliability",
    "--disable-component-update",
    "--no-pings",
)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable")
NOBODY = 65534
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
MEMORY = Path("/dev/shm")
DROP = "setpriv --reuid={uid} --regid={uid} --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs -- "
SANDBOX_WORDS = ("sandbox", "setpriv", "namespace")


class BrowserMissing(RuntimeError):
    """Chromium or Playwright is not installed; the message says what to do."""


class BrowserRefused(RuntimeError):
    """Chromium could run here only without its sandbox, or on a disk, and nobody allowed that."""


class BrowserFailed(RuntimeError):
    """The browser broke, was too slow or left its page. Another try may work."""


def _wipe_orphans(prefix: str) -> None:
    """Remove what processes left that were killed; the number of its process stands in a folder's name."""
    for place in (MEMORY, Path(tempfile.gettempdir())):
        for folder in place.glob(f"{prefix}[0-9]*-*"):
            number = folder.name.removeprefix(prefix).partition("-")[0]
            if number.isdigit() and not Path(f"/proc/{number}").exists():
                shutil.rmtree(folder, ignore_errors=True)


def is_memory(folder: Path) -> bool:
    """Whether a folder can be written to and is the root of a file system that lies in memory."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return False
    kinds = [mount[2] for mount in mounts if mount[1] == str(folder)]
    return kinds[-1:] in (["tmpfs"], ["ramfs"]) and os.access(folder, os.W_OK)


def find_chromium(chromium: str = "") -> str:
    """The path of the browser: the argument, or the first known name on PATH. Raises BrowserMissing."""
    found = shutil.which(chromium) if chromium else next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise BrowserMissing(
            "No Chromium was found, so pages can be neither photographed nor rendered. Nothing else is affected. "
            "Install the package 'chromium' or name its path in CHROMIUM_PATH."
        )
    return str(Path(found).resolve())


def _wipe(owner: int, *folders: Path) -> None:
    if os.getpid() != owner:  # a fork of the process whose browser it is
        return
    for folder in folders:
        for _ in range(5):  # the last processes may still be writing
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break


class Chromium:
    """One running browser, in a thread of its own (Playwright's loop would block Django's database).

    `allow_no_sandbox`: only for a machine on which the sandbox cannot work. `prefix` names its folders, `options` are
    Playwright's. Raises BrowserMissing, BrowserRefused, BrowserFailed. Not for use by several threads at once.
    """

    def __init__(
        self,
        *,
        prefix: str,
        arguments: Sequence[str],
        options: Mapping[str, Any],
        chromium: str = "",
        allow_no_sandbox: bool = False,
        start_timeout: float = 30.0,
    ) -> None:
        self._path, self._seconds = find_chromium(chromium), start_timeout
        self._arguments, self._options = [*ARGUMENTS, *arguments], options
        can_drop = os.geteuid() != 0 or shutil.which("setpriv") is not None
        if not can_drop and not allow_no_sandbox:
            raise BrowserRefused(
                "Chromium's sandbox does not work for root, and 'setpriv' is missing to run it as somebody else. "
                "No page was opened. Run the worker as an ordinary user or install 'util-linux'."
            )
        self.sandboxed = can_drop
        _wipe_orphans(prefix)
        prefix = f"{prefix}{os.getpid()}-"
        self.profile = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
        self.folder = Path(tempfile.mkdtemp(prefix=prefix))  # MEMORY is often mounted noexec
        self._cleaner = weakref.finalize(self, _wipe, os.getpid(), self.profile, self.folder)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chromium")
        self._playwright: Any = None
        self.context: Any = None
        try:
            self._begin(allow_no_sandbox)
        except BaseException:
            self.close()
            raise

    def _begin(self, allow_no_sandbox: bool) -> None:
        """Start; without the sandbox only where it cannot work and that is allowed."""
        try:
            self.run(self._start, self._seconds + 5)
        except BrowserFailed as error:
            if not self.sandboxed or not any(word in str(error) for word in SANDBOX_WORDS):
                raise
            if allow_no_sandbox:
                self.sandboxed = False
                self.run(self._stop, self._seconds)
                return self.run(self._start, self._seconds + 5)
            raise BrowserRefused(
                "Chromium's sandbox does not work on this machine, so no page was opened. "
                "Allow user namespaces, or allow the browser without the sandbox (CHROMIUM_ALLOW_NO_SANDBOX)."
            ) from error

    def run(self, work: Callable[[], T], seconds: float) -> T:
        """Run in the browser's thread and turn its many errors into one."""
        try:
            from playwright import sync_api
        except ImportError as error:
            raise BrowserMissing(
                "Playwright is not installed, so pages can be neither photographed nor rendered. Nothing else is "
                "affected. Install the portal with its 'browser' extra."
            ) from error
        try:
            return self._thread.submit(work).result(seconds)
        except TooLate as error:
            raise BrowserFailed("The browser did not answer in time.") from error
        except sync_api.Error as error:
            raise BrowserFailed(str(error)) from error

    def _launcher(self) -> str:
        """A script that starts the browser without core dumps and, for root, as nobody: then its sandbox works, and without it nobody is still less than root."""
        drop = ""
        if os.geteuid() == 0 and shutil.which("setpriv"):
            os.chown(self.profile, NOBODY, NOBODY)
            drop = DROP.format(uid=NOBODY)
        script = self.folder / "chromium"
        pid = f"echo $$ >'{self.folder / 'pid'}'"
        script.write_text(f"#!/bin/sh\n{pid}\nulimit -c 0\nexec {drop}'{self._path}' \"$@\"\n", encoding="utf-8")
        script.chmod(0o700)
        return str(script)

    def _start(self) -> None:
        from playwright.sync_api import sync_playwright

        home = str(self.profile)
        self._playwright = sync_playwright().start()
        self.context = self._playwright.chromium.launch_persistent_context(
            home,
            executable_path=self._launcher(),
            chromium_sandbox=self.sandboxed,
            args=self._arguments,
            # Playwright would have shared memory in files of TMPDIR; that lies in memory too, but so it is certain.
            ignore_default_args=["--disable-dev-shm-usage"],
            env={"HOME": home, "TMPDIR": home, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
            service_workers="block",
            accept_downloads=False,
            locale="en-US",
            timezone_id="UTC",
            color_scheme="light",
            timeout=self._seconds * 1000,
            **self._options,
        )

    @property
    def pid(self) -> int:
        """The browser's first process and the leader of its group; 0 while there is none."""
        try:
            return int((self.folder / "pid").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def alive(self) -> bool:
        """Whether that process is there and is ours: numbers are given out again."""
        try:
            return str(self.profile).encode() in Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return False

    def kill(self) -> None:
        """End all processes of the browser at once."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def _stop(self) -> None:
        for part in (self.context and self.context.close, self._playwright and self._playwright.stop):
            if part:
                with contextlib.suppress(Exception):  # of a killed browser nothing can be closed
                    part()
        self.context = self._playwright = None

    def close(self) -> None:
        """End the browser and remove its profile; safe to call twice."""
        try:
            stopping = self._thread.submit(self._stop)
            try:
                stopping.result(10)
            except TooLate:
                self.kill()
                stopping.result(10)
        except Exception:  # already closed or broken: only the folders matter now
            self.context = self._playwright = None
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._cleaner()


class MemoryWatch:
    """Ends the browser when its processes hold too much memory."""

    def __init__(self, browser: Chromium, most: int) -> None:
        self._browser, self._most = browser, most
        self._over = threading.Event()
        self.full = False
        threading.Thread(target=self._look, daemon=True, name="browser-memory").start()

    def _look(self) -> None:
        while not self._over.wait(0.4):
            if held(self._browser.pid) > self._most:
                self.full = True
                self._browser.kill()
                return

    def stop(self) -> None:
        """Look no more."""
        self._over.set()


def held(group: int) -> int:
    """Bytes that the processes of a group hold for themselves (resident, without what they share)."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            if int((folder / "stat").read_bytes().rpartition(b")")[2].split()[2]) == group:
                _, resident, shared, *_ = (folder / "statm").read_bytes().split()
                total += (int(resident) - int(shared)) * PAGE_SIZE
    return total
