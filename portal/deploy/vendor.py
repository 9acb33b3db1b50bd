"""What is taken from npm's govuk-frontend package, and what is cut out of it. Pure: texts in, texts out.

The MIT licence covers the code. It does not cover the typeface, the crest and the crown, which may only be used on
gov.uk; the unchanged style sheet also asks for fonts at /assets/, which we do not have.
"""

import hashlib
import re
from collections.abc import Mapping

NAME, VERSION = "govuk-frontend", "6.6.0"
FONTS = 'system-ui,-apple-system,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR","Noto Sans Arabic",sans-serif'
FORBIDDEN = ("@font-face", "@import", "GDS Transport", "Calvert", "url(", "sourceMappingURL")

LICENSE = """The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


class Unexpected(ValueError):
    """The package is not the one that these rules were written for; the message says what was found."""


def style_sheet(text: str) -> str:
    """The style sheet without fonts, pictures and comments, with system fonts for every script.

    Raises Unexpected when anything is left that would leave our own address or is not ours to use.
    """
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = re.sub(r"(?<=[{;])[a-z-]+:url\([^)]*\)(?:;|(?=\}))", "", text)
    text = text.replace("GDS Transport,arial,sans-serif", FONTS)
    return _checked(text)


def script(text: str) -> str:
    """The JavaScript module without the pointer to its source map; raises Unexpected like style_sheet()."""
    return _checked(re.sub(r"//# sourceMappingURL=\S+", "", text))


def manifest(files: Mapping[str, str]) -> str:
    """Package, version and the SHA-256 of each file's UTF-8 bytes, one file a line, sorted by name."""
    lines = [f"{hashlib.sha256(text.encode()).hexdigest()}  {name}" for name, text in sorted(files.items())]
    return "\n".join([f"{NAME} {VERSION}", *lines]) + "\n"


def _checked(text: str) -> str:
    left = [word for word in FORBIDDEN if word in text]
    if left:
        raise Unexpected(f"still in the file: {', '.join(left)}")
    return re.sub(r"[^\S\n]*\n\s*", "\n", text).strip() + "\n"
