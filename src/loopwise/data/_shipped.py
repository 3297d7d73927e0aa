"""A data file that lies in another installed package: read where it is, without importing that package.

Importing one of these packages for a small file costs seconds; their files are plain CSV.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.text import Text


def file_of(package: str, path: str, extra: str = "data") -> Path:
    """Return a file of a package that an extra brings; LoopwiseError where either is missing."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtra(package, extra)
    found = Path(spec.submodule_search_locations[0], path)
    if not found.is_file():
        raise LoopwiseError(
            Text(
                en=f"the installed {package} has no file {path!r}.",
                ko=f"설치된 {package} 패키지에 없는 파일입니다: {path!r}",
            ),
            fix=f'pip install -U "loopwise[{extra}]"',
        )
    return found
