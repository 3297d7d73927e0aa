"""A run that has failed for real, in torch: the fault is named, with its place and numbers."""

from __future__ import annotations

import ast
import linecache
import subprocess
import sys
import traceback
import warnings

import pytest
from diagnosis.raised import HEAD, PAIRS, PROGRAMS, WARNINGS

import loopwise
from loopwise.diagnosis.failures import causes_of
from loopwise.diagnosis.live import failure_of
from loopwise.diagnosis.search import explain, explain_failure
from loopwise.faults import catalogue
from loopwise.records.failures import FailedAt, Failure, Seen

pytest.importorskip("torch")
HERE = {fault.name for fault in catalogue() if fault.errors}
every_program = pytest.mark.parametrize("fault", [name for name in PROGRAMS if name in HERE])


def raised(source, path="<string>"):
    """Run a program until it fails; return the exception, its traceback as the person's frames have it."""
    try:
        exec(compile(source, str(path), "exec"), {"__name__": "__main__"})
    except Exception as error:  # noqa: BLE001 - whatever torch raises
        error.__traceback__ = error.__traceback__.tb_next
        return error
    raise AssertionError("the program does not fail")


def names(found):
    return [hit.fault.name for hit in found.hits]


def in_a_file(fault, folder):
    path = folder / "학습.py"
    path.write_text(HEAD + PROGRAMS[fault], encoding="utf-8")
    linecache.checkcache()
    return path


def test_most_rows_are_raised_for_real():
    assert len(set(PROGRAMS) & HERE) >= 30


@every_program
def test_why_names_the_fault_first_and_the_line(fault, tmp_path):
    path = in_a_file(fault, tmp_path)
    error = raised(path.read_text(encoding="utf-8"), path)
    found = loopwise.why(error)
    assert names(found)[0] == fault
    lines = path.read_text(encoding="utf-8").splitlines()
    own = found.failure.own
    assert own.path == str(path) and lines[own.line - 1].strip() == own.code != ""
    assert found.hits[0].cause is not None and fault in repr(found)


@every_program
def test_the_pasted_traceback_names_it_too(fault, tmp_path):
    path = in_a_file(fault, tmp_path)
    error = raised(path.read_text(encoding="utf-8"), path)
    found = explain("".join(traceback.format_exception(error)))
    assert names(found)[0] == fault
    assert found.failure.own.line == failure_of(error).own.line


@every_program
def test_without_the_source_it_is_among_the_causes(fault, tmp_path):
    path = in_a_file(fault, tmp_path)
    error = raised(path.read_text(encoding="utf-8"), path)
    text = "".join(traceback.format_exception(error)).replace(str(path), "/home/someone/train.py")
    found = explain(text)
    assert fault in names(found)
    assert all(hit.cause is None or hit.cause.finding is None for hit in found.hits)


@pytest.mark.parametrize(
    ("text", "fault"), [(text, fault) for text, faults in PAIRS.items() for fault in faults if fault in HERE]
)
def test_faults_of_one_text_are_told_apart_without_check(text, fault, tmp_path, monkeypatch):
    from loopwise.diagnosis import failing_source
    from loopwise.records import CheckReport, Followed

    monkeypatch.setattr(failing_source, "source_behind", lambda failure: CheckReport((), Followed()))
    path = in_a_file(fault, tmp_path)
    error = raised(path.read_text(encoding="utf-8"), path)
    assert text in str(error)
    assert names(explain_failure(failure_of(error)))[0] == fault


@pytest.mark.parametrize("fault", [name for name in WARNINGS if name in HERE])
def test_a_pasted_warning_names_the_fault(fault):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        exec(compile(HEAD + WARNINGS[fault], "<string>", "exec"), {})
    one = next(one for one in caught if one.category is UserWarning)
    text = warnings.formatwarning(one.message, one.category, "/x/site-packages/torch/loss.py", 610)
    found = explain(text)
    assert names(found)[0] == fault
    assert found.failure.kind == "UserWarning"


def test_the_frames_say_what_the_names_held(tmp_path):
    path = in_a_file("linear-width-mismatch", tmp_path)
    failure = loopwise.why(raised(path.read_text(encoding="utf-8"), path)).failure
    held = {seen.name: seen for seen in failure.own.seen}
    assert held["x"].shape == (64, 6144) and held["x"].dtype == "float32"
    assert dict(held["self.fc"].settings) == {"in_features": 144, "out_features": 4}
    assert failure.layer.name == "self.fc" and failure.given[0].shape == (64, 6144)
    assert [frame.function for frame in failure.frames if frame.own] == ["<module>", "forward"]


def test_a_layer_inside_a_sequential_is_named_as_one_writes_it(tmp_path):
    path = in_a_file("batch-axis-missing", tmp_path)
    failure = loopwise.why(raised(path.read_text(encoding="utf-8"), path)).failure
    assert failure.layer.name == "model.3"
    assert failure.given[0].shape == (8, 676)


def test_what_is_empty_and_where_it_was_looked_for_are_named(tmp_path):
    path = in_a_file("data-set-empty", tmp_path)
    (hit, *_) = loopwise.why(raised(path.read_text(encoding="utf-8"), path)).hits
    assert "Nothing is stored in pictures.files." in hit.cause.reason.en
    assert "data/trains" in hit.cause.reason.en and "data/trains" in hit.cause.reason.ko


@pytest.mark.parametrize(
    ("loader", "named"),
    [
        ("DataLoader(TensorDataset(X[:0], y[:0]), 4)", True),
        ("DataLoader(TensorDataset(X, y), 16, drop_last=True)", True),
        ("DataLoader(TensorDataset(X, y), 4)", False),
    ],
)
def test_a_division_by_the_length_of_an_empty_loader_is_told_from_others(loader, named, tmp_path):
    path = tmp_path / "mean.py"
    path.write_text(
        HEAD + "from torch.utils.data import DataLoader, TensorDataset\n"
        f"loader, steps = {loader}, 0\n"
        + ("mean = 1.0 / len(loader)\n" if named else "mean = len(loader) / steps\n"),
        encoding="utf-8",
    )
    linecache.checkcache()
    found = loopwise.why(raised(path.read_text(encoding="utf-8"), path))
    assert ("data-set-empty" in names(found)) is named


def test_the_loader_that_was_waited_for_is_named_with_its_workers():
    loader = Seen("train_loader", "DataLoader", settings={"batch_size": 64, "num_workers": 8})
    at = FailedAt("train.py", 30, code="for images, labels in train_loader:", seen=(loader,))
    (cause, *_) = causes_of(
        Failure("RuntimeError", "DataLoader worker (pid 7) is killed by signal: Bus error. It is", (at,))
    )
    assert cause.told == {"signal": "Bus error", "loader": "train_loader", "workers": 8, "batch_size": 64}
    assert "train_loader has 8 workers" in cause.reason.en


def test_what_a_loader_was_made_with_is_seen(tmp_path):
    path = in_a_file("sample-not-a-tensor", tmp_path)
    text = path.read_text(encoding="utf-8").replace("in DataLoader(Pictures(), batch_size=2)", "in loader")
    path.write_text(
        text.replace("for images", "loader = DataLoader(Pictures(), 2)\nfor images"), encoding="utf-8"
    )
    linecache.checkcache()
    held = {
        seen.name: seen
        for seen in loopwise.why(raised(path.read_text(encoding="utf-8"), path)).failure.own.seen
    }
    assert held["loader"].settings == {"batch_size": 2} and held["loader.dataset"].kind == "Pictures"


def test_nothing_is_computed_to_look_at_a_value():
    asked = []

    class Lazy:
        @property
        def cost(self):
            asked.append("cost")
            return 1 / 0

        def __getattr__(self, name):
            asked.append(name)
            raise AttributeError(name)

        def __repr__(self):
            asked.append("repr")
            return "lazy"

    try:
        Lazy().cost  # noqa: B018
    except ZeroDivisionError as error:
        asked.clear()
        loopwise.why(error)
    assert asked == []


def test_a_chain_is_followed_to_what_a_fault_explains():
    source = (
        HEAD
        + "try:\n    net(X.double())\nexcept RuntimeError as error:\n    raise KeyError('batch 3') from error\n"
    )
    found = loopwise.why(raised(source))
    assert found.failure.kind == "KeyError" and found.failure.before.kind == "RuntimeError"
    assert names(found)[0] == "mixed-float-widths"


def test_an_error_that_is_no_fault_of_training_is_owned():
    found = loopwise.why(raised("settings = {}\nsettings['rate']\n"))
    assert found.hits == ()
    assert "No fault of the catalogue explains this error." in repr(found) or "찾지 못했습니다" in repr(found)
    assert found.failure.own.line == 2


@pytest.mark.parametrize("text", ["if (X > 0):\n    pass\n", "for row in 3:\n    pass\n"])
def test_the_same_text_from_another_cause_is_not_taken_for_the_fault(text, tmp_path):
    path = tmp_path / "a.py"
    path.write_text(HEAD + text, encoding="utf-8")
    assert names(loopwise.why(raised(HEAD + text, path))) == []


def test_in_an_except_block_the_exception_at_hand_is_explained():
    try:
        raise IndexError("Target 10 is out of bounds.")
    except IndexError:
        assert names(loopwise.why())[0] == "labels-outside-classes"


def test_the_last_exception_of_a_console_is_explained_and_its_absence_is_said(tmp_path):
    script = (
        "import code, sys\n"
        "console = code.InteractiveConsole()\n"
        "console.push('import loopwise')\n"
        "console.push('loopwise.why()')\n"
        'console.push(\'assert "torch" not in __import__("sys").modules\')\n'
        "console.push('raise IndexError(\"Target 10 is out of bounds.\")')\n"
        "console.push('loopwise.why()')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8",
        env={**__import__("os").environ, "LOOPWISE_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.stdout.startswith("No exception was raised in this session."), done.stderr
    assert "labels-outside-classes" in done.stdout and "AssertionError" not in done.stderr


def test_the_program_is_the_same_afterwards():
    import torch

    source = HEAD + PROGRAMS["mixed-float-widths"]
    error = raised(source)
    frame = error.__traceback__.tb_frame
    before = {name: id(value) for name, value in frame.f_locals.items()}
    state = torch.random.get_rng_state()
    loopwise.why(error)
    assert {name: id(value) for name, value in frame.f_locals.items()} == before
    assert torch.equal(torch.random.get_rng_state(), state)
    assert ast.parse(source)
