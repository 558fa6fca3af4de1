"""The cards of the first screen, the contents of a plan, samples and shared addresses."""

import re
import threading
import urllib.parse

import pytest

from tests.web.conftest import KEYS, Visitor
from voiceguide.plan.timeline import parse_timeline
from voiceguide.session.build import timeline_path
from voiceguide.web import cards as cards_of
from voiceguide.web.contents import list_chapters, name_exercises, tell_counts, tell_doses
from voiceguide.web.offers import list_offers
from voiceguide.web.pagewords import words_in
from voiceguide.web.parts import parts_of
from voiceguide.web.sessions import SessionFolder


def all_cards(app, minutes=None, language="en"):
    return parts_of(app).cards.all(list_offers(), minutes, language, patience=60)


def test_every_routine_is_a_card(app):
    found = {card.offer.name: card for card in all_cards(app)}
    assert {"hip-rotation", "desk-break", "first-timer", "tv-evening"} <= found.keys()
    card = found["desk-break"]
    assert (card.title, card.given, card.near) == (
        "Desk break for the hips",
        {"routine": "desk-break"},
        True,
    )
    assert card.doses == "2 holds of 40 s · 16 reps"
    assert card.about


@pytest.mark.parametrize(
    ("language", "spoken", "title"),
    [
        ("de", "de", "Schreibtischpause für die Hüften"),
        ("en", "en", "Desk break for the hips"),
        ("fr", "en", "Desk break for the hips"),
    ],
)
def test_a_card_speaks_the_language_of_the_page_where_it_can(app, language, spoken, title):
    card = next(one for one in all_cards(app, language=language) if one.offer.name == "desk-break")
    assert (card.language, card.title) == (spoken, title)
    assert card.given.get("lang", "en") == spoken


def test_a_fitted_card_plays_what_it_says(visitor):
    app = visitor.client.application
    card = next(one for one in all_cards(app, 7) if one.offer.name == "desk-break")
    assert card.near
    assert abs(card.length_ms - 7 * 60_000) <= 42_000
    visitor.build(**card.given)
    [one] = parts_of(app).sessions.all()
    assert abs(one.duration_ms - card.length_ms) < 20_000


def test_a_routine_that_cannot_be_played_says_so(app, routine):
    folder = routine("mine")
    (folder / "external-rotation-stretch.cue.j2").write_text("[nonsense]\n")
    card = next(one for one in all_cards(app) if one.offer.name == "mine")
    assert (card.problem, card.length_ms) == ("It cannot be played as it is.", None)


def test_a_length_that_takes_long_is_asked_for_again(visitor, monkeypatch):
    gate = threading.Event()
    real = cards_of.plan_session
    monkeypatch.setattr(cards_of, "plan_session", lambda asked: (gate.wait(30), real(asked))[1])
    text = visitor.get("/").get_data(as_text=True)
    [address] = re.findall(r'data-pending="(/card\?routine=desk-break)"', text)
    assert 'name="routine" value="desk-break"' in text  # and can be played all the same
    gate.set()
    assert "2 holds of 40 s" in visitor.get(address).get_data(as_text=True)


def test_only_the_lengths_of_chips_are_fitted(visitor):
    asked = visitor.get("/?fit=7").get_data(as_text=True)
    assert 'href="/" aria-current="true"' in asked


# What is in it.


def test_chapters_doses_and_sentences(kept):
    timeline = parse_timeline(timeline_path(kept.path).read_bytes())
    words = words_in("en")
    chapters = list_chapters(timeline, words)
    assert [one.title for one in chapters] == [mark.title for mark in timeline.chapters]
    assert sum(one.length_ms for one in chapters) == timeline.duration_ms
    assert "hold 40 s" in chapters[1].doses
    assert [dose for one in chapters for dose in one.doses].count("8 reps") == 2
    said = [text for one in chapters for text in one.sentences]
    assert said == [event.text for event in timeline.events if event.kind == "say"]
    assert tell_doses(timeline, words) == "2 holds of 40 s · 16 reps"
    assert name_exercises(timeline).keys() == {
        "external-rotation-stretch",
        "external-rotation-lift",
    }


@pytest.mark.parametrize(
    ("holds", "reps", "language", "told"),
    [
        ((), 0, "en", ""),
        ((45_000,), 0, "en", "1 hold of 45 s"),
        ((45_000, 45_000), 16, "de", "2-mal 45 s halten · 16 Wiederholungen"),
        ((30_000, 60_000), 0, "es", "2 estiramientos de 30 a 60 s"),
        ((), 12, "en", "12 reps"),
    ],
)
def test_counts(holds, reps, language, told):
    assert tell_counts(holds, reps, words_in(language)) == told


def test_the_plan_is_in_the_language_of_the_session(visitor):
    text = visitor.get("/plan?routine=desk-break&lang=de").get_data(as_text=True)
    assert '<ol class="chapters-read" lang="de">' in text
    assert "40 s halten" in text
    assert "<summary>Was gesagt wird" in text
    assert ">Play" in text or "Play</button>" in text  # the page's own words are the browser's


# Samples.


@pytest.mark.parametrize("of", ["voice", "tones", "bed"])
def test_a_sample_is_made_once(visitor, own_folders, of):
    address = f"/sample.mp3?of={of}&routine=desk-break&bed=rain&tones=wood"
    first = visitor.get(address)
    assert (first.status_code, first.mimetype) == (200, "audio/mpeg")
    [file] = (own_folders / "cache" / "samples").glob("*.mp3")
    made = file.stat().st_mtime_ns
    assert visitor.get(address).get_data() == first.get_data()
    assert file.stat().st_mtime_ns == made
    told = parse_timeline(timeline_path(file).read_bytes())
    assert 2_000 < told.duration_ms < 15_000
    assert parts_of(visitor.client.application).sessions.count() == 0


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("of=engine", 404),
        ("", 404),
        ("of=voice&voice=command:x", 400),
        ("of=bed&bed=/etc/passwd.mp3", 400),
        ("of=tones&tones=x", 400),
        ("of=tones&engine=x", 400),
    ],
)
def test_a_sample_of_nothing_else(visitor, query, status):
    assert visitor.get(f"/sample.mp3?{query}").status_code == status


# The address is the state.


def test_a_shared_address_opens_with_its_choices_through_the_key(network):
    visitor = Visitor(network)
    visitor.get(f"/?key={KEYS.enter}")
    text = visitor.get("/share?routine=desk-break&hold=50&engine=x&key=x").get_data(as_text=True)
    link = urllib.parse.urlsplit(
        re.search(r'id="link"[^>]* value="([^"]+)"', text)[1].replace("&amp;", "&")
    )
    assert "<svg" in text
    assert urllib.parse.parse_qs(link.query) == {
        "routine": ["desk-break"],
        "hold": ["50"],
        "key": [KEYS.enter],
    }
    stranger = Visitor(network)
    entered = stranger.get(f"{link.path}?{link.query}", headers={"Host": "192.168.1.5:8765"})
    assert entered.status_code == 303
    assert entered.headers["Location"] == "/adjust?routine=desk-break&hold=50"


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "///evil.example"])
def test_the_key_leads_nowhere_else(network, path):
    answer = network.test_client().get(f"{path}?key={KEYS.enter}")
    assert not answer.headers.get("Location", "/x").startswith(("//", "/\\", "http"))


def test_what_was_chosen_is_in_list_tag_and_feed(visitor):
    from mutagen.id3 import ID3

    visitor.build(routine="desk-break", hold="31", lang="de")
    [one] = parts_of(visitor.client.application).sessions.all()
    assert "31 s holds, German" in visitor.get("/sessions").get_data(as_text=True)
    told = "Schreibtischpause für die Hüften: 31 s halten, Deutsch"
    assert ID3(one.path)["TIT2"].text == [told]
    assert f"<title>{told}</title>" in visitor.get("/feed.xml").get_data(as_text=True)


# Bringing back.


@pytest.mark.parametrize("name", ["..", "../out", "0" * 15, "0" * 16, "x" * 16])
def test_nothing_else_is_brought_back(app, kept, name):
    assert not parts_of(app).sessions.bring_back(name)
    assert kept.path.exists()


def test_what_is_there_again_is_not_written_over(app, kept):
    sessions = parts_of(app).sessions
    sound = kept.path.read_bytes()
    sessions.put_aside(kept)
    kept.path.write_bytes(b"another")
    assert not sessions.bring_back(kept.id)
    assert kept.path.read_bytes() == b"another"
    kept.path.unlink()
    assert sessions.bring_back(kept.id)
    assert kept.path.read_bytes() == sound


def test_after_a_while_it_is_gone(app, kept):
    sessions = parts_of(app).sessions
    sessions.put_aside(kept)
    sessions.forget_aside(0)
    assert list(SessionFolder(kept.path.parent).folder.iterdir()) == []
    assert not sessions.bring_back(kept.id)
