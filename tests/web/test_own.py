"""Own routines on the page: what each button does, what is written, and every attack on it."""

import html
import os
import re
import shutil
import threading
import tomllib

import pytest

from tests.web.conftest import HOSTILE, KEYS, Visitor
from voiceguide.disk.library import built_in_scripts, user_scripts
from voiceguide.session.api import check
from voiceguide.web.drafting import open_copy, press
from voiceguide.web.pagewords import words_in
from voiceguide.web.parts import parts_of

LIST = "Knees\n\nClamshell, 3 x 10, each side\nPlank 45 s\n{{ config }} 20 s\n"
LAN = "http://192.168.1.5:8765"
_INPUT = re.compile(r'<(?:input|select)[^>]*? name="([^"]+)"([^>]*)>')
_AREA = re.compile(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)


class Editor:
    """Somebody who edits: remembers the form, and presses its buttons."""

    def __init__(self, visitor, address, **headers) -> None:
        self.visitor, self.headers = visitor, headers
        self.read(visitor.get(address, headers=headers))

    def read(self, answer):
        self.status, self.page = answer.status_code, answer.get_data(as_text=True)
        self.fields = {}
        for name, rest in _INPUT.findall(self.page):
            value = re.search(r' value="([^"]*)"', rest)
            self.fields[name] = html.unescape(value[1]) if value else ""
        self.fields |= {name: html.unescape(text) for name, text in _AREA.findall(self.page)}
        chosen = re.findall(r'<select[^>]* name="([^"]+)">\s*(.*?)</select>', self.page, re.DOTALL)
        for name, options in chosen:
            picked = re.search(r'value="([^"]*)" selected', options)
            self.fields[name] = picked[1] if picked else ""

    def press(self, do, **fields):
        """Press a button, with some fields filled in ("_" for what a keyword cannot have)."""
        data = {**self.fields, **fields.pop("typed", {}), **fields, "do": do}
        answer = self.visitor.client.post("/own/edit", data=data, headers=self.headers)
        if answer.status_code != 303:
            self.read(answer)
        self.location = answer.headers.get("Location", "")
        return answer.status_code

    @property
    def name(self):
        """What it was saved as."""
        return re.fullmatch(r"/adjust\?routine=([a-z0-9-]+)&saved=1", self.location)[1]

    @property
    def draft(self):
        return tomllib.loads(self.fields["text"])

    @property
    def titles(self):
        found = re.findall(r'<span class="titled">([^<]*)</span> <span class="facts">', self.page)
        return [html.unescape(one) for one in found]

    @property
    def length(self):
        return re.search(r'<span class="length">([^<]*)<', self.page)[1]

    @property
    def wrong(self):
        found = re.findall(
            r'<p class="wrong" id="e-([^"]*)-wrong" role="alert">([^<]*)<', self.page
        )
        return {name: html.unescape(text) for name, text in found}

    @property
    def problem(self):
        found = re.search(r'<p class="problem"[^>]*>(.*?)</p>', self.page, re.DOTALL)
        return html.unescape(found[1]) if found else ""


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    return tmp_path_factory.mktemp("plans")


@pytest.fixture(autouse=True)
def shared_plans(plans, shared_sounds, monkeypatch):
    """What was laid out once need not be laid out again in every test."""
    monkeypatch.setenv("VOICEGUIDE_CACHE_DIR", str(plans))


@pytest.fixture
def edit(visitor):
    """Open an address of the editor."""
    return lambda address, **headers: Editor(visitor, f"/own/{address}", **headers)


def saved(name):
    return (user_scripts() / name / "routine.toml").read_text("utf-8")


def everything():
    folder = user_scripts()
    found = folder.rglob("*") if folder.exists() else ()
    return {str(one.relative_to(folder)): one.read_bytes() for one in found if one.is_file()}


# What it does.


def test_the_cards_lead_to_it(visitor):
    page = visitor.get("/").get_data(as_text=True)
    assert 'href="/own"' in page
    assert 'href="/own/copy/hip-evening"' in page
    assert visitor.get("/own").status_code == 200
    assert 'id="edit"' in visitor.get("/adjust?routine=desk-break").get_data(as_text=True)


def test_a_copy_is_edited_and_saved_and_the_model_stays(edit, visitor):
    model = (built_in_scripts() / "hip-evening" / "routine.toml").read_bytes()
    one = edit("copy/hip-evening")
    before = one.length
    assert everything() == {}
    assert one.press("down 2 0") == 200
    assert one.titles[4:6] == ["Kneeling stretch", "Butterfly"]
    assert one.press("remove 0") == 200
    assert one.press("show", typed={"block.1.do.0.hold": "50", "title": "Hüften"}) == 200
    assert one.length != before
    assert before in one.page  # what it was
    assert one.press("save") == 303
    assert one.name == "hueften"
    text = saved("hueften")
    data = tomllib.loads(text)
    assert data["title"] == "Hüften"
    assert data["block"][1]["do"][0]["hold"] == "50s"
    assert len(data["block"]) == 2
    assert "# Then a list." in text
    assert {"hueften/opening.cue.j2", "hueften/de/closing.cue.j2"} <= everything().keys()
    assert [problem for problem in check("hueften") if problem.wrong] == []
    assert (built_in_scripts() / "hip-evening" / "routine.toml").read_bytes() == model
    page = visitor.get("/").get_data(as_text=True)
    assert 'href="/own/edit/hueften"' in page


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_title_typed_anew_leaves_those_of_the_model_behind(edit, code):
    one = edit("copy/desk-break", **{"Accept-Language": code})
    assert one.draft["titles"]
    assert one.draft["abouts"]
    assert one.press("show", about="Mine.") == 200
    assert "abouts" not in one.draft
    assert len(one.draft["titles"]) == 2
    assert one.press("save", title="Desk") == 303
    assert not {"titles", "abouts"} & tomllib.loads(saved("desk")).keys()


def test_a_title_typed_anew_leaves_what_somebody_wrote(edit):
    edit("copy/desk-break").press("save", title="Desk", about="Mine.")
    file = user_scripts() / "desk" / "routine.toml"
    own = 'titles = { de = "Tisch" }\nabouts = { de = "Meins." }\n'
    file.write_text(own + file.read_text("utf-8"), "utf-8")
    one = edit("edit/desk")
    assert one.press("show", title="Desks", about="Ours.") == 200
    assert (one.draft["titles"], one.draft["abouts"]) == ({"de": "Tisch"}, {"de": "Meins."})


BROKEN = [
    ("hold = ", "routine.toml:"),
    (
        'title = "Desk"\n[settings]\nhold = "0s"\n[[block]]\ndo = [{ title = "a" }]\n',
        "routine.toml:3: Hold: 0s is out of range.",
    ),
    ('title = "Desk"\nblock = 5\n', "routine.toml:2: Block must be a list"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_routine_that_was_broken_by_hand_is_told_and_mended(edit, visitor, text, said):
    edit("copy/desk-break").press("save", title="Desk")
    file = user_scripts() / "desk" / "routine.toml"
    whole = file.read_text("utf-8")
    file.write_text(text, "utf-8")
    page = visitor.get("/own").get_data(as_text=True)
    assert said in page[page.index('id="broken"') : page.index('id="models"')]
    assert 'href="/own/edit/desk"' in page
    page = visitor.get("/own/edit/desk").get_data(as_text=True)
    token, seen = (
        re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("csrf", "seen")
    )
    assert said in page
    assert html.escape(text.strip(), quote=False) in page.replace("&#34;", '"')
    data = {"csrf": token, "name": "desk", "seen": seen}
    mend = lambda **more: visitor.client.post("/own/mend", data={**data, **more})  # noqa: E731
    assert mend(text=text, replace="yes").status_code == 400
    assert mend(text=whole).status_code == 409  # it was changed by hand
    assert mend(text=whole, replace="yes", seen="0" * 32).status_code == 409
    assert mend(text=whole, replace="yes", name="../desk").status_code == 400
    assert saved("desk") == text
    answer = mend(text=whole.replace("\n", "\r\n"), replace="yes")
    assert answer.headers["Location"] == "/adjust?routine=desk&saved=1"
    assert saved("desk") == whole
    assert 'id="broken"' not in visitor.get("/own").get_data(as_text=True)


def test_a_pipe_in_the_place_of_a_routine_stops_nothing(visitor):
    (user_scripts() / "piped").mkdir(parents=True)
    os.mkfifo(user_scripts() / "piped" / "routine.toml")
    assert visitor.get("/").status_code == 200
    page = visitor.get("/own").get_data(as_text=True)
    assert "it is not a file" in page
    assert "/own/edit/piped" not in page
    assert visitor.get("/own/edit/piped").status_code == 400


def discard(one, **more):
    data = {**one.fields, **more}
    return one.visitor.client.post("/own/discard", data=data)


def test_a_routine_is_deleted_and_brought_back(edit, visitor):
    edit("copy/desk-break").press("save", title="Desk")
    before, one = everything(), edit("edit/desk")
    answer = discard(one)
    assert answer.status_code == 303
    assert everything() == {}
    assert "/own/edit/desk" not in visitor.get("/").get_data(as_text=True)
    page = visitor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Desk was deleted." in page
    [aside] = re.findall(r'name="removed" value="([0-9a-f]+)"', page)
    undo = {"csrf": one.fields["csrf"], "removed": aside}
    assert one.visitor.client.post("/own/undo", data=undo).headers["Location"] == "/own/edit/desk"
    assert everything() == before
    assert one.visitor.client.post("/own/undo", data=undo).status_code == 404
    assert edit("edit/desk").press("save", title="Once more") == 303  # it is ours still


def test_what_has_its_place_by_now_is_not_written_over(edit, visitor):
    edit("copy/desk-break").press("save", title="Desk")
    answer = discard(edit("edit/desk"))
    edit("copy/hip-evening").press("save", title="Desk")
    there = everything()
    undo = {"removed": answer.headers["Location"].partition("=")[2]}
    assert visitor.post("/own/undo", "/own", **undo).status_code == 404
    assert everything() == there


@pytest.mark.parametrize("file", ["routine.toml", "opening.cue.j2", "notes.txt"])
def test_what_somebody_wrote_is_deleted_only_when_that_is_confirmed(edit, file):
    edit("copy/desk-break").press("save", title="Desk")
    with (user_scripts() / "desk" / file).open("a") as opened:
        opened.write("# by hand\n")
    before, one = everything(), edit("edit/desk")
    answer = discard(one, title="Typed")
    assert answer.status_code == 409
    one.read(answer)
    assert "by hand" in one.problem
    assert 'name="sure"' in one.problem
    assert one.fields["title"] == "Typed"
    assert everything() == before
    assert discard(one, sure="yes").status_code == 303
    assert everything() == {}
    kept = [path for path in user_scripts().parent.glob("removed/*/desk/*") if path.is_file()]
    assert "# by hand" in (kept[0].parent / file).read_text(
        "utf-8"
    )  # it lies aside, with all in it


@pytest.mark.parametrize("name", ["../x", "desk-break", "nothing", "", "a/b"])
def test_nothing_else_is_deleted(edit, name):
    edit("copy/desk-break").press("save", title="Desk")
    before = everything()
    assert discard(edit("edit/desk"), name=name, sure="yes").status_code in {400, 404}
    assert everything() == before


@pytest.mark.parametrize("aside", ["", "..", "../scripts", "0" * 16, "x" * 16])
def test_nothing_else_is_brought_back(visitor, aside):
    assert visitor.post("/own/undo", "/own", removed=aside).status_code == 404
    assert "was deleted" not in visitor.get(f"/own?removed={aside}").get_data(as_text=True)


def test_that_it_is_saved_is_said(edit, visitor):
    one = edit("copy/desk-break")
    one.press("save", title="Desk")
    said = '<p class="hint" role="status">Saved</p>'
    assert said in visitor.get(one.location).get_data(as_text=True)
    assert said not in visitor.get("/adjust?routine=desk").get_data(as_text=True)


def made():
    return sorted(one.parent.name for one in user_scripts().glob("*/routine.toml"))


def test_a_form_that_is_sent_twice_makes_one_routine(edit):
    one = edit("copy/desk-break")
    for _ in range(2):
        assert one.press("save", title="Desk") == 303
        assert one.name == "desk"
    assert one.press("save", title="After going back") == 303
    assert one.name == "desk"
    assert made() == ["desk"]
    assert tomllib.loads(saved("desk"))["title"] == "After going back"
    again = edit("edit/desk")
    for _ in range(2):  # one that has its place already, too
        assert again.press("save", title="Once more") == 303
    assert made() == ["desk"]


def test_a_form_that_is_sent_twice_at_once_makes_one_routine(edit, app):
    one = edit("copy/desk-break")
    data, answers = {**one.fields, "do": "save", "title": "Desk"}, []
    headers = {"Cookie": f"voiceguide={one.visitor.client.get_cookie('voiceguide').value}"}

    def send():
        answers.append(
            app.test_client(use_cookies=False).post("/own/edit", data=data, headers=headers)
        )

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.headers.get("Location") for answer in answers] == [
        "/adjust?routine=desk&saved=1"
    ] * 4
    assert made() == ["desk"]


@pytest.mark.parametrize("code", ["en", "de", "es"])
@pytest.mark.parametrize("do", ["save", "replace"])
def test_what_was_changed_or_removed_meanwhile_is_saved_as_a_new_one(edit, do, code):
    headers = {"Accept-Language": code}
    edit("copy/desk-break", **headers).press("save", title="Desk")
    one, other, third = (edit("edit/desk", **headers) for _ in range(3))
    one.press("save", title="First")
    assert other.press(do, title="Second") == 409
    assert words_in(code)["own_changed"] in other.problem
    assert 'value="anew"' in other.page
    assert other.press("anew") == 303
    assert other.name == "second"
    assert saved("second") == other.fields["text"].strip() + "\n"
    shutil.rmtree(user_scripts() / "desk")
    assert third.press(do, title="Third") == 409
    assert words_in(code)["own_removed"] in third.problem
    assert "/own/edit/desk" not in third.problem  # there is nothing to be shown
    for _ in range(2):
        assert third.press("anew") == 303
        assert third.name == "third"
    assert made() == ["second", "third"]
    assert [problem for problem in check("third") if problem.wrong] == []


def test_ones_own_is_edited_in_its_place(edit):
    edit("copy/desk-break").press("save", title="Desk")
    again = edit("edit/desk")
    assert again.press("save", title="Another title") == 303
    assert again.name == "desk"
    assert tomllib.loads(saved("desk"))["title"] == "Another title"
    assert len([name for name in everything() if name.endswith("routine.toml")]) == 1


@pytest.mark.parametrize(
    ("code", "title", "first"),
    [
        ("de", "Schreibtischpause für die Hüften (meine Fassung)", "opening.cue.j2"),
        ("es", "Pausa para las caderas (mi versión)", "en/opening.cue.j2"),
        ("en", "Desk break for the hips (my version)", "es/opening.cue.j2"),
    ],
)
def test_a_copy_is_in_the_pages_language(edit, code, title, first):
    one = edit("copy/desk-break", **{"Accept-Language": code})
    assert (one.draft["language"], one.draft["title"]) == (code, title)
    assert one.press("save") == 303
    name = one.name
    folder = built_in_scripts() / "desk-break"
    native = folder / "opening.cue.j2" if code == "en" else folder / code / "opening.cue.j2"
    assert everything()[f"{name}/opening.cue.j2"] == native.read_bytes()
    assert f"{name}/{first}" in everything()
    assert [problem for problem in check(name, lang="en") if problem.wrong] == []
    assert [problem for problem in check(name) if problem.wrong] == []


def test_a_pair_moves_and_goes_as_a_whole(edit):
    one = edit("copy/hip-rotation")
    targets = [pair["target"] for pair in one.draft["pair"]]
    for verb in ("up 1", "down 0", "down 0 1", "up 1 0"):
        one = edit("copy/hip-rotation")
        assert one.press(verb) == 200
        assert [pair["target"] for pair in one.draft["pair"]] == targets[::-1], verb
    for verb in ("remove 1", "remove 1 0", "remove 1 1"):
        one = edit("copy/hip-rotation")
        assert one.press(verb) == 200
        assert [pair["target"] for pair in one.draft["pair"]] == targets[:1], verb


def test_from_nothing_to_a_session(edit):
    one = edit("new", **{"Accept-Language": "de"})
    assert one.press("save") == 400
    assert one.problem == "Füge zuerst eine Übung hinzu."
    new = {"new.title": "Fersen heben", "new.reps": "12", "new.say": "Hoch.\r\nUnd tief.\r\n"}
    assert one.press("new", typed={**new, "new.sides": "once"}) == 200
    assert one.draft["block"] == [
        {
            "do": [
                {
                    "title": "Fersen heben",
                    "reps": 12,
                    "sides": "once",
                    "say": ["Hoch.", "Und tief."],
                }
            ]
        }
    ]
    [known] = re.findall(r'<option value="(hip-rotation:0)">', one.page)
    assert one.press("add", known=known) == 200
    assert [*one.draft["block"][1]] == ["target", "stretch", "strengthen"]
    [single] = re.findall(r'<option value="([^"]+)">Liegende Vier', one.page)
    assert one.press("add", known=single) == 200
    assert one.draft["block"][2]["do"][0]["titles"]["en"] == "Figure four"
    assert one.press("save", title="Abends") == 303
    assert [problem for problem in check("abends") if problem.wrong] == []


def test_doses_by_block_by_round_and_for_all(edit):
    one = edit("new")
    one.press("new", typed={"new.title": "Bridge", "new.reps": "10"})
    typed = {
        "block.0.rounds": "3",
        "block.0.rest": "20",
        "block.0.between": "1m30s",
        "block.0.title": "Strength",
        "block.0.do.0.reps": "10, 8,6",
        "block.0.do.0.tempo": "2-1-2",
        "settings.switch": "5",
        "settings.hold": "40",
    }
    assert one.press("show", typed=typed) == 200
    assert one.draft["settings"] == {"hold": "40s", "switch": "5s"}
    block = one.draft["block"][0]
    assert (block["rounds"], block["rest"], block["between"]) == (3, "20s", "1m30s")
    assert block["do"] == [{"title": "Bridge", "reps": [10, 8, 6], "tempo": "2-1-2"}]
    assert one.fields["block.0.do.0.reps"] == "10, 8, 6"
    assert one.fields["block.0.between"] == "90"
    assert one.press("show", typed={"settings.hold": "", "settings.switch": " "}) == 200
    assert "settings" not in one.draft


WRONG = [
    ({"block.0.do.0.hold": "0"}, "block-0-do-0-hold", "It may be 1 to 3600."),
    ({"block.0.do.0.hold": "long"}, "block-0-do-0-hold", "It may be 1 to 3600."),
    ({"block.0.do.0.hold": "30, 20"}, "block-0-do-0-hold", "a list of 2 values"),
    ({"block.0.rounds": "1000"}, "block-0-rounds", "It may be 1 to 100."),
    ({"block.0.do.0.tempo": "fast"}, "block-0-do-0-tempo", "fast"),
    ({"block.0.do.0.title": ""}, "block-0-do-0-title", "Write a title."),
    ({"block.0.do.0.title": "…"}, "block-0-do-0-title", "has no words to say"),
    ({"title": ""}, "title", "Write a title."),
    ({"title": "x" * 121}, "title", "At most 120 characters."),
    ({"settings.rounds": "21"}, "settings-rounds", "It may be 1 to 20."),
    ({"block.0.do.0.say": "x" * 4001}, "block-0-do-0-say", "At most 4000 characters."),
    (
        {"block.0.do.0.say": "Lift the {{ side }} knee.", "block.0.do.0.sides": "once"},
        "block-0-do-0-say",
        "done once",
    ),
]


@pytest.mark.parametrize(("typed", "field", "said"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(edit, typed, field, said):
    one = edit("new")
    one.press("new", typed={"new.title": "Bridge", "new.hold": "30"})
    before = one.fields["text"]
    assert one.press("save", typed=typed) == 400
    assert said in one.wrong[field]
    assert one.fields["text"].strip() == before.strip()
    assert everything() == {}
    shown = {name: one.fields[name] for name in typed}
    assert shown == typed  # as it was typed, to be mended


def test_hold_and_count_at_once_is_said_above(edit):
    one = edit("new")
    one.press("new", typed={"new.title": "Bridge", "new.hold": "30"})
    assert one.press("save", typed={"block.0.do.0.reps": "8"}) == 400
    assert "both" in one.problem
    assert one.press("new", typed={"new.title": "Plank", "new.hold": "5", "new.reps": "8"}) == 400


NEW = {"new.title": "Wandsitz", "new.hold": "30", "new.reps": "", "new.say": "Sink.\nStay."}
WRONG_NEW = [
    ({"new.hold": "abc"}, "new-hold", "It may be 1 to 3600."),
    ({"new.hold": "45, 30"}, "new-hold", "a list of 2 values"),
    ({"new.hold": "", "new.reps": "-2"}, "new-reps", "It may be 1 to 100."),
    ({"new.title": ""}, "new-title", "Write a title."),
    ({"new.title": "…"}, "new-title", "has no words to say"),
    ({"new.say": "x" * 4001}, "new-say", "At most 4000 characters."),
]


@pytest.mark.parametrize("do", ["new", "save"])
@pytest.mark.parametrize("address", ["new", "copy/hip-rotation", "copy/hip-evening"])
@pytest.mark.parametrize(("changed", "field", "said"), WRONG_NEW)
def test_a_new_one_that_is_wrong_stays_as_it_was_typed(edit, do, address, changed, field, said):
    one = edit(address)
    assert one.press(do, typed={**NEW, **changed}) == 400
    assert {name: text for name, text in one.fields.items() if name in NEW} == {**NEW, **changed}
    assert said in one.wrong[field]
    assert one.problem == ""
    assert everything() == {}


def test_a_new_one_that_is_filled_in_is_saved_too(edit):
    one = edit("new")
    assert one.press("save", typed=NEW, title="Wall") == 303
    [exercise] = tomllib.loads(saved("wall"))["block"][0]["do"]
    assert exercise == {"title": "Wandsitz", "hold": "30s", "say": ["Sink.", "Stay."]}


@pytest.mark.parametrize("do", ["show", "down 0", "up 1", "remove 0"])
def test_a_new_one_stays_while_something_else_is_done(edit, do):
    one = edit("copy/hip-evening")
    assert one.press(do, typed=NEW) == 200
    assert {name: one.fields[name] for name in NEW} == NEW
    assert "Wandsitz" not in one.titles


OUT_OF = {"hold": "9999", "reps": "0", "rest": "9999", "between": "9999", "switch": "9999"}
OUT_OF |= {"rounds": "0", "tempo": "fast"}


@pytest.mark.parametrize("name", [one.parent.name for one in sorted(built_in_scripts().glob("[!_]*/routine.toml"))])  # fmt: skip
def test_whatever_is_wrong_with_a_copy_is_said(edit, name):
    one = edit(f"copy/{name}")
    fields = [field for field in one.fields if field.rpartition(".")[2] in OUT_OF]
    fields = [field for field in fields if not field.startswith("new.")]
    opened = open_copy(name, "en")
    for field in fields:
        wrong = OUT_OF[field.rpartition(".")[2]]
        told = press(opened, {field: wrong, "do": "show"}, "en").wrong
        assert any(told.values()), field
        assert told.keys() <= {*one.fields, ""}, field  # else nobody sees it
    for field in (*fields[4:6], fields[-1]):
        again = edit(f"copy/{name}")
        wrong = OUT_OF[field.rpartition(".")[2]]
        assert again.press("show", typed={field: wrong}) == 400, field
        assert field.replace(".", "-") in again.wrong or again.problem, field
        assert again.fields[field] == wrong


def test_a_pair_of_a_copy_says_what_is_wrong_at_its_field(edit):
    one = edit("copy/hip-rotation")
    typed = {"pair.0.rounds": "0", "pair.1.rest": "9999"}
    assert one.press("show", typed=typed) == 400
    assert one.wrong == {
        "pair-0-rounds": "It may be 1 to 100.",
        "pair-1-rest": "It may be 0 to 900.",
    }


def test_two_pairs_of_a_copy_are_changed_at_once(edit):
    one = edit("copy/hip-rotation")
    assert one.press("show", typed={"pair.0.rounds": "2", "pair.1.rounds": "3"}) == 200
    assert [block["rounds"] for block in one.draft["block"]] == [2, 3]


def test_several_values_are_offered_only_where_there_are_rounds(edit):
    one = edit("copy/hip-evening")
    labels = dict(re.findall(r'<label for="e-([^"]+)">(.*?)</label>', one.page))
    several = {
        name for name, label in labels.items() if "45, 40, 30" in label or "10, 8, 6" in label
    }
    assert {"settings-hold", "settings-reps", "new-hold", "new-reps"} <= labels.keys() - several
    assert {"block-2-do-0-hold", "block-2-hold", "block-2-do-0-reps"} <= several


@pytest.mark.parametrize(
    ("field", "typed", "written"),
    [
        ("block.0.do.0.hold", "45,5", "45.5s"),
        ("block.0.do.0.hold", "45, 40", ["45s", "40s"]),
        ("block.0.do.0.hold", "45,40", ["45s", "40s"]),
        ("block.0.rest", "7,25", "7.25s"),
        ("settings.hold", "45,5", "45.5s"),
    ],
)
def test_a_comma_of_a_decimal(edit, field, typed, written):
    one = edit("new")
    one.press("new", typed={"new.title": "Bridge", "new.hold": "30"})
    assert one.press("show", typed={"block.0.rounds": "2", field: typed}) == 200
    data = one.draft
    for key in field.split("."):
        data = data[int(key) if key.isdigit() else key]
    assert data == written


def test_what_is_typed_into_what_goes_does_not_keep_it(edit):
    one = edit("copy/hip-evening")
    assert one.press("remove 2 0", typed={"block.2.do.0.hold": "never"}) == 200
    assert "Butterfly" not in one.titles


def test_a_list_that_is_pasted(visitor):
    page = visitor.get("/own").get_data(as_text=True)
    token = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    answer = visitor.client.post("/own/paste", data={"csrf": token, "list": LIST})
    one = Editor.__new__(Editor)
    one.visitor, one.headers = visitor, {}
    one.read(answer)
    assert one.status == 200
    assert one.titles[:2] == ["Clamshell", "Plank"]
    assert "<q>Plank 45 s</q>" in one.page
    assert everything() == {}
    assert one.press("up 1 0") == 200
    assert "<q>Plank 45 s</q>" in one.page  # its lines stay beside it
    assert one.press("save") == 303
    assert [problem for problem in check("knees") if problem.wrong] == []


@pytest.mark.parametrize("text", ["", "   \n", "Call me.\n", "\x00", "%PDF", "a 10 s\n" * 10_000])
def test_a_list_that_is_none(visitor, text):
    answer = visitor.post("/own/paste", "/own", list=text)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert 'id="paste-wrong"' in page
    assert html.escape(text.strip()[:20], quote=False) in page or "\x00" in text
    assert everything() == {}


def test_more_exercises_than_a_page_shows(visitor):
    answer = visitor.post("/own/paste", "/own", list="".join(f"Move {n} 5 s\n" for n in range(151)))
    assert answer.status_code == 400
    assert "More than 150 exercises" in answer.get_data(as_text=True)


def test_as_many_as_a_page_shows_are_all_moved_and_kept(visitor):
    """Such a form has 90 kB. It is not sent in parts: werkzeug 3.1.9 lets an empty one at the edge
    of a block of 64 kB take in the one behind it."""
    listed = "".join(f"Move {number} 5 s\n" for number in range(150))
    one = Editor.__new__(Editor)
    one.visitor, one.headers = visitor, {}
    one.read(visitor.post("/own/paste", "/own", list=listed))
    assert "multipart" not in one.page
    assert one.press("up 0 149") == 200
    expected = [f"Move {number}" for number in (*range(148), 149, 148)]
    assert [exercise["title"] for exercise in one.draft["block"][0]["do"]] == expected


@pytest.mark.parametrize(
    "address", ["copy/nothing", "edit/nothing", "copy/..%2F..", "edit/Hip", "x"]
)
def test_what_is_not_there(visitor, address):
    assert visitor.get(f"/own/{address}").status_code in {400, 404}


# Attacks.


def own_addresses(app):
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("own."):
                for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
                    yield method, rule.rule.replace("<name>", "desk-break")


def far(app, path, method="GET", **more):
    visitor = Visitor(app)
    visitor.get(
        f"/?key={KEYS.enter}", base_url=LAN, environ_overrides={"REMOTE_ADDR": "192.168.1.7"}
    )
    return visitor.open(
        method, path, base_url=LAN, environ_overrides={"REMOTE_ADDR": "192.168.1.7"}, **more
    )


def test_who_is_not_here_and_without_edit_sees_and_writes_nothing(network):
    for method, path in own_addresses(network):
        answer = far(network, path, method, data={"do": "save"} if method == "POST" else None)
        assert answer.status_code == 403, path
        assert "voiceguide serve --lan --edit" in answer.get_data(as_text=True)
    for path in ("/", "/adjust?routine=desk-break"):
        page = far(network, path).get_data(as_text=True)
        assert "/own" not in page
    assert everything() == {}


def test_with_edit_whoever_has_the_key_may(make_app):
    app = make_app(lan=True, edit=True, address=LAN)
    assert 'href="/own"' in far(app, "/").get_data(as_text=True)
    assert far(app, "/own/copy/desk-break").status_code == 200
    for method, path in own_addresses(app):
        answer = app.test_client().open(path, method=method, base_url=LAN)
        assert answer.status_code == 403, path  # and nobody without it
        assert "key" not in answer.headers.get("Set-Cookie", "")


FORGED = {
    "no token": ({"csrf": None}, {}),
    "a wrong token": ({"csrf": "wrong"}, {}),
    "another origin": ({}, {"Origin": "http://evil.example"}),
    "another port": ({}, {"Origin": "http://localhost:9999"}),
    "another site": ({}, {"Sec-Fetch-Site": "cross-site"}),
    "a neighbour": ({}, {"Sec-Fetch-Site": "same-site"}),
    "another name": ({}, {"Host": "evil.example"}),
}


@pytest.mark.parametrize("case", FORGED)
@pytest.mark.parametrize(
    "path", ["/own/edit", "/own/paste", "/own/mend", "/own/discard", "/own/undo"]
)
def test_what_another_site_sends_writes_nothing(edit, case, path):
    changed, headers = FORGED[case]
    one = edit("copy/desk-break")
    data = {**one.fields, "do": "save", "list": LIST, **changed}
    data = {name: value for name, value in data.items() if value is not None}
    answer = one.visitor.client.post(path, data=data, headers=headers)
    assert answer.status_code == (421 if "Host" in headers else 403)
    assert everything() == {}


def test_no_get_writes(visitor, app):
    for method, path in own_addresses(app):
        if method == "GET":
            visitor.get(f"{path}?do=save&name=x")
    assert everything() == {}


PATHS = [
    "../x",
    "..",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "A",
    "con",
    "hip-rotation",
    "x" * 61,
    "x\x00",
    "_parts",
]


@pytest.mark.parametrize("name", PATHS)
def test_no_path_in_a_name(edit, name):
    for verb in ("save", "replace", "show"):
        assert edit("copy/desk-break").press(verb, name=name) == 400 or name == "hip-rotation"
    assert everything() == {}
    assert edit(f"edit/{name.replace('/', '%2F')}").status in {400, 404}


@pytest.mark.parametrize("verb", ["show", "save", "up 1"])
def test_a_draft_is_not_tried_out_elsewhere(edit, tmp_path, verb):
    for name in (str(tmp_path / "x"), f"../../../../../..{tmp_path}/x"):
        assert edit("copy/hip-rotation").press(verb, name=name) == 400
    assert not (tmp_path / "x").exists()


def test_a_name_of_a_routine_that_is_not_there_makes_none(edit):
    one = edit("copy/desk-break")
    assert one.press("save", name="elsewhere", seen="0" * 32) == 409
    assert everything() == {}


@pytest.mark.parametrize("model", ["../x", "nothing", HOSTILE])
def test_a_model_that_is_none(edit, model):
    assert edit("copy/desk-break").press("save", model=model) == 400
    assert everything() == {}


@pytest.mark.parametrize("case", ["the file", "the folder", "the folder of all"])
def test_nothing_is_written_through_a_link(edit, tmp_path, case):
    edit("copy/desk-break").press("save", title="Desk")
    one = edit("edit/desk")
    place = {"the file": "desk/routine.toml", "the folder": "desk", "the folder of all": "."}[case]
    target = tmp_path / "outside"
    (user_scripts() / place).rename(target)
    (user_scripts() / place if place != "." else user_scripts()).symlink_to(target)
    theirs = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    for verb in ("save", "replace"):
        assert one.press(verb, title="Changed") in {400, 409}
    assert {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()} == theirs


def test_what_was_changed_by_hand_goes_only_when_that_is_confirmed(edit):
    edit("copy/desk-break").press("save", title="Desk")
    file = user_scripts() / "desk" / "routine.toml"
    by_hand = file.read_text("utf-8") + "# by hand\n"
    file.write_text(by_hand, "utf-8")
    one = edit("edit/desk")
    assert one.press("save", title="Changed") == 409
    assert "by hand" in one.problem
    assert 'value="replace"' in one.page
    assert saved("desk") == by_hand
    assert one.press("replace") == 303
    assert tomllib.loads(saved("desk"))["title"] == "Changed"
    assert "# by hand" in saved("desk")
    assert edit("edit/desk").press("save", title="Once more") == 303  # it is ours again


def test_of_two_who_edit_the_second_is_told(edit):
    edit("copy/desk-break").press("save", title="Desk")
    one, other = edit("edit/desk"), edit("edit/desk")
    assert one.press("save", title="First") == 303
    for verb in ("save", "replace"):
        assert other.press(verb, title="Second") == 409
        assert "changed meanwhile" in other.problem
        assert other.fields["title"] == "Second"  # what was typed is still there
    assert tomllib.loads(saved("desk"))["title"] == "First"


def test_many_at_once_make_one_routine_each(app):
    editors = [Editor(Visitor(app), "/own/copy/desk-break") for _ in range(4)]
    answers = []
    threads = [
        threading.Thread(target=lambda one=one: answers.append(one.press("save", title="Desk")))
        for one in editors
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [name for name in everything() if name.endswith("/routine.toml")]
    assert answers == [303] * 4
    assert {name.partition("/")[0] for name in made} == {"desk", "desk-2", "desk-3", "desk-4"}


REFUSED = [
    ("{{ config }}", "No value has that name."),
    ("{{ x", "No value has that name."),
    ("{{ ''.__class__.__mro__ }}", "No value has that name."),
    ("Turn \u202eround", "There is an invisible sign in it."),
    ("\u2066Turn\u2069", "There is an invisible sign in it."),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
@pytest.mark.parametrize(
    "field", ["title", "about", "block.0.title", "block.0.do.0.say", "new.say"]
)
def test_what_nobody_fills_in_or_sees_is_refused(edit, text, said, field):
    one = edit("new")
    one.press("new", typed={"new.title": "Bridge", "new.hold": "30"})
    assert one.press("save", typed={"new.title": "Lift", field: text}) == 400
    assert said in one.wrong[field.replace(".", "-")]
    assert one.fields[field] == text
    assert everything() == {}


TYPED = [
    "{% include '/etc/passwd' %}",
    "{# a #}",
    '"\nlanguage = "xx"\n[vars]\na = "',
    '"""\n[[block]]\n',
    "a\n[hold 45s]\n[end]\n# Chapter\n[pause 3s]",
    "\\u0022 \\ ' ] } ,",
    HOSTILE,
]


@pytest.mark.parametrize("text", TYPED)
def test_what_is_typed_is_a_text_everywhere(edit, visitor, text):
    one = edit("new")
    typed = {"new.title": f"A {text}"[:100], "new.hold": "20", "new.say": text}
    assert one.press("new", typed=typed) == 200
    about = {"title": f"T {text}"[:100], "about": text[:200], "block.0.title": text[:100]}
    assert one.press("show", typed=about) == 200
    assert "<script>alert" not in one.page
    assert "<img src=x" not in one.page
    data = one.draft
    assert [*data] == ["title", "language", "about", "block"]
    assert [*data["block"][0]] == ["title", "do"]
    [exercise] = data["block"][0]["do"]
    assert exercise.keys() == {"title", "hold", "say"}
    assert "{" not in one.fields["text"].replace("{ title", "")
    assert one.press("save") == 303
    name = one.name
    assert [problem for problem in check(name) if problem.wrong] == []
    page = visitor.get(f"/plan?routine={name}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "SECRET" not in page


def test_names_that_are_known_are_filled_in(edit):
    one = edit("new")
    assert one.press("new", typed={"new.title": "Lift", "new.reps": "3", "new.say": "The {{ side }} knee, {x}."}) == 200  # fmt: skip
    assert one.draft["block"][0]["do"][0]["say"] == "The {{ side }} knee, (x)."


@pytest.mark.parametrize(
    "text",
    [
        "title = ",
        "title = 1",
        "[[[",
        'title = "x"\nblock = 5',
        'title = "x"\nunknown = 1',
        'title = "x"\n[settings]\nvoice = { engine = "command:rm" }',
        'title = "x"\n' + "[[block]]\n" * 3,
        'title = "x"\na = ' + "[" * 5000,
        'title = "x"\n[vars]\na = 2026-01-01',
    ],
)
def test_a_draft_that_was_tampered_with(edit, text):
    one = edit("copy/desk-break")
    assert one.press("save", text=text) == 400
    assert everything() == {}


@pytest.mark.parametrize("do", ["", "save 1 2 3", "up", "up 9", "up 0 9", "down -1", "eval 1", "remove 9 9", "add", "up 0 0 0", "x" * 9999])  # fmt: skip
def test_buttons_that_there_are_not(edit, do):
    one = edit("copy/desk-break")
    before = one.fields["text"].strip()
    assert one.press(do) in {200, 400}
    assert one.fields.get("text", before).strip() == before
    assert everything() == {}


def test_bounds_of_what_is_sent(edit, app):
    limit = parts_of(app).site.limits.text
    one = edit("copy/desk-break")
    sent = {**one.fields, "do": "show"}
    for path, more, code in (
        ("/own/edit", {"pasted": "x" * limit}, 413),
        ("/own/edit", {"text": 'title = "' + "x" * 200_001 + '"'}, 400),
        ("/own/paste", {"list": "Plank 45 s\n" * 10_000}, 400),
        ("/plan", {"x": "x" * 40_000}, 413),  # elsewhere no more is taken than before
    ):
        answer = one.visitor.client.post(path, data={**sent, **more})
        assert answer.status_code == code, (path, [*more])
    assert everything() == {}
