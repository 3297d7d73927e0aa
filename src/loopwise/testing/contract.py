"""The contract of a fault: what `tests/contract/` asks of ours and an author asks of theirs.

check_fault(MyFault())      # AssertionError says which promise is broken, and for which variant
"""

from __future__ import annotations

import difflib
import io
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from loopwise.diagnosis.checking import check, repaired
from loopwise.faults import Fault
from loopwise.records import CheckReport, Finding
from loopwise.testing.variants import VARIANTS, variants_of, write
from loopwise.text.text import placeholders

_NEAR = 2  # lines: a missing statement is reported at a neighbour of the place where it belongs


def check_fault(fault: Fault) -> None:
    """Ask a fault everything source can show. What a run shows is `watched_finding`'s."""
    texts_are_whole(fault)
    if _has_rule(fault):
        bad_is_flagged_and_good_is_silent(fault)
        variants_are_flagged(fault)
        repair_mends(fault)


def texts_are_whole(fault: Fault) -> None:
    """Both languages say something, ask for known names only, and every number has a label."""
    places = {name for name in placeholders(fault.says.en) if name.endswith("_place")}
    for text in (fault.title, fault.says, fault.mend, fault.why):
        assert text.en.strip() and text.ko.strip(), f"{fault.name}: a text is empty"
        assert re.search("[가-힣]", text.ko), f"{fault.name}: no Korean in {text.ko!r}"
    for language in (fault.says.en, fault.says.ko):
        unknown = placeholders(language) - fault.measures.keys() - places
        assert not unknown, f"{fault.name}: `says` asks for {unknown}, which `measures` does not have"
    assert placeholders(fault.says.en) == placeholders(fault.says.ko), (
        f"{fault.name}: languages ask for other numbers"
    )
    assert any(re.search("[가-힣]", s) for s in fault.symptoms), f"{fault.name}: no symptom in Korean"
    assert any(not re.search("[가-힣]", s) for s in fault.symptoms), f"{fault.name}: no symptom in English"


def bad_is_flagged_and_good_is_silent(fault: Fault) -> None:
    """Bad has this fault and no other, at a line in which it differs from good; good has none."""
    report = _checked(fault, fault.bad)
    found = [finding for finding in report.findings if finding.fault == fault.name]
    others = [finding.fault for finding in report.findings if finding.fault != fault.name]
    assert found, f"{fault.name}: bad.py is not flagged"
    assert not others, f"{fault.name}: bad.py is also flagged as {others}"
    changed = changed_lines(fault.bad, fault.good)
    for finding in found:
        nearest = min(abs(finding.place.line - line) for line in changed)
        assert nearest <= _NEAR, (
            f"{fault.name}: flagged at line {finding.place.line}, changed are {sorted(changed)}"
        )
        evidence_is_declared(fault, finding)
        message = fault.message(finding)
        assert message.en and message.ko, f"{fault.name}: an empty message"
    flagged = _names(_checked(fault, fault.good))
    assert not flagged, f"{fault.name}: good.py is flagged as {flagged}"


def variants_are_flagged(fault: Fault) -> None:
    """Every mechanical variant of bad is flagged but those that mend it; the same variant of good is silent."""
    unknown = set(fault.mended_by) - {variant.__name__ for variant in VARIANTS}
    assert not unknown, f"{fault.name}: `mended_by` names {unknown}, which are no variants"
    for variant in variants_of(fault.bad):
        with tempfile.TemporaryDirectory() as folder:
            found = _names(_checked(fault, write(variant, Path(folder))))
        expected = set() if variant.name in fault.mended_by else {fault.name}
        assert found == expected, (
            f"{fault.name}: variant {variant.name} of bad is flagged as {found or 'nothing'}"
        )
    for variant in variants_of(fault.good):
        with tempfile.TemporaryDirectory() as folder:
            found = _names(_checked(fault, write(variant, Path(folder))))
        assert not found, f"{fault.name}: variant {variant.name} of good is flagged as {found}"


def repair_mends(fault: Fault) -> None:
    """The offered edit turns bad into a program that passes; applied again it changes nothing."""
    report = _checked(fault, fault.bad)
    if not any(finding.repair and finding.repair.edits for finding in report.findings):
        return
    mended = repaired(report, unsafe=True)
    (text,) = mended.values()
    assert not _names(_checked(fault, text)), f"{fault.name}: still flagged after its own repair"
    assert not repaired(_checked(fault, text), unsafe=True), f"{fault.name}: the repair is not idempotent"


def watched_finding(fault: Fault, source: str) -> Finding | None:
    """Run a program under watch, in this process; return what the run showed of the fault, if anything.

    What the program prints is not shown, and its warnings do not count.
    """
    from loopwise.diagnosis.running import run

    with tempfile.TemporaryDirectory() as folder, _in_folder(Path(folder)):
        Path("train.py").write_text(source, encoding="utf-8")
        report = run("train.py")
    as_said = report.exit_code == 0 or (report.exit_code == 1 and fault.errors)  # some raise: they say so
    assert as_said, f"{fault.name}: watch ended with {report.exit_code}"
    measured = (finding for finding in report.findings if finding.step is not None)
    return next((finding for finding in measured if finding.fault == fault.name), None)


@contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    """Stand in a folder, with nothing shown."""
    before, nowhere = Path.cwd(), io.StringIO()
    os.chdir(folder)
    try:
        with redirect_stdout(nowhere), redirect_stderr(nowhere), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.chdir(before)


def evidence_is_declared(fault: Fault, finding: Finding) -> None:
    """Every number a finding carries has a label and a unit in the fault's file."""
    unknown = finding.evidence.keys() - fault.measures.keys()
    assert not unknown, f"{fault.name}: evidence {unknown} is not in `measures`"


def names_found(program: str | Path) -> set[str]:
    """Return the names of the faults that `check` finds in a source text or file."""
    return _names(check(program))


def _checked(fault: Fault, program: str | Path) -> CheckReport:
    """Check as a person would who wants to see this fault: hints only if it is one."""
    return check(program, hints=fault.confidence == "hint")


def _names(report: CheckReport) -> set[str]:
    return {finding.fault for finding in report.findings}


def changed_lines(bad: str, good: str) -> set[int]:
    """Return the 1-based lines of `bad` that differ from `good`; an insertion counts for both its neighbours."""
    lines: set[int] = set()
    for tag, start, end, _, _ in difflib.SequenceMatcher(
        None, bad.splitlines(), good.splitlines(), autojunk=False
    ).get_opcodes():
        if tag != "equal":
            lines |= set(range(start + 1, end + 1)) or {start, start + 1}
    return lines


def _has_rule(fault: Fault) -> bool:
    return type(fault).rule is not Fault.rule
