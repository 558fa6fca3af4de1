"""References to sessions nobody stores: the key of a recipe, signed.

A recipe's key tells everything its bytes depend on, so a reference means the same bytes for ever.
Who has none cannot make one: not of another's session, and not with the key of another roster.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

SIGNED_BYTES = 18
"""144 bits, 24 letters."""
_REFERENCE = re.compile(r"([0-9a-f]{40})-([A-Za-z0-9_-]{24})")


def recipe_key(member: str, number: int) -> str:
    """Where the recipe of a person's session is kept in the cache; `member` is the person's key."""
    return hashlib.blake2b(f"{member} {number}".encode(), digest_size=20).hexdigest()


def sign(key: str, signing: str) -> str:
    """The reference to a recipe, for an address."""
    return f"{key}-{_signature(key, signing)}"


def read_reference(text: str, signing: str) -> str | None:
    """The key of the recipe a reference names; None where it was not signed with this key."""
    match = _REFERENCE.fullmatch(text)
    if match is None or not hmac.compare_digest(match[2], _signature(match[1], signing)):
        return None
    return match[1]


def _signature(key: str, signing: str) -> str:
    digest = hmac.digest(bytes.fromhex(signing), f"session {key}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:SIGNED_BYTES]).decode()
