"""The options a session of a folder was made with: remembered, replaced, forgotten, told of.

Each stands under the name of its option: "hold": "60s", "set.external-rotation-lift.reps": 6,
"var.coach": "Robin". A person's own defaults (config.toml) are no options and not among them.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import UnknownName
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.routine import parse_overrides
from voiceguide.routine.settings import ROWS, Values
from voiceguide.session.options import CAPTIONS, read_captions
from voiceguide.session.request import Request

Value = str | int | bool
Choices = dict[str, Value]

ALL = "all"
"""What `--forget` takes for every option."""
_SETTINGS = {row.flag.removeprefix("--"): key for key, row in ROWS.items()}
"""Option -> setting."""
NAMES = (*_SETTINGS, "lang", "fit", "captions", "split", "set", "var")
"""Every option that is remembered."""


class Change(Struct, frozen=True):
    """What became of the options of one session, by the names of the options."""

    kept: Choices = {}
    """Remembered from before, and not given now; or given as they were."""
    added: Choices = {}
    changed: dict[str, tuple[Value, Value]] = {}
    """What it was, and what it is."""
    forgotten: Choices = {}

    def __str__(self) -> str:
        """All of it on one line; "" where there is nothing to tell."""
        changed = [
            f"{show(name, new)} (was {show(name, old) if isinstance(old, bool) else old})"
            for name, (old, new) in self.changed.items()
        ]
        parts = {
            "as before": _show_all(self.kept),
            "now": [*changed, *_show_all(self.added)],
            "forgotten": _show_all(self.forgotten),
        }
        return "; ".join(f"{word} {' '.join(said)}" for word, said in parts.items() if said)


def list_choices(request: Request, captions: Sequence[str] | None) -> Choices:
    """The options a request stands for; `captions` are None where nobody said which."""
    overrides = request.overrides
    choices: Choices = dict(_settings(overrides.settings))
    for exercise, own in overrides.exercises.items():
        choices |= {f"set.{exercise}.{name}": value for name, value in _settings(own)}
    choices |= {
        f"var.{name}": str(value) if isinstance(value, float) else value
        for name, value in overrides.vars.items()
    }
    if overrides.language:
        choices["lang"] = overrides.language
    if request.fit is not None:
        choices["fit"] = render_duration(request.fit)
    if request.split is not None:
        choices["split"] = request.split
    if captions is not None:
        choices["captions"] = ",".join(captions) or "none"
    return choices


def apply_choices(request: Request, choices: Mapping[str, Value]) -> Request:
    """A request with these options, and no others. Raises RoutineError that names the option."""
    others = {"lang", "fit", "captions", "split"}
    overrides = parse_overrides(
        {
            _SETTINGS.get(name, name): value
            for name, value in choices.items()
            if "." not in name and name not in others
        },
        {name: str(value) for name, value in _under("set", choices)},
        {name: str(value) for name, value in _under("var", choices)},
    )
    return replace(
        request,
        overrides=replace(
            overrides,
            personal=request.overrides.personal,
            language=str(choices.get("lang", "")),
        ),
        fit=parse_duration(str(choices["fit"])) if "fit" in choices else None,
        split=bool(choices["split"]) if "split" in choices else None,
        captions=read_captions(str(choices.get("captions", ",".join(CAPTIONS)))),
    )


def settle_choices(
    before: Choices, given: Choices, forget: Sequence[str]
) -> tuple[Choices, Change]:
    """What counts now, and what became of what was remembered."""
    left = {name: value for name, value in before.items() if not _is_meant(name, forget)}
    now = {**left, **given}
    return now, Change(
        {name: value for name, value in now.items() if name in before and value == before[name]},
        {name: value for name, value in now.items() if name not in before},
        {
            name: (before[name], value)
            for name, value in now.items()
            if name in before and value != before[name]
        },
        {name: value for name, value in before.items() if name not in now},
    )


def read_forget(text: str) -> tuple[str, ...]:
    """Read "hold,set,var.coach": options to forget, or "all". Raises UnknownName."""
    names = tuple(name.lstrip("-") for name in text.replace(",", " ").split())
    for name in names:
        option, _, rest = name.partition(".")
        known = option in {"set", "var"} if rest else option in {*NAMES, ALL}
        if not known:
            raise UnknownName("option", name, [*NAMES, ALL], where="--forget")
    return names


def show(name: str, value: Value) -> str:
    """An option as somebody writes it: --hold 60s, --no-tv, --var coach=Robin."""
    option, dot, rest = name.partition(".")
    if dot:
        return f"--{option} {shlex.quote(f'{rest}={value}')}"
    if isinstance(value, bool):
        return f"--{option}" if value else f"--no-{option}"
    return f"--{option} {shlex.quote(str(value))}"


def _show_all(choices: Choices) -> list[str]:
    return [show(name, value) for name, value in choices.items()]


def _settings(values: Values) -> Iterator[tuple[str, Value]]:
    """The options that values stand for, as they are given."""
    return (
        (ROWS[key].flag.removeprefix("--"), ROWS[key].kind.write(value))
        for key, value in values.items()
    )


def _under(option: str, choices: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """The choices of an option that can be given several times, by the rest of their names."""
    start = f"{option}."
    return (
        (name.removeprefix(start), value)
        for name, value in choices.items()
        if name.startswith(start)
    )


def _is_meant(name: str, forget: Sequence[str]) -> bool:
    return any(one in {ALL, name} or name.startswith(f"{one}.") for one in forget)
