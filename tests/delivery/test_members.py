"""Rows become people: whose folder is made again, when theirs are dated, and what is said at which cell."""

import datetime

import pytest

from voiceguide.delivery.blame import column_of
from voiceguide.delivery.members import Terms, enlist
from voiceguide.delivery.references import read_reference
from voiceguide.delivery.tokens import RosterKeys
from voiceguide.disk.cache import Cache
from voiceguide.routine.roster import parse_roster
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.series import Series

NOON = datetime.datetime(2026, 12, 7, 12, tzinfo=datetime.UTC)
SILENT = parse_overrides({"voice": {"engine": "silent"}}, {}, {})
HEAD = "id;name;routine;hold_s;skip;programme;start\n"
ANNA, BERT = "a1;Anna;desk-break;20;;;\n", "b2;Bert;desk-break;25;;;\n"
PROGRAMME = """\
title = "A fortnight"
routine = "desk-break"
weeks = 2
days = ["mon", "thu"]
[grow]
hold = { from = "20s", to = "25s", by = "5s" }
"""


@pytest.fixture
def keys():
    return RosterKeys(1, "11" * 32, {})


@pytest.fixture
def enter(tmp_path, monkeypatch, keys):
    monkeypatch.chdir(tmp_path)
    series = Series(Cache(tmp_path / "cache"))

    def enter(rows, now=NOON, asked=SILENT, **terms):
        roster = parse_roster((HEAD + rows).encode(), "people.csv")
        return enlist(roster, keys, Terms(asked, now, **terms), series)

    return enter


def test_a_folder_for_each_that_nobody_can_guess(enter, keys):
    one, two = enter(ANNA + BERT).members
    assert (one.number, one.id, one.folder) == (2, "a1", f"a1-{keys.people['a1'].token}")
    assert (two.number, two.id, two.folder) == (3, "b2", f"b2-{keys.people['b2'].token}")
    assert one.token not in two.folder
    assert (one.sessions[0].routine, dict(one.sessions[0].overrides.vars)) == (
        "desk-break",
        {"name": "Anna"},
    )


ANOTHER = {
    "the same row": (ANNA, {}, True),
    "in another place": (BERT + ANNA, {}, True),
    "later": (ANNA, {"now": NOON + datetime.timedelta(days=9)}, True),
    "another hold": (ANNA.replace("20", "22"), {}, False),
    "another name": (ANNA.replace("Anna", "Anne"), {}, False),
    "another routine": (ANNA.replace("desk-break", "hip-rotation"), {}, False),
    "other captions": (ANNA, {"captions": ("vtt",)}, False),
    "another address": (ANNA, {"base_url": "https://example.org"}, False),
    "streamed": (ANNA, {"stream_url": "https://example.org/s"}, False),
    "another dose for all": (ANNA, {"asked": parse_overrides({"voice": {"engine": "silent"}, "reps": 5}, {}, {})}, False),
}  # fmt: skip


@pytest.mark.parametrize(("row", "terms", "same"), ANOTHER.values(), ids=ANOTHER)
def test_who_is_made_again(enter, row, terms, same):
    (before,) = enter(ANNA).members
    after = next(one for one in enter(row, **terms).members if one.id == "a1")
    assert (after.key == before.key) is same
    assert after.folder == before.folder


def test_a_script_that_changed_makes_everybody_again(enter, tmp_path):
    (before,) = enter(ANNA).members
    (tmp_path / "scripts" / "mine").mkdir(parents=True)
    (tmp_path / "scripts" / "mine" / "routine.toml").write_text("# new")
    assert enter(ANNA).members[0].key != before.key


def test_where_it_will_be_found(enter, keys):
    (one,) = enter(ANNA, base_url="https://example.org/hips/").members
    assert one.base_url == f"https://example.org/hips/{one.folder}"
    (one,) = enter(ANNA, stream_url="https://example.org/s/").members
    (address,) = one.streams
    reference = address.removeprefix("https://example.org/s/").removesuffix(".mp3")
    assert read_reference(reference, keys.signing)
    assert read_reference(reference, "22" * 32) is None


def test_a_programme_is_dated_by_its_own_days(enter, tmp_path):
    (tmp_path / "scripts" / "fortnight").mkdir(parents=True)
    (tmp_path / "scripts" / "fortnight" / "programme.toml").write_text(PROGRAMME)
    (one,) = enter("a1;Anna;;;;fortnight;2026-12-10\n").members
    assert [wanted.date.day for wanted in one.sessions] == [10, 14, 17, 21]
    assert [(wanted.track, wanted.turn) for wanted in one.sessions] == [
        (n, n) for n in (1, 2, 3, 4)
    ]
    assert [wanted.overrides.settings["hold"] for wanted in one.sessions] == [
        20_000,
        20_000,
        25_000,
        25_000,
    ]
    assert [(wanted.week, wanted.day) for wanted in one.sessions] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
    ]
    six = datetime.time(6, tzinfo=datetime.UTC)  # as `voiceguide programme` has it
    assert list(one.published) == [
        datetime.datetime.combine(wanted.date, six) for wanted in one.sessions
    ]
    assert one.updated == NOON


def test_a_clock_that_goes_back_dates_nothing_before(enter):
    (before,) = enter(ANNA).members
    (after,) = enter(ANNA.replace("20", "22"), now=NOON - datetime.timedelta(days=400)).members
    assert after.updated > before.updated
    assert after.edition == before.edition + 1


WRONG = {
    "a routine": ("c3;C;desk-brake;;;;\n", "row 3, column routine", "unknown routine 'desk-brake'"),
    "an exercise": ("c3;C;desk-break;;lunge;;\n", "row 3, column skip", "unknown exercise 'lunge'"),
    "a programme": ("c3;C;;;;weeks;\n", "row 3, column programme", "unknown programme 'weeks'"),
    "a cell": ("c3;C;desk-break;many;;;\n", "row 3, column hold_s", "many"),
}


@pytest.mark.parametrize(("row", "where", "what"), WRONG.values(), ids=WRONG)
def test_one_bad_row_costs_itself(enter, keys, row, where, what):
    found = enter(ANNA + row + BERT.replace("b2", "d4"))
    assert [one.id for one in found.members] == ["a1", "d4"]
    assert found.bad == ((3, "c3", "C"),)
    (problem,) = found.problems
    assert problem.where == f"people.csv, {where}"
    assert what in problem.what


ALL = {
    "routine, language, hold and voice": (
        "id;name;routine;language;hold;voice\na2;Eva;desk-brake;xx;30 apples;Zork\n",
        {"routine": "'desk-brake'", "language": "'xx'", "hold": "'30 apples'", "voice": "'Zork'"},
    ),
    "programme and engine": (
        "id;programme;engine\na2;weeks;zork\n",
        {"programme": "'weeks'", "engine": "'zork'"},
    ),
    "of a routine there is": (
        "id;routine;skip;var.coach;lunge.hold;bed\na2;desk-break;plank;Kim;30s;rain\n",
        {"skip": "'plank'", "var.coach": "'coach'", "lunge.hold": "'lunge'", "bed": "a bed"},
    ),
    "a path for a routine": (
        "id;routine;lunge.hold;language\na2;../x;30s;xx\n",
        {"routine": "'../x'", "language": "'xx'"},
    ),
    "seconds and a duration": ("id;hold;hold_s;rate\na2;30s;30;very\n", {"hold_s": "both", "rate": "'very'"}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), ALL.values(), ids=ALL)
def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path, monkeypatch, keys, text, said):
    monkeypatch.chdir(tmp_path)
    roster = parse_roster(text.encode(), "people.csv")
    found = enlist(roster, keys, Terms(SILENT, NOON), Series(Cache(tmp_path / "cache")))
    told = {one.where: one.what for one in found.problems}
    assert set(told) == {f"people.csv, row 2, column {column}" for column in said}
    for column, word in said.items():
        assert word in told[f"people.csv, row 2, column {column}"]
    assert [number for number, _, _ in found.bad] == [2]
    assert found.members == ()


def test_a_dose_that_is_much_is_a_warning_of_its_row(enter):
    rows = [ANNA.replace("20", "40"), BERT.replace("25", "900")]
    (notice,) = enter("".join(rows)).notices
    assert notice.where == "people.csv, row 3: external-rotation-stretch"
    assert (notice.what, notice.wrong) == (
        "a hold of 15m is outside the recommended 30s to 1m",
        False,
    )
    (notice,) = enter("".join([*rows, rows[1].replace("b2", "c3")])).notices
    assert notice.what.endswith("recommended 30s to 1m, and so in 1 more row")


@pytest.mark.parametrize(
    ("where", "column"),
    [
        ("--hold", "hold"),
        ("--weak-side", "weak_side"),
        ("--lang", "language"),
        ("--set lunge.hold=9s", "lunge.hold"),
        ("--var cooach=Kim", "var.cooach"),
        ("skip", "skip"),
        ("routine", "routine"),
        ("language", "language"),
        ("voice", "voice"),
        ("scripts/x/routine.toml:3", ""),
        ("", ""),
    ],
)
def test_the_column_an_error_is_about(where, column):
    assert column_of(where) == column
