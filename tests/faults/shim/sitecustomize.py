"""Python imports this at the start of every process of a test, the speaking ones included."""

import os

if os.environ.get("VOICEGUIDE_FAULTS"):
    from tests.faults.within import prepare

    prepare(os.environ)
