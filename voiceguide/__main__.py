"""python -m voiceguide"""

from voiceguide.interrupt import leave_at_once


def main() -> None:
    """Run the command line; a signal finds somebody at home from the first import on."""
    leave_at_once()
    from voiceguide.cli import main as run

    run()


if __name__ == "__main__":
    main()
