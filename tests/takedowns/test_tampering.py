"""Any byte of a sealed archive that is changed is found: by the shipped script outside the project, and by the command."""

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from takedowns.evidence import certificates, manifest, sealed
from takedowns.evidence.services import verifying
from tests.doors.tsa import make, openssl

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Files = dict[str, bytes]


def custody(text: bytes) -> list[tuple[str, dict[str, object]]]:
    """Three lines of a chain that begins with the manifest."""
    last, lines = manifest.manifest_sha256(text), []
    for number, action in enumerate(("captured", "opened", "sealed 1")):
        row = {"package": 1, "at": NOW.isoformat(), "actor": "person", "user": number, "action": action}
        lines.append((last := manifest.link(last, row), row))
    return lines


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """An archive with everything in it: items, a withheld one, a rotated key, a time stamp, a report."""
    place = make(tmp_path_factory.mktemp("tsa"))
    old, new = (certificates.make("Harbour", "NL", number=n, now=NOW) for n in (1, 2))
    items = {"page.txt": b"A bridge at noon\n", "facts/response.json": b'{"status":200}', "page.png": b"\x89PNG"}
    text = manifest.build(
        [manifest.item(name, "text/plain", content, NOW) for name, content in items.items()],
        facts={"agency": 'Harbour "{x}"', "case": "2026-0001", "signer_sha256": old.fingerprint},
    )
    query = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).build().as_bytes()
    (place / "query").write_bytes(query)
    openssl("ts", "-reply", "-config", f"{place}/tsa.cnf", "-queryfile", f"{place}/query", "-out", f"{place}/reply")
    contents = sealed.Contents(
        manifest=text, signature=certificates.sign(old.private, text), certificate=old.certificate, items=items,
        custody=custody(text), readme=b"Read me.\n", withheld=["page.png"], reports={"report.pdf": b"%PDF-1.7 sample"},
        stamps=[sealed.Stamp((place / "reply").read_bytes(), (place / "ca.pem").read_text(), "Sample, not qualified\n")],
    )  # fmt: skip
    return sealed.layout(contents, certificate=new.certificate, sign=lambda data: certificates.sign(new.private, data))


def put(place: Path, files: Mapping[str, bytes]) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return place


@pytest.fixture
def script(whole: Files, tmp_path: Path) -> Iterator[Callable[..., tuple[int, str]]]:
    """verify.sh as it was shipped, run with an empty environment somewhere else, over files."""
    shipped = tmp_path / "trusted.sh"
    shipped.write_bytes(whole["verify.sh"])
    shell = shutil.which("dash") or shutil.which("sh") or "/bin/sh"

    def run(files: Mapping[str, bytes], *words: str) -> tuple[int, str]:
        place = put(tmp_path / "package", files)
        done = subprocess.run(
            [shell, str(shipped), str(place), *words], env={}, cwd="/", capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr

    yield run


def changed(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0x01]) + content[at + 1 :]


def test_it_believes_a_whole_archive(whole: Files, script: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, said = script(whole)
    assert code == 0 and "NO " not in said, said
    assert "WHOLE" in said and "Sample, not qualified" in said and "page.png" in said
    prints = sealed.fingerprints(whole)
    for digest in prints.values():
        assert digest in said and script(whole, digest)[0] == 0
    assert script(whole, "0" * 64)[0] == 1
    assert verifying.package_check(whole) == [] == verifying.package_check(whole, fingerprint=prints["manifest"])
    assert verifying.package_check(whole, fingerprint="0" * 64)
    inside = put(tmp_path / "unpacked", verifying.unzipped(verifying.zipped(whole)))
    assert subprocess.run(["/bin/sh", "verify.sh"], cwd=inside, env={}, capture_output=True).returncode == 0


def test_it_finds_a_changed_byte_in_every_file(whole: Files, script: Callable[..., tuple[int, str]]) -> None:
    chance = random.Random(6)
    for name, content in whole.items():
        at = chance.choice((0, len(content) // 2, len(content) - 1, chance.randrange(len(content))))
        code, said = script(whole | {name: changed(content, at)})
        assert code == 1 and "CHANGED" in said, (name, at)
        for at in chance.sample(range(len(content)), min(len(content), 60)):
            assert verifying.package_check(whole | {name: changed(content, at)}), (name, at)


def test_it_finds_what_was_cut_removed_added_swapped_and_reordered(
    whole: Files, script: Callable[..., tuple[int, str]]
) -> None:
    cases = {f"cut {name}": whole | {name: content[:-1]} for name, content in whole.items()}
    cases |= {f"removed {name}": {n: c for n, c in whole.items() if n != name} for name in whole}
    for name in ("extra.txt", "items/extra.txt", "stamps/2.tsr", ".hidden", "items/page.png"):
        cases[f"added {name}"] = whole | {name: b"\x89PNG"}
    one, two = "items/page.txt", "items/facts/response.json"
    cases["swapped"] = whole | {one: whole[two], two: whole[one]}
    lines = whole["custody.json"].split(b"\n")
    lines[1], lines[2] = lines[2], lines[1]
    cases["reordered"] = whole | {"custody.json": b"\n".join(lines)}
    cases["nothing"] = {}
    for what, bad in cases.items():
        assert verifying.package_check(bad), what
    names = sorted(whole)
    spared = {f"cut {name}" for name in names if name not in names[::3]}  # of the slower check
    spared |= {f"removed {name}" for name in names if name not in names[1::3]}
    for what in set(cases) - spared:
        assert script(cases[what])[0] != 0, what


def test_it_finds_another_order_of_the_custody_even_where_the_list_was_signed_anew(
    whole: Files, script: Callable[..., tuple[int, str]]
) -> None:
    """Who holds the key of today still cannot reorder the log, or give other files for those of the manifest."""
    key = certificates.make("Harbour", "NL", number=3, now=NOW)

    def anew(files: Files) -> Files:
        files = files | {
            "certificates/package.pem": key.certificate.encode(),
            "certificates/package-key.pem": certificates.public_pem(key.certificate).encode(),
        }
        names = sorted(set(files) - {sealed.SUMS, sealed.SIGNATURE})
        sums = "".join(f"{manifest.manifest_sha256(files[name])}  {name}\n" for name in names).encode()
        return files | {sealed.SUMS: sums, sealed.SIGNATURE: certificates.sign(key.private, sums)}

    assert script(anew(whole))[0] == 0
    lines = whole["custody.json"].decode().split("\n")
    first, second = lines[1].rstrip(","), lines[2].rstrip(",")
    other = "\n".join(["[", f"{second},", f"{first},", *lines[3:]]).encode()
    for bad in (
        whole | {"custody.json": other},
        whole | {"items/page.txt": b"A bridge at night\n"},
        whole | {"manifest.json": whole["manifest.json"].replace(b"page.txt", b"pagx.txt")},
        {name: content for name, content in whole.items() if name != "items/page.txt"},
        whole | {"stamps/1.tsr": changed(whole["stamps/1.tsr"], len(whole["stamps/1.tsr"]) - 5)},
    ):
        code, said = script(anew(bad))
        assert code == 1 and "NO " in said
        assert verifying.package_check(anew(bad))


def test_it_says_so_on_the_command_line(
    whole: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = verifying.zipped(whole)
    assert data == verifying.zipped(dict(reversed(whole.items())))
    (tmp_path / "one.zip").write_bytes(data)
    call_command("evidence_verify", str(tmp_path / "one.zip"))
    call_command("evidence_verify", str(put(tmp_path / "folder", whole)))
    assert capsys.readouterr().out.count("WHOLE") == 2
    chance = random.Random(7)
    for at in [0, len(data) - 1, *chance.sample(range(len(data)), 150)]:
        assert verifying.zip_check(changed(data, at)), at
    assert verifying.zip_check(data[:-1]) and verifying.zip_check(data + b"\n") and verifying.zip_check(b"")
    (tmp_path / "one.zip").write_bytes(changed(data, len(data) // 2))
    for place in (tmp_path / "one.zip", put(tmp_path / "folder", whole | {"x": b"1"}), tmp_path / "none"):
        with pytest.raises(CommandError):
            call_command("evidence_verify", str(place))
    (put(tmp_path / "folder", whole) / "link").symlink_to("README.txt")
    with pytest.raises(CommandError):
        call_command("evidence_verify", str(tmp_path / "folder"))
