"""The part of Markdown that our handbook uses, as HTML: headings, paragraphs, lists, tables, code, links, emphasis.

Everything is escaped first, so that a text can never become markup of its own.
"""

import re
from collections.abc import Callable
from html import escape

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"`([^`]+)`"), r'<code class="maru-code">\1</code>'),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*([^*]+)\*(?![\w*])"), r"<em>\1</em>"),
)
BLOCK = re.compile(r"^(#{1,4}) (.+)$|^\|.*\|$|^(?:- |\d+\. )|^```|^    \S|^$")


def html(text: str, link: Callable[[str], str]) -> str:
    """The page; `link` turns the target of a link into an address, or into an empty text where it leads nowhere here."""
    lines, out, at = text.splitlines(), [], 0
    while at < len(lines):
        taken, made = _block(lines, at, link)
        out.append(made)
        at += taken
    return "\n".join(part for part in out if part)


def _block(lines: list[str], at: int, link: Callable[[str], str]) -> tuple[int, str]:
    line = lines[at]
    if heading := re.match(r"(#{1,4}) (.+)$", line):
        level = len(heading[1])
        size = {1: "l", 2: "m"}.get(level, "s")
        name = re.sub(r"[^\w -]", "", heading[2].lower()).strip().replace(" ", "-")
        return 1, f'<h{level} class="govuk-heading-{size}" id="{escape(name)}">{_inline(heading[2], link)}</h{level}>'
    if line.startswith("```"):
        end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("```")), len(lines))
        return end - at + 1, _code(lines[at + 1 : end])
    if line.startswith("    ") and line.strip():
        end = _while(lines, at, lambda each: each.startswith("    "))
        return end - at, _code([each[4:] for each in lines[at:end]])
    if line.startswith("|"):
        end = _while(lines, at, lambda each: each.startswith("|"))
        return end - at, _table(lines[at:end], link)
    if re.match(r"- |\d+\. ", line):
        return _list(lines, at, link)
    if not line.strip():
        return 1, ""
    end = _while(lines, at, lambda each: not BLOCK.match(each))
    end = max(end, at + 1)
    return end - at, f'<p class="govuk-body">{_inline(" ".join(lines[at:end]), link)}</p>'


def _while(lines: list[str], at: int, holds: Callable[[str], bool]) -> int:
    return next((n for n in range(at, len(lines)) if not holds(lines[n])), len(lines))


def _code(lines: list[str]) -> str:
    return f'<pre class="maru-scroll" tabindex="0"><code>{escape(chr(10).join(lines))}</code></pre>'


def _list(lines: list[str], at: int, link: Callable[[str], str]) -> tuple[int, str]:
    ordered = lines[at][0].isdigit()
    items: list[str] = []
    end = at
    for end in range(at, len(lines) + 1):
        if end == len(lines) or not (re.match(r"- |\d+\. ", lines[end]) or lines[end].startswith("  ")):
            break
        begins = re.match(r"(?:- |\d+\. )(.*)", lines[end])
        if begins:
            items.append(begins[1])
        else:
            items[-1] += " " + lines[end].strip()
    tag, kind = ("ol", "number") if ordered else ("ul", "bullet")
    inner = "".join(f"<li>{_inline(item, link)}</li>" for item in items)
    return end - at, f'<{tag} class="govuk-list govuk-list--{kind}">{inner}</{tag}>'


def _table(lines: list[str], link: Callable[[str], str]) -> str:
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in lines]
    head, body = rows[0], rows[2:]
    top = "".join(f'<th scope="col" class="govuk-table__header">{_inline(cell, link)}</th>' for cell in head)
    inner = "".join(
        "<tr>" + "".join(f'<td class="govuk-table__cell">{_inline(cell, link)}</td>' for cell in row) + "</tr>"
        for row in body
    )
    return (
        f'<div class="maru-scroll" tabindex="0"><table class="govuk-table maru-table"><thead><tr>{top}</tr></thead>'
        f"<tbody>{inner}</tbody></table></div>"
    )


def _inline(text: str, link: Callable[[str], str]) -> str:
    def one(found: re.Match[str]) -> str:
        address = link(found[2])
        return f'<a class="govuk-link" href="{escape(address)}">{found[1]}</a>' if address else found[1]

    made = LINK.sub(one, escape(text.replace("\\|", "|"), quote=False))
    for pattern, replacement in RULES:
        made = pattern.sub(replacement, made)
    return made
