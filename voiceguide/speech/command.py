"""Any program that writes a WAV, as an engine. Never through a shell.

    --engine "command:flite -voice slt -t {text} -o {out}"

`{text}` is the sentence, `{out}` the file to write, `{rate}` words per minute, `{voice}` the voice
that was asked for. Without `{text}` the sentence is the program's standard input.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import IO

from voiceguide.errors import EngineFailed, EngineMissing, RoutineError
from voiceguide.speech.engine import Engine, Voice
from voiceguide.speech.process import end_with

EXAMPLE = "command:flite -voice slt -t {text} -o {out}"

MOST_SAID = 8192
"""Bytes at the end of a program's complaints in which its last line is looked for."""
LONGEST_REASON = 200


class CommandEngine(Engine):
    """Runs a program once a sentence."""

    name = "command"

    def __init__(self, options: str = "") -> None:
        try:
            self.command = shlex.split(options)
        except ValueError as error:
            raise RoutineError(f"the engine's command cannot be read: {error}") from None
        if not self.command or not any("{out}" in part for part in self.command):
            raise RoutineError(
                "the command engine needs a program that writes {out}",
                where="--engine",
                remedy=f"For example: --engine '{EXAMPLE}'",
            )

    def version(self) -> str:
        """The command, and size and date of the files it names: program, script, voice."""
        named = [Path(shutil.which(self.command[0]) or ""), *map(Path, self.command[1:])]
        facts = [path.stat() for path in named if os.path.isfile(path)]
        sizes = " ".join(f"{one.st_size} {one.st_mtime_ns}" for one in facts)
        return f"{shlex.join(self.command)} {sizes}".rstrip()

    def voices(self) -> list[Voice]:
        """One voice, that of the program. Raises EngineMissing."""
        self._program()
        return [Voice("", Path(self.command[0]).name, "")]

    def speak(self, text: str, voice: Voice, rate: int, path: Path) -> None:
        """Run the program with the sentence."""
        values = {"{text}": text, "{out}": str(path), "{rate}": str(rate), "{voice}": voice.id}
        command = [self._program(), *(_filled(part, values) for part in self.command[1:])]
        by_input = not any("{text}" in part for part in self.command)
        said = path.with_suffix(".said")
        try:
            with said.open("wb") as errors:
                code = _run(command, text.encode() if by_input else b"", errors)
            if code != 0:
                why = last_line(said)
                raise EngineFailed(f"{command[0]} ended with {code}{why and ': '}{why}")
        finally:
            said.unlink(missing_ok=True)

    def _program(self) -> str:
        program = shutil.which(self.command[0])
        if program is None:
            raise EngineMissing(
                f"there is no program {self.command[0]!r}",
                remedy="Install it, or give its full path in --engine.",
            )
        return program


def _run(command: list[str], text: bytes, errors: IO[bytes]) -> int:
    """Run a program to its end, and return its exit code. Raises EngineFailed.

    What it prints goes nowhere, its complaints into a file, whose size the pool looks at: through a
    pipe we would have to hold all of it, and wait for whatever it leaves behind.
    """
    try:
        return subprocess.run(
            command,
            input=text,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            check=False,
            preexec_fn=end_with(os.getpid()),
        ).returncode
    except OSError as error:
        raise EngineFailed(f"{command[0]} does not run: {error.strerror}") from error


def last_line(file: Path) -> str:
    """The last line of a file, however long that is, without its full stop."""
    with file.open("rb") as opened:
        opened.seek(max(0, os.fstat(opened.fileno()).st_size - MOST_SAID))
        lines = opened.read(MOST_SAID).decode(errors="replace").strip().splitlines()
    return lines[-1].rstrip(".")[-LONGEST_REASON:] if lines else ""


def _filled(part: str, values: dict[str, str]) -> str:
    """Put the values in, each at most once over the original text."""
    import re

    return re.sub(r"\{(?:text|out|rate|voice)\}", lambda match: values[match.group()], part)
