"""Cue scripts are Jinja2 templates: this renders one, in a sandbox, remembering every line.

Each line of the result starts with a mark that names the template and line it was written on, also
where macros and includes are involved; parse.py reads the marks and takes them away again. So an
error in line 40 of a rendered script can name the line of the file that a person edits.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import partial

import jinja2
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from voiceguide.errors import ScriptError, VoiceguideError
from voiceguide.lang.language import base_of
from voiceguide.lang.spoken import agree, say_duration, say_number, say_times
from voiceguide.script.length import Length
from voiceguide.script.marked import MARK, SOFT_END
from voiceguide.script.messages import complain_of_fault, complain_of_syntax, complain_of_undefined
from voiceguide.script.rendering import Compiled, ReadTemplate
from voiceguide.script.sandbox import Sandbox

OUTPUT_LIMIT = 200_000
"""Characters a rendered script may have, marks included; four hours of speech need far fewer."""

MOST_COMPILED = 500
"""Templates that are kept compiled; the built-in routine has 15."""

TOO_MUCH = "Is there a loop that runs too often?"

_TEMPLATE_FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What an expression in a template can raise of its own."""


class _Marks(Extension):
    """Puts a mark at the start of every line of a template's own text, and trims its tags.

    A line of nothing but tags leaves no line behind, as with jinja2's trim_blocks; but where a tag
    ends a line of words, the line ends there too (jinja2 would join it to the next one).
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        name = stream.filename or stream.name or "script"
        before, worded = "", False  # the kind of token before, and whether its line has words
        for token in stream:
            if token.type == "data":
                text, line = token.value, token.lineno
                # between two texts stood a comment or the edge of a raw block
                if before != "variable_end" and (end := re.match(r"[ \t]*\n", text)):
                    text = f"{SOFT_END}\n{text[end.end() :]}" if worded else text[end.end() :]
                    line += not worded
                lines = enumerate(text.split("\n"), line)
                marked = "\n".join(f"\x1e{name}:{line}\x1f{text}" for line, text in lines)
                yield Token(token.lineno, "data", marked)
                last = text.rpartition("\n")[2].strip(f" \t{SOFT_END}")
                worded = bool(last) or (worded and "\n" not in token.value)
            else:
                worded = worded or token.type == "variable_begin"
                yield token
            before = token.type


class _Kept(BytecodeCache):
    """Compiled templates, kept for the next routine that has the same text."""

    def __init__(self, compiled: Compiled, language: str) -> None:
        self._compiled = compiled
        self._language = language

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what was compiled before."""
        bucket.code = self._compiled.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        if len(self._compiled) >= MOST_COMPILED:
            self._compiled.clear()
        if bucket.code is not None:
            self._compiled[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> str:
        # jinja2 works out what is constant, `{{ 45|spoken }}`, when it compiles
        return f"{self._language} {bucket.key} {bucket.checksum}"


class Renderer:
    """Renders the scripts of one routine; each is compiled once, and kept in `compiled`."""

    def __init__(
        self,
        read: ReadTemplate,
        language: str = "en",
        seed: str = "",
        compiled: Compiled | None = None,
    ) -> None:
        self._shown: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._replaced: dict[str, str] = {}
        self._parsed: dict[tuple[str, str], tuple[set[str], list[str | None]] | None] = {}
        self._read = read
        self._env = Sandbox(
            seed,
            loader=jinja2.FunctionLoader(self._load),
            undefined=jinja2.StrictUndefined,
            extensions=[_Marks],
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # what is rendered is speech, not HTML
            bytecode_cache=None if compiled is None else _Kept(compiled, language),
        )
        self._env.filters["spoken"] = partial(_spoken, language)
        self._env.filters["times"] = partial(_times, language)

    def render(self, name: str, variables: Mapping[str, object]) -> str:
        """Render the template `name`. The result carries line marks; see parse_script.

        Raises ScriptError with file and line for everything a template can do wrong.
        """
        try:
            return self._bounded(self._env.get_template(name).generate(**variables), name)
        except TemplateSyntaxError as error:
            # jinja2 gives the file itself in some cases, the name it was asked for by in others
            file = self._shown.get(error.name or name) or error.name or name
            raise complain_of_syntax(error, file, self._env.filters) from None
        except TemplateNotFound as error:
            raise ScriptError(
                f"there is no script {_short(error.message)}",
                where="" if error.name == name else self._where(error, name),
                remedy="Check the name, and that the file lies in the routine's folder.",
            ) from None
        except UndefinedError as error:
            raise complain_of_undefined(error, variables, self._where(error, name)) from None
        except SecurityError as error:
            problem = f"not allowed in a script: {(error.message or '').rstrip('.')}"
            raise ScriptError(problem, where=self._where(error, name)) from None
        except VoiceguideError as error:
            raise error.at(self._where(error, name)) from None
        except _TEMPLATE_FAULTS as error:
            raise complain_of_fault(error, self._where(error, name)) from None

    @property
    def used_chance(self) -> bool:
        """Whether a script chose by chance."""
        return self._env.used_chance

    @property
    def looked_up(self) -> Set[str]:
        """Every name that scripts looked up and had not set themselves."""
        return self._env.looked_up

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        found = self._read(name)
        if found is None:
            return None
        text, shown = found
        text = self._replaced.get(shown, text)
        self._shown[name], self._texts[shown] = shown, text
        # without its last newline, an included file would run into the line after the include
        return text.rstrip("\n") + "\n", shown, lambda: True

    def text_of(self, file: str) -> str | None:
        """The text of a template that was read, by the file name that is shown; None for others."""
        return self._texts.get(file)

    def replace_text(self, file: str, text: str) -> None:
        """Render another text where a file is read from now on."""
        self._replaced[file] = text
        if self._env.cache is not None:
            self._env.cache.clear()

    def mentioned(
        self, names: Iterable[str], *, only: bool = False, until: Set[str] | None = None
    ) -> tuple[set[str], bool]:
        """Every variable that templates use and do not set, those they include and import counted;
        `only` of these, or of all that were read so far. It looks no further where it has found
        all of `until`: to read a template takes longer than to render it.

        Returns the names, and whether that is all, or enough for `until`: not so where the name of
        a part is reckoned, or a template cannot be read.
        """
        found: set[str] = set()
        waiting = deque(dict.fromkeys([*names, *(() if only else self._shown)]))
        seen, whole = set[str](), True
        while waiting and (until is None or not until <= found):
            name = waiting.popleft()
            if name in seen or (source := self._load(name)) is None:
                continue
            seen.add(name)
            known = self._mentions(name, source[0], source[1])
            if known is None:
                whole = False
                continue
            found |= known[0]
            whole = whole and None not in known[1]
            waiting.extend(part for part in known[1] if part is not None)
        return found - set(self._env.globals), whole

    def _mentions(
        self, name: str, text: str, file: str
    ) -> tuple[set[str], list[str | None]] | None:
        """The variables and the parts of one template, parsed once; None where it cannot be."""
        from jinja2 import meta

        if (name, text) not in self._parsed:
            try:
                tree = self._env.parse(text, name, file)
                found = meta.find_undeclared_variables(tree)
                self._parsed[name, text] = found, list(meta.find_referenced_templates(tree))
            except (TemplateSyntaxError, RecursionError):
                self._parsed[name, text] = None
        return self._parsed[name, text]

    def _bounded(self, pieces: Iterator[str], name: str) -> str:
        size, kept = 0, []
        for piece in pieces:
            size += len(piece)
            kept.append(piece)
            if size > OUTPUT_LIMIT:
                raise ScriptError(
                    f"the script renders to more than {OUTPUT_LIMIT} characters",
                    where=self._last_place(kept, name),
                    remedy=TOO_MUCH,
                )
        return "".join(kept)

    def _last_place(self, pieces: list[str], name: str) -> str:
        """The line the last of these pieces begins on, as "file:line"."""
        for piece in reversed(pieces):
            if marks := MARK.findall(piece):
                return ":".join(marks[0])
        return f"{self._shown.get(name, name)}:1"

    def _where(self, error: BaseException, name: str) -> str:
        """Find the innermost template line in an error's traceback, as "file:line"."""
        place, trace = f"{self._shown.get(name, name)}:1", error.__traceback__
        files = set(self._shown.values())
        while trace is not None:
            # jinja2 rewrites tracebacks so that its frames carry the template's file and lines
            if trace.tb_frame.f_code.co_filename in files:
                place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
            trace = trace.tb_next
        return place


def _spoken(language: str, value: object, article: str = "") -> str:
    """The filter `spoken`: a duration or a number in words; before a noun with this article."""
    if isinstance(value, Length):
        return say_duration(value, language)
    number = say_number(_number(value, "spoken"), language)
    return agree(number, article, base_of(language)) if article else number


def _times(language: str, value: object) -> str:
    """The filter `times`: how often, in words."""
    return say_times(int(_number(value, "times")), language)


def _number(value: object, name: str) -> float:
    if isinstance(value, int | float):
        return value
    try:
        return float(str(value))
    except ValueError:
        either = "neither a number nor a duration" if name == "spoken" else "no number"
        are = "Only those are" if name == "spoken" else "Only a number is"
        raise ScriptError(
            f"{str(value)!r} is {either}", remedy=f"{are} written out by |{name}."
        ) from None


def _short(name: str | None) -> str:
    """A name in quotes, its middle left out where it is long."""
    text = name or ""
    return repr(text if len(text) <= 80 else f"{text[:40]}...{text[-20:]}")
