"""The week's folder on GitHub: report, figures, code and an index, committed with the user's own git.

    published = publish(desk, code=[Path("week8.ipynb")])
    published.folder            # codes/week8_2025-05-08
    commit(published)           # nothing is pushed unless told

The layout is the one the group uses: `codes/week8_.../`. Of the index only what stands between two marks is ours.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.reports.building import build, weeks_in, write
from loopwise.reports.checks import Desk
from loopwise.reports.checks.last_week import items
from loopwise.reports.week import Week
from loopwise.text import Text

BEGIN, END = "<!-- loopwise: weeks begin -->", "<!-- loopwise: weeks end -->"
HEAD = Text(en="# Weeks", ko="# 주차별 결과물")
COLUMNS = Text(en="| week | date | goals | report |", ko="| 주차 | 날짜 | 학습목표 | 보고서 |")
REPORT = "report"  # name of the report's files in the week's folder
LARGEST = 50 * 2**20  # bytes of one file of code: GitHub warns there
NO_GIT = Text(en="git is not installed.", ko="git이 설치되어 있지 않습니다.")
NO_REPOSITORY = Text(en="{folder} is in no git repository.", ko="git 저장소가 아닙니다: {folder}")
FAILED = Text(en="git {what} failed: {why}", ko="git {what} 명령이 실패했습니다: {why}")


@dataclass(frozen=True, slots=True)
class Published:
    """What was written. root: the folder of all weeks; files: all that was written, the report first."""

    root: Path
    folder: Path
    files: tuple[Path, ...]
    message: str


def publish(desk: Desk, *, code: Sequence[Path] = (), name: str = "") -> Published:
    """Write the week's folder and the index. code: files or folders to copy; name: what follows `week8_`."""
    week = desk.week
    root = (desk.team.folder or desk.folder) / desk.team.local
    folder = root / folder_name(root, week, name)
    written = build(_renamed(week), ("pdf", "md"), folder, language=week.language)
    copied = [copy for one in code for copy in _copied(one, folder / one.name)]
    (index,) = write(root, {"README.md": _index(root, desk).encode()})
    message = f"week {week.number}: {week.date}" if week.number else f"report of {week.date}"
    return Published(root, folder, (*written, *copied, index), message)


def folder_name(root: Path, week: Week, name: str = "") -> str:
    """Return the week's folder: the one there is (week8_..., week08_...), else a new one."""
    if week.number is None:
        return _slug(name) or str(week.date or week.path.stem)
    pattern = re.compile(rf"week0*{week.number}(?:_.*)?")
    there = [one.name for one in sorted(root.iterdir()) if one.is_dir()] if root.is_dir() else []
    found = next((one for one in there if pattern.fullmatch(one)), None)
    return found or f"week{week.number}_{_slug(name) or week.date or week.path.stem}"


def commit(published: Published, *, push: bool = False) -> bool:
    """Commit these files and nothing else; False where nothing had changed. push: only when told."""
    _git(published.root, "rev-parse", "--show-toplevel")
    paths = [str(path.resolve()) for path in published.files]
    _git(published.root, "add", "--", *paths)
    changed = bool(_git(published.root, "status", "--porcelain", "--", *paths).strip())
    if changed:
        _git(published.root, "commit", "--quiet", "-m", published.message, "--only", "--", *paths)
    if push:
        _git(published.root, "push")
    return changed


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as problem:
        raise LoopwiseError(NO_GIT, fix="https://git-scm.com") from problem
    if done.returncode == 0:
        return done.stdout
    if arguments[0] == "rev-parse":
        raise LoopwiseError(NO_REPOSITORY.format(folder=folder), fix="git init")
    why = (done.stderr or done.stdout).strip().splitlines()
    raise LoopwiseError(FAILED.format(what=arguments[0], why=why[-1] if why else done.returncode))


def _renamed(week: Week) -> Week:
    """Return the week under the name its files have in the folder; pictures stay where they are."""
    return replace(week, path=week.path.with_name(f"{REPORT}.md"))


def _copied(source: Path, target: Path) -> list[Path]:
    """Copy a file or folder of code; what is hidden, cached or too large stays."""
    if not source.exists():
        raise LoopwiseError(
            Text(en=f"there is no {source}.", ko=f"파일이 없습니다: {source}"), fix="--code PATH"
        )
    files = [source] if source.is_file() else sorted(one for one in source.rglob("*") if one.is_file())
    made = []
    for file in files:
        inner = Path() if source.is_file() else file.relative_to(source)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inner.parts)
        to = target / inner
        if hidden or file.stat().st_size > LARGEST:
            continue
        if to.resolve() != file.resolve():
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)
        made.append(to)
    return made


def _index(root: Path, desk: Desk) -> str:
    """Return README.md with the table of weeks anew; what a person wrote around it stays."""
    try:
        old = (root / "README.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        old = f"{HEAD}\n\n{BEGIN}\n{END}\n"
    except (OSError, UnicodeDecodeError) as problem:
        raise LoopwiseError(
            Text(en=f"README.md cannot be read: {problem}.", ko=f"README.md를 읽을 수 없습니다: {problem}")
        ) from problem
    rows = [_entry(root, week) for week in weeks_in(desk.folder)]
    table = "\n".join([BEGIN, str(COLUMNS), "|---|---|---|---|", *rows, END])
    if BEGIN in old and END in old:
        return old[: old.index(BEGIN)] + table + old[old.index(END) + len(END) :]
    return f"{old.rstrip()}\n\n{table}\n"


def _entry(root: Path, week: Week) -> str:
    folder = folder_name(root, week)
    goals = week.row("goals")
    wanted = items(goals.blocks) if goals else []
    told = " / ".join(wanted[:2]).replace("|", "\\|").replace("<", "&lt;")
    number = week.number if week.number is not None else ""
    return f"| {number} | {week.date} | {told} | [{folder}](<{folder}>) · [PDF](<{folder}/{REPORT}.pdf>) |"


def _slug(name: str) -> str:
    return re.sub(r"[^\w-]+", "_", name).strip("_")
