"""What the demo's two sites show, as data: sites, posts and which post carries which altered copy.

Four photographs and one clip are registered with an agency before the demo starts. No part of them is used anywhere
else. Everybody else on the sites posts other photographs, tiles of other photographs, and drawn scenes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from portal.demo import alter, scenes
from portal.demo.alter import Group


class Kind(StrEnum):
    """Where a picture or clip comes from."""

    PHOTO = "photo"  # a whole photograph
    TILE = "tile"  # part `number` of a photograph
    SCENE = "scene"  # drawn; `number` is the seed
    CLIP = "clip"  # the registered clip
    SCENE_CLIP = "scene_clip"  # pans over four scenes; `number` is the first seed


class Shown(StrEnum):
    """How a page shows its picture: what a crawler has to understand."""

    IMG = "img"
    SRCSET = "srcset"
    LAZY = "lazy"
    BACKGROUND = "background"
    LINK = "link"
    VIDEO = "video"


@dataclass(frozen=True)
class Media:
    """One picture or clip. The alteration is a key of alter.ALTERATIONS or alter.CLIP_ALTERATIONS, or empty."""

    kind: Kind
    name: str
    number: int = 0
    alteration: str = ""

    @property
    def is_clip(self) -> bool:
        return self.kind in (Kind.CLIP, Kind.SCENE_CLIP)

    @property
    def group(self) -> Group | None:
        """The group of an altered copy; None for a stranger's picture."""
        table = alter.CLIP_ALTERATIONS if self.is_clip else alter.ALTERATIONS
        return table[self.alteration].group if self.alteration else None


@dataclass(frozen=True)
class Site:
    """A sample site: its seat (ISO 3166-1 alpha-2), its and its host's abuse contacts, the first words of its paths."""

    key: str
    name: str
    kind: str
    jurisdiction: str
    abuse_mail: str
    host_mail: str
    post_prefix: str
    media_prefix: str


@dataclass(frozen=True)
class Post:
    """One post with one picture or clip; age in seconds before the sites started, negative for later posts."""

    number: int
    site: str
    thread: int  # 0 in the gallery
    title: str
    author: str
    age: float
    shown: Shown
    media: Media


@dataclass(frozen=True)
class Truth:
    """One altered copy that is on a site, for counting what was missed. Paths are relative to the site."""

    media: str
    thumbnail: str  # empty for a clip
    post: str
    site: str
    source: str
    alteration: str
    group: Group


GALLERY, FORUM = "driftwood", "harbour"
HOST_MAIL = "abuse@breakwater-hosting.example"  # where both sites are hosted
SITES: dict[str, Site] = {
    site.key: site
    for site in (
        Site(GALLERY, "Driftwood Gallery", "gallery", "DE", "abuse@driftwood.example", HOST_MAIL, "photo", "media"),
        Site(FORUM, "Harbour Forum", "forum", "NL", "abuse@harbour-forum.example", HOST_MAIL, "post", "files"),
    )
}
PAGE = 20  # posts on a page
THREADS = ("Sunday walks", "What is on your desk", "Old harbours", "Odd textures", "Sketchbook", "From the window")

FILES = {
    name.partition(".")[0]: name
    for name in (
        *("chelsea.png", "coffee.png", "rocket.jpg", "motorcycle_left.png"),
        *("brick.png", "cell.png", "coins.png", "grass.png", "gravel.png", "horse.png", "hubble_deep_field.jpg"),
        *("ihc.png", "moon.png", "retina.jpg"),
    )
}
REGISTERED = {"cat": "chelsea", "coffee": "coffee", "rocket": "rocket", "motorcycle": "motorcycle_left"}
CLIP = "slideshow"
TILES = {  # columns, rows: none of a registered photograph
    "brick": (2, 2),
    "coins": (2, 1),
    "grass": (2, 2),
    "gravel": (2, 2),
    "hubble_deep_field": (4, 3),
    "ihc": (2, 2),
}
WHOLE = ("cell", "horse", "moon", "retina")
SCENES_OF_EACH_KIND = 36
CLIP_SCENES = (900, 910)  # seeds that no still uses
DAY = 86_400.0


def strangers() -> list[Media]:
    """Everything on the sites that is nobody's registered picture."""
    tiles = [Media(Kind.TILE, name, part) for name, (across, down) in TILES.items() for part in range(across * down)]
    whole = [Media(Kind.PHOTO, name) for name in WHOLE]
    drawn = [Media(Kind.SCENE, kind, seed) for seed in range(SCENES_OF_EACH_KIND) for kind in scenes.KINDS]
    clips = [Media(Kind.SCENE_CLIP, "pan", seed) for seed in CLIP_SCENES]
    return [*tiles, *whole, *drawn, *clips]


def copies() -> list[Media]:
    """Altered copies of what is registered: every alteration once, some twice, the photographs in turn."""
    sources = list(REGISTERED.values())
    now, later = alter.names(Group.NOW), alter.names(Group.LATER)
    wanted = [*now, *now[:2], *later, later[0]]
    stills = [Media(Kind.PHOTO, sources[turn % 4], alteration=name) for turn, name in enumerate(wanted)]
    return [*stills, Media(Kind.CLIP, CLIP, alteration="smaller")]


def posts() -> list[Post]:
    """Every post of both sites, oldest first; copies lie scattered among the strangers."""
    rng = Random("driftwood and harbour")
    everything = [*strangers(), *copies()]
    rng.shuffle(everything)
    return [_post(1000 + place, media, len(everything) - place, rng) for place, media in enumerate(everything)]


def _post(number: int, media: Media, turn: int, rng: Random) -> Post:
    site = GALLERY if number % 2 else FORUM
    thread = rng.randint(1, len(THREADS)) if site == FORUM else 0
    title = f"{rng.choice(_MOODS)} {rng.choice(_THINGS)}"
    stills = (Shown.IMG, Shown.IMG, Shown.SRCSET, Shown.LAZY, Shown.BACKGROUND, Shown.LINK)
    shown = rng.choice((Shown.VIDEO, Shown.LINK)) if media.is_clip else rng.choice(stills)
    return Post(number, site, thread, title, rng.choice(_AUTHORS), turn * DAY / 4, shown, media)


_MOODS = ("Quiet", "Early", "Blue", "Windy", "Plain", "Late", "Little", "Slow", "Warm", "Odd")
_THINGS = ("morning", "corner", "find", "afternoon", "detail", "view", "stop", "light", "weekend", "picture")
_AUTHORS = ("marram", "tern", "lugger", "oakum", "samphire", "kittiwake", "bollard", "ferry_nine")

POSTS: dict[int, Post] = {post.number: post for post in posts()}


def post_path(post: Post) -> str:
    """The page of one post, relative to its site."""
    return f"/{SITES[post.site].post_prefix}/{post.number}"


def media_path(post: Post) -> str:
    """The full-size picture or clip of a post, relative to its site."""
    return f"/{SITES[post.site].media_prefix}/{post.number}.{'mp4' if post.media.is_clip else 'jpg'}"


def thumbnail_path(post: Post) -> str:
    """The small version of a post's picture, relative to its site; empty for a clip."""
    return "" if post.media.is_clip else f"/{SITES[post.site].media_prefix}/{post.number}-240.jpg"


def truth(among: Iterable[Post] | None = None) -> list[Truth]:
    """Every altered copy among the posts (those the sites start with, unless given), in the posts' order."""
    return list(_truths(POSTS.values() if among is None else among))


def _truths(among: Iterable[Post]) -> Iterator[Truth]:
    sources = {*REGISTERED.values(), CLIP}
    for post in among:
        if post.media.group and post.media.name in sources:
            paths = media_path(post), thumbnail_path(post), post_path(post)
            yield Truth(*paths, post.site, post.media.name, post.media.alteration, post.media.group)
