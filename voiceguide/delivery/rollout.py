"""A whole roster: every person gets a folder. The only module that knows the order of it.

rows -> people -> recipes -> sentences, each once -> folders -> manifest, results

All rows are looked at before anything is spoken, and laid out before anything is written. Running
it again makes what is missing or has changed.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from voiceguide.delivery.blame import at_row, row_of
from voiceguide.delivery.crew import LITTLE, Crew, open_crew, pieces
from voiceguide.delivery.ledger import (
    MANIFEST,
    RESULTS,
    Entered,
    ResultRow,
    is_there,
    load_manifest,
    render_results,
    save_manifest,
    tell_gone,
)
from voiceguide.delivery.members import Enlisted, Member, enlist
from voiceguide.delivery.references import recipe_key
from voiceguide.delivery.rollcall import Rolled, Rollout, read_roster
from voiceguide.delivery.tasks import Delivered, Places, Surveys, deliver, speak, survey
from voiceguide.delivery.tokens import keys_file, load_keys_of, save_keys
from voiceguide.disk.cache import Cache, default_folder
from voiceguide.disk.files import locked
from voiceguide.disk.folder import expand
from voiceguide.disk.shared import open_cache
from voiceguide.disk.store import Store, is_address, open_store
from voiceguide.errors import OutputError, VoiceguideError, each_of
from voiceguide.problem import Problem
from voiceguide.progress import Progress, Report
from voiceguide.script.guard import prepare
from voiceguide.session.clips import Clips
from voiceguide.session.recipe import clips_in, dereference, is_whole
from voiceguide.session.series import Series, Speech
from voiceguide.text import how_many, shorten

SHARES = {"look": 30, "speak": 30, "write": 40}
PEOPLE = 32
"""The most people in a piece of work; they take half a second, and handing it out 6 ms."""
SENTENCES = 6
"""The most sentences in one; a sentence takes up to half a second."""
SAVE_S = 10.0
"""How often the manifest is written while people are made, seconds."""
MOST_TURNS = 12
"""How often sessions are laid out anew: a sentence that was spoken may ask for another one."""
PATIENCE = 2.0
_ELSEWHERE = Problem(
    "",
    "a worker has written the folder, and it is not in TARGET as seen from here",
    "With a cluster, --out is a folder or an address that all its computers share.",
)


def roll_out(asked: Rollout, report: Report | None = None) -> Rolled:
    """Make a roster. Raises VoiceguideError where nothing can be begun."""
    with _alone_with(asked.roster):
        return _Run(asked, Progress(report, SHARES)).do()


@contextmanager
def _alone_with(roster: Path) -> Iterator[None]:
    try:
        with locked(roster.with_name(f".{roster.name}.lock"), PATIENCE):
            yield
    except TimeoutError:
        raise OutputError(
            "another voiceguide is at work on this roster", where=str(roster), remedy="Wait for it."
        ) from None


class _Run:
    """One run over a roster."""

    def __init__(self, asked: Rollout, progress: Progress) -> None:
        self.asked = asked
        self.file = str(asked.roster)
        self.progress = progress
        self.site = Places(_absolute(asked.target), _absolute(asked.cache), secrets.token_hex(8))
        self.cache: Cache = open_cache(asked.cache, default_folder(), hands_on=True)
        self.store: Store = open_store(asked.target)
        self.results: dict[int, ResultRow] = {}
        self.problems: list[Problem] = []
        self.notices: dict[Problem, None] = {}
        self.spoken = 0
        self.entries: dict[str, Entered] = {}
        self.clip = Clips(self.cache)
        self.awaited: dict[int, set[str]] = {}
        """Row -> the sentences it waits for."""
        self.saved = time.monotonic()
        self.blank = False
        """Whether there is a manifest only because it was tried whether one can be written."""
        self.wrote = False
        self.own = Cache(self.cache.folder)
        self.held: set[str] = set()
        """What the cache has, as far as it was asked."""

    def do(self) -> Rolled:
        """Everything, in order."""
        roster = read_roster(self.asked.roster)
        path = keys_file(self.asked.roster)
        keys = load_keys_of(path)
        known = set(keys.people)
        enlisted = enlist(roster, keys, self.asked.terms, Series(self.cache))
        self._refuse(enlisted)
        if self._stopped:
            return self._done(enlisted.members)
        self.entries = load_manifest(self.store)
        if not self.asked.new_keys:
            self._check_keys(path, known, enlisted.members)
        save_keys(path, keys)  # before anything has such an address
        ids = [*(one.id for one in enlisted.members), *(id for _, id, _ in enlisted.bad)]
        self.notices |= dict.fromkeys(tell_gone(self.entries, ids, self.file, self.asked.target))
        made = {entry.made_of for entry in self.entries.values()}
        if 0 < sum(one.key not in made for one in enlisted.members) <= LITTLE:
            prepare()  # it gets ready while we look what is there
        sizes = self.store.sizes()
        wanted = self._wanted(enlisted.members, sizes)
        if wanted and not self.asked.speak_only:
            self.blank = MANIFEST not in sizes
            save_manifest(self.store, self.entries)  # or nothing can be written: told at once
        try:
            with open_crew(self.asked.workers, self.asked.scheduler) as crew:
                ready = self._look(wanted, crew)
                if self.asked.speak_only:
                    return self._done(())
                if not self._stopped:
                    self._write(ready, crew, sizes)
            if self.wrote and self.asked.scheduler:
                self._confirm(ready)
        finally:
            self._keep_manifest(enlisted.members)
        if self._stopped and not self.wrote:
            return self._done(enlisted.members)
        with self._noting():
            table = render_results(self._done(enlisted.members).results, roster.sign)
            self.store.put(RESULTS, [table])
        self.progress.end()
        return self._done(enlisted.members)

    @property
    def _stopped(self) -> bool:
        return bool(self.problems) and not self.asked.keep_going

    def _check_keys(self, path: Path, known: set[str], members: Sequence[Member]) -> None:
        """Raise OutputError where people who have a folder would get another address."""
        lost = [
            one.id
            for one in members
            if one.id.casefold() not in known and one.id.casefold() in self.entries
        ]
        if lost:
            what = "it does not know" if path.is_file() else "the keys are gone of"
            raise OutputError(
                f"{what} {shorten(', '.join(lost))}, who have folders in {self.asked.target}",
                where=str(path),
                remedy="Restore the file; a table that was renamed takes its .keys with it. "
                f"To give {how_many(len(lost), 'person')} a new address instead, add --new-keys; "
                "what they have subscribed to then gets nothing new.",
            )

    def _wanted(self, members: Sequence[Member], sizes: dict[str, int]) -> list[Member]:
        """Who has to be made; the others are noted."""
        wanted = []
        for one in members:
            entry = self.entries.get(one.id.casefold())
            same = is_there(entry, one.key, one.folder, sizes) and self._can_stream(one)
            if entry and same and not self.asked.speak_only:
                self._enter(one, entry, "unchanged")
            else:
                wanted.append(one)
        return wanted

    def _keep_manifest(self, members: Sequence[Member]) -> None:
        """Write the manifest in the order of the rows; one that was only tried is taken away."""
        order = [one.id.casefold() for one in members]
        there = dict.fromkeys([*(one for one in order if one in self.entries), *self.entries])
        with self._noting():
            if self.blank and not there:
                self.store.drop(MANIFEST)
            elif self.wrote and there:
                save_manifest(self.store, {one: self.entries[one] for one in there})

    def _confirm(self, members: Sequence[Member]) -> None:
        """Note whose folder is not there: a worker has written it where only that worker sees it.

        What is not there is not in the manifest, and is made again.
        """
        sizes = self.store.sizes()
        for one in members:
            entry = self.entries.get(one.id.casefold())
            made = self.results[one.number].result == "made"
            if made and not is_there(entry, one.key, one.folder, sizes):
                del self.entries[one.id.casefold()]
                self._tell(one, [_ELSEWHERE])

    def _can_stream(self, member: Member) -> bool:
        """Whether what somebody's streams are made of is where those who answer look for it."""
        keys = [recipe_key(member.key, number) for number in range(1, len(member.streams) + 1)]
        if keys and not self.held:
            self.held = self.cache.names()  # once a run, however many rows there are
        for key in keys:
            recipe = self.own.get(key)  # one that lies elsewhere alone is not fetched for this
            wanted = {key, *(clips_in(recipe.data) if recipe else ())}
            if not wanted <= self.held or (recipe and not is_whole(recipe.data, self.clip.digest)):
                return False
        return True

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note what is wrong: on a full disk too, what became of each row is told."""
        try:
            yield
        except OutputError as error:
            self.problems.append(error.fact)

    def _look(self, members: Sequence[Member], crew: Crew) -> list[Member]:
        """Lay all sessions out and have every sentence spoken, each once, until none is missing."""
        waiting, ready = {one.number: one for one in members}, []
        look, say = self.progress.stage("look"), self.progress.stage("speak")
        said: set[str] = set()
        for _ in range(MOST_TURNS):
            speech: dict[str, Speech] = {}
            again: dict[int, Member] = {}
            rows = list(waiting.values())
            done = 0
            for batch, found in crew.run(
                partial(survey, self.site), pieces(rows, crew.workers, PEOPLE)
            ):
                done += len(batch)
                look(done, len(rows))
                if isinstance(found, VoiceguideError):
                    self._fail(batch, found)
                    continue
                for one in found:
                    member = waiting[one.number]
                    if self._surveyed(member, one, speech):
                        again[one.number] = member
                    elif not one.problems:
                        ready.append(member)
            news = [one for one in speech.values() if one.key not in said]
            if not again or (self.problems and not self.asked.keep_going):
                break
            if not news:
                self._fail(list(again.values()), OutputError("its sentences are not to be had"))
                break
            failed = self._speak(news, crew, say)
            said |= {one.key for one in news}
            waiting = {n: m for n, m in again.items() if not self._lost(m, speech, failed)}
        return sorted(ready, key=lambda one: one.number)

    def _surveyed(self, member: Member, found: Surveys, speech: dict[str, Speech]) -> bool:
        """Note what was found of one person; whether they have to be looked at again."""
        self._tell(member, found.problems)
        for notice in found.notices:
            self.notices[notice] = None
        for one in found.speech:
            speech.setdefault(one.key, one)
        self.awaited[member.number] = {one.key for one in found.speech}
        return bool(found.speech) and not found.problems

    def _speak(self, news: list[Speech], crew: Crew, report: Report) -> dict[str, VoiceguideError]:
        """Speak sentences; returns what is wrong with those that could not be."""
        failed: dict[str, VoiceguideError] = {}
        work, done = partial(speak, self.site), 0
        batches = pieces(news, crew.workers, SENTENCES)
        for batch, found in crew.run(work, batches):
            done += len(batch)
            report(done, len(news))
            if isinstance(found, VoiceguideError) and len(batch) > 1:
                for few, alone in crew.run(work, [[one] for one in batch]):
                    if isinstance(alone, VoiceguideError):
                        failed[few[0].key] = alone
            elif isinstance(found, VoiceguideError):
                failed[batch[0].key] = found
        self.spoken += len(news) - len(failed)
        return failed

    def _lost(
        self, member: Member, speech: dict[str, Speech], failed: dict[str, VoiceguideError]
    ) -> bool:
        """Whether somebody's session cannot be spoken; it is told."""
        key = next((one for one in self.awaited[member.number] if one in failed), None)
        if key is None:
            return False
        error = failed[key]
        self._tell(member, [one.fact for one in each_of(error)])
        return True

    def _write(self, members: Sequence[Member], crew: Crew, sizes: dict[str, int]) -> None:
        """Write the folders, and keep the manifest up to date with them."""
        by_number = {one.number: one for one in members}
        self.wrote = True
        report, done = self.progress.stage("write"), 0
        batches = pieces(members, crew.workers, PEOPLE)
        for batch, found in crew.run(partial(deliver, self.site), batches):
            done += len(batch)
            report(done, len(members))
            if isinstance(found, VoiceguideError):
                self._fail(batch, found)
                continue
            for one in found:
                self._delivered(by_number[one.number], one, sizes)
            if time.monotonic() - self.saved > SAVE_S:
                save_manifest(self.store, self.entries)
                self.saved = time.monotonic()

    def _delivered(self, member: Member, found: Delivered, sizes: dict[str, int]) -> None:
        if found.problems:
            self._tell(member, found.problems)
            return
        try:
            for name, references in found.contents:
                self.store.put(f"{member.folder}/{name}", dereference(references, self.clip))
            entry = Entered(member.id, member.key, found.files)
            before = self.entries.get(member.id.casefold())
            for name in {one.name for one in before.files} if before else ():
                gone = f"{member.folder}/{name}"
                if name not in {one.name for one in found.files} and gone in sizes:
                    self.store.drop(gone)
        except VoiceguideError as error:
            self._tell(member, [error.fact])
            return
        self._enter(member, entry, "made")

    def _enter(self, member: Member, entry: Entered, result: str) -> None:
        self.entries[member.id.casefold()] = entry
        size = sum(one.bytes for one in entry.files)
        self.results[member.number] = ResultRow(
            member.number, member.id, member.name, result, len(entry.files), size
        )

    def _refuse(self, enlisted: Enlisted) -> None:
        """Note the rows that nothing can be made of."""
        self.problems += enlisted.problems
        said: dict[int, list[str]] = {}
        self.notices |= dict.fromkeys(enlisted.notices)
        for one in enlisted.problems:
            said.setdefault(row_of(one, self.file), []).append(str(one))
        for row, id, name in enlisted.bad:
            text = " ".join(said.get(row, ()))
            self.results[row] = ResultRow(row, id, name, "failed", problem=text)

    def _fail(self, members: Sequence[Member], error: VoiceguideError) -> None:
        for member in members:
            self._tell(member, [one.fact for one in each_of(error)])

    def _tell(self, member: Member, problems: Sequence[Problem]) -> None:
        """Note what is wrong with somebody's row, at its place."""
        if not problems:
            return
        for one in problems:
            self.problems.append(at_row(one, member.number, self.file))
        said = " ".join(str(one) for one in problems)
        self.results[member.number] = ResultRow(
            member.number, member.id, member.name, "failed", problem=said
        )

    def _done(self, members: Sequence[Member]) -> Rolled:
        stopped = self._stopped and not self.wrote
        good = [] if stopped else [one for one in members if self._is_good(one)]
        return Rolled(
            self.asked.target,
            tuple(self.results[number] for number in sorted(self.results)),
            tuple(sorted(self.problems, key=lambda one: row_of(one, self.file))),
            tuple(self.notices),
            self.spoken,
            tuple((one.id, f"{one.base_url}/" if one.base_url else one.folder) for one in good),
            tuple(one.name for one in good),
            stopped,
            sum(one.number not in self.results for one in members),
        )

    def _is_good(self, member: Member) -> bool:
        found = self.results.get(member.number)
        return found is not None and found.result != "failed"


def _absolute(text: str) -> str:
    """An address, or a folder as it is found from anywhere; "" stays."""
    return text if not text or is_address(text) else str(expand(text).absolute())
