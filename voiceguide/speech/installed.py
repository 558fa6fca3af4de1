"""Which version of a package is installed, without the import that takes longer than a rebuild."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from functools import cache


@cache
def find_version(package: str) -> str:
    """The version of an installed package; "" where it is not installed.

    Every installer names the folder of what it installed by it, NAME-VERSION.dist-info; whatever
    is there in another way is left to importlib.metadata.
    """
    name = _normal(package)
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            for entry in entries:
                found, _, version = entry.name.removesuffix(".dist-info").partition("-")
                if entry.name.endswith(".dist-info") and _normal(found) == name and version:
                    return version
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
