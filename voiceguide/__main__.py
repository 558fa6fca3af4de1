"""python -m voiceguide"""

import gc

from voiceguide.disk.interrupt import leave_at_once

FEW = 50_000
"""Objects that are made before anybody looks for cycles: while modules are loaded there are none,
and looking for them all the same takes a twentieth of a rebuild."""


def main() -> None:
    """Run the command line; signals are handled from the first import on."""
    gc.set_threshold(FEW)
    leave_at_once()
    from voiceguide.cli.program import main as run

    run()


if __name__ == "__main__":
    main()
