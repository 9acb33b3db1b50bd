"""README.txt of a sealed archive, in English and Korean: what is in it, how to check it, what it does not prove. Pure."""

from collections.abc import Sequence

from takedowns.evidence.authorities import best
from takedowns.evidence.papers import Core
from takedowns.evidence.report import GRADES, LIMITS, NO_PICTURE, Both, both_times

FILES: Sequence[tuple[str, Both]] = (
    ("items/", Both("what was collected; pages as text, without pictures", "수집된 파일(이미지 없는 페이지 내용)")),
    ("manifest.json, .sig", Both("list of all items with SHA-256, and its signature", "모든 파일의 SHA-256 목록과 그 서명")),
    ("custody.json", Both("who touched the package, chained line by line", "해시로 연결된 보관 이력")),
    ("stamps/", Both("time stamps (RFC 3161), their certificates, their legal grade", "시점확인(RFC 3161), 인증서 및 법적 등급")),
    ("reports/", Both("papers for courts and police; a DRAFT is not signed by anybody", "법원·수사기관 제출용 문서(DRAFT는 서명되지 않은 초안)")),
    ("certificates/", Both("certificates of the agency's keys", "기관 서명 키의 인증서")),
    ("withheld.txt", Both("items that the agency keeps back", "기관이 제출하지 않은 파일의 이름")),
    ("SHA256SUMS, .sig", Both("SHA-256 of every file here, and its signature", "이 보관본의 모든 파일의 SHA-256 값과 그 서명")),
)  # fmt: skip
TITLE = Both("Sealed evidence package", "봉인된 증거 패키지")
CHECK = Both(
    "To check it, with openssl and sha256sum only:\n\n    sh verify.sh . FINGERPRINT\n\n"
    "FINGERPRINT is the SHA-256 of the agency's certificate. Ask the agency for it by another way; the one printed here could have "
    "been changed together with everything else. Take verify.sh from a place that you trust.",
    "확인 방법(openssl과 sha256sum만 필요):\n\n    sh verify.sh . 인증서SHA256\n\n"
    "인증서의 SHA-256 값은 다른 경로로 기관에 직접 확인하십시오. 여기에 인쇄된 값은 다른 내용과 함께 변경되었을 수 있습니다. verify.sh는 신뢰할 수 있는 "
    "곳에서 받은 것을 사용하십시오.",
)
LIMITS_TITLE = Both("What it does not prove", "증명하지 않는 사항")


def readme(core: Core) -> bytes:
    """The text, UTF-8, first in English, then in Korean."""
    return ("\n".join(_text(core, "en")) + "\n\n" + "=" * 78 + "\n\n" + "\n".join(_text(core, "ko")) + "\n").encode()


def _text(core: Core, code: str) -> list[str]:
    def say(text: Both) -> str:
        return str(getattr(text, code))

    facts = core.facts
    grade = GRADES[best([stamp.grade for stamp in core.stamps])]
    return [
        f"{say(TITLE)} {facts.reference}", facts.agency_name, both_times(core.made_at), "", say(NO_PICTURE), "",
        *(f"  {name:20} {say(text)}" for name, text in FILES), "",
        say(CHECK), "", f"  SHA-256: {core.fingerprint}", "", say(grade), "",
        f"{say(LIMITS_TITLE)}:", *(f"  - {say(limit)}" for limit in LIMITS),
    ]  # fmt: skip
