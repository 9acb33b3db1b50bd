"""The fixed sentences of the papers for courts and police, English and Korean. Not reviewed by a lawyer of the forum yet.

Forms of their own, like printed ones: no translation of the portal.
"""

from typing import Final

from takedowns.evidence.report import Both

TO: Final = Both("For", "제출 기관")
FILE_NUMBER: Final = Both("Its reference", "사건 번호")
MADE: Final = Both("Made", "작성 일시")
MANIFEST: Final = Both("Manifest (manifest.json), SHA-256", "목록 파일(manifest.json) SHA-256")
CERTIFICATE: Final = Both("Certificate of the signing key, SHA-256", "서명 키 인증서 SHA-256")
STAMPED_BY: Final = Both("Time-stamping authority", "시점확인 기관")
STAMPED_AT: Final = Both("Stamped", "시점확인 일시")
GRADE: Final = Both("Legal grade", "법적 등급")
TRUST_LIST: Final = Both("Entry of the trust list", "신뢰 목록 등재 사항")
NO_ENTRY: Final = "none / 없음"
INTEGRITY: Final = Both("How a change is seen", "변경 여부의 확인")
HOW_SEALED: Final = Both(
    "Each file was hashed (SHA-256) as it was collected. The manifest lists every file; it was signed with the agency's key "
    "(ECDSA P-256, SHA-256) in the same moment in which it was stored.",
    "각 파일은 수집 즉시 SHA-256 해시값을 산출하였습니다. 목록 파일은 모든 파일을 열거하며, 저장과 동시에 기관의 키(ECDSA P-256, SHA-256)로 "
    "서명되었습니다.",
)
CUSTODY_READ: Final = Both(
    "Each line is chained to the one before it, the first one to the manifest. Staff are given by number, not by name.",
    "각 기록은 앞선 기록과, 첫 기록은 목록 파일과 해시로 연결됩니다. 담당자는 이름이 아닌 번호로 표시됩니다.",
)
KEY_LIMIT: Final = Both(
    "The signature shows that the files are as the agency stored them. That the key is the agency's is shown only by comparing "
    "the certificate's SHA-256 with what the agency itself names.",
    "서명은 파일이 기관이 저장한 상태와 동일함을 나타냅니다. 해당 키가 기관의 것인지는 인증서의 SHA-256 값을 기관이 직접 알려 준 값과 비교하여야만 "
    "확인됩니다.",
)
SCREENSHOT: Final = Both(
    "page.png shows the page as it was laid out, with its address and the time in the picture; media could not be drawn in it.",
    "page.png는 주소와 일시가 함께 표시된 페이지 화면이며, 촬영물은 화면에 표시될 수 없도록 하였습니다.",
)
NO_SCREENSHOT: Final = Both(
    "There is no picture of the screen; text, markup and answers of the server are kept.",
    "화면 캡처는 없으며, 페이지의 글, 코드 및 서버 응답을 보존하였습니다.",
)
NO_SCREENSHOT_PROTECTED: Final = Both(
    "Because a minor may be shown, no picture of any kind was made, stored or handed over. Address, time, answers of the server, "
    "text and digests are the evidence.",
    "아동·청소년이 등장할 가능성이 있어 어떠한 이미지도 생성·저장·제출하지 않았습니다. 주소, 일시, 서버 응답, 글 및 해시값이 증거입니다.",
)

# ---- Korea ----------------------------------------------------------------------------------------------------
KR_TITLE: Final = Both("Evidence collection report", "채증 보고서")
KR_MATTER: Final = Both("The matter", "사건 및 발견 내용")
KR_HOW: Final = Both("How it was collected", "채증 방법")
KR_COLLECTED: Final = Both(
    "A program fetched the page from its public address at the stated time and kept what the server sent. No account was used, "
    "and nothing was paid.",
    "프로그램이 기재된 일시에 공개된 주소에서 페이지를 수신하여 서버가 보낸 내용을 보존하였습니다. 계정에 로그인하거나 결제하지 않았습니다.",
)
KR_SAME: Final = Both(
    "Original and copy are the same where the SHA-256 of each file equals the manifest's: sh verify.sh compares them without the "
    "portal.",
    "각 파일의 SHA-256 값이 목록 파일의 값과 일치하면 원본과 사본은 동일합니다. 포털 없이 sh verify.sh 명령으로 대조할 수 있습니다.",
)
KR_DECLARATION: Final = Both("Declaration and confirmation", "확인 및 서명")
KR_DECLARED: Final = Both(
    "This report states what the program recorded. The person who hands it over confirms that the archive was handed over as the "
    "portal made it.",
    "이 보고서는 프로그램이 기록한 내용을 그대로 기재한 것입니다. 제출자는 포털이 작성한 증거물을 변경 없이 제출하였음을 확인합니다.",
)
KR_SIGNED: Final = (
    Both("Handed over by (office, date, signature)", "제출자(직책, 일자, 서명)"),
    Both("Participant, if there was one (date, signature)", "참여자(있는 경우, 일자, 서명)"),
    Both("Received by (office, date, signature)", "접수자(소속, 일자, 서명)"),
)

# ---- European Union -------------------------------------------------------------------------------------------
EU_TITLE: Final = Both(
    "Statement on the electronic seal and time stamps of an evidence package",
    "증거 패키지의 전자 인장 및 시점확인에 관한 설명서",
)
EU_WHAT: Final = Both("What this package is", "패키지의 내용")
EU_SUBJECT: Final = Both(
    "The package records what one computer received from one address at one time. It is an electronic document in the sense of "
    "Article 3(35) of Regulation (EU) No 910/2014; Article 46 says that it shall not be refused as evidence solely because it is electronic.",
    "이 패키지는 한 대의 컴퓨터가 한 주소에서 특정 시각에 수신한 내용의 기록입니다. 규정 (EU) No 910/2014 제3조제35호의 전자문서에 해당하며, "
    "제46조에 따라 전자적 형태라는 이유만으로 증거로서 거부되지 않습니다.",
)
EU_SEAL: Final = Both("Electronic seal", "전자 인장")
EU_SEALED: Final = Both(
    "manifest.sig and SHA256SUMS.sig are electronic seals of the agency (Article 3(25)); Article 35(1) says that they shall not be "
    "denied legal effect solely because they are electronic or not qualified.",
    "manifest.sig와 SHA256SUMS.sig는 기관의 전자 인장(제3조제25호)이며, 제35조제1항에 따라 전자적 형태이거나 적격이 아니라는 이유만으로 법적 효력이 "
    "부인되지 않습니다.",
)
EU_NOT_QUALIFIED_SEAL: Final = Both(
    "They are not qualified seals: the certificate was made by the agency itself, so the presumption of Article 35(2) does not apply.",
    "적격 전자 인장은 아닙니다. 인증서는 기관이 직접 생성한 것으로, 제35조제2항의 추정은 적용되지 않습니다.",
)
EU_TIME: Final = Both("Electronic time stamps", "전자 시점확인")
EU_PRESUMED: Final = Both(
    "A time stamp marked below as qualified enjoys the presumption of Article 41(2): the accuracy of the date and time and the "
    "integrity of the manifest to which it is bound. The trust-list entry was entered by the platform; check it in the list itself.",
    "아래에 적격으로 표시된 시점확인에는 제41조제2항에 따라 일시의 정확성과 목록 파일의 무결성이 추정됩니다. 신뢰 목록 등재 사항은 플랫폼이 입력한 "
    "것이므로 신뢰 목록에서 직접 확인하시기 바랍니다.",
)
EU_NOT_PRESUMED: Final = Both(
    "There is no qualified time stamp, so the presumption of Article 41(2) does not apply. What there is instead is named below.",
    "적격 시점확인이 없으므로 제41조제2항의 추정은 적용되지 않습니다. 그 밖의 시각 증명은 아래와 같습니다.",
)
EU_CHECK: Final = Both(
    "verify.sh checks seals, digests, time stamps and the custody log with openssl and sha256sum only.",
    "verify.sh는 openssl과 sha256sum만으로 전자 인장, 해시값, 시점확인 및 보관 이력을 확인합니다.",
)

# ---- United States --------------------------------------------------------------------------------------------
US_TITLE: Final = Both("Certification of records under Fed. R. Evid. 902(13) and 902(14)", "")
US_DRAFT: Final = Both(
    "DRAFT. Not a certification. It has no effect until a qualified person has checked every statement, completed the blanks and "
    "signed it.",
    "",
)
US_WHO: Final = Both("1. The certifying person", "")
US_QUALIFIED: Final = Both(
    "I am the person named here. I am qualified to make this certification by the training and experience stated here, and I know "
    "the system and the process described below.",
    "",
)
US_PERSON: Final = (
    Both("Name", ""), Both("Title and employer", ""), Both("Training and experience with the system", ""),
)  # fmt: skip
US_RECORD: Final = Both("2. The record", "")
US_DESCRIBED: Final = Both(
    "This certification concerns the electronic record identified here: the answer of a server to a request of an automated system, "
    "and files made from that answer.",
    "",
)
US_13: Final = Both("3. Record generated by an electronic process or system, Rule 902(13)", "")
US_PROCESS: Final = Both(
    "The record was generated by an automated process: the system requested the stated address, kept the answer of the server with "
    "its headers, network address and certificate, removed pictures and clips from what it stored and noted their SHA-256 values, "
    "and compared a fingerprint of the media with registered fingerprints.",
    "",
)
US_RELIABLE: Final = Both(
    "The process produces an accurate result because: (to be completed by the certifying person: how the system is tested, how its "
    "clock is set, how often it runs, what is known of its errors).",
    "",
)
US_14: Final = Both("4. Data authenticated by a process of digital identification, Rule 902(14)", "")
US_HASH: Final = Both(
    "The copy was compared with the original record by the SHA-256 values that were computed when each file was collected. I ran the "
    "comparison on the date of my signature, and all values were the same: (yes / no, to be completed).",
    "",
)
US_CHECK: Final = Both("The comparison is repeated by anybody with: sh verify.sh", "")
US_NOTICE: Final = Both("5. Notice", "")
US_NOTICED: Final = Both(
    "Before the trial or hearing the proponent must give an adverse party reasonable written notice of the intent to offer the record, "
    "and must make the record and this certification available for inspection, Rule 902(11).",
    "",
)
US_DECLARATION: Final = Both("6. Declaration (28 U.S.C. § 1746)", "")
US_DECLARED: Final = Both(
    "I declare under penalty of perjury under the laws of the United States of America that the foregoing is true and correct.",
    "",
)
US_SIGNED: Final = (Both("Executed on (date), at (place)", ""), Both("Signature", ""))
