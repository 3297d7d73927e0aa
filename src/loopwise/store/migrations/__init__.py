"""Migrations of the store: one step a file in `versions/`, 0001, 0002 ...; never edited once released.

A new step: copy the last file, raise both numbers, change `tables.py` to match. Only forwards: where the
file is newer than the program, the person is told to update.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def head() -> str:
    """Return the newest step's number, from the file names: Alembic's import would cost every call."""
    return max(path.stem[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))
