"""A roster made on one machine: what everybody gets, what is made again, and what is said."""

import csv
import datetime
import hashlib
import io
import json
import shutil
import stat

import feedparser
import icalendar
import pytest
from msgspec.structs import replace

from voiceguide.delivery.asking import read_rollout
from voiceguide.delivery.members import enlist
from voiceguide.delivery.references import recipe_key
from voiceguide.delivery.rollcall import read_roster
from voiceguide.delivery.rollout import SHARES, _Run, roll_out
from voiceguide.delivery.tokens import keys_file, load_keys_of
from voiceguide.delivery.weeks import Weeks, publish_programme
from voiceguide.disk.cache import Cache
from voiceguide.errors import VoiceguideError
from voiceguide.progress import Progress
from voiceguide.session.build import build
from voiceguide.session.options import read_options
from voiceguide.session.recipe import clips_in
from voiceguide.session.series import Series

HEAD = "id;name;routine;hold_s\n"
ROWS = "a1;Anna;desk-break;20\nb2;Bert;desk-break;25\n"


@pytest.fixture
def roster(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "clients.csv"
    path.write_text(HEAD + ROWS)
    return path


def make(path, target="out", **options):
    given = {"target": str(target), "engine": "silent", "workers": 1, **options}
    return roll_out(read_rollout(path, given, {"SOURCE_DATE_EPOCH": "1796000000"}))


def folder_of(rolled, id, out):
    return out / dict(rolled.folders)[id]


def test_everybody_gets_what_publish_lays_out(roster, tmp_path):
    rolled = make(roster, base_url="https://example.org/hips")
    assert rolled.problems == ()
    (folder,) = [one for one in (tmp_path / "out").iterdir() if one.name.startswith("a1-")]
    names = {one.name for one in folder.iterdir()}
    stem = "01 - Desk break for the hips – Anna"
    assert names == {
        *(stem + ending for ending in (".mp3", ".vtt", ".srt", ".lrc", ".chapters.json", ".jpg")),
        "feed.xml", "folder.jpg", "index.html", "playlist.m3u8", "sheet.html",
    }  # fmt: skip
    assert "A break for your hips, Anna." in (folder / f"{stem}.srt").read_text()
    assert f"https://example.org/hips/{folder.name}/feed.xml" in (folder / "feed.xml").read_text()
    assert dict(rolled.folders)["a1"] == f"https://example.org/hips/{folder.name}/"


@pytest.mark.parametrize("name", ["Anna", "Bartholomew Maximilian"])
def test_a_session_has_the_bytes_that_build_makes(roster, tmp_path, name):
    roster.write_text(HEAD + f"c3;Carla;desk-break;20\nd4;{name};desk-break;20\n")
    rolled = make(roster)
    options = {
        "variables": (f"name={name}",), "hold": "20s", "engine": "silent", "out": "build.mp3",
    }  # fmt: skip
    request = read_options("desk-break", options, {"SOURCE_DATE_EPOCH": "1796000000"})
    built = build(replace(request, history=None))
    folder = folder_of(rolled, "d4", tmp_path / "out")
    mine = folder / f"01 - Desk break for the hips – {name}.mp3"
    assert mine.read_bytes() == built.path.read_bytes()


def test_the_manifest_has_a_checksum_for_each_file_and_no_token(roster, tmp_path):
    rolled = make(roster)
    text = (tmp_path / "out" / "manifest.jsonl").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [one["id"] for one in lines] == ["a1", "b2"]
    for one in lines:
        folder = folder_of(rolled, one["id"], tmp_path / "out")
        for file in one["files"]:
            data = (folder / file["name"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    results = (tmp_path / "out" / "results.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(results), delimiter=";"))
    assert [(row["row"], row["id"], row["result"]) for row in rows] == [
        ("2", "a1", "made"),
        ("3", "b2", "made"),
    ]
    for token in json.loads((tmp_path / "clients.keys").read_text())["people"].values():
        assert token["token"] not in text + results


def test_a_checksum_that_was_reckoned_before_is_that_of_the_bytes(roster, own_folders, tmp_path):
    def sums(target):
        rolled, found = make(roster, target), []
        for line in (tmp_path / target / "manifest.jsonl").read_text().splitlines():
            row = json.loads(line)
            folder = folder_of(rolled, row["id"], tmp_path / target)
            for file in row["files"]:
                digest = hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest()
                assert digest == file["sha256"], file["name"]
                found += [digest] if file["name"].endswith(".mp3") else []
        return found

    assert sums("first") == (second := sums("second"))
    cache = Cache(own_folders / "cache")
    key = json.loads((tmp_path / "second" / "manifest.jsonl").read_text().splitlines()[0])[
        "made_of"
    ]
    clip = clips_in(cache.get(recipe_key(key, 1)).data)[0]
    other = cache.get(clip)
    cache.put(clip, other.samples, other.data[::-1])  # spoken anew, and not quite the same
    third = sums("third")
    assert third[0] != second[0]


def test_the_keys_are_for_their_owner_alone(roster, tmp_path):
    make(roster)
    assert stat.S_IMODE((tmp_path / "clients.keys").stat().st_mode) == 0o600


def files(out):
    return {
        str(one.relative_to(out)): one.stat().st_mtime_ns for one in out.rglob("*") if one.is_file()
    }


def test_again_makes_only_what_is_missing_or_changed(roster, tmp_path):
    first = make(roster)
    out = tmp_path / "out"
    before = files(out)
    assert make(roster).count("unchanged") == 2
    gone = next(name for name in before if name.startswith("a1-") and name.endswith(".vtt"))
    (out / gone).unlink()
    roster.write_text(HEAD + ROWS.replace("25", "30") + "c3;Carla;desk-break;20\n")
    again = make(roster)
    assert [(one.id, one.result) for one in again.results] == [
        ("a1", "made"),
        ("b2", "made"),
        ("c3", "made"),
    ]
    assert dict(first.folders).items() <= dict(again.folders).items()  # the same addresses
    assert set(before) <= set(files(out))
    assert make(roster).count("unchanged") == 3


def test_who_left_is_told_as_long_as_there_is_a_folder(roster, tmp_path):
    folder = folder_of(make(roster), "b2", tmp_path / "out")
    roster.write_text(HEAD + ROWS.splitlines()[0] + "\n")
    told = [str(one) for one in make(roster).notices if "no longer" in one.what]
    assert told == [
        f"{roster}: warning: b2 is no longer in it; out keeps 1 folder. "
        "Delete what nobody is to have any more."
    ]
    assert folder.is_dir()


WRONG_FOR_ALL = [
    ({"engine": "zork"}, HEAD, ["--engine: unknown engine 'zork'"]),
    ({"engine": "zork"}, HEAD.replace("hold_s", "engine"), ["--engine", "column engine"]),
]


@pytest.mark.parametrize(("options", "head", "said"), WRONG_FOR_ALL)
def test_what_an_option_says_of_all_rows_is_told_once(roster, options, head, said):
    roster.write_text(head + "a;Anna;desk-break;\nb;Bert;desk-break;\n")
    if "engine" in head:
        roster.write_text(roster.read_text() + "c;Cleo;desk-break;zink\n")
    problems = [str(one) for one in make(roster, **options).problems]
    assert len(problems) == len(said)
    assert all(words in one for words, one in zip(said, problems, strict=True))


def test_each_sentence_is_spoken_once_whoever_needs_it(roster):
    roster.write_text(HEAD + "a1;Anna;desk-break;20\n")
    alone = make(roster, "one").spoken
    roster.write_text(
        HEAD + "a1;Anna;desk-break;20\nb2;Bert;desk-break;20\nc3;Anna;desk-break;20\n"
    )
    assert alone > 5
    assert make(roster, "three").spoken == 1  # "A break for your hips, Bert."


def test_nothing_is_made_until_all_rows_are_good(roster, tmp_path):
    roster.write_text(HEAD + ROWS + "c3;Carla;desk-breakk;20\nd4;Dora;desk-break;x\n")
    rolled = make(roster)
    assert {one.where for one in rolled.problems} == {
        f"{roster}, row 4, column routine", f"{roster}, row 5, column hold_s",
    }  # fmt: skip
    assert not (tmp_path / "out").exists()
    kept = make(roster, keep_going=True)
    assert [(one.id, one.result) for one in kept.results] == [
        ("a1", "made"), ("b2", "made"), ("c3", "failed"), ("d4", "failed"),
    ]  # fmt: skip


WRONG = [
    ("id;var.coach;routine\na;Robin;desk-break\n", "column var.coach", "coach"),
    ("id;routine;skip\na;desk-break;nothing-like-it\n", "column skip", "unknown exercise"),
    ("id;routine;nothing.hold\na;desk-break;30s\n", "column", "unknown exercise"),
    ("id;routine;bed\na;desk-break;rain\n", "column bed", "encoded as a whole"),
    (
        "id;routine;language\na;desk-break;fr\n",
        "column language",
        "the session is not available in 'fr'. Choose from: de, en, es.",
    ),
    ("id;routine;voice\na;desk-break;Zork\n", "column voice", "there is no voice 'Zork'"),
    ("id;routine;engine\na;desk-break;zork\n", "column engine", "unknown engine 'zork'"),
    ("id;routine;var.name\na;desk-break;Bob\n", "column var.name", "Call the column name."),
    ("id;routine\na;hips-six-weeks\n", "column routine", "in the column programme"),
    ("id;programme\na;desk-break\n", "column programme", "in the column routine"),
    (
        "id;programme\na;no-such-thing\n",
        "column programme",
        "unknown programme 'no-such-thing'. Choose from: hips-six-weeks.",
    ),
]


@pytest.mark.parametrize(("text", "where", "what"), WRONG)
def test_what_only_the_routine_knows_is_told_by_row(roster, text, where, what):
    roster.write_text(text)
    (problem,) = make(roster).problems
    assert f"{roster}, row 2" in problem.where
    assert where in problem.where
    assert what in str(problem)


def test_leaving_out_one_exercise_of_a_pair_leaves_out_the_pair(roster, tmp_path):
    roster.write_text("id;routine;skip;hold_s\na;hip-rotation;external-rotation-lift;30\n")
    rolled = make(roster)
    (page,) = folder_of(rolled, "a", tmp_path / "out").glob("*.chapters.json")
    assert "knee lift" not in page.read_text().lower()
    assert "heel lift" in page.read_text().lower()


FORTNIGHT = """\
title = "A fortnight"
titles.de = "Zwei Wochen"
abouts.de = "Für zwischendurch."
about = "In between."
routine = "desk-break"
weeks = 2
days = ["mon", "thu"]
time = "05:30"
alarm = "10m"
advance = "ADVANCE"
[grow]
hold = { from = "20s", to = "25s", by = "5s" }
"""


def follow(tmp_path, advance="days"):
    folder = tmp_path / "scripts" / "fortnight"
    folder.mkdir(parents=True)
    (folder / "programme.toml").write_text(FORTNIGHT.replace("ADVANCE", advance))


def test_a_programme_is_as_programme_makes_it(roster, tmp_path):
    """In the row's language, from the row's start: titles, names of files, dates, calendar, sheet."""
    follow(tmp_path)
    roster.write_text("id;name;programme;start;language\na;Jürgen;fortnight;7.12.2026;de\n")
    rolled = make(roster, base_url="https://example.org")
    assert rolled.problems == ()
    mine = folder_of_id(tmp_path / "out", "a")
    names = [
        "01 - 2026-12-07 - Woche 1, Tag 1", "02 - 2026-12-10 - Woche 1, Tag 2",
        "03 - 2026-12-14 - Woche 2, Tag 1", "04 - 2026-12-17 - Woche 2, Tag 2",
    ]  # fmt: skip
    assert sorted(one.stem for one in mine.glob("*.mp3")) == names
    options = {"engine": "silent", "lang": "de"}
    request = read_options("desk-break", options, {"SOURCE_DATE_EPOCH": "1796000000"})
    noon = datetime.datetime(2026, 12, 7, 12, tzinfo=datetime.UTC)
    publish_programme(Weeks("fortnight", tmp_path / "alone", request, noon))
    assert sorted(one.stem for one in (tmp_path / "alone").glob("*.mp3")) == names
    here, alone = (feedparser.parse((one / "feed.xml").read_bytes()) for one in (mine, tmp_path / "alone"))  # fmt: skip
    assert [one.published for one in here.entries] == [one.published for one in alone.entries]
    assert [one.title.split(" – ") for one in here.entries] == [
        [one.title, "Jürgen"] for one in alone.entries
    ]
    assert here.entries[0].title.startswith("Woche 1, Tag 1: ")
    assert here.feed.title == "Zwei Wochen – Jürgen"
    sheet = (mine / "sheet.html").read_text()
    assert "<h1>Zwei Wochen – Jürgen</h1>" in sheet
    assert "Für zwischendurch." in sheet
    days = calendar_of(mine)
    assert [one["DTSTART"] for one in days] == [one["DTSTART"] for one in calendar_of(tmp_path / "alone")]  # fmt: skip
    assert days[0]["URL"] == f"https://example.org/{mine.name}/index.html"
    assert len(days[0].walk("VALARM")) == 1


def folder_of_id(out, id):
    (found,) = out.glob(f"{id}-*")
    return found


def calendar_of(folder):
    return icalendar.Calendar.from_ical((folder / "calendar.ics").read_bytes()).walk("VEVENT")


def test_where_a_session_waits_for_the_one_before_no_name_has_a_date(roster, tmp_path):
    follow(tmp_path, "done")
    roster.write_text("id;programme;start\na;fortnight;2026-12-07\n")
    assert make(roster).problems == ()
    names = sorted(one.stem for one in (tmp_path / "out").glob("a-*/*.mp3"))
    assert names[0] == "01 - Week 1, day 1"


@pytest.mark.long
def test_a_pool_makes_the_same(roster, tmp_path):
    rows = "".join(f"p{n};Name{n % 3};desk-break;{20 + n % 2}\n" for n in range(20))
    roster.write_text(HEAD + rows)
    one, two = make(roster, "one"), make(roster, "two", workers=2)
    assert one.problems == two.problems == ()
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert len(digests(tmp_path / "two")) == 20 * 11 + 2


def digests(out):
    return {
        str(one.relative_to(out)): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in out.rglob("*") if one.is_file()
    }  # fmt: skip


def test_a_scheduler_that_is_none_leaves_nothing(roster, tmp_path):
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    with pytest.raises(VoiceguideError, match="tcp://localhost:8786"):
        make(roster, scheduler="localhost")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_was_written_elsewhere_is_no_success(roster, tmp_path):
    """What a worker on another computer writes into a folder of its own is not here at the end."""
    run = _Run(read_rollout(roster, {"target": "out", "engine": "silent", "workers": 1}, {}), Progress(None, SHARES))  # fmt: skip
    assert run.do().problems == ()
    shutil.rmtree(folder_of_id(tmp_path / "out", "a1"))
    keys = load_keys_of(keys_file(roster))
    found = enlist(read_roster(roster), keys, run.asked.terms, Series(run.cache))
    run._confirm(found.members)
    rolled = run._done(found.members)
    assert [(one.id, one.result) for one in rolled.results] == [("a1", "failed"), ("b2", "made")]
    assert str(rolled.problems[0]).startswith(f"{roster}, row 2: a worker has written the folder")
    assert list(run.entries) == ["b2"]


def test_a_target_without_right_or_room(roster, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VoiceguideError) as told:
        make(roster, "file/inside")
    assert "file/inside" in str(told.value)


@pytest.mark.long
def test_a_cache_that_lost_a_clip_speaks_it_again(roster, own_folders, tmp_path):
    make(roster)
    before = digests(tmp_path / "out")
    shutil.rmtree(own_folders / "cache")
    shutil.rmtree(tmp_path / "out")
    assert make(roster).spoken > 5
    assert digests(tmp_path / "out") == before


def clips_missing(rolled_out, cache):
    """What the recipes of a run name and a shared cache does not have."""
    lines = (rolled_out / "manifest.jsonl").read_text().splitlines()
    names = Cache(cache).names()
    wanted = set()
    for line in lines:
        key = recipe_key(json.loads(line)["made_of"], 1)
        wanted |= {key, *clips_in(Cache(cache).get(key).data)}
    assert len(wanted) > 20
    return wanted - names


STREAMED = {"stream_url": "https://example.org/s"}
WARM = {
    "spoken before": ([{}], 2),
    "made and streamed before": ([STREAMED], 1),
    "handed on before, and lost": ([{**STREAMED, "shared": "SHARED"}, None], 1),
}


@pytest.mark.parametrize(("before", "workers"), WARM.values(), ids=WARM)
def test_a_shared_cache_has_every_clip_that_a_recipe_names(roster, tmp_path, before, workers):
    """Streams elsewhere have no other: what this computer had already is handed on too."""
    shared = tmp_path / "shared"
    for options in before:
        if options is None:
            for entry in sorted(shared.rglob("??????*"))[::3]:
                entry.unlink()
        else:
            given = {**options, **({"shared": f"file://{shared}"} if "shared" in options else {})}
            assert make(roster, **given).problems == ()
    rolled = make(roster, **STREAMED, shared=f"file://{shared}", workers=workers)
    assert rolled.problems == ()
    assert clips_missing(tmp_path / "out", shared) == set()
    same = make(roster, **STREAMED, shared=f"file://{shared}")
    assert same.count("unchanged") == 2


def test_what_is_spoken_for_others_is_all_handed_on(roster, tmp_path):
    make(roster)
    assert make(roster, speak_only=True, shared=f"file://{tmp_path}/shared").problems == ()
    assert clips_missing(tmp_path / "out", tmp_path / "shared") == set()


def test_a_recipe_that_cannot_be_read_is_made_again(roster, own_folders, tmp_path):
    make(roster)
    before = digests(tmp_path / "out")
    lines = (tmp_path / "out" / "manifest.jsonl").read_text().splitlines()
    cache = Cache(own_folders / "cache")
    for line in lines:
        cache.put(recipe_key(json.loads(line)["made_of"], 1), 0, b"damaged before it was stored")
    shutil.rmtree(tmp_path / "out")
    assert make(roster).problems == ()
    assert digests(tmp_path / "out") == before


def test_a_clock_that_goes_back_dates_nothing_before_what_it_follows(roster, tmp_path):
    first = make(roster)
    roster.write_text((HEAD + ROWS).replace("20", "22"))
    given = {"target": "out", "engine": "silent", "workers": 1}
    again = roll_out(read_rollout(roster, given, {"SOURCE_DATE_EPOCH": "1000000000"}))
    assert again.problems == ()
    feed = folder_of(first, "a1", tmp_path / "out") / "feed.xml"
    assert "2001" not in feed.read_text()
    people = json.loads((tmp_path / "clients.keys").read_text())["people"]
    assert people["a1"]["since"] > people["b2"]["since"]


def test_keys_that_cannot_be_read_are_not_replaced(roster, tmp_path):
    (tmp_path / "clients.keys").write_text("{}")
    with pytest.raises(VoiceguideError, match="everybody gets a new address"):
        make(roster)
    assert (tmp_path / "clients.keys").read_text() == "{}"


def test_results_hold_no_formula():
    from voiceguide.delivery.ledger import ResultRow, render_results

    text = render_results([ResultRow(2, "=1+1", "", "failed", problem="@x")]).decode("utf-8-sig")
    assert "'=1+1,,failed,0,0,'@x" in text


def test_nothing_of_the_machine_is_left_running(roster):
    import multiprocessing

    before = multiprocessing.active_children()  # a voice that an earlier test had load may be kept
    make(roster, workers=2)
    assert set(multiprocessing.active_children()) <= set(before)
