"""One file to hand in, `8주차_이름.loopwise`, that travels by Slack, Classroom or a drive.

    handin(["week8.ipynb"], name="팀원 A", week=8)      # Path("8주차_팀원 A.loopwise")

It is JSON that a person can read: findings with evidence, headlines of kept results, versions. Source goes in only
where it is asked for; data, weights and the outputs of a notebook never do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

from loopwise.diagnosis.checking import check
from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.program import programs_in
from loopwise.program.source.files import read_text
from loopwise.program.source.notebook import code_cells
from loopwise.records import SCHEMA, Finding, Place, plain, rebuild
from loopwise.records.handed import HandedResult, HandIn
from loopwise.reports.beginning import DAYS
from loopwise.store import payloads
from loopwise.text import Text

ENDING = ".loopwise"
KIND = "handin"
LARGEST = 8 * 2**20  # bytes of a hand-in
FILE = Text(en="week{week}_{name}", ko="{week}주차_{name}")


def handin(
    paths: Sequence[str | Path] = (),
    *,
    name: str,
    week: int = 0,
    with_source: bool = False,
    out: str | Path = ".",
) -> Path:
    """Check the programs, add what was kept this week, and write one file; return its path.

    paths: programs, notebooks or folders. name: the learner's. week: its number, 0 for none.
    with_source: put the text of the programs in too (code cells only; no outputs).
    Raises LoopwiseError for a path that is no program, and a folder that cannot be written.
    """
    if not name.strip():
        raise LoopwiseError(
            Text(en="a hand-in needs its writer's name.", ko="제출하는 사람의 이름이 필요합니다."),
            fix="--name NAME",
        )
    made = hand_in(paths, name=name.strip(), week=week, with_source=with_source)
    return write_hand_in(made, Path(out))


def hand_in(paths: Sequence[str | Path], *, name: str, week: int = 0, with_source: bool = False) -> HandIn:
    """Return the hand-in itself."""
    files = list(programs_in(paths)) if paths else []
    report = check([*map(str, files)]) if files else None
    return HandIn(
        name=name,
        week=week,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        files=tuple(file.name for file in files),
        training_loops=report.followed.training_loops if report else 0,
        findings=tuple(map(_bare, report.findings)) if report else (),
        results=tuple(_kept_lately()),
        versions=payloads.versions(),
        sources={file.name: _source(file) for file in files} if with_source else {},
    )


def write_hand_in(made: HandIn, folder: Path) -> Path:
    """Write the file and return its path."""
    from loopwise.reports.building import write

    stem = str(FILE.format(week=made.week, name=made.name)) if made.week else made.name
    told = {"schema": SCHEMA, "kind": KIND, **plain(made)}
    data = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    (path,) = write(folder, {f"{_file_name(stem)}{ENDING}": data})
    return path


def read_hand_in(path: Path) -> HandIn:
    """Read a hand-in; LoopwiseError for a broken or foreign file. Nothing in it is run."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        given = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(given, dict) or given.get("kind") != KIND:
            raise ValueError("another kind of file")
        if given.get("schema") != SCHEMA:
            raise ValueError(f"schema {given.get('schema')}")
        return _checked(rebuild(HandIn, given))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise LoopwiseError(
            Text(
                en=f"{path.name} is no hand-in ({problem}).",
                ko=f"제출 파일이 아닙니다: {path.name} ({problem})",
            )
        ) from problem


def _checked(made: HandIn) -> HandIn:
    """Refuse what has the right names and the wrong types: JSON promises nothing."""
    words: list[object] = [
        made.name,
        made.created,
        *made.files,
        *made.versions.values(),
        *made.sources.values(),
    ]
    for one in (*made.findings, *(found for result in made.results for found in result.findings)):
        words += [one.fault, one.severity, one.confidence]
        if not isinstance(one, Finding) or not isinstance(one.place, Place):
            raise ValueError("a finding without a place")
        if one.severity not in ("error", "warning", "note"):
            raise ValueError(f"severity {one.severity!r}")
    words += [part for one in made.results for part in (one.kind, one.title, one.created)]
    if not all(isinstance(word, str) for word in words):
        raise ValueError("a text is none")
    if not isinstance(made.week, int) or not isinstance(made.training_loops, int):
        raise ValueError("a number is none")
    return made


def _bare(finding: Finding) -> Finding:
    """Return a finding whose places name files without their folders, which tell whose computer it was."""
    related = {key: _in_name(place) for key, place in finding.related.items()}
    return replace(finding, place=_in_name(finding.place), related=related, repair=None)


def _in_name(place: Place) -> Place:
    return place._replace(path=PurePath(place.path.replace("\\", "/")).name)


def _kept_lately() -> Iterable[HandedResult]:
    """Yield what was kept in the last seven days, without rows, curves and sources; nothing without a store."""
    from loopwise import store

    try:
        found = store.kept()
    except MissingExtra:
        return
    now = datetime.now(UTC)
    for one in reversed(found):
        if (now - one.created.astimezone(UTC)).days > DAYS or one.state != "finished":
            continue
        findings = tuple(map(_bare, one.result.findings)) if one.kind == "watch" else ()
        title = PurePath(one.title.replace("\\", "/")).name
        yield HandedResult(one.kind, title, one.created.isoformat(), dict(one.headline), findings)


def _source(file: Path) -> str:
    text = read_text(file)
    if file.suffix != ".ipynb":
        return text
    return "\n\n".join(f"# %% [{number}]\n{source}" for number, source in code_cells(text, file.name))


def _file_name(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)[:100] or "handin"


def name_in(path: Path) -> str:
    """Return the learner's name from a file's: `8주차_팀원 A.ipynb`, `week8_A.ipynb`, `A.ipynb`.

    >>> name_in(Path("8주차_팀원 A.ipynb")), name_in(Path("week08-kim.pdf")), name_in(Path("kim.py"))
    ('팀원 A', 'kim', 'kim')
    """
    return re.sub(r"^(?:\d+\s*주차|week\s*\d+)[_\-\s]*", "", path.stem, flags=re.I) or path.stem
