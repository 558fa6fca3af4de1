"""Who comes in: the Host header, the key in the link, and that a change comes from our own page.

- Host: another site can point its name at this computer (DNS rebinding); its name is not ours.
- The key: on the network only who has the link gets in; it becomes a cookie at once and leaves the
  address bar. Keys are compared in constant time; they stand in queries, which are not logged.
- Changes: each needs a token that only a page of ours can know (CSRF), and no foreign origin.
- Writing own routines: who sits at this computer, and with `--edit` whoever gets in.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, redirect, request, session
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.web.pagewords import page_words
from voiceguide.web.site import Site

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere, no frame around us; sound also from memory."""
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A picture is an SVG file of its own; its style stands inside it, and it can do nothing else."""

OPEN = {"pages.asset"}
"""What anybody may have: style and script, which come with the package."""
LISTENING = {"feed.feed", "sound.audio", "sound.captions", "sound.chapters", "sound.cover"}
"""What the key of the feed opens."""


WRITING = {"own", "words"}
"""The blueprints that write a person's own routines, or lead to it."""


class NoKey(Forbidden):
    """A request without the key from the link."""


def guard(app: Flask, site: Site) -> None:
    """Put the gate before every route of the app."""

    @app.before_request
    def check() -> BaseResponse | None:
        check_host(site.lan)
        check_origin()
        entered = check_key(site) if site.lan and request.endpoint not in OPEN else None
        if request.blueprint in WRITING:
            check_writer(site)
        if request.method == "POST":
            check_token()
        return entered

    @app.after_request
    def harden(response: Response) -> Response:
        picture = response.mimetype == "image/svg+xml"
        policy = PICTURE_POLICY if picture else POLICY
        # the page that is kept has its script inside, and a policy that knows it by its digest
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def csrf_token() -> str:
    """The token that every form of this visitor carries."""
    return str(session.setdefault("csrf", secrets.token_urlsafe(18)))


def check_host(lan: bool) -> None:
    """Refuse a name that is not ours."""
    if not is_own(request.environ.get("HTTP_HOST", ""), lan):
        abort(421, page_words()["foreign_name"])


def is_own(host: str, lan: bool) -> bool:
    """Whether a Host header names this computer. In a literal address no name can lie."""
    try:
        parts = urlsplit(f"//{host}")
        name, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.netloc != host or "@" in host:
        return False
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        own = socket.gethostname().lower()
        return name == "localhost" or (lan and name in {own, f"{own}.local"})
    return lan or str(address) in {"127.0.0.1", "::1"}


def check_origin() -> None:
    """Refuse what another site's page asks for; following a link to us is all right."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    follows = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    if site not in {"same-origin", "none"} and not follows:
        abort(403, page_words()["other_site"])


def check_key(site: Site) -> BaseResponse | None:
    """Let in who has been here, or has the key; the key leaves the address at once."""
    if session.get("in"):
        return None
    key = request.args.get("key", "").encode()
    if hmac.compare_digest(key, site.keys.enter.encode()):
        session["in"] = True
        session.permanent = True
        return redirect(_without_key(), 303) if request.method == "GET" else None
    listens = hmac.compare_digest(key, site.keys.listen.encode())
    if listens and request.endpoint in LISTENING and request.method in {"GET", "HEAD"}:
        return None
    raise NoKey(page_words()["no_key"])


def may_write(site: Site) -> bool:
    """Whether who asks may write own routines: from this computer, by its own name for itself, so
    that nothing a proxy or a tunnel brings counts as here; or from anywhere, with `--edit`."""
    return site.edit or (
        _is_loopback(request.remote_addr or "")
        and is_own(request.environ.get("HTTP_HOST", ""), lan=False)
    )


def check_writer(site: Site) -> None:
    """Refuse who may not write; let the others send as much as a routine is."""
    if not may_write(site):
        abort(403, page_words()["no_writing"])
    request.max_content_length = request.max_form_memory_size = site.limits.text


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _without_key() -> str:
    """The address that was asked for, and all that stands in it but the key."""
    kept = request.args.to_dict(flat=False)
    kept.pop("key", None)
    path = "/" + request.path.lstrip("/")
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def check_token() -> None:
    """Refuse a change that does not come from one of our forms."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        abort(403, page_words()["other_site"])
    known, given = str(session.get("csrf", "")), request.form.get("csrf", "")
    if not known or not hmac.compare_digest(known.encode(), given.encode()):
        abort(403, page_words()["old_form"])
