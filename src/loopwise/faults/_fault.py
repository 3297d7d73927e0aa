"""The shape of a fault: what it says, how source shows it, how a run shows it, how it is mended.

A fault is one file in this folder holding one subclass of Fault; the file's name is the fault's name. Beside
it, `examples/<file name>/bad.py` and `good.py`: a program of some ten lines that has the fault, and the same
program without it. Both run on their own. Nothing else has to be edited, and `tests/contract/` asks of every
fault what the catalogue promises.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from loopwise.faults import _probe
from loopwise.faults._errors import RAISED, ErrorText
from loopwise.faults._measure import Measure as Measure
from loopwise.records import Confidence, Evidence, Finding, Place, Repair, Severity
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class Fault:
    """One way in which a program that looks fine does not learn. Subclass it, one file each.

    severity: "error" (raises, or holds learning back), "warning" (a number is wrong, or works by luck), "note".
    confidence: of a finding from source; a measured one is certain unless the probe says otherwise.
    title: a headline of a few words.
    says: what it does to learning. One or two sentences a line; a line whose numbers are unknown is left out.
    mend: how to repair it, in words, what to do first.
    why: the longer explanation for the fault's page: what happens inside, and where the habit comes from.
    symptoms: what people see or type, in either language; `{name}` stands for any number. Search looks here.
    measures: the numbers a finding of this fault may carry.
    errors: the texts with which it raises or warns, if it does. A watched run that ends with one has this finding.
    often: how often people meet it: 3 the usual suspects, 2, 1 rarely. Orders what one symptom may come from.
    formula: the mathematics behind it, if there is any.
    sources: papers or documentation, as "Author year, title, address".
    mended_by: variants of `loopwise.testing` that mend it: written so, the program no longer has the fault.
    """

    severity: ClassVar[Severity]
    confidence: ClassVar[Confidence] = "certain"
    title: ClassVar[Text]
    says: ClassVar[Text]
    mend: ClassVar[Text]
    why: ClassVar[Text]
    symptoms: ClassVar[tuple[str, ...]] = ()
    errors: ClassVar[tuple[ErrorText, ...]] = ()
    often: ClassVar[int] = 2
    measures: ClassVar[Mapping[str, Measure]] = {}
    formula: ClassVar[Formula | None] = None
    sources: ClassVar[tuple[str, ...]] = ()
    mended_by: ClassVar[tuple[str, ...]] = ()
    Probe: ClassVar[type[_probe.Probe] | None] = None

    def __init_subclass__(cls) -> None:
        """A fault that raises carries what was raised, too."""
        if cls.errors:
            cls.measures = {**cls.measures, **RAISED}

    @cached_property
    def name(self) -> str:
        """The fault's name: its file's, with hyphens."""
        return type(self).__module__.rpartition(".")[2].replace("_", "-")

    @property
    def bad(self) -> str:
        """Source of the example that has the fault."""
        return self._example("bad.py")

    @property
    def quiet(self) -> str:
        """Source of an example whose run shows the fault: bad, or quiet.py where bad raises or its data hide it."""
        try:
            return self._example("quiet.py")
        except FileNotFoundError:
            return self.bad

    @property
    def good(self) -> str:
        """Source of the same program without it."""
        return self._example("good.py")

    def rule(self, program: Program) -> Iterable[Finding]:
        """Yield a finding for every place in which the source shows the fault. Silent when in doubt."""
        return ()

    def probe(self) -> _probe.Probe | None:
        """Make the probe for one watched run, or None where only source can tell."""
        return self.Probe(self) if self.Probe else None

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Tell it from other faults with the same text: True it is this one, False it is not, None cannot tell.

        told: the numbers and names of the text, as the groups of `errors` call them.
        """
        return None

    def shown_by(self, failure: Failure) -> Told:
        """Return what the frames of a failure tell beside its text, called as `measures`: a name, a length."""
        return {}

    def landmarks(self, classes: int) -> Mapping[str, float]:
        """Name the losses at which this fault holds a run, where the class count alone tells them.

        Keys are those of `measures`. Search finds the fault from such a number.
        """
        return {}

    def at(
        self,
        place: Place,
        *,
        repair: Repair | None = None,
        confidence: Confidence | None = None,
        severity: Severity | None = None,
        related: Mapping[str, Place] | None = None,
        **evidence: Evidence | None,
    ) -> Finding:
        """Make a finding at `place`. Evidence that is None (not known from source) is left out."""
        return Finding(
            fault=self.name,
            place=place,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            evidence={key: value for key, value in evidence.items() if value is not None},
            related=related or {},
            repair=repair,
        )

    def message(self, finding: Finding) -> Text:
        """Put the finding's own numbers and places into what the fault says."""
        places = {name: place.seen_from(finding.place) for name, place in finding.related.items()}
        return self.says.tell({**finding.evidence, **places})

    def _example(self, file: str) -> str:
        module = sys.modules[type(self).__module__]
        folder = Path(str(module.__file__)).parent / "examples" / Path(str(module.__file__)).stem
        return (folder / file).read_text(encoding="utf-8")
