"""A page of a file host: one file, an album or a folder that anybody may open."""

import re

from cases.detection import extract, following, markup
from cases.detection.gather import Gather, next_role
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

DOWNLOAD = re.compile(r"\bdownload\b|/(?:dl|download|get|file|direct|raw)/", re.IGNORECASE)
NAMED = re.compile(
    r"[\w()\[\] .,'-]{1,120}\.(?:jpe?g|png|webp|gif|heic|mp4|webm|mov|mkv|avi|zip|rar|7z)\b", re.IGNORECASE
)
GONE = re.compile(
    r"file (?:has been|was|is) (?:deleted|removed|not found)|no longer available|파일이 (?:존재하지|삭제)", re.I
)
WALL = re.compile(r"enter (?:the )?password|captcha|recaptcha|hcaptcha|log ?in to (?:view|download)|비밀번호", re.I)


class FileHost:
    """Reads what the page shows and the names of files; it waits for no countdown, and solves and signs in to nothing."""

    name = "filehost"
    label = gettext_noop("File host (file, album or folder)")
    help = gettext_noop("The address of the file's, album's or folder's page.")
    options: tuple[Option, ...] = ()
    withheld = gettext_noop("Tried with pages made for the test only.")

    def check(self, place: Place) -> str:
        """Nothing of its own."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The page."""
        return (Ask(place.url),)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """Pictures, clips and download links of the page, further pages of an album, and the pages of its files."""
        if following.is_shown(answer):
            return following.itself(answer)
        tree = markup.page(answer.body, answer.headers.get("content-type", "")) if following.is_page(answer) else None
        if tree is None:
            return Reading(trouble="format")
        found = extract.read("", answer.url, root=tree)
        said = markup.words(tree)
        gather = Gather(answer.url)
        names = dict.fromkeys(match[0].strip() for match in NAMED.finditer(said))
        for link in tree.iter("a"):
            stated = f"{link.get('class', '')} {link.get('id', '')} {markup.words(link, 100)} {link.get('href', '')}"
            if link.get("download") is not None or (DOWNLOAD.search(stated) and NAMED.search(stated)):
                gather.show(link.get("href"), None, " ".join(names))
        for shown in found.media:
            gather.show(shown.url, shown.page_url, shown.text or " ".join(names))
        gather.item(gather.page_url, f"{found.title} {' '.join(names)}")
        role = next_role(ask.role)
        for url in found.pages:
            if url in found.next and role:
                gather.ask(url, role, depth=ask.depth)
            elif ask.depth < min(place.depth, 1) and any(shown.page_url == url for shown in found.media):
                gather.ask(url, depth=ask.depth + 1)
        for address in found.outside:
            gather.away(address)
        trouble = "" if gather.media else "empty" if GONE.search(said) else "login" if WALL.search(said) else ""
        return gather.reading(trouble)
