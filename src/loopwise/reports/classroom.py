"""A class's results without a server: one folder of files, read and put side by side. Nothing in them is run.

    room = read_folder(Path("week8"), roster=("팀원 A", "팀원 B"))
    room.learners          # whom to look at first, first
    room.faults            # what to explain again, the commonest first
    room.missing           # who has not handed in

Reads hand-ins (`.loopwise`), notebooks, scripts, and report PDFs, which carry their own text. A broken or foreign
file is named and passed over.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from loopwise.diagnosis.checking import check
from loopwise.errors import LoopwiseError
from loopwise.records import SEVERITIES, Finding
from loopwise.reports.handing_in import ENDING, name_in, read_hand_in
from loopwise.reports.week import LARGEST as LONGEST_REPORT
from loopwise.reports.week import read_week
from loopwise.text import Text

ENDINGS = (ENDING, ".ipynb", ".py", ".pdf")
LARGEST_PDF = 60 * 2**20  # bytes
_EMBEDDED = re.compile(rb"<<[^<>]*/Type\s*/EmbeddedFile(?:[^<>]|<<[^<>]*>>)*>>\s*stream\r?\n")
_WEIGHT = {
    "error": 100,
    "warning": 10,
    "note": 1,
}  # one error counts more than any number of warnings people have


@dataclass(frozen=True, slots=True)
class Learner:
    """One person's work. files: names of what was read. findings: each fault once, the gravest first.

    understood: whether a training loop was found in it; a report alone says nothing about code.
    """

    name: str
    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    understood: bool = False
    report: bool = False
    week: int = 0

    @property
    def weight(self) -> int:
        """Return how much there is to look at: graver faults count more."""
        return sum(_WEIGHT[one.severity] for one in self.findings) or int(
            not self.understood and not self.report
        )

    def count(self, severity: str) -> int:
        """Return how many faults of a severity were met."""
        return sum(one.severity == severity for one in self.findings)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that was passed over, and why."""

    file: str
    why: Text | str


@dataclass(frozen=True, slots=True)
class Room:
    """A class. faults: name -> how many learners met it, the commonest first."""

    learners: tuple[Learner, ...]
    missing: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def faults(self) -> dict[str, int]:
        """Return what to explain again."""
        met = Counter(one.fault for learner in self.learners for one in learner.findings)
        return dict(sorted(met.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass
class _Work:
    """What has been read of one person so far."""

    files: list[str] = field(default_factory=list)
    findings: dict[str, Finding] = field(default_factory=dict)
    understood: bool = False
    report: bool = False
    week: int = 0

    def add(self, findings: Sequence[Finding]) -> None:
        for one in findings:
            if one.confidence == "certain" and one.fault not in self.findings:
                self.findings[one.fault] = one


def read_folder(
    folder: Path, *, roster: Sequence[str] = (), told: Callable[[int, int], None] = lambda done, total: None
) -> Room:
    """Read every file of a folder. roster: the class's names; told: called with how many are read."""
    if not folder.is_dir():
        raise LoopwiseError(Text(en=f"there is no folder {folder}.", ko=f"폴더가 없습니다: {folder}"))
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not _hidden(file, folder))
    people: dict[str, _Work] = {}
    unread: list[Unread] = []
    for at, file in enumerate(files):
        told(at, len(files))
        shown = file.relative_to(folder).as_posix()
        try:
            _take(file, shown, people)
        except LoopwiseError as problem:
            unread.append(Unread(shown, problem.message))
    told(len(files), len(files))
    learners = sorted((_learner(name, work) for name, work in people.items()), key=_first_to_look_at)
    missing = tuple(name for name in roster if name not in people)
    return Room(tuple(learners), missing, tuple(unread))


def masked(room: Room, label: str) -> Room:
    """Return the room without names: "Learner 1" for the first to look at; files and missing names go too."""
    learners = [
        replace(one, name=f"{label} {at}", files=tuple(Path(f).suffix for f in one.files))
        for at, one in enumerate(room.learners, 1)
    ]
    hidden = tuple(f"{label} {len(learners) + at}" for at, _ in enumerate(room.missing, 1))
    unread = tuple(Unread(f"#{at}{Path(one.file).suffix}", "-") for at, one in enumerate(room.unread, 1))
    return Room(tuple(learners), hidden, unread)


def _hidden(file: Path, folder: Path) -> bool:
    parts = file.relative_to(folder).parts
    return any(part.startswith((".", "__")) for part in parts) or file.is_symlink()


def _first_to_look_at(learner: Learner) -> tuple[int, str]:
    return -learner.weight, learner.name


def _learner(name: str, work: _Work) -> Learner:
    findings = sorted(work.findings.values(), key=lambda one: (SEVERITIES.index(one.severity), one.fault))
    return Learner(name, tuple(work.files), tuple(findings), work.understood, work.report, work.week)


def _take(file: Path, shown: str, people: dict[str, _Work]) -> None:
    """Read one file and give it to the person it belongs to."""
    match file.suffix.lower():
        case ".loopwise":
            made = read_hand_in(file)
            work = people.setdefault(made.name, _Work())
            work.add([*made.findings, *(one for result in made.results for one in result.findings)])
            work.understood = work.understood or made.training_loops > 0 or bool(made.results)
            work.week = max(work.week, made.week)
        case ".ipynb" | ".py":
            report = check(file)
            work = people.setdefault(name_in(file), _Work())
            work.add(report.findings)
            work.understood = work.understood or report.followed.training_loops > 0
        case ".pdf":
            for work in _reporters(file, people):
                work.report = True
                work.files.append(shown)
            return
        case _:
            known = ", ".join(ENDINGS)
            raise LoopwiseError(
                Text(
                    en=f"another kind of file; read are {known}.",
                    ko=f"읽지 않는 형식입니다. 읽는 형식: {known}",
                )
            )
    work.files.append(shown)


def _reporters(file: Path, people: dict[str, _Work]) -> Iterator[_Work]:
    """Yield those a report's PDF is from: its participants where it carries its text, else by the file's name."""
    text = text_in_pdf(file)
    week = read_week(text) if text else None
    for name in (week.participants if week else ()) or (name_in(file),):
        yield people.setdefault(name, _Work())


def text_in_pdf(file: Path) -> str | None:
    """Return the week's Markdown that a report carries; None for a PDF of others."""
    try:
        if file.stat().st_size > LARGEST_PDF:
            raise LoopwiseError(Text(en="a PDF of more than 60 MB.", ko="60 MB가 넘는 PDF입니다."))
        data = file.read_bytes()
    except OSError as problem:
        raise LoopwiseError(
            Text(en=f"it cannot be read: {problem.strerror}.", ko=f"읽을 수 없습니다: {problem.strerror}")
        ) from problem
    if not data.startswith(b"%PDF-"):
        raise LoopwiseError(Text(en="it is no PDF.", ko="PDF가 아닙니다."))
    for found in _EMBEDDED.finditer(data):
        unpack = zlib.decompressobj()
        try:
            made = unpack.decompress(data[found.end() :], LONGEST_REPORT * 4)  # never more, whatever it holds
            text = made.decode("utf-8")
        except (zlib.error, UnicodeDecodeError):
            continue
        if text.startswith("---"):
            return text
    return None
