"""What the Check page asks of `program` and `diagnosis`: read a given text, and put its safe repairs in."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from loopwise.diagnosis.checking import check
from loopwise.errors import LoopwiseError
from loopwise.program import Program, apply, programs_in, read_cells, read_source
from loopwise.program.source.edits import apply_to_notebook
from loopwise.program.source.files import read_encoded, shown
from loopwise.program.source.notebook import code_cells
from loopwise.records import CheckReport, Edit, Finding
from loopwise.text import Text

MOST_FILES = 500  # of a folder: some ten seconds
TOO_MANY = Text(
    en="{folder} holds more than {most} programs.", ko="폴더에 프로그램이 {most}개보다 많습니다: {folder}"
)


@dataclass(frozen=True, slots=True)
class Given:
    """A program as the browser handed it over: a name to call it by, its whole text, its file's encoding."""

    name: str
    text: str
    encoding: str = "utf-8"

    @property
    def is_notebook(self) -> bool:
        """Tell whether the text is a notebook's JSON."""
        return self.name.endswith(".ipynb")


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer: what was given, and what was found in it."""

    given: Given
    report: CheckReport

    @property
    def repaired(self) -> str:
        """The whole text with every safe repair; of a notebook nothing but the sources of cells changes."""
        safe = [
            edit
            for finding in self.report.findings
            if finding.repair and finding.repair.safe
            for edit in finding.repair.edits
            if edit.place.path == self.given.name  # not in a file that it imports
        ]
        return (apply_to_notebook if self.given.is_notebook else apply)(self.given.text, safe)

    @property
    def repaired_bytes(self) -> bytes:
        """The repaired file, in the encoding it came in."""
        try:
            return self.repaired.encode(self.given.encoding)
        except (LookupError, UnicodeEncodeError):  # an encoding no file has: the browser's word only
            return self.repaired.encode()

    def mended(self, finding: Finding) -> str:
        """Return the script or cell a finding lies in, repaired; as it is where there is no edit."""
        text = self.report.sources[finding.place.source]
        return apply(text, [edit for edit in _edits(finding) if edit.place.source == finding.place.source])


def read(given: Given) -> Reading:
    """Read the given program; it is never run. LoopwiseError where it is none."""
    return Reading(given, check(_program(given)))


def read_file(path: str) -> Reading:
    """Read a program of this computer with the files beside it that it imports."""
    file = Path(path).expanduser()
    text, encoding = read_encoded(file)
    return Reading(Given(shown(file), text, encoding), check(file))


def read_folder(folder: str) -> CheckReport:
    """Read every program below a folder of this computer."""
    files = list(islice(programs_in([Path(folder).expanduser()]), MOST_FILES + 1))
    if len(files) > MOST_FILES:
        raise LoopwiseError(TOO_MANY.format(folder=folder, most=MOST_FILES), fix=f"loopwise check {folder}")
    return check(files)


def _program(given: Given) -> Program:
    if not given.is_notebook:
        return read_source(given.text, given.name)
    cells = dict(code_cells(given.text, given.name))
    return read_cells([cells.get(number, "") for number in range(1, max(cells) + 1)], given.name)


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.repair.edits if finding.repair else ()
