"""The words of an exercise on the page: looked at, heard and saved; and attacks on all of it."""

import json
import re
import shutil

import pytest
from markupsafe import escape

from tests.web.conftest import KEYS, Visitor
from voiceguide.disk.library import built_in_scripts
from voiceguide.disk.own import read_own, write_new

ROUTINE = """
title = "Mine"
titles = { de = "Meins" }
[settings]
hold = "45s"
[[pair]]
target = "hips"
stretch = { exercise = "external-rotation-stretch" }
strengthen = { exercise = "external-rotation-lift" }
"""
LIST = """
title = "Listed"
[[block]]
do = [
  # what the neck likes
  { title = "Chin in", hold = "20s", say = ["Sit tall.", "Draw your {{ side }} side long."] },
]
"""
STRETCH, LIFT = "external-rotation-stretch", "external-rotation-lift"
SCRIPT = f"{LIFT}.cue.j2"
BUILT_IN = (built_in_scripts() / "hip-rotation" / SCRIPT).read_text("utf-8")
FIRST = "Now we strengthen what you just stretched."
TIMES = "Do this {{ reps|spoken }} times."
LEAN = "Feel the inner thigh."


@pytest.fixture
def mine(own_folders):
    """A routine of the visitor's own, made of built-in exercises; its folder."""
    write_new("mine", {"routine.toml": ROUTINE})
    write_new("listed", {"routine.toml": LIST})
    return own_folders / "data" / "scripts" / "mine"


def find(visitor, was, address=f"/words?routine=mine&exercise={LIFT}"):
    """The fields of the sentence that says so."""
    page = visitor.get(address).get_data(as_text=True)
    for form in re.findall(r'<form id="sentence-.*?</form>', page, re.DOTALL):
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        if fields["was"] == html(was):
            return {**fields, "was": was}
    raise AssertionError(f"{was} is not there")


def html(text):
    return str(escape(text))


def save(visitor, was, text, **more):
    fields = {**find(visitor, was), "text": text, **more}
    return visitor.client.post("/words", data=fields)


def look(visitor, was, text, **more):
    fields = {**find(visitor, was), "text": text, **more}
    fields.pop("csrf")
    return visitor.get("/words.json", query_string=fields)


def test_the_page_says_of_each_sentence_whether_it_fits(visitor, mine):
    page = visitor.get(f"/words?routine=mine&exercise={LIFT}").get_data(as_text=True)
    assert page.count('<form id="sentence-') == 20
    assert ">Do this {{ reps|spoken }} times.</textarea>" in page
    assert "Heard: Do this eight times." in page
    assert page.count(">fits</span>") >= 15
    # what stands in files of others is shown, and no field
    assert re.search(r"<li>Two more\. <span[^>]*>cues\.j2</span></li>", page)


def test_what_is_said_stands_before_what_is_not(visitor, mine):
    """A shorter sentence stays below the one it stands for, also where only that is said."""
    page = visitor.get(f"/words?routine=mine&exercise={LIFT}").get_data(as_text=True)
    said, folded = page.split('<details class="each unsaid">')
    silent = "not said as the routine is set</span>"
    number = folded.count('<form id="sentence-')
    assert f"<summary>Not said as the routine is set ({number})</summary>" in folded
    assert folded.count(silent) == number > 0
    assert said.count("<form id") == 20 - number
    shorter = re.findall(r'<li( class="shorter")?>\n<form.*?</form>', said, re.DOTALL)
    assert shorter[0] == ""
    assert ' class="shorter"' in shorter
    # one that was saved is not folded away
    was = re.search(r'name="was" value="([^"]*)"', folded)[1]
    saved = visitor.get(save(visitor, was, "Now we get strong.").headers["Location"])
    assert '<details class="each unsaid" open>' in saved.get_data(as_text=True)


def test_the_first_exercise_and_another_language(visitor, mine):
    page = visitor.get("/words?routine=mine&lang=de").get_data(as_text=True)
    assert "Dreh das ganze Becken zum vorderen Knie." in page
    assert re.search(r'aria-current="true" lang="de">Deutsch</a>', page)
    assert '<span lang="de">Vorbeuge</span></h1>' in page


def test_without_a_name_it_is_the_first_routine(visitor):
    assert "Forward stretch</span></h1>" in visitor.get("/words").get_data(as_text=True)


@pytest.mark.parametrize(
    ("was", "text", "says", "fits", "heard"),
    [
        (LEAN, "Feel the thigh.", "fits", True, ""),
        (LEAN, "Your inner thigh works hard, and so do you, and nobody minds at all.", r"too long by \d\.\d s", False, ""),
        ("From the hip, not the back.", "From the hip, with a long back, and take your time, all of you.", r"too long by \d\.\d s: the shorter one is said", False, ""),
        (TIMES, "{{ reps }} times for {{ side }}, and {{ ''.x }}.", "fits", True, "Heard: 8 times for left, and {{ ''.x }}."),
        (FIRST, "First the {{ other_side }} one.", "fits", True, "Heard: First the right one."),
    ],
)  # fmt: skip
def test_what_is_typed_is_told_of_at_once(visitor, mine, was, text, says, fits, heard):
    told = look(visitor, was, text).get_json()
    assert re.fullmatch(says, told.pop("status"))
    assert told == {"text": text, "fits": fits, "heard": heard}
    assert not (mine / SCRIPT).exists()


def test_saving_writes_a_copy_that_differs_in_one_sentence(visitor, mine):
    answer = save(visitor, FIRST, "Now we get strong.")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#sentence-0")
    assert (mine / SCRIPT).read_text("utf-8") == BUILT_IN.replace(FIRST, "Now we get strong.")
    page = visitor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Saved · fits" in page
    assert "Now we get strong." in visitor.get("/plan?routine=mine").get_data(as_text=True)
    for other in ("hip-rotation", "tv-evening"):
        assert "Now we get strong." not in visitor.get(f"/plan?routine={other}").get_data(
            as_text=True
        )
    # the next one goes into the same copy
    assert save(visitor, LEAN, 'The "inner" thigh {{ x }} \\ works.').status_code == 303
    assert '"The \\"inner\\" thigh {{ x }} \\\\ works."' in (mine / SCRIPT).read_text("utf-8")
    assert find(visitor, 'The "inner" thigh {{ x }} \\ works.')["number"] == "13"


def test_another_language_has_its_own_script(visitor, mine):
    address = "/words?routine=mine&exercise=external-rotation-stretch&lang=de"
    fields = find(visitor, "Dreh das ganze Becken zum vorderen Knie.", address)
    answer = visitor.client.post("/words", data={**fields, "text": "Dreh dich zum Knie."})
    assert answer.status_code == 303
    assert "Dreh dich zum Knie.\n" in (mine / "de" / f"{STRETCH}.cue.j2").read_text("utf-8")
    assert not (mine / f"{STRETCH}.cue.j2").exists()
    plan = visitor.get("/plan?routine=mine&lang=de").get_data(as_text=True)
    assert "Dreh dich zum Knie." in plan


def test_a_routine_in_another_language_has_it_beside_its_file(visitor, own_folders):
    write_new(
        "deins", {"routine.toml": ROUTINE.replace("[settings]", 'language = "de"\n[settings]')}
    )
    was, address = (
        "Jetzt kräftigen wir, was du gedehnt hast.",
        f"/words?routine=deins&exercise={LIFT}",
    )
    fields = find(visitor, was, address)
    answer = visitor.client.post("/words", data={**fields, "text": "Jetzt wird es stark."})
    assert answer.status_code == 303
    script = own_folders / "data" / "scripts" / "deins" / SCRIPT
    assert "\nJetzt wird es stark.\n" in script.read_text("utf-8")
    assert find(visitor, "Jetzt wird es stark.", address)["number"] == "0"


def test_a_script_answers_in_a_few_words(visitor, mine):
    fields = {**find(visitor, FIRST), "text": "Now we get strong."}
    ask = {"headers": {"Accept": "application/json"}, "data": fields}
    told = visitor.client.post("/words", **ask)
    assert told.get_json() == {
        "text": "Now we get strong.", "status": "fits", "fits": True, "heard": "",
    }  # fmt: skip
    again = visitor.client.post("/words", **ask)
    assert (again.status_code, again.get_json()["problem"]) == (
        400,
        "These words have been changed meanwhile. Load the page again.",
    )


def test_what_was_written_by_hand_is_written_over_only_if_one_says_so(visitor, mine):
    (mine / SCRIPT).write_text(BUILT_IN.replace("\n", "\r\n"), "utf-8", newline="")
    before = (mine / SCRIPT).read_bytes()
    answer = save(visitor, FIRST, "Now we get strong.")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "This was written or changed by hand. Tick the box to write over it." in page
    assert ">Now we get strong.</textarea>" in page
    assert (mine / SCRIPT).read_bytes() == before
    assert save(visitor, FIRST, "Now we get strong.", replace="yes").status_code == 303
    assert (mine / SCRIPT).read_bytes() == before.replace(FIRST.encode(), b"Now we get strong.")


def test_a_routine_that_comes_with_voiceguide_is_only_looked_at(visitor):
    page = visitor.get(f"/words?routine=hip-rotation&exercise={LIFT}").get_data(as_text=True)
    assert page.count(" readonly>") == 20
    assert 'type="submit"' not in page
    fields = find(visitor, FIRST, f"/words?routine=hip-rotation&exercise={LIFT}")
    answer = visitor.client.post("/words", data={**fields, "text": "Mine."})
    assert answer.status_code == 400
    assert "These words come with the routine." in answer.get_data(as_text=True)


def test_what_the_routine_says_itself(visitor, mine):
    address = "/words?routine=listed&exercise=chin-in"
    was = "Draw your {{ side }} side long."
    fields = find(visitor, was, address)
    told = visitor.get(
        "/words.json", query_string={**fields, "text": "Make the {{ side }} long, 3 {% %}."}
    )
    assert told.get_json()["heard"] == "Heard: Make the left long, 3 {% %}."
    assert (
        visitor.client.post("/words", data={**fields, "text": "Long {{ side }}."}).status_code
        == 303
    )
    text, _ = read_own("listed")
    assert "# what the neck likes" in text
    assert 'say = ["Sit tall.", "Long {{ side }}."]' in text


def test_what_a_general_script_of_the_routine_says(visitor, own_folders):
    """It has the sentences of all its exercises: an exercise shows its own."""
    folder = built_in_scripts() / "hip-evening"
    script = (folder / "exercise.cue.j2").read_text("utf-8")
    write_new(
        "evening",
        {"routine.toml": (folder / "routine.toml").read_text("utf-8"), "exercise.cue.j2": script},
    )
    address, was = (
        "/words?routine=evening&exercise=butterfly",
        "You feel it along your inner thighs.",
    )
    page = visitor.get(address).get_data(as_text=True)
    assert "Sit tall, on the cushion if you like, and bring your soles together.</textarea>" in page
    assert "You feel it at the front of this hip." not in page
    fields = find(visitor, was, address)
    assert (fields["part"], fields["number"]) == ("general", "0")
    answer = visitor.client.post("/words", data={**fields, "text": "You feel it inside."})
    assert answer.headers["Location"].endswith("saved=general0#sentence-general0")
    changed = (own_folders / "data/scripts/evening/exercise.cue.j2").read_text("utf-8")
    assert changed == script.replace(was, "You feel it inside.")
    plan = visitor.get("/plan?routine=evening").get_data(as_text=True)
    assert "You feel it inside." in plan
    for part, exercise in (("other", "butterfly"), ("general", STRETCH)):
        wrong = {**fields, "part": part, "exercise": exercise}
        assert visitor.get("/words.json", query_string=wrong).status_code == 404


def test_a_sentence_is_heard(visitor, mine):
    fields = {**find(visitor, TIMES), "text": "{{ reps|spoken }} times, then {{ rest }}."}
    sound = visitor.get("/words.mp3", query_string=fields)
    assert (sound.status_code, sound.mimetype) == (200, "audio/mpeg")
    assert len(sound.get_data()) > 8_000
    again = visitor.get("/words.mp3", query_string=fields)
    assert again.get_data() == sound.get_data()


# Attacks.

REFUSED = [
    ("[pause 3]", "Leave out [, ], | and #: a voice cannot say them."),
    ("3 | Hurry.", "Leave out [, ], | and #: a voice cannot say them."),
    ("# Chapter", "Leave out [, ], | and #: a voice cannot say them."),
    ("{{ 7|spoken }}", "Leave out [, ], | and #: a voice cannot say them."),
    ("Long. / Short.", "Leave out the / between spaces: the shorter sentence has a field of its own."),
    ("countdown 5", "That would be an order to the script. Say it in other words."),
    ("a\u202eb", "There is an invisible sign in it. Type it anew."),
    ("{n} to go.", "Leave out the n in braces: it is a number only where one counts."),
    ("\x00", "Write something that can be said."),
    ("...", "Write something that can be said."),
    ("{{}}", "Write something that can be said."),
    ("a" * 301, "That is more than 300 characters. Make it shorter."),
]  # fmt: skip
DATA = [
    "{{ ''.__class__.__mro__ }} is what I say.",
    "{% include 'routine.toml' %} is what I say.",
    "{% for x in range(9) %}No{% endfor %}.",
    "{# a comment #} is what I say.",
    "I say {{ config }} {{{ {%- raw %} {.",
    "</textarea><script>alert(1)</script>.",
    "\\n \\x41 \"quoted\" 'and' `ticked`.",
]  # fmt: skip


@pytest.mark.parametrize("was", [FIRST, LEAN])
def test_what_would_be_an_order_is_refused_in_one_sentence(visitor, mine, was):
    fields = find(visitor, was)
    for text, says in REFUSED:
        answer = visitor.get("/words.json", query_string={**fields, "text": text})
        assert (answer.status_code, answer.get_json()) == (400, {"problem": says}), text
    answer = visitor.client.post("/words", data={**fields, "text": REFUSED[0][0]})
    assert answer.status_code == 400
    assert html(REFUSED[0][1]) in answer.get_data(as_text=True)
    assert not (mine / SCRIPT).exists()


@pytest.mark.parametrize("was", [FIRST, LEAN])
def test_what_looks_like_a_template_is_said(visitor, mine, was):
    fields = find(visitor, was)
    for text in DATA:
        answer = visitor.client.post("/words", data={**fields, "text": text})
        assert answer.status_code == 303, text
        fields["was"] = text
    assert html(DATA[-1]) in visitor.get("/plan?routine=mine").get_data(as_text=True)
    assert find(visitor, DATA[-1])["number"] == ("0" if was == FIRST else "13")


def test_lines_and_zeros_become_one_line(visitor, mine):
    assert save(visitor, FIRST, "Now\r\n\x00 we get\u2028strong.").status_code == 303
    assert (mine / SCRIPT).read_text("utf-8") == BUILT_IN.replace(FIRST, "Now we get strong.")
    assert save(visitor, "Now we get strong.", "Cafe\u0301.").status_code == 303
    assert "\nCaf\u00e9.\n" in (mine / SCRIPT).read_text("utf-8")


FORGED = [
    ({"csrf": ""}, 403),
    ({"csrf": "guess"}, 403),
    ({"number": "99"}, 404),
    ({"number": "-1"}, 404),
    ({"number": "²"}, 404),
    ({"was": "Something else."}, 400),
    ({"exercise": "../../etc/passwd"}, 400),
    ({"exercise": "opening"}, 400),
    ({"routine": "../mine"}, 400),
    ({"lang": "../de"}, 400),
    ({"lang": "fr"}, 400),
    ({"text": "a" * 1_000_000}, 413),
]


def test_forms_that_no_page_of_ours_sends(visitor, mine):
    fields = {**find(visitor, FIRST), "text": "Mine."}
    for change, code in FORGED:
        answer = visitor.client.post("/words", data={**fields, **change})
        assert answer.status_code == code, change
    assert sorted(path.name for path in mine.iterdir()) == ["routine.toml"]


def test_who_may_not(make_app, mine):
    """Another host, the network without --edit, and without the key."""
    alone, network = (
        Visitor(make_app()),
        Visitor(make_app(lan=True, address="http://192.168.1.5:8765")),
    )
    paths = ("/words?routine=mine", "/words.json?routine=mine", "/words.mp3?routine=mine")
    for path in paths:
        assert alone.get(path, headers={"Host": "evil.example"}).status_code == 421
        assert alone.get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert network.get(path).status_code == 403  # no key
    host = {"Host": "192.168.1.5:8765"}
    network.get(f"/?key={KEYS.enter}", headers=host)
    page = network.get("/", headers=host).get_data(as_text=True)
    token = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    far = {"environ_overrides": {"REMOTE_ADDR": "192.168.1.9"}, "headers": host}
    for path in paths:
        answer = network.get(path, **far)
        assert answer.status_code == 403
        assert "Routines are written on the computer itself." in answer.get_data(as_text=True)
    fields = {"csrf": token, "routine": "mine", "exercise": LIFT, "number": "0", "was": FIRST}
    answer = network.open("POST", "/words", data={**fields, "text": "Mine."}, **far)
    assert answer.status_code == 403
    assert not (mine / SCRIPT).exists()


def test_a_link_is_not_written_through(visitor, mine, tmp_path):
    target = tmp_path / "precious.cue.j2"
    shutil.copy(built_in_scripts() / "hip-rotation" / SCRIPT, target)
    (mine / SCRIPT).symlink_to(target)
    answer = save(visitor, FIRST, "Mine.", replace="yes")
    assert answer.status_code == 400
    assert target.read_text("utf-8") == BUILT_IN


def test_json_is_one_sentence_and_names_no_place(visitor, mine, tmp_path):
    (mine / SCRIPT).write_text("{% if %}", "utf-8")
    answer = visitor.get(f"/words?routine=mine&exercise={LIFT}")
    assert answer.status_code == 400
    assert str(tmp_path) not in answer.get_data(as_text=True)
    assert json.dumps(str(mine))[1:-1] not in answer.get_data(as_text=True)
