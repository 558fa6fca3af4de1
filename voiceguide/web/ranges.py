"""Which part of a file a request asks for (RFC 9110, sections 13 and 14).

werkzeug answers one part of a file well, but it refuses ranges a server must ignore, takes weak
validators for strong ones and looks at the range before the other conditions. So the range is
settled here, and werkzeug is given the one part that is left.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from flask import Response, request, send_file
from werkzeug.exceptions import PreconditionFailed, RequestedRangeNotSatisfiable
from werkzeug.http import is_resource_modified, parse_date, parse_etags

from voiceguide.web.spans import find_parts

SETTLED = 2.0
"""Seconds after the beginning of the second a date names when it is strong (8.8.2.2): the file
cannot have been changed once more within it."""


def send_part(path: Path, **options: Any) -> Response:
    """Answer with a file, or the part of it that was asked for; `options` are flask.send_file's.

    Raises FileNotFoundError, RequestedRangeNotSatisfiable, PreconditionFailed.
    """
    facts = path.stat()
    tag = f"{facts.st_mtime_ns:x}-{facts.st_size:x}"
    narrow(request.environ, f'"{tag}"', facts.st_mtime, facts.st_size)
    return send_file(path, conditional=True, etag=tag, max_age=0, **options)


def narrow(environ: MutableMapping[str, Any], tag: str, changed: float, size: int) -> None:
    """Leave in a request the one range that is to be answered, or none.

    `tag` has its quotes; `changed` is the file's time, seconds since 1970. Raises
    RequestedRangeNotSatisfiable, and PreconditionFailed for another file than was meant.
    """
    asked, validator = environ.pop("HTTP_RANGE", ""), environ.pop("HTTP_IF_RANGE", "")
    date = datetime.datetime.fromtimestamp(int(changed), datetime.UTC)
    if not is_meant(environ, tag, date):
        raise PreconditionFailed("The file has changed since.")
    environ.pop("HTTP_IF_MATCH", None)  # werkzeug does not know "*", and forgets If-None-Match
    if environ["REQUEST_METHOD"] != "GET" or not asked:
        return  # a range means nothing to any other method (14.2)
    if not is_resource_modified(dict(environ), tag, last_modified=date):
        return  # 304 comes before any range (13.2.2)
    if validator and not is_current(validator, tag, date):
        return
    parts = find_parts(asked, size)
    if parts == []:
        raise RequestedRangeNotSatisfiable(size)
    if parts and len(parts) == 1:  # of several the whole file is a good answer (14.2)
        environ["HTTP_RANGE"] = f"bytes={parts[0].start}-{parts[0].stop - 1}"


def is_meant(environ: Mapping[str, Any], tag: str, date: datetime.datetime) -> bool:
    """Whether If-Match, or without it If-Unmodified-Since, allows an answer (13.1.1, 13.1.4)."""
    if "HTTP_IF_MATCH" in environ:
        tags = parse_etags(environ["HTTP_IF_MATCH"])
        return tags.star_tag or tags.is_strong(tag.strip('"'))
    since = parse_date(environ.get("HTTP_IF_UNMODIFIED_SINCE"))
    return since is None or date <= since


def is_current(validator: str, tag: str, date: datetime.datetime) -> bool:
    """Whether If-Range names the file as it is, by the strong comparison (13.1.5)."""
    text = validator.strip()
    if text.startswith(('"', "W/")):
        return text == tag  # one of ours is never weak
    return parse_date(text) == date and time.time() - date.timestamp() >= SETTLED
