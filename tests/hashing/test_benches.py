"""The operators' benches measure what they say: altered copies, hard negatives, damaged files, inversion."""

import io

import numpy as np
import pytest
from PIL import Image

from cases.detection.adapters.decoder import Decoded, Decoder
from portal.bench import alterations, drawn, fuzz, heldout, inversion, layouts, mutate, photos, robustness
from portal.bench.asked import Answer, Question
from portal.bench.kept import Kept
from portal.bench.refusal import Refused

LISTED = alterations.listed()
OTHERS = [lambda: drawn.picture("tiles/7"), lambda: drawn.picture("glow/3")]


def test_it_has_every_kind_of_alteration() -> None:
    assert len(LISTED) >= 77
    assert len({(one.group, one.name) for one in LISTED}) == len(LISTED)
    assert set(alterations.EXCUSED) <= set(alterations.ALTERATIONS)


def test_it_alters_a_picture_the_same_way_each_time_and_others_in_other_ways() -> None:
    picture = drawn.picture("glow/1").resize((160, 120))
    first = {}
    for one in LISTED:
        data = alterations.altered(picture, "a", one, OTHERS)
        copy = np.asarray(Image.open(io.BytesIO(data)))
        assert copy.ndim == 3 and copy.std() > 0, one.name
        first[one.group, one.name] = data
    chosen = [one for one in LISTED if one.name in {"10 % anywhere", "3x3", "noise 30"}]
    for one in chosen:
        assert alterations.altered(picture, "a", one, OTHERS) == first[one.group, one.name]
        assert alterations.altered(picture, "b", one, OTHERS) != first[one.group, one.name]


def test_it_counts_recall_false_matches_and_near_duplicates_apart(tmp_path) -> None:
    known = [tmp_path / name for name in ("a", "b", "left", "right")]
    at = {one.name: n for n, one in enumerate(LISTED)}

    def answer(own, alteration, *hits):
        question = Question("x", known[own or 0], alteration, own)
        return Answer(question, tuple((n, "pdq", "likely", 0.9) for n in hits), None, 1.0, 2.0, 3.0)

    answers = [
        answer(0, at["JPEG 10"], 0),
        answer(0, at["3x3"]),
        answer(None, at["chat dark"], 1),  # a stranger's picture
        answer(2, None, 2, 3),  # two pictures of one scene
    ]
    found = robustness._report(answers, known, {2, 3})
    assert found["recall of groups"] == {"saving": 1.0, "collages": 0.0}
    assert found["groups under the floor"] == ["collages"]
    assert found["recall, mean of alterations"] == 0.5
    assert found["false matches"]["count"] == 1 and found["false matches"]["pairs"] == 4 * 4 - 2
    assert len(found["near-duplicates, not counted"]) == 1


@pytest.mark.parametrize(("count", "tries", "bound"), [(0, 1_000_000, 3.0e-6), (1, 1_000_000, 4.74e-6)])
def test_it_states_the_upper_confidence_bound(count, tries, bound) -> None:
    assert robustness.upper_bound(count, tries) == pytest.approx(bound, rel=0.01)


def test_it_never_registers_what_collages_are_made_of(tmp_path) -> None:
    for part in photos.PARTS:
        (tmp_path / part).mkdir()
        for n in range(8):
            (tmp_path / part / f"{n}.jpg").write_bytes(drawn.file(f"tiles/{n}"))
    known, strangers, questions, near = robustness.plan(tmp_path, 2, None)
    assert strangers and not set(strangers) & set(known)
    assert {known[n].parent.name for n in near} == {"near"}
    copies = [q for q in questions if q.own is not None and q.alteration is not None]
    assert len(copies) == 2 * (len(LISTED) - len(heldout.CHANGES))
    halves = [q for q in robustness.plan(tmp_path, 2, None, 2)[2] if q in copies]
    assert len(halves) * 2 == len(copies) and {q.alteration for q in halves} == {q.alteration for q in copies}


def test_it_asks_what_is_held_out_by_itself_and_of_other_photographs(tmp_path) -> None:
    for n in range(12):
        (tmp_path / f"{n:02}.jpg").write_bytes(b"")
    assert heldout.GROUP not in alterations.ALTERATIONS and len(heldout.CHANGES) >= 25
    _, _, usual, _ = robustness.plan(tmp_path, 2, None)
    _, _, apart, _ = robustness.plan(tmp_path, 2, [heldout.GROUP])
    assert {LISTED[q.alteration].group for q in apart if q.alteration is not None} == {heldout.GROUP}
    assert {q.key for q in usual if q.alteration is not None}.isdisjoint(
        q.key for q in apart if q.alteration is not None
    )


def test_it_takes_pictures_of_one_scene_apart_by_their_names(tmp_path) -> None:
    walls = "usr/share/wallpapers/Kay/contents"
    scenes = (
        "z-moon.png",
        "z-moon2.png",
        "left01.jpg",
        "right01.jpg",
        f"{walls}/images/1080x1920.png",
        f"{walls}/images_dark/5120x2880.png",
    )
    alone = ("leftover.jpg", "left02.jpg", "lighthouse.png", "usr/share/wallpapers/Sea/contents/images/1080x1920.png")
    for name in (*scenes, *alone, "readme.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = photos.collect(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in found.near} == set(scenes)
    assert {path.relative_to(tmp_path).as_posix() for path in found.photographs} == set(alone)


def test_it_draws_other_pictures_of_one_layout(tmp_path) -> None:
    paths = layouts.draw(tmp_path, 2)
    assert len(paths) == len({path.read_bytes() for path in paths}) == 2 * len(layouts.LAYOUTS)


def test_it_says_where_photographs_can_be_had(tmp_path) -> None:
    with pytest.raises(Refused, match="gnome-backgrounds"):
        photos.collect(tmp_path)


def test_it_rebuilds_more_from_a_picture_s_own_value_than_from_another_s(tmp_path) -> None:
    for n in range(12):
        (tmp_path / f"{n:02}.jpg").write_bytes(drawn.file(f"glow/{n}"))
    ways = inversion.run(lambda line: None, photos=tmp_path)["ways"]
    own, other = ways["from PDQ, inverse transform"], ways["from another picture's PDQ"]
    assert own["correlation"] > other["correlation"] and own["told apart"] > other["told apart"]


def test_it_reads_every_file_that_the_fuzz_bench_starts_from() -> None:
    kinds = {**mutate.pictures(), **mutate.clips()}
    assert {"mp4", "webm", "avi", "moving-gif", "avif-9"} <= set(kinds)
    with Decoder() as decoder:
        for name, data in kinds.items():
            if name != "heic-container":
                assert isinstance(decoder.decode(data), Decoded), name


def test_it_survives_damaged_files() -> None:
    found = fuzz.run(lambda line: None, count=150, seed="tests")
    assert sum(found["outcomes"].values()) == 150
    assert found["wrong"] == []
    assert len(found["outcomes"]) > 3


def test_it_goes_on_where_a_run_was_stopped(tmp_path) -> None:
    known, file = [tmp_path / "a", tmp_path / "b"], tmp_path / "answers"
    questions = [Question("x", known[0], at, 0) for at in (None, 0, 1)]
    kept = Kept(file, known)
    for question in questions[:2]:
        kept.add(Answer(question, ((0, "pdq", "likely", 0.9),), None, 1.0, 2.0, 3.0))
    file.write_text(file.read_text() + '{"key": "x", "ho')  # killed while it wrote
    there, open_ = Kept(file, known).split(questions)
    assert [answer.question for answer in there] == questions[:2] and open_ == questions[2:]
    assert there[1].hits == ((0, "pdq", "likely", 0.9),)
    for other, words in ((known[:1], "other pictures"), (known, "no file of this bench")):
        if other is known:
            file.write_text("something else\n")
        with pytest.raises(Refused, match=words):
            Kept(file, other)
