"""What people write, as one line that nothing chokes on."""

from __future__ import annotations


def one_line(text: str) -> str:
    """Collapse white space and leave control characters out.

    A zero would end the sentence inside an engine that is written in C, and the text of a tag; an
    escape would reach the terminal.
    """
    line = " ".join(text.split())
    if line.isprintable():
        return line
    # C0, DEL and C1 (Unicode, 23.1)
    kept = "".join(char for char in line if not (char < " " or "\x7f" <= char <= "\x9f"))
    return " ".join(kept.split())
