"""The HTML of the sample sites: plain pages, whose pictures are shown in every way that a crawler has to know."""

from collections.abc import Callable
from html import escape
from math import ceil
from urllib.parse import quote

from portal.demo import catalogue
from portal.demo.catalogue import PAGE, Post, Shown, Site
from portal.demo.world import World

STYLE = """body{font:16px/1.5 sans-serif;margin:0 auto;max-width:960px;padding:1rem;color:#222;background:#fafafa}
header,footer{padding:.5rem 0;border-bottom:1px solid #ccc}footer{border:0;border-top:1px solid #ccc;color:#555}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:1rem}
figure,article{margin:0;padding:.5rem;background:#fff;border:1px solid #ddd}article{margin-bottom:1rem}
img,video{max-width:100%}.picture{width:240px;height:180px;background-size:cover}nav a{margin-right:.5rem}
"""


def count(posts: list[Post]) -> int:
    """How many pages a list of posts fills; an empty list fills one."""
    return max(1, ceil(len(posts) / PAGE))


def gallery(world: World, site: Site, page: int) -> str | None:
    """A page of the gallery, 1 is the newest; None if there is no such page."""
    posts = world.shown(site)
    if not 1 <= page <= count(posts):
        return None
    cells = "".join(_cell(post) for post in _slice(posts, page))
    links = [("/" if number == 1 else f"/page/{number}", number) for number in range(1, count(posts) + 1)]
    return _page(site, f"Pictures, page {page}", f'<div class="grid">{cells}</div>{_paging(links, page)}')


def threads(world: World, site: Site) -> str:
    """The forum's front page."""
    shown = world.shown(site)
    rows = []
    for number, title in enumerate(catalogue.THREADS, start=1):
        posts = sum(post.thread == number for post in shown)
        rows.append(f'<li><a href="/thread/{number}">{escape(title)}</a> ({posts} posts)</li>')
    return _page(site, "Threads", f"<ul>{''.join(rows)}</ul>")


def thread(world: World, site: Site, number: int, page: int) -> str | None:
    """A page of one thread, oldest posts first; None if there is no such page."""
    posts = [post for post in reversed(world.shown(site)) if post.thread == number]
    if not 1 <= number <= len(catalogue.THREADS) or not 1 <= page <= count(posts):
        return None
    entries = "".join(_entry(world, post) for post in _slice(posts, page))
    pages = range(1, count(posts) + 1)
    links = [(f"/thread/{number}" if other == 1 else f"/thread/{number}?page={other}", other) for other in pages]
    return _page(site, catalogue.THREADS[number - 1], entries + _paging(links, page))


def single(world: World, site: Site, post: Post) -> str:
    """The page of one post."""
    full = catalogue.media_path(post)
    size = "" if post.shown is Shown.LINK else f'<p><a href="{full}">Full size</a></p>'
    back = (
        f'<p><a href="/thread/{post.thread}">Back to the thread</a></p>'
        if post.thread
        else '<p><a href="/">Back</a></p>'
    )
    body = f"{_picture(post, full)}{size}<p>{_byline(world, post)}</p>{back}"
    return _page(site, post.title, body)


def imprint(site: Site) -> str:
    """Who runs the site and where to write."""
    mail = escape(site.abuse_mail)
    return _page(
        site,
        "Imprint",
        f"<p>{escape(site.name)}, seat: {site.jurisdiction}. A sample site for a demonstration; nobody runs it.</p>"
        f'<p>Reports about content: <a href="mailto:{quote(mail, safe="@")}">{mail}</a></p>',
    )


def missing(site: Site) -> str:
    """What a visitor sees instead of a page that is not there."""
    return _page(site, "Not found", "<p>There is nothing here. It may have been removed.</p>")


def _slice(posts: list[Post], page: int) -> list[Post]:
    return posts[(page - 1) * PAGE : page * PAGE]


def _page(site: Site, title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} – {escape(site.name)}</title><link rel="stylesheet" href="/style.css"></head>'
        f'<body><header><a href="/">{escape(site.name)}</a></header><main><h1>{escape(title)}</h1>{body}</main>'
        '<footer><a href="/imprint">Imprint and contact</a></footer></body></html>\n'
    )


def _paging(links: list[tuple[str, int]], page: int) -> str:
    def entry(link: str, number: int) -> str:
        return f"<span>{number}</span>" if number == page else f'<a href="{link}">{number}</a>'

    following = next((f'<a rel="next" href="{link}">Next</a>' for link, number in links if number == page + 1), "")
    return f"<nav>{' '.join(entry(*link) for link in links)} {following}</nav>"


def _cell(post: Post) -> str:
    """A gallery cell: the small picture and the way to the post."""
    small = catalogue.thumbnail_path(post) or catalogue.media_path(post)
    link = catalogue.post_path(post)
    return f'<figure>{_picture(post, small)}<figcaption><a href="{link}">{escape(post.title)}</a></figcaption></figure>'


def _entry(world: World, post: Post) -> str:
    """A forum post inside its thread."""
    small = catalogue.thumbnail_path(post) or catalogue.media_path(post)
    link = catalogue.post_path(post)
    return (
        f'<article id="post-{post.number}"><h2><a href="{link}">{escape(post.title)}</a></h2>'
        f"{_picture(post, small)}<p>{_byline(world, post)}</p></article>"
    )


def _byline(world: World, post: Post) -> str:
    moment = world.posted(post)
    return f'by {escape(post.author)}, <time datetime="{moment.isoformat()}">{moment:%d %B %Y}</time>'


def _picture(post: Post, path: str) -> str:
    return _SHOW[post.shown](post, path)


def _img(post: Post, path: str) -> str:
    return f'<a href="{catalogue.post_path(post)}"><img src="{path}" alt="{escape(post.title)}"></a>'


def _srcset(post: Post, path: str) -> str:
    sizes = f"{catalogue.thumbnail_path(post)} 240w, {catalogue.media_path(post)} 480w"
    return f'<img src="{path}" srcset="{sizes}" sizes="(max-width: 600px) 240px, 480px" alt="{escape(post.title)}">'


def _lazy(post: Post, path: str) -> str:
    return f'<img class="lazy" loading="lazy" src="/blank.gif" data-src="{path}" alt="{escape(post.title)}">'


def _background(post: Post, path: str) -> str:
    label = escape(post.title)
    return f'<div class="picture" role="img" aria-label="{label}" style="background-image:url(\'{path}\')"></div>'


def _link(post: Post, path: str) -> str:
    return f'<p><a href="{catalogue.media_path(post)}">{"Clip" if post.media.is_clip else "Picture"}</a></p>'


def _video(post: Post, path: str) -> str:
    return f'<video controls preload="none"><source src="{path}" type="video/mp4"></video>'


_SHOW: dict[Shown, Callable[[Post, str], str]] = {
    Shown.IMG: _img,
    Shown.SRCSET: _srcset,
    Shown.LAZY: _lazy,
    Shown.BACKGROUND: _background,
    Shown.LINK: _link,
    Shown.VIDEO: _video,
}
