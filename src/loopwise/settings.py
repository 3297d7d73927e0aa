"""What a person may set, from four places: flag > LOOPWISE_* > [tool.loopwise] in pyproject.toml > user file.

>>> load({"language": "ko"}).language
'ko'
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from loopwise.errors import LoopwiseError
from loopwise.text import LANGUAGES, Text

SEVERITIES = ("error", "warning", "note")
FAIL_ON = (*SEVERITIES, "never")


class Settings(NamedTuple):
    """One typed object. None means: nobody said, the command decides."""

    language: str | None = None  # "ko" or "en"
    home: Path | None = None  # where results are kept
    fail_on: str | None = None  # "error", "warning", "note" or "never"
    select: tuple[str, ...] = ()  # only these faults
    ignore: tuple[str, ...] = ()  # never these faults
    jobs: int | None = None  # worker processes


def load(flags: Mapping[str, object] | None = None, *, start: Path | None = None) -> Settings:
    """Read all four places, the nearest last. `start` is where the search for pyproject.toml begins.

    Raises LoopwiseError naming the place, the key, the value given and the value wanted.
    """
    merged: dict[str, object] = {}
    for source, found in _places(flags or {}, start or Path.cwd()):
        for key, value in found.items():
            merged[key] = _checked(source, key, value)
    return Settings(**merged)  # type: ignore[arg-type]  # _checked has typed every value


def _places(flags: Mapping[str, object], start: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield (name of the place, what it says), the weakest first."""
    user = user_file()
    yield str(user), _toml(user)
    if project := _pyproject(start):
        yield f"{project} [tool.loopwise]", _ours(project)
    named = {f"LOOPWISE_{key.upper()}": key for key in Settings._fields}
    for variable, key in named.items():
        if value := os.environ.get(variable):
            yield variable, {key: value}
    yield "command line", {key: value for key, value in flags.items() if value is not None}


def user_file() -> Path:
    """Return the user's own settings file; it need not exist."""
    from click import get_app_dir  # knows the same three systems as platformdirs, and is loaded already

    return Path(get_app_dir("loopwise", roaming=False)) / "settings.toml"


def data_home(settings: Settings) -> Path:
    """Return the folder in which results are kept: LOOPWISE_HOME or the user's data folder."""
    from platformdirs import user_data_path

    return settings.home or user_data_path("loopwise", appauthor=False)


def _ours(project: Path) -> dict[str, object]:
    tool = _toml(project).get("tool", {})
    ours: object = tool.get("loopwise", {}) if isinstance(tool, dict) else {}
    if isinstance(ours, dict):
        return ours
    raise LoopwiseError(
        Text(
            en=f"{project}: tool.loopwise is {ours!r}; it should be a table.",
            ko=f"{project}: tool.loopwise 값({ours!r})이 표가 아닙니다.",
        ),
        fix="[tool.loopwise]",
    )


def _pyproject(start: Path) -> Path | None:
    return next((p for d in (start, *start.parents) if (p := d / "pyproject.toml").is_file()), None)


def _toml(path: Path) -> dict[str, dict[str, dict[str, object]]]:
    try:
        if not path.is_file():
            return {}
        import tomllib

        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as problem:
        raise LoopwiseError(
            Text(
                en=f"{path} is not valid TOML: {problem}",
                ko=f"TOML 파일을 읽을 수 없습니다: {path} ({problem})",
            )
        ) from problem
    except OSError as problem:
        raise LoopwiseError(
            Text(en=f"{path} cannot be read: {problem}", ko=f"파일을 읽을 수 없습니다: {path} ({problem})")
        ) from problem


def _checked(source: str, key: str, value: object) -> object:
    """Return `value` in the setting's type, or say what it should be."""
    wanted: dict[str, Callable[[object], object]] = {
        "language": lambda v: v if v in LANGUAGES else None,
        "fail_on": lambda v: v if v in FAIL_ON else None,
        "home": lambda v: Path(v).expanduser().absolute() if isinstance(v, (str, Path)) else None,
        "jobs": _positive,
        "select": _names,
        "ignore": _names,
    }
    if key in wanted and (typed := wanted[key](value)) is not None:
        return typed
    allowed = {
        "language": "ko, en",
        "fail_on": ", ".join(FAIL_ON),
        "home": "a folder",
        "jobs": "1, 2, 3 ...",
        "select": "fault names",
        "ignore": "fault names",
    }
    if key not in allowed:
        raise LoopwiseError(
            Text(
                en=f"{source}: there is no setting {key!r}; settings are {', '.join(allowed)}.",
                ko=f"{source}: 없는 설정입니다: {key!r}. 쓸 수 있는 설정: {', '.join(allowed)}",
            )
        )
    raise LoopwiseError(
        Text(
            en=f"{source}: {key} is {value!r}; it can be {allowed[key]}.",
            ko=f"{source}: {key} 값({value!r})을 쓸 수 없습니다. 쓸 수 있는 값: {allowed[key]}",
        )
    )


def _positive(value: object) -> int | None:
    try:
        number = int(str(value))
    except ValueError:
        return None
    return number if number > 0 else None


def _names(value: object) -> tuple[str, ...] | None:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)) or not all(isinstance(part, str) for part in parts):
        return None
    return tuple(part.strip() for part in parts if part.strip())
