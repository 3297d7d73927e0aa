"""Text in terminal columns, where a Korean letter takes two: measure, wrap, pad, cut.

>>> columns("손실 1.461")
10
>>> wrapped("손실이 1.461보다 작아질 수 없습니다.", 20)
['손실이 1.461보다', '작아질 수 없습니다.']
"""

from __future__ import annotations

GLUE = "\u00a0"


def columns(text: str) -> int:
    """Return how many columns a text takes; control characters take none."""
    return len(text) if text.isascii() else sum(map(_letter, text))


def _letter(letter: str) -> int:
    """Return a letter's columns. Latin and hangul need no table: loading one takes longer than a check."""
    if letter < "\u0300":
        return 1 if letter.isprintable() or letter == GLUE else 0
    if "가" <= letter <= "힣":
        return 2
    from wcwidth import wcwidth

    return max(wcwidth(letter), 0)


def wrapped(text: str, width: int, *, first: str = "", indent: str = "") -> list[str]:
    """Return the words of `text` in lines of at most `width` columns.

    first, indent: what the first line and the others begin with. A NO-BREAK SPACE holds two words together.
    """
    lines: list[str] = []
    line, taken = first, columns(first)
    for word in filter(None, text.replace("\n", " ").split(" ")):
        gap = " " if line.strip() else ""
        more = len(gap) + columns(word)
        if taken + more <= width:
            line, taken = line + gap + word, taken + more
            continue
        if gap:
            lines.append(line)
            line = indent
        line += word
        while columns(line) > width:  # one word wider than a whole line: an address, a path
            head = _head(line, width)
            lines.append(head)
            line = indent + line[len(head) :]
        taken = columns(line)
    return [line.replace(GLUE, " ") for line in (*lines, line)]


def together(part: str, width: int) -> str:
    """Keep the words of a part on one line, where one line can hold them."""
    return part.replace(" ", GLUE) if columns(part) <= width else part


def padded(text: str, width: int) -> str:
    """Fill a text with blanks up to `width` columns."""
    return text + " " * (width - columns(text))


def fitted(text: str, width: int) -> str:
    """Cut a text to `width` columns, "..." telling that it was cut."""
    return text if columns(text) <= width else _head(text, width - 3).rstrip() + "..."


def _head(text: str, width: int) -> str:
    """Return the longest beginning of at most `width` columns, and never less than one letter."""
    taken = 0
    for at, letter in enumerate(text):
        taken += columns(letter)
        if taken > width:
            return text[: max(at, 1)]
    return text
