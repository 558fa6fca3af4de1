"""Options that name a program, a server or a file of this computer.

They are remembered on this computer, and the folder has only a mark of them: it may be uploaded, or
come from somebody else, and what others write into it must not run a program or read a file here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from voiceguide.delivery.choices import Choices, Value
from voiceguide.disk.files import digest_of, replacing
from voiceguide.disk.folder import data_folder, expand
from voiceguide.errors import OutputError, RoutineError

MARK = "@"
"""What a mark begins with; a digest follows."""
UNKNOWN = "@unknown"


def localize(choices: Choices) -> Choices:
    """Options as they are found from any folder: paths of what is there are made absolute."""
    return {name: _absolute(name, value) for name, value in choices.items()}


def hide(choices: Choices) -> Choices:
    """What may stand in the folder; the rest is remembered here. Raises OutputError."""
    return {
        name: _remember(str(value)) if is_private(name, value) else value
        for name, value in choices.items()
    }


def reveal(choices: Choices) -> Choices:
    """The reverse. What was not remembered here, or may not stand in a folder, stays UNKNOWN."""
    shown: Choices = {}
    for name, value in choices.items():
        if is_private(name, value):
            shown[name] = UNKNOWN
        else:
            marked = isinstance(value, str) and value.startswith(MARK)
            shown[name] = _recall(str(value)) if marked and name in _PRIVATE else value
    return shown


def require_known(choices: Choices) -> None:
    """Raise RoutineError for an option that is remembered on another computer."""
    for name, value in choices.items():
        if value == UNKNOWN:
            raise RoutineError(
                "the option used for publishing is not stored on this computer",
                where=f"--{name}",
                remedy=f"Give --{name} again, or use --forget {name}.",
            )


def is_private(name: str, value: Value) -> bool:
    """Whether an option names what only its owner may choose, as for a routine file."""
    text = str(value)
    return name in _PRIVATE and not text.startswith(MARK) and _PRIVATE[name](text)


_PRIVATE: dict[str, Callable[[str], bool]] = {
    "engine": lambda text: ":" in text,
    "voice": lambda text: text.partition("#")[0].lower().endswith(".onnx"),
    "bed": lambda text: "/" in text or "\\" in text,
}


def _absolute(name: str, value: Value) -> Value:
    text = str(value)
    if name == "engine":
        kind, colon, options = text.partition(":")
        folder, comma, rest = options.partition(",")
        if colon and folder and expand(folder).is_dir():
            return f"{kind}:{expand(folder).resolve()}{comma}{rest}"
    if name in {"voice", "bed"}:
        file, mark, rest = text.partition("#") if name == "voice" else (text, "", "")
        if expand(file).is_file():
            return f"{expand(file).resolve()}{mark}{rest}"
    return value


def _remember(text: str) -> str:
    mark = MARK + digest_of(text.encode())
    path = _file(mark)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file():
            with replacing(path) as file:
                file.write(text.encode())
    except OSError as error:
        raise OutputError(
            f"an option of the sessions cannot be stored ({error.strerror})", where=str(path)
        ) from error
    return mark


def _recall(mark: str) -> str:
    digits = mark.removeprefix(MARK)
    try:
        return _file(mark).read_text("utf-8") if digits.isalnum() else UNKNOWN
    except (OSError, UnicodeDecodeError):
        return UNKNOWN


def _file(mark: str) -> Path:
    """One file an option: two programs that remember do not get into each other's way."""
    return data_folder() / "published" / mark.removeprefix(MARK)
