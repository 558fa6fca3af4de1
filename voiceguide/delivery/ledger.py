"""What a target holds, and what became of each row: manifest.jsonl and results.csv.

Neither has a token in it: whoever may read them can still not guess an address.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from voiceguide.delivery.tasks import FileRecord
from voiceguide.disk.store import Store
from voiceguide.problem import Problem, warning
from voiceguide.text import how_many, shorten

MANIFEST, RESULTS = "manifest.jsonl", "results.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Entered(Struct, frozen=True):
    """One line of the manifest: a person's folder as it was written."""

    id: str
    made_of: str
    """The key of the member: what has another one is made again."""
    files: tuple[FileRecord, ...]


class ResultRow(Struct, frozen=True):
    """One line of the results."""

    row: int
    id: str
    name: str
    result: str
    """made, unchanged, or failed."""
    files: int = 0
    bytes: int = 0
    problem: str = ""


def load_manifest(store: Store) -> dict[str, Entered]:
    """What is there, by id. A line that cannot be read is of a folder that is made again."""
    found: dict[str, Entered] = {}
    decode = msgspec.json.Decoder(Entered).decode
    for line in (store.get(MANIFEST) or b"").splitlines():
        try:
            one = decode(line)
        except msgspec.MsgspecError:
            continue
        found[one.id.casefold()] = one
    return found


def save_manifest(store: Store, entries: Mapping[str, Entered]) -> None:
    """Write it whole. Raises OutputError."""
    encode = msgspec.json.Encoder().encode
    lines = [encode(one) + b"\n" for one in entries.values()]
    store.put(MANIFEST, [b"".join(lines)])


def tell_gone(
    entries: Mapping[str, Entered], ids: Iterable[str], file: str, target: str
) -> Iterator[Problem]:
    """Tell who has a folder in the target and is no longer in the roster, whose ids these are."""
    named = {id.casefold() for id in ids}
    if gone := [entry.id for id, entry in entries.items() if id not in named]:
        who, them = shorten(", ".join(gone)), how_many(len(gone), "folder")
        what = f"{who} {'is' if len(gone) == 1 else 'are'} no longer in it; {target} keeps {them}"
        yield warning(file, what, "Delete what nobody is to have any more.")


def render_results(rows: Iterable[ResultRow], sign: str = ",") -> bytes:
    """The table, as Excel reads it: UTF-8 with a mark, cells divided by the sign of the roster, and
    none that it would run."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=sign)
    table.writerow(ResultRow.__struct_fields__)
    for row in sorted(rows, key=lambda one: one.row):
        table.writerow(map(_harmless, msgspec.structs.astuple(row)))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(value: object) -> object:
    """A cell that is no formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def is_there(entry: Entered | None, key: str, folder: str, sizes: Mapping[str, int]) -> bool:
    """Whether a folder is as it was written, and would be written so again."""
    if entry is None or entry.made_of != key:
        return False
    return all(sizes.get(f"{folder}/{one.name}") == one.bytes for one in entry.files)
