"""The master key inside a PKCS#11 token, tried with SoftHSM in a throwaway folder."""

import multiprocessing
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from agencies.keys import ring, selectors, services
from agencies.keys.adapters.token import Token
from agencies.keys.errors import KeyTrouble
from agencies.keys.services import rotate
from agencies.tenancy.scope import tenant_scope
from tests.people import Cast

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
MODULE = next((place for place in PLACES if Path(place).exists()), "")
pytestmark = [
    pytest.mark.skipif(
        not (MODULE and shutil.which("softhsm2-util")),
        reason="SoftHSM is missing (Debian: softhsm2), so no token is tried",
    ),
]


@pytest.fixture(scope="session")
def token_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A token for the whole run: its library reads its configuration once per process."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    patch = pytest.MonkeyPatch()
    patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    arguments = ["--init-token", "--free", "--label", "maru", "--so-pin", "87654321", "--pin", "12345678"]
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)
    yield "maru"
    patch.undo()


@pytest.fixture
def token(token_place: str, settings: LazySettings, tmp_path: Path) -> Iterator[str]:
    settings.PKCS11_MODULE, settings.PKCS11_TOKEN, settings.PKCS11_PIN = MODULE, token_place, "12345678"
    settings.SHRED_LIST = tmp_path / "list.txt"
    label = f"k-{tmp_path.name}"
    call_command("key_new", label, "--token")
    settings.PKCS11_KEY_LABELS = [label]
    ring.forget()
    yield label
    ring.forget()


def keeper(label: str) -> Token:
    return Token(module=MODULE, label="maru", pin="12345678", keys=[label])


def test_it_wraps_and_opens_inside_the_token(token: str) -> None:
    wrapped = keeper(token).wrap(b"k" * 32, "here")
    assert b"k" * 32 not in wrapped
    assert keeper(token).unwrap(f"token:{token}", wrapped, "here") == b"k" * 32
    with pytest.raises(KeyTrouble):
        keeper(token).unwrap(f"token:{token}", wrapped, "elsewhere")


def test_it_says_what_is_wrong_with_a_token(token: str) -> None:
    for wrong in (
        Token(module=MODULE, label="absent", pin="12345678", keys=[token]),
        Token(module=MODULE, label="maru", pin="00000000", keys=[token]),
        Token(module=MODULE, label="maru", pin="12345678", keys=["absent"]),
    ):
        with pytest.raises(KeyTrouble, match="Nothing was lost"):
            wrong.wrap(b"k" * 32, "here")


@pytest.mark.django_db
def test_it_moves_from_a_file_into_a_token_and_asks_it_once(
    cast: Cast, settings: LazySettings, token: str, tmp_path: Path
) -> None:
    agency, labels = cast.harbour.pk, settings.PKCS11_KEY_LABELS
    settings.PKCS11_MODULE = ""
    with tenant_scope(agency):
        blob = services.seal(agency, place="t.c", row_id=1, data=b"x", case_id=1)
    settings.PKCS11_MODULE, settings.PKCS11_KEY_LABELS = MODULE, labels
    assert selectors.problems() == []
    assert rotate.master_rotate() == 2  # the agency's, and the platform's, which seals the cast's second steps
    settings.MASTER_KEY = ""
    assert selectors.problems() == []
    module = selectors.master()._keepers[0]
    assert isinstance(module, Token)
    before = module.calls
    for _time in range(20):
        with tenant_scope(agency):
            assert services.unseal(agency, place="t.c", row_id=1, sealed=blob, case_id=1) == b"x"
    assert module.calls - before == 1


@pytest.mark.processes
def test_it_opens_the_token_again_after_a_fork(token: str) -> None:
    one = keeper(token)
    wrapped = one.wrap(b"k" * 32, "here")
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()

    def child() -> None:
        answers.put(one.unwrap(f"token:{token}", wrapped, "here"))

    process = context.Process(target=child)
    process.start()
    process.join(20)
    assert process.exitcode == 0 and answers.get() == b"k" * 32
    assert one.unwrap(f"token:{token}", wrapped, "here") == b"k" * 32
