"""A routine that is not saved yet, laid out as it would be: in a folder that is gone afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from voiceguide.disk.files import temporary_folder
from voiceguide.disk.library import ROUTINE_FILE
from voiceguide.disk.own import check_name
from voiceguide.session.draft import open_draft
from voiceguide.session.options import read_options
from voiceguide.session.preview import Plan


def try_out(name: str, files: Mapping[str, str], environment: Mapping[str, str]) -> Plan:
    """Lay out the routine in `files`, by their places in its folder. Raises VoiceguideError."""
    check_name(name)
    with temporary_folder() as bench:
        folder = bench / name  # what is found by the routine's name is found
        for file, text in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, "utf-8", newline="\n")
        draft = open_draft(read_options(str(folder / ROUTINE_FILE), {}, environment))
        timeline, notices = draft.place(draft.estimator())
        return Plan(replace(timeline, estimated=True), (*draft.advise(), *notices), "")
