"""What is said: every shipped routine, in every language, at every level of detail."""

import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from voiceguide.disk.library import Library
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.routine.routine import Overrides, parse_overrides
from voiceguide.routine.settle import settle
from voiceguide.script.compose import compose_cues
from voiceguide.script.cue import Chapter, Hold, Reps, Rest, Say
from voiceguide.script.template import Length, Renderer
from voiceguide.session.inspection import inspect

SCRIPTS = Path(__file__).parent.parent / "scripts"
ROUTINES = sorted(path.parent.name for path in SCRIPTS.glob("[a-z]*/routine.toml"))
LANGUAGES = ("en", "de", "es")
TRANSLATIONS = ("de", "es")
DETAILS = ("full", "brief", "tones")

PRESSING = """
title = "Contract and relax"
titles = { de = "Anspannen und Entspannen", es = "Contraer y relajar" }
[[pair]]
target = "hip external rotation"
stretch = { exercise = "external-rotation-contract-relax" }
strengthen = { exercise = "external-rotation-lift" }
[[pair]]
target = "hip internal rotation"
stretch = { exercise = "internal-rotation-contract-relax" }
strengthen = { exercise = "internal-rotation-lift" }
"""
"""A routine of the two variations. Having no scripts of its own, it says the shared parts too."""
INSIDE = PRESSING[PRESSING.rindex("[[pair]]") :].replace("contract-relax", "stretch")
INSIDE = PRESSING[: PRESSING.index("[[pair]]")] + INSIDE
"""A routine that begins with the rear leg, which is so told the whole position."""
EVERY = (*ROUTINES, "pressing")
SIDED_ROUTINES = (*EVERY, "inside")

WORST = {"hold": "90s"}, {"hold": "30s", "reps": "5"}, {"reps": "10", "tempo": "2-0-2"}
"""Doses at which other lines are said than at the built-in ones."""


@pytest.fixture(scope="module", autouse=True)
def written(tmp_path_factory):
    """Where the routines lie that are not shipped."""
    folder = tmp_path_factory.mktemp("routine")
    for name, text in {"pressing": PRESSING, "inside": INSIDE}.items():
        path = folder / f"{name}.toml"
        path.write_text(text)
        _PLACES[name] = str(path)
    yield
    compose.cache_clear()


_PLACES = {name: name for name in ROUTINES}


@cache
def compose(name, language, detail, settings=()):
    """The routine, and its cues."""
    library = Library(_PLACES[name])
    routine = library.load_routine()
    overrides = parse_overrides({"detail": detail, **dict(settings)}, {}, {})
    overrides = Overrides(settings=overrides.settings, language=language)
    return routine, compose_cues(settle(routine, overrides), library.reader(routine, language))


def wordings(cue):
    """Everything a cue may say, whichever wording fits."""
    if isinstance(cue, Chapter):
        return [cue.title]
    if isinstance(cue, Say):
        return list(cue.words.texts)
    return [text for line in getattr(cue, "lines", ()) for text in line.words.texts]


def likely(cues):
    """What is heard when every longest wording fits, as one text in lower case."""
    said = [text for cue in cues if isinstance(cue, Say) for text in wordings(cue)[:1]]
    said += [line.words.texts[0] for cue in cues for line in getattr(cue, "lines", ()) if line.words.texts]  # fmt: skip
    return " ".join(said).lower()


def heard(name, language, detail, settings=()):
    """The texts on the timeline, in order."""
    _, cues = compose(name, language, detail, settings)
    timeline, notices = place(cues, lambda one: estimate(one, 150, language), language=language)
    assert notices == ()
    return [event.text for event in timeline.events if event.kind == "say"]


def words(texts):
    return sum(len(text.split()) for text in texts)


def everything():
    """Every routine, language, detail, and the doses that bring other lines."""
    for name, language, detail in product(EVERY, LANGUAGES, DETAILS):
        yield name, language, detail, ()
        if detail == "full":
            for dose in WORST:
                yield name, language, detail, tuple(dose.items())


def test_there_is_something_to_look_at():
    assert len(ROUTINES) == 4
    assert len(list(everything())) == 5 * 3 * (3 + 3)


# Short enough to follow


@pytest.mark.parametrize(("name", "language"), list(product(EVERY, LANGUAGES)))
def test_no_sentence_is_long(name, language):
    long = {
        sentence
        for which in everything() if which[:2] == (name, language)
        for cue in compose(*which)[1]
        for text in wordings(cue)
        for sentence in re.split(r"[.!?]", text)
        if len(sentence.split()) > 18
    }  # fmt: skip
    assert long == set()


@pytest.mark.parametrize(("name", "language"), list(product(EVERY, LANGUAGES)))
def test_the_second_side_is_told_in_fewer_words(name, language):
    _, cues = compose(name, language, "full", (("rounds", "1"),))
    done = [cue for cue in cues if isinstance(cue, Say) and cue.scene.exercise]
    for exercise in {cue.scene.exercise for cue in done}:
        left, right = (
            words(t for cue in done for t in wordings(cue)[:1] if (cue.scene.exercise, cue.scene.side) == (exercise, side))
            for side in ("left", "right")
        )  # fmt: skip
        assert 0 < right < left / 2, exercise


@pytest.mark.parametrize(("name", "language"), list(product(EVERY, LANGUAGES)))
def test_less_detail_is_fewer_words(name, language):
    full, brief, tones = (words(heard(name, language, detail)) for detail in DETAILS)
    assert full > brief > tones > 0


@pytest.mark.parametrize(("name", "language"), list(product(EVERY, LANGUAGES)))
def test_the_opening_is_shorter_too(name, language):
    full, brief = (heard(name, language, detail) for detail in ("full", "brief"))
    begins = [
        texts.index(next(t for t in texts if any(named(t, language)))) for texts in (full, brief)
    ]
    assert words(full[: begins[0]]) > words(brief[: begins[1]])


# Left and right

SIDED = {
    "en": (
        r"\b(left|right) leg (?:is )?(in front|behind)|\b(left|right) (side)",
        r"\b(left|right)\b(?! angle)",
    ),
    "de": (
        r"\b(linkes|rechtes) Bein (?:nach )?(vorn|hinten|vor dir|hinter dir)|\b(linke|rechte) (Seite)",
        r"\b(link|recht)(?:e[nmrs]?|s)\b(?! Winkel)",
    ),
    "es": (
        r"\bpierna (izquierda|derecha) (?:hacia )?(delante|detrás|atrás)|\blado (izquierdo|derecho)()",
        r"\b(izquierd|derech)\w*",
    ),
}
"""Language -> how a leg and its place are named, or a side; and every word that means left or right.
Any such word in another shape, as with a wrong gender, is a mistake."""
LEFT = {"left", "linkes", "linke", "izquierda", "izquierdo"}
FRONT = {"in front", "vorn", "vor dir", "delante"}
REAR = {"behind", "hinten", "hinter dir", "detrás", "atrás"}


def named(text, language):
    """Every leg or side a text names: ("left", "front"), ("right", "rear"), ("left", "side")."""
    shapes, every = SIDED[language]
    found = [[part for part in match.groups() if part is not None] for match in re.finditer(shapes, text)]  # fmt: skip
    assert len(found) == len(re.findall(every, text)), text
    for side, place_ in found:
        where = "front" if place_ in FRONT else "rear" if place_ in REAR else "side"
        yield "left" if side in LEFT else "right", where


ORDERS = [("first_side", "left"), ("first_side", "right"), ("side_order", "pair")]


@pytest.mark.parametrize(
    ("name", "language", "setting"), list(product(SIDED_ROUTINES, LANGUAGES, ORDERS)), ids=str
)
def test_left_and_right(name, language, setting):
    other = {"left": "right", "right": "left"}
    for detail in DETAILS:
        routine, cues = compose(name, language, detail, (setting,))
        for cue in cues:
            scene = cue.scene
            if scene.side is None:
                assert [n for text in wordings(cue) for n in named(text, language)] == []
                continue
            working = "rear" if "internal" in routine.pair[scene.pair - 1].target else "front"
            right = {(scene.side, working), (scene.side, "side")}
            right.add((other[scene.side], "front" if working == "rear" else "rear"))
            for text in wordings(cue):
                assert set(named(text, language)) <= right, (scene, text)


@pytest.mark.parametrize(("name", "language", "detail"), list(product(EVERY, LANGUAGES, DETAILS)))
def test_every_exercise_begins_with_its_leg(name, language, detail):
    routine, cues = compose(name, language, detail)
    chapters = [n for n, cue in enumerate(cues) if isinstance(cue, Chapter)]
    for at in chapters[1:-1]:
        scene, begins = cues[at].scene, cues[at + 1]
        working = "rear" if "internal" in routine.pair[scene.pair - 1].target else "front"
        assert list(named(cues[at].title, language)) == [(scene.side, "side")]
        assert list(named(begins.words.texts[0], language)) == [(scene.side, working)]


@pytest.mark.parametrize(("name", "language"), list(product(ROUTINES, LANGUAGES)))
def test_switches_and_rests_name_the_leg(name, language):
    _, cues = compose(name, language, "full")
    rests = [cue for cue in cues if isinstance(cue, Rest)]
    assert rests
    for cue in rests:
        sides = {side for text in wordings(cue) for side, _ in named(text, language)}
        assert sides == {cue.scene.side}


# Everything is said

FACTS = {
    "en": {
        "external-rotation-stretch": [
            "both knees and both hips make right angles", "front shin lies straight across",
            "rear shin points straight back", "sit tall", "belly lightly braced",
            "left leg in front", "right leg behind", "belly button toward your front knee",
            "tip forward from the hips", "chest toward that knee", "back long",
            "front leg rests on the floor", "level hips", "outside of that hip", "buttock",
            "breathe slowly, deep into your belly", "a round back only looks deeper",
        ],
        "external-rotation-lift": [
            "sit tall in ninety ninety", "belly button toward your front knee",
            "lean forward from the hip", "back long", "front leg and chest pull toward each other",
            "inner thigh", "push the front leg into the floor until you are upright",
            "buttock of the front leg", "let the hip move", "ribs low", "not arch",
        ],
        "internal-rotation-stretch": [
            "sit tall in ninety ninety", "belly button toward your rear knee, as far as it will go",
            "both legs stay heavy on the floor", "brace your belly", "lower back does not arch",
            "deep in the rear hip", "turns inward", "breathe deep in, and all the way out",
            "press your rear knee into the floor",
        ],
        "internal-rotation-lift": [
            "sit tall in ninety ninety", "belly button toward your front knee",
            "trunk and your front leg keep still", "try to lift your rear heel",
            "rear knee stays down", "outside of that leg", "cramp", "as long as you can bear",
            "learning that it is safe", "lean forward", "from the hips", "keep trying",
            "the effort counts, even when nothing moves",
        ],
    },
    "de": {
        "external-rotation-stretch": [
            "rechte winkel", "linkes bein vorn", "rechtes bein hinter dir", "bauchnabel zum vorderen knie",
            "aus den hüften vor", "brust zu diesem knie", "rücken lang", "ruht am boden",
            "hüften gleich hoch", "gesäß", "atme langsam, tief in den bauch", "runder rücken",
        ],
        "external-rotation-lift": [
            "bauchnabel zum vorderen knie", "aus der hüfte vor", "brust zueinander",
            "innen am oberschenkel", "vordere bein in den boden", "gesäß", "rippen tief",
        ],
        "internal-rotation-stretch": [
            "bauchnabel zum hinteren knie", "beide beine bleiben schwer am boden", "spann den bauch an",
            "hohlkreuz", "hinteren hüfte", "tief ein, und ganz wieder aus", "hinteres knie in den boden",
        ],
        "internal-rotation-lift": [
            "bauchnabel zum vorderen knie", "vorderes bein ganz still", "versuch bei jeder zahl, die hintere ferse zu heben",
            "hintere knie bleibt unten", "außenseite des hinteren beins", "krampf", "sicher",
            "aus den hüften ein wenig vor", "die mühe zählt",
        ],
    },
    "es": {
        "external-rotation-stretch": [
            "ángulos rectos", "pierna izquierda delante", "pierna derecha detrás",
            "ombligo hacia la rodilla de delante", "desde las caderas", "pecho hacia esa rodilla",
            "espalda recta", "descansa en el suelo", "caderas niveladas", "por fuera de esa cadera",
            "glúteo", "respira despacio, hondo, hacia el vientre", "espalda redonda",
        ],
        "external-rotation-lift": [
            "ombligo hacia la rodilla de delante", "desde la cadera", "activa esa pierna",
            "cara interna del muslo", "empuja el suelo con la pierna de delante", "glúteo",
            "costillas bajas", "sin arquear",
        ],
        "internal-rotation-stretch": [
            "ombligo hacia la rodilla de atrás", "las dos piernas descansan en el suelo",
            "activa el abdomen", "no se arquee", "cadera de atrás", "inspira hondo, y suelta todo el aire",
            "empuja el suelo con la rodilla de atrás",
        ],
        "internal-rotation-lift": [
            "ombligo hacia la rodilla de delante", "pierna de delante quedan quietos",
            "intenta levantar el talón de atrás", "rodilla de atrás se queda abajo",
            "cara externa de esa pierna", "calambre", "no corre peligro", "desde las caderas",
            "el esfuerzo cuenta",
        ],
    },
}  # fmt: skip
"""Language -> exercise -> what the first side is told at full detail."""


@pytest.mark.parametrize(("name", "language"), list(product(EVERY, LANGUAGES)))
def test_the_first_side_is_told_everything(name, language):
    _, cues = compose(name, language, "full")
    for exercise, facts in FACTS[language].items():
        stems = {exercise, exercise.replace("-stretch", "-contract-relax")}
        first = [c for c in cues if c.scene.exercise in stems and c.scene.side == "left"
                 and c.scene.round == 1 and not isinstance(c, Rest)]  # fmt: skip
        if not first:
            assert name == "desk-break"
            assert exercise.startswith("internal")
            continue
        said = likely(first)
        phased = name == "pressing" and exercise.endswith("stretch")  # its hold has cues of its own
        missing = [fact for fact in facts if fact not in said]
        breath = re.compile("breathe|atme|tief ein|respira|inspira")
        assert [fact for fact in missing if not (phased and breath.match(fact))] == []


PRESSED = {
    "en": ("press for ten seconds", "lift for ten", "begin gently", "relax, and breathe slowly",
           "press your {} leg into the floor", "press again"),
    "de": ("drückst du zehn sekunden", "hebst zehn sekunden", "beginne sanft", "entspann dich",
           "drück dein {} bein in den boden", "noch einmal drücken"),
    "es": ("empujas diez segundos", "levantas diez segundos", "con suavidad", "relájate",
           "empuja el suelo con la pierna de {}", "empuja otra vez"),
}  # fmt: skip
LEG = {
    "en": ("front", "rear"),
    "de": ("vorderes", "hinteres"),
    "es": ("delante", "atrás"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_contract_and_relax(language):
    _, cues = compose("pressing", language, "full")
    for exercise, leg in zip(("external", "internal"), LEG[language], strict=True):
        first = [c for c in cues if c.scene.exercise == f"{exercise}-rotation-contract-relax"
                 and c.scene.side == "left" and not isinstance(c, Rest)]  # fmt: skip
        assert [f for f in PRESSED[language] if f.format(leg) not in likely(first)] == []


SAFETY = {
    "en": ("feels sharp, or pinches, ease off or stop", "inside of your knees"),
    "de": ("sticht oder kneift, geh ein stück zurück oder hör auf", "innere deiner knie"),
    "es": ("dolor agudo o un pellizco, afloja o para", "interior de tus rodillas"),
}


@pytest.mark.parametrize(("name", "language", "detail"), list(product(EVERY, LANGUAGES, DETAILS)))
def test_safety_words_at_every_level(name, language, detail):
    _, cues = compose(name, language, detail)
    pain, knees = SAFETY[language]
    first = next(n for n, cue in enumerate(cues) if cue.scene.exercise)
    opening = likely(cues[:first])
    assert pain in opening
    assert knees in opening or name == "pressing"  # the shared parts know no exercise


OPENING = {
    "en": ("a tone begins every hold", "sit down on the floor|sit on the floor", "both legs out in front"),
    "de": ("ein ton beginnt jede dehnung", "setz dich jetzt auf den boden", "beide beine nach vorn gestreckt"),
    "es": ("un tono marca el comienzo", "siéntate en el suelo", "las dos piernas estiradas hacia delante"),
}  # fmt: skip
CLOSING = {
    "en": ("last exercise", "three or four times a week", "before you stand up", "film", "desk", "go on stretching"),
    "de": ("letzte übung", "drei oder vier mal in der woche", "bevor du aufstehst", "film", "schreibtisch", "weiter dehnen"),
    "es": ("último ejercicio", "tres o cuatro veces por semana", "antes de levantarte", "película", "escritorio", "seguir estirando"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "language"), list(product(ROUTINES, LANGUAGES)))
def test_opening_and_closing(name, language):
    _, cues = compose(name, language, "full")
    marks = [n for n, cue in enumerate(cues) if isinstance(cue, Chapter)]
    opening, closing = likely(cues[: marks[1]]), likely(cues[marks[-1] :])
    assert [fact for fact in OPENING[language] if not re.search(fact, opening)] == []
    assert [fact for fact in CLOSING[language] if fact not in closing] == []


TRY = {"en": "try", "de": "versuch", "es": "intenta"}
EASIER = {
    "en": ("lean forward a little", "heel may not leave the floor at all"),
    "de": ("ein wenig vor", "löst sich die ferse gar nicht"),
    "es": ("inclínate un poco hacia delante", "puede que el talón no se separe"),
}


@pytest.mark.parametrize(("language", "detail"), list(product(LANGUAGES, ("full", "brief"))))
def test_a_first_timer_tries_the_easier_lift(language, detail):
    _, cues = compose("first-timer", language, detail)
    lean, stays = EASIER[language]
    for side in ("left", "right"):
        said = likely(c for c in cues if c.scene.exercise == "internal-rotation-lift"
                      and c.scene.side == side and not isinstance(c, Rest))  # fmt: skip
        assert TRY[language] in said
        assert lean in said
        assert (stays in said) == (side == "left" and detail == "full")
    _, cues = compose("hip-rotation", language, detail)
    assert stays not in likely(cues)


@pytest.mark.parametrize(("name", "language"), list(product(EVERY, LANGUAGES)))
def test_stretch_then_strengthen_both_sides_of_each(name, language):
    routine, cues = compose(name, language, "full", (("rounds", "1"),))
    done = [(type(cue), cue.scene.pair, cue.scene.action, cue.scene.side)
            for cue in cues if isinstance(cue, (Hold, Reps))]  # fmt: skip
    kinds = ((Hold, "stretch"), (Reps, "strengthen"))
    assert done == [
        (block, pair, action, side)
        for pair in range(1, len(routine.pair) + 1)
        for block, action in kinds
        for side in ("left", "right")
    ]


# In its own language

SCRIPT_FOLDERS = [
    path.name for path in sorted(SCRIPTS.iterdir()) if path.name not in {"_new", "_lexicon"}
]


@pytest.mark.parametrize(("folder", "language"), list(product(SCRIPT_FOLDERS, TRANSLATIONS)))
def test_every_script_is_translated(folder, language):
    there = {path.name for path in (SCRIPTS / folder).glob("*.j2")}
    assert there
    assert {path.name for path in (SCRIPTS / folder / language).glob("*.j2")} == there


ENGLISH = re.compile(
    r"\b(the|and|your|you|with|leg|side|hip|hold|front|rear|behind|back|floor|knee|breathe|rest|"
    r"change|press|lift|stretch|rotation (?:stretch|lift)|left|right|next|halfway|seconds|welcome)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("name", "language"), list(product(EVERY, TRANSLATIONS)))
def test_nothing_is_said_in_english(name, language):
    own, english = set(), set()
    for which in everything():
        if which[0] == name and which[1] in {language, "en"}:
            said = {text for cue in compose(*which)[1] for text in wordings(cue) if text != "{n}"}
            said |= set(heard(*which)) if which[2:] == ("full", ()) else set()
            (own if which[1] == language else english).update(said)
    assert own & english == set()
    assert {text for text in own if ENGLISH.search(text)} == set()
    found = [bool(ENGLISH.search(text)) for text in english if words([text]) > 5]
    assert sum(found) > 0.9 * len(found) > 0  # English is told from what is not


COUNTED = {
    "en": "one two three four five six seven eight",
    "de": "eins zwei drei vier fünf sechs sieben acht",
    "es": "uno dos tres cuatro cinco seis siete ocho",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_said_in_the_language(language):
    numbers = COUNTED[language].split()
    said = [text for text in heard("hip-rotation", language, "full") if text in numbers]
    down = numbers[4::-1]
    assert said == 2 * (2 * down + 2 * numbers)


MACROS = """{% import "cues.j2" as cues with context %}
{{ cues.hold(hold) }}
{{ cues.count(reps, "3-1-3") }}
{{ cues.breathe(hold) }}"""


@pytest.mark.parametrize("breath", ["spoken", "4-7-8", "off"])
@pytest.mark.parametrize("detail", DETAILS)
def test_the_shared_macros_agree(detail, breath):
    rendered = {}
    for language in LANGUAGES:
        library = Library("hip-rotation")
        built_in = library.reader(library.load_routine(), language)

        def read(name, built_in=built_in):
            return (MACROS, name) if name == "own.cue.j2" else built_in(name)

        lines = Renderer(read, language).render(
            "own.cue.j2",
            {"hold": Length(45_000), "reps": 8, "detail": detail, "breath": breath},
        )
        rendered[language] = [
            re.sub(r"\x1e.*?\x1f", "", line).strip() for line in lines.split("\n")
        ]
    said = {
        language: [line.partition(" | ")[2] for line in lines if " | " in line and "[tone" not in line]
        for language, lines in rendered.items()
    }  # fmt: skip
    shapes = {
        tuple(re.sub(r"(\|).*", r"\1", line) for line in lines if line)
        for lines in rendered.values()
    }
    assert len(shapes) == 1
    for language in TRANSLATIONS:
        assert not set(said[language]) & set(said["en"])
        assert not any(ENGLISH.search(text) for text in said[language])


@pytest.mark.parametrize(("name", "language", "detail"), list(product(EVERY, LANGUAGES, DETAILS)))
def test_check_finds_nothing(name, language, detail):
    overrides = parse_overrides({"detail": detail, "rounds": "1"}, {}, {})
    problems, _ = inspect(_PLACES[name], Overrides(settings=overrides.settings, language=language))
    assert problems == []
