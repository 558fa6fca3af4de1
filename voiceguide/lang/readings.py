"""How a language reads what is written in signs: units, marks, fractions, abbreviations.

Only data; reader.py has the rules. A language that is not here has its signs left alone.
"""

from __future__ import annotations

from msgspec import Struct


class Unit(Struct, frozen=True):
    """A unit as it is said: one of it ("eine Minute"), many ("Minuten"), and half of one."""

    one: str
    many: str
    half: str

    @property
    def article(self) -> str:
        """What stands for 1: "eine" of "eine Minute"."""
        return self.one.partition(" ")[0]

    @property
    def noun(self) -> str:
        """One of it without the article."""
        return self.one.partition(" ")[2]


class Reading(Struct, frozen=True):
    """One language. Templates take {n} (a number in words), {many} and what else they name."""

    units: dict[str, tuple[str, str, str]]
    """Spellings with spaces between them -> one, many, half. A spelling of one letter is lower
    case; all others may be in either."""
    singular: bool
    """Whether a hyphen before a unit makes it one: "30-sec hold", thirty second."""
    grouped: str
    """The mark between thousands."""
    decimal: dict[str, str]
    """Decimal marks, the language's own first, and what each is called."""
    fractions: dict[str, str]
    half_of: tuple[str, str]
    """A half before any other word, and before one that looks feminine."""
    feminine: str
    """How such words end: endings with spaces between them."""
    part: str
    """A fraction of a unit but a half: {fraction}, {own} (as it agrees with the unit), {noun}, and
    {rest}, which is half a unit without its first word."""
    and_half: str
    """A number and a half of a unit, if there is one: also {count} (number and unit), and {half},
    the first word of half a unit."""
    and_part: str
    """A number and another fraction of a unit."""
    about: tuple[str, str, str]
    """`~` before several, before several of a feminine unit, and before anything else."""
    to: str
    """A range."""
    per: str
    """The slash of "10/side" and "reps/side"."""
    per_nouns: str
    """What comes after such a slash where a word stands before it."""
    either: str
    """The slash between two other words."""
    joins: str
    """Words that are a slash themselves: "and/or"."""
    out_of: str
    """The slash of "8/10"."""
    places: str
    """Words before a place in a row: "round 1/3" is one of three."""
    of: str
    """The slash of that."""
    signs: dict[str, str]
    short: dict[str, str]
    """Abbreviations -> what is said; # is the sign of a number, and stands before one only."""
    clock: str
    """Words before a time of day, and after a bar words behind one; "7:30" is else a length."""


READINGS = {
    "en": Reading(
        units={
            "ms": ("one millisecond", "milliseconds", "half a millisecond"),
            "s sec secs second seconds": ("one second", "seconds", "half a second"),
            "min mins minute minutes": ("one minute", "minutes", "half a minute"),
            "h hr hrs hour hours": ("one hour", "hours", "half an hour"),
            "kg kgs kilo kilos": ("one kilo", "kilos", "half a kilo"),
            "g gram grams": ("one gram", "grams", "half a gram"),
            "mm": ("one millimeter", "millimeters", "half a millimeter"),
            "cm": ("one centimeter", "centimeters", "half a centimeter"),
            "m": ("one meter", "meters", "half a meter"),
            "km": ("one kilometer", "kilometers", "half a kilometer"),
            "mi mile miles": ("one mile", "miles", "half a mile"),
            "ml": ("one milliliter", "milliliters", "half a milliliter"),
            "l liter liters litre litres": ("one liter", "liters", "half a liter"),
            "lb lbs": ("one pound", "pounds", "half a pound"),
            "in": ("one inch", "inches", "half an inch"),
            "ft": ("one foot", "feet", "half a foot"),
            "km/h kph kmh": (
                "one kilometer an hour", "kilometers an hour", "half a kilometer an hour",
            ),
            "mph": ("one mile an hour", "miles an hour", "half a mile an hour"),
            "m/s": ("one meter a second", "meters a second", "half a meter a second"),
            "kcal": ("one kilocalorie", "kilocalories", "half a kilocalorie"),
            "bpm": ("one beat a minute", "beats a minute", "half a beat a minute"),
            "rpm": ("one turn a minute", "turns a minute", "half a turn a minute"),
            "%": ("one percent", "percent", "half a percent"),
            "° degree degrees": ("one degree", "degrees", "half a degree"),
            "°c": ("one degree Celsius", "degrees Celsius", "half a degree Celsius"),
            "°f": ("one degree Fahrenheit", "degrees Fahrenheit", "half a degree Fahrenheit"),
            "x ×": ("once", "times", "half a time"),
        },
        singular=True,
        grouped=",",
        decimal={".": "point", ",": "point"},
        fractions={
            "1/2": "one half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter",
            "3/4": "three quarters", "1/5": "one fifth", "1/8": "one eighth",
            "3/8": "three eighths",
        },
        half_of=("half", "half"),
        feminine="",
        part="{fraction} of {rest}",
        and_half="{n} and a half {many}",
        and_part="{n} and {fraction} {many}",
        about=("about", "about", "about"),
        to="to",
        per="per",
        per_nouns="side set round min minute hour day week",
        either="or",
        joins="and or",
        out_of="out of",
        places="round set exercise station part week day step rep",
        of="of",
        signs={
            "+": "plus", "−": "minus", "×": "times", "÷": "divided by", "=": "equals", "&": "and",
            "±": "plus or minus", "≥": "at least", "≤": "at most", "№": "number", "#": "number",
        },
        short={
            "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "vs.": "versus",
            "approx.": "about", "w/": "with", "w/o": "without", "no.": "#",
        },
        clock="at by from until till|am pm a.m p.m o'clock",
    ),
    "de": Reading(
        units={
            "ms": ("eine Millisekunde", "Millisekunden", "eine halbe Millisekunde"),
            "s sek sec sekunde sekunden": ("eine Sekunde", "Sekunden", "eine halbe Sekunde"),
            "min minute minuten": ("eine Minute", "Minuten", "eine halbe Minute"),
            "h std stunde stunden": ("eine Stunde", "Stunden", "eine halbe Stunde"),
            "kg kilo": ("ein Kilo", "Kilo", "ein halbes Kilo"),
            "g gramm": ("ein Gramm", "Gramm", "ein halbes Gramm"),
            "mm": ("ein Millimeter", "Millimeter", "ein halber Millimeter"),
            "cm": ("ein Zentimeter", "Zentimeter", "ein halber Zentimeter"),
            "m meter": ("ein Meter", "Meter", "ein halber Meter"),
            "km": ("ein Kilometer", "Kilometer", "ein halber Kilometer"),
            "ml": ("ein Milliliter", "Milliliter", "ein halber Milliliter"),
            "l liter": ("ein Liter", "Liter", "ein halber Liter"),
            "lb lbs": ("ein Pfund", "Pfund", "ein halbes Pfund"),
            "ft": ("ein Fuß", "Fuß", "ein halber Fuß"),
            "km/h kmh": (
                "ein Stundenkilometer", "Stundenkilometer", "ein halber Stundenkilometer",
            ),
            "mph": ("eine Meile pro Stunde", "Meilen pro Stunde", "eine halbe Meile pro Stunde"),
            "m/s": ("ein Meter pro Sekunde", "Meter pro Sekunde", "ein halber Meter pro Sekunde"),
            "kcal": ("eine Kilokalorie", "Kilokalorien", "eine halbe Kilokalorie"),
            "bpm": ("ein Schlag pro Minute", "Schläge pro Minute", "ein halber Schlag pro Minute"),
            "%": ("ein Prozent", "Prozent", "ein halbes Prozent"),
            "° grad": ("ein Grad", "Grad", "ein halbes Grad"),
            "°c": ("ein Grad Celsius", "Grad Celsius", "ein halbes Grad Celsius"),
            "°f": ("ein Grad Fahrenheit", "Grad Fahrenheit", "ein halbes Grad Fahrenheit"),
            "x × mal": ("einmal", "-mal", "ein halbes Mal"),
            "wdh wiederholung wiederholungen": (
                "eine Wiederholung", "Wiederholungen", "eine halbe Wiederholung",
            ),
        },
        singular=False,
        grouped=".",
        decimal={",": "Komma", ".": "Komma"},
        fractions={
            "1/2": "ein halb", "1/3": "ein Drittel", "2/3": "zwei Drittel", "1/4": "ein Viertel",
            "3/4": "drei Viertel", "1/5": "ein Fünftel", "1/8": "ein Achtel", "3/8": "drei Achtel",
        },
        half_of=("ein halb", "eine halbe"),
        feminine="e ung",
        part="{own} {noun}",
        and_half="{n}einhalb {many}",
        and_part="{n} {fraction} {many}",
        about=("etwa", "etwa", "etwa"),
        to="bis",
        per="pro",
        per_nouns="seite satz runde durchgang min minute stunde tag woche",
        either="oder",
        joins="und oder bzw r n e in innen",
        out_of="von",
        places="runde satz übung station teil woche tag schritt wiederholung wdh",
        of="von",
        signs={
            "+": "plus", "−": "minus", "×": "mal", "÷": "geteilt durch", "=": "gleich", "&": "und",
            "±": "plus minus", "≥": "mindestens", "≤": "höchstens", "№": "Nummer", "#": "Nummer",
        },
        short={
            "z.B.": "zum Beispiel", "z. B.": "zum Beispiel", "d.h.": "das heißt",
            "d. h.": "das heißt", "bzw.": "beziehungsweise", "usw.": "und so weiter",
            "ca.": "etwa", "u.a.": "unter anderem", "Nr.": "#",
        },
        clock="um ab bis gegen von|uhr",
    ),
    "es": Reading(
        units={
            "ms": ("un milisegundo", "milisegundos", "medio milisegundo"),
            "s seg segs sec segundo segundos": ("un segundo", "segundos", "medio segundo"),
            "min mins minuto minutos": ("un minuto", "minutos", "medio minuto"),
            "h hr hrs hora horas": ("una hora", "horas", "media hora"),
            "kg kilo kilos": ("un kilo", "kilos", "medio kilo"),
            "g gr gramo gramos": ("un gramo", "gramos", "medio gramo"),
            "mm": ("un milímetro", "milímetros", "medio milímetro"),
            "cm": ("un centímetro", "centímetros", "medio centímetro"),
            "m metro metros": ("un metro", "metros", "medio metro"),
            "km": ("un kilómetro", "kilómetros", "medio kilómetro"),
            "ml": ("un mililitro", "mililitros", "medio mililitro"),
            "l litro litros": ("un litro", "litros", "medio litro"),
            "lb lbs": ("una libra", "libras", "media libra"),
            "ft": ("un pie", "pies", "medio pie"),
            "km/h kmh": (
                "un kilómetro por hora", "kilómetros por hora", "medio kilómetro por hora",
            ),
            "mph": ("una milla por hora", "millas por hora", "media milla por hora"),
            "m/s": ("un metro por segundo", "metros por segundo", "medio metro por segundo"),
            "kcal": ("una kilocaloría", "kilocalorías", "media kilocaloría"),
            "bpm lpm": ("un latido por minuto", "latidos por minuto", "medio latido por minuto"),
            "%": ("uno por ciento", "por ciento", "medio por ciento"),
            "° grado grados": ("un grado", "grados", "medio grado"),
            "°c": ("un grado Celsius", "grados Celsius", "medio grado Celsius"),
            "°f": ("un grado Fahrenheit", "grados Fahrenheit", "medio grado Fahrenheit"),
            "x × vez veces": ("una vez", "veces", "media vez"),
            "rep reps repetición repeticiones": (
                "una repetición", "repeticiones", "media repetición",
            ),
        },
        singular=False,
        grouped=".",
        decimal={",": "coma", ".": "punto"},
        fractions={
            "1/2": "un medio", "1/3": "un tercio", "2/3": "dos tercios", "1/4": "un cuarto",
            "3/4": "tres cuartos", "1/5": "un quinto", "1/8": "un octavo", "3/8": "tres octavos",
        },
        half_of=("medio", "media"),
        feminine="a",
        part="{fraction} de {noun}",
        and_half="{count} y {half}",
        and_part="{count} y {fraction}",
        about=("unos", "unas", "más o menos"),
        to="a",
        per="por",
        per_nouns="lado serie ronda min minuto hora día semana",
        either="o",
        joins="y o e u",
        out_of="de",
        places="ronda serie ejercicio estación parte semana día paso repetición rep",
        of="de",
        signs={
            "+": "más", "−": "menos", "×": "por", "÷": "entre", "=": "igual a", "&": "y",
            "±": "más menos", "≥": "al menos", "≤": "como máximo", "№": "número", "#": "número",
        },
        short={
            "p.ej.": "por ejemplo", "p. ej.": "por ejemplo", "etc.": "etcétera",
            "aprox.": "más o menos", "n.º": "#", "nº": "#", "n°": "#", "núm.": "#",
        },
        clock="las la|am pm a.m p.m h",
    ),
}  # fmt: skip
"""By language; any other keeps its signs."""
