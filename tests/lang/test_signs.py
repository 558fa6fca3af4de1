"""Signs become words of the language; what is no sign is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.lang.signs import say_signs

SAID = {
    "en": {
        # lengths of time, as a directive reads them and as people write them
        "45s": "forty-five seconds",
        "1m30s": "one minute thirty seconds",
        "1h30m": "one hour thirty minutes",
        "2h": "two hours",
        "1m": "one minute",
        "90s": "ninety seconds",
        "500ms": "five hundred milliseconds",
        "1:30": "one minute thirty seconds",
        "1:30 min": "one minute thirty seconds",
        "1s": "one second",
        "30 secs": "thirty seconds",
        "30 sec. rest": "thirty seconds rest",
        "Rest 30 sec. Go": "Rest thirty seconds. Go",
        "30-sec hold": "thirty second hold",
        "45S": "forty-five seconds",
        "1:30-2:00": "one minute thirty seconds to two minutes",
        # how often, and from where to where
        "10x": "ten times",
        "1x": "once",
        "x10": "times ten",
        "3x8": "three times eight",
        "3 × 8": "three times eight",
        "3X8-10": "three times eight to ten",
        "3x30s": "three times thirty seconds",
        "5-10": "five to ten",
        "5–10 reps": "five to ten reps",
        "5 - 10": "five to ten",
        "5s-10s": "five seconds to ten seconds",
        "30 sec - 1 min": "thirty seconds to one minute",
        "2-3x": "two to three times",
        "60-70%": "sixty to seventy percent",
        "4-7-8": "four seven eight",
        "10-100": "ten to one hundred",
        "100-200": "one hundred to two hundred",
        "1000-2000": "one thousand to two thousand",
        "10-5": "ten to five",
        "10 - 5": "ten minus five",
        "5 - 5": "five minus five",
        "5 m - 3 m": "five meters to three meters",
        "3 - 2 - 1": "three two one",
        "~30 sec": "about thirty seconds",
        "8–10×": "eight to ten times",
        "4x400m": "four times four hundred meters",
        # parts
        "1/2 min": "half a minute",
        "1/2 min hold": "half a minute hold",
        "set 1/2 min": "set half a minute",
        "~1/2 hour": "about half an hour",
        "1/2 hour": "half an hour",
        "3/4 min": "three quarters of a minute",
        "1/2": "one half",
        "1/2 squat": "half squat",
        "3/4": "three quarters",
        "½": "one half",
        "1½ min": "one and a half minutes",
        "2 1/2 hours": "two and a half hours",
        "1/2-1 min": "one half to one minute",
        "2.5 kg": "two point five kilos",
        "2,5 kg": "two point five kilos",
        "1,000 m": "one thousand meters",
        "7.5": "seven point five",
        "1 000 m": "one thousand meters",
        "round 1/3": "round one of three",
        "0.5-1 kg": "zero point five to one kilo",
        # measures
        "1 kg": "one kilo",
        "5kg": "five kilos",
        "5 m": "five meters",
        "59m": "fifty-nine minutes",
        "60m": "sixty meters",
        "1m5.5s": "one minute five point five seconds",
        "1h30m5s": "one hour thirty minutes five seconds",
        "123456789 m": "one hundred and twenty-three million, four hundred and fifty-six thousand, seven hundred and eighty-nine meters",
        "400m": "four hundred meters",
        "6in": "six inches",
        "6 in apart": "six inches apart",
        "20 lbs": "twenty pounds",
        "1 lb": "one pound",
        "5 ft": "five feet",
        "12 km/h": "twelve kilometers an hour",
        "6 mph": "six miles an hour",
        "120 bpm": "one hundred and twenty beats a minute",
        "200 kcal": "two hundred kilocalories",
        "90°": "ninety degrees",
        "45 °C": "forty-five degrees Celsius",
        "-5 °C": "minus five degrees Celsius",
        "50 %": "fifty percent",
        "1 degree": "one degree",
        "1.5 l": "one point five liters",
        "1/2 L": "half a liter",
        "3 miles": "three miles",
        "20 ° C": "twenty degrees Celsius",
        "45°/90°": "forty-five degrees, ninety degrees",
        # the same in other ways
        "5\u201110 reps": "five to ten reps",
        "5−10": "five to ten",
        "5 − 3": "five minus three",
        "3✖️8": "three times eight",
        "3 ✕ 8": "three times eight",
        "1-1/2 min": "one and a half minutes",
        ".5 kg": "zero point five kilos",
        "20+ kg": "twenty kilos plus",
        "1/2 to 3/4": "one half to three quarters",
        "1/2 or 3/4": "one half or three quarters",
        "30 sec./side": "thirty seconds per side",
        "10 reps./side": "10 reps per side",
        "30 sec.–45 sec.": "thirty seconds to forty-five seconds.",
        "1 min. 30 sec.": "one minute thirty seconds.",
        "rep 5/8": "rep five of eight",
        "2nd-4th set": "second to fourth set",
        "3x8 @80%": "three times eight @eighty percent",
        # the rest
        "2 + 2 = 4": "two plus two equals four",
        "5 - 3 = 2": "five minus three equals two",
        "+5 kg": "plus five kilos",
        "Nice & easy": "Nice and easy",
        "Do #1 now": "Do number one now",
        "no. 2": "number two",
        "1st, 2nd, 3rd, 21st": "first, second, third, twenty-first",
        "left/right": "left or right",
        "and/or": "and or",
        "10/side": "ten per side",
        "8-10/leg": "eight to ten per leg",
        "reps/side": "reps per side",
        "10-15 reps/leg": "ten to fifteen reps per leg",
        "20s on/10s off": "twenty seconds on, ten seconds off",
        "L4/L5": "L4 L5",
        "3x/week": "three times per week",
        "e.g. a band": "for example a band",
        "w/o a band": "without a band",
        "Sit in 90/90.": "Sit in ninety ninety.",
        "20/10 s": "twenty ten seconds",
        "8/10": "eight out of ten",
        "10/10": "ten out of ten",
        "11/10": "eleven ten",
        "100/100": "one hundred out of one hundred",
        "≥3": "at least three",
        "3+": "three plus",
        "Nice work 💪🔥. Do it ✅.": "Nice work. Do it.",
        "Three sets: 3x8, 5-10 per side, ~30 sec each.": "Three sets: three times eight, five to ten per side, about thirty seconds each.",
    },
    "de": {
        "45s": "fünfundvierzig Sekunden",
        "1m30s": "eine Minute dreißig Sekunden",
        "1:30": "eine Minute dreißig Sekunden",
        "1s": "eine Sekunde",
        "1 Minute": "eine Minute",
        "30 Sek. halten": "dreißig Sekunden halten",
        "10x": "zehnmal",
        "3 Mal": "dreimal",
        "1,5 l": "eins Komma fünf Liter",
        "30 Sek./Seite": "dreißig Sekunden pro Seite",
        "8-10 Wdh./Bein": "acht bis zehn Wiederholungen pro Bein",
        "10+ Wdh.": "zehn Wiederholungen plus.",
        "1 Min. 30 Sek.": "eine Minute dreißig Sekunden.",
        "im 2.-3. Satz": "im zweiten bis dritten Satz",
        "2./3. Runde": "zweite oder dritte Runde",
        "Schritt 2/3": "Schritt zwei von drei",
        "2-3x": "zwei bis dreimal",
        "3. Satz": "dritter Satz",
        "im 3. Satz": "im dritten Satz",
        "Übung 1/3": "Übung eins von drei",
        "1/2 Drehung": "eine halbe Drehung",
        "1x": "einmal",
        "3x8": "drei mal acht",
        "5-10": "fünf bis zehn",
        "1-2 Minuten": "eine bis zwei Minuten",
        "8-12 Wdh.": "acht bis zwölf Wiederholungen.",
        "~30 Sek": "etwa dreißig Sekunden",
        "ca. 5 Min": "etwa fünf Minuten",
        "1/2 Minute": "eine halbe Minute",
        "1/2 kg": "ein halbes Kilo",
        "1/2": "ein halb",
        "3/4": "drei Viertel",
        "1/4 Stunde": "eine Viertel Stunde",
        "1½ Min": "eineinhalb Minuten",
        "1 1/4 Stunden": "eineinviertel Stunden",
        "2 3/4 kg": "zweidreiviertel Kilo",
        "1 1/2 mal": "eineinhalbmal",
        "1/2 Satz": "ein halber Satz",
        "1/2 Set": "ein halbes Set",
        "2½ Stunden": "zweieinhalb Stunden",
        "2,5 kg": "zwei Komma fünf Kilo",
        "2.5 kg": "zwei Komma fünf Kilo",
        "1.000 m": "eintausend Meter",
        "1 kg": "ein Kilo",
        "90°": "neunzig Grad",
        "45 °C": "fünfundvierzig Grad Celsius",
        "50 %": "fünfzig Prozent",
        "5-kg-Hantel": "fünf Kilo-Hantel",
        "2 + 2 = 4": "zwei plus zwei gleich vier",
        "Kraft & Ruhe": "Kraft und Ruhe",
        "Nr. 1": "Nummer eins",
        "#1": "Nummer eins",
        "links/rechts": "links oder rechts",
        "10/Seite": "zehn pro Seite",
        "z. B. so": "zum Beispiel so",
        "90/90": "neunzig neunzig",
        "8/10": "acht von zehn",
    },
    "es": {
        "45s": "cuarenta y cinco segundos",
        "1m30s": "un minuto treinta segundos",
        "1:30": "un minuto treinta segundos",
        "1s": "un segundo",
        "1 minuto": "un minuto",
        "31 min": "treinta y un minutos",
        "200 horas": "doscientas horas",
        "10x": "diez veces",
        "1,5 l": "uno coma cinco litros",
        "1/2 a 3/4": "un medio a tres cuartos",
        "30 seg./lado": "treinta segundos por lado",
        "1ª serie": "primera serie",
        "90º-100º": "noventa grados a cien grados",
        "serie 2/3": "serie dos de tres",
        "1/2 vuelta": "media vuelta",
        "1/2 serie": "media serie",
        "1/2 sesión": "media sesión",
        "1/2 día": "medio día",
        "1/2 paso": "medio paso",
        "1ª-2ª serie": "primera a segunda serie",
        "5-1=4": "cinco menos uno igual a cuatro",
        "1x": "una vez",
        "3x8": "tres por ocho",
        "5-10": "cinco a diez",
        "1-2 horas": "una a dos horas",
        "~30 seg": "unos treinta segundos",
        "~2 horas": "unas dos horas",
        "~1 min": "más o menos un minuto",
        "1/2 min": "medio minuto",
        "1/2 hora": "media hora",
        "~1/2 hora": "más o menos media hora",
        "~31 horas": "unas treinta y una horas",
        "1 1/4 horas": "una hora y un cuarto",
        "1/2": "un medio",
        "3/4 min": "tres cuartos de minuto",
        "2½ horas": "dos horas y media",
        "1 1/2 min": "un minuto y medio",
        "2,5 kg": "dos coma cinco kilos",
        "2.5 kg": "dos punto cinco kilos",
        "1.000 m": "mil metros",
        "1 kg": "un kilo",
        "21 kg": "veintiún kilos",
        "90°": "noventa grados",
        "90º": "noventa grados",
        "50 %": "cincuenta por ciento",
        "2 + 2 = 4": "dos más dos igual a cuatro",
        "Fuerza & calma": "Fuerza y calma",
        "n.º 1": "número uno",
        "#1": "número uno",
        "izquierda/derecha": "izquierda o derecha",
        "10/lado": "diez por lado",
        "p. ej. así": "por ejemplo así",
        "90/90": "noventa noventa",
        "8/10": "ocho de diez",
    },
}
ROWS = [(language, *row) for language, rows in SAID.items() for row in rows.items()]


@pytest.mark.parametrize(("language", "written", "said"), ROWS)
def test_signs_are_said_as_words(language, written, said):
    assert say_signs(written, language).strip() == said
    assert say_signs(f"Now {written}", f"{language}-XX") == f"Now {said}"


@pytest.mark.parametrize(("language", "written", "said"), ROWS)
def test_what_is_said_has_nothing_more_to_say(language, written, said):
    assert say_signs(said, language) == said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Do 8 reps, then 10 more."),
        ("en", "2026-11-24, 24.12.2026, 12/05/2026"),
        ("en", "Call +49 170 1234567, 555-1234 or 0800 123-456."),
        ("en", "Version 1.2.3, B12, COVID-19, 5K, 1080p, $5-10"),
        ("en", "See https://example.org/3x8/1-2 or me@example.org."),
        ("en", "Music of the 1990s, now."),
        ("en", "Do 10 L, 10 R"),
        ("en", "05-10, 10-05, 01-12, 100-2000, 100–2000, 100-20000, 1234567890 kg, 1:75"),
        ("en", "Breathe 4 in, 6 out."),
        ("en", "We start at 7:30, not at 8:15 pm."),
        ("en", "Warm-up, e-bike, c++, #core"),
        ("de", "Zähle bis 3. Dann los. Halte 30. Und weiter."),
        ("de", "Um 7:30, nicht erst 8:15 Uhr. 24.12. ist frei."),
        ("es", "A las 7:30, hoy."),
        ("fr", "45s, 3x8, 5-10, 1/2 & 90°"),
        ("tr", "30 sn, 3x8"),
    ],
)
def test_what_is_none_of_it_stays(language, text):
    assert say_signs(text, language) == text


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
@pytest.mark.parametrize(
    "emoji",
    ["💪", "👍🏽", "👩‍👩‍👧‍👦", "1️⃣", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "✅", "✔", "★", "→", "❤️", "⏱️", "\u2139\ufe0f"],
)
def test_emoji_are_left_out(language, emoji):
    assert say_signs(f"a {emoji}{emoji} b {emoji}.", language) == "a b."
    assert say_signs(emoji, language) == ""


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "9m",
        "9h",
        "1/2 ",
        "1-",
        "1.",
        "a/",
        "3x",
        "~",
        "1 ",
        "5 - ",
        "https",
        "💪 ",
        "1. ",
        "+",
        "No.",
        "@",
        "a@a.",
        "9+",
        ".5",
        "9 min.",
    ],
)
def test_a_hostile_text_takes_no_time(language, piece):
    text = piece * (5000 // len(piece))
    for one in (f"{text}m", f"{text} 45s"):
        start = time.process_time()
        say_signs(one, language)
        assert time.process_time() - start < 1


@given(
    st.text("0123456789xsmhkg½.,:/-–+#~%° aA&💪'", max_size=12), st.sampled_from(["en", "de", "es"])
)
def test_whatever_is_written_can_be_said(text, language):
    assert isinstance(say_signs(text, language), str)


@given(st.text(), st.sampled_from(["en", "de", "es"]))
def test_any_text_at_all(text, language):
    assert isinstance(say_signs(text, language), str)
