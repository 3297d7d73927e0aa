"""The fonts of a report: those of the wheel koreanize-matplotlib, found by path; system fonts are never used."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from loopwise.errors import MissingExtra


def fonts() -> Path:
    """Return the folder of the wheel that carries Nanum Gothic. It is never imported: that changes matplotlib."""
    spec = find_spec("koreanize_matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtra("koreanize-matplotlib", "report")
    return Path(next(iter(spec.submodule_search_locations))) / "fonts"
