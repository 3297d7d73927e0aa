"""The watched run: findings come as they are measured, and nothing of ours ever stops the training."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time

import pytest
import torch
from torch import nn
from torch.nn import functional as F

import loopwise
from loopwise.diagnosis import running, watching
from loopwise.diagnosis.merging import merged
from loopwise.diagnosis.order import cause_first
from loopwise.diagnosis.probing import Probes
from loopwise.diagnosis.watching import AlreadyWatching, watch
from loopwise.errors import LoopwiseError
from loopwise.faults import Fault, Probe, fault_named
from loopwise.records import CheckReport, Finding, Followed, Place, Repair
from loopwise.runtime import Recorder

SOFTMAX, ACCUMULATE = "softmax-before-cross-entropy", "gradients-accumulate"


def no_source():
    return None


def train(steps=12, *, softmax=False, clear=True):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, y = torch.randn(16, 4), torch.randint(0, 3, (16,))
    for _ in range(steps):
        if clear:
            optimizer.zero_grad()
        out = model(x)
        F.cross_entropy(out.softmax(1) if softmax else out, y).backward()
        optimizer.step()
    return model


def names(report):
    return [finding.fault for finding in report.findings]


def test_a_healthy_run_has_no_findings_and_says_what_was_looked_at():
    with watch(source=no_source) as watched:
        train(30)
    report = watched.report()
    assert report.findings == () and {SOFTMAX, ACCUMULATE} <= set(report.looked_at)
    assert (report.steps, report.ended) == (30, "finished")
    assert 10 < report.sampled < 30 and list(report.losses) == ["cross_entropy"]
    assert [str(text) for text in report.unseen]


def test_both_faults_are_found_with_numbers_and_the_line_that_shows_them():
    with watch(source=no_source) as watched:
        train(softmax=True, clear=False)
    softmax, accumulate = watched.findings
    assert (softmax.fault, softmax.step, accumulate.fault, accumulate.step) == (SOFTMAX, 0, ACCUMULATE, 1)
    assert softmax.evidence["floor"] == pytest.approx(0.5514, abs=1e-4)  # log(1 + 2/e)
    assert softmax.evidence["row_sum_error"] < 1e-5
    assert accumulate.evidence["leftover"] > 0 and accumulate.evidence["fresh"] > 0
    assert len(accumulate.series["leftover"].steps) == accumulate.evidence["leftover_steps"]
    for finding in watched.findings:
        text = watched.report().sources[finding.place.source].splitlines()[finding.place.line - 1]
        assert ".backward()" in text[finding.place.column - 1 : finding.place.end_column]
        assert str(fault_named(finding.fault).message(finding))


def test_findings_come_while_the_program_runs_each_once():
    heard = []
    with watch(
        source=no_source, sink=lambda finding: heard.append((finding.fault, watched.report().steps))
    ) as watched:
        train(softmax=True, clear=False)
    assert heard == [(SOFTMAX, 0), (ACCUMULATE, 2)]


def test_stop_can_be_called_by_hand_and_again():
    watched = watch(source=no_source)
    assert watched.running
    train(softmax=True)
    report = watched.stop()
    assert not watched.running and names(report) == [SOFTMAX]
    train(softmax=True)
    assert watched.stop().steps == report.steps == 12


def test_a_second_watch_raises_a_named_error_and_the_first_goes_on():
    with watch(source=no_source) as watched:
        with pytest.raises(AlreadyWatching) as problem:
            loopwise.watch()
        assert problem.value.fix and isinstance(problem.value, LoopwiseError)
        train(softmax=True)
    assert names(watched.report()) == [SOFTMAX]
    watch(source=no_source).stop()


def test_what_the_program_raises_passes_and_the_findings_stay():
    watched = watch(source=no_source)
    with pytest.raises(ZeroDivisionError), watched:
        train(softmax=True)
        1 / 0  # noqa: B018
    assert watched.report().ended == "failed" and names(watched.report()) == [SOFTMAX]


def test_steps_end_the_training_even_where_every_exception_is_caught():
    def careless():
        try:
            train(1000)
        except Exception:  # noqa: BLE001 - what careless programs do
            pytest.fail("the program saw it")

    with watch(source=no_source, steps=7) as watched:
        careless()
    assert (watched.report().steps, watched.report().ended) == (7, "stopped")


def test_loopwise_off_does_nothing(monkeypatch):
    monkeypatch.setenv("LOOPWISE", "off")
    bare = torch.autograd.backward
    with watch(source=no_source) as watched:
        assert torch.autograd.backward is bare
        train(softmax=True)
    assert watched.report().steps == 0


@pytest.mark.parametrize("wrong", [{"every": 0}, {"steps": -1}, {"every": "often"}, {"steps": 2.5}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(LoopwiseError, match=r"every|steps"):
        watch(**wrong)


class Broken(Fault):
    severity = "error"

    class Probe(Probe):
        calls = 0

        def on_step(self, step):
            Broken.Probe.calls += 1
            if step.step == 3:
                raise RuntimeError("not my day")
            return ()


def test_a_probe_that_fails_is_told_once_and_the_training_goes_on(monkeypatch, caplog):
    monkeypatch.setattr(watching, "catalogue", lambda: (Broken(), fault_named(SOFTMAX)))
    with caplog.at_level(logging.WARNING, logger="loopwise"), watch(source=no_source) as watched:
        train(softmax=True)
    report = watched.report()
    assert Broken.Probe.calls == 4 and report.steps == 12
    assert len(caplog.records) == 1 and "not my day" in caplog.text
    assert f"probe-failed:{Broken().name}" in report.not_observed and names(report) == [SOFTMAX]


def test_an_error_of_ours_is_told_once_and_the_training_goes_on(monkeypatch, caplog):
    from loopwise.runtime import graph

    monkeypatch.setattr(graph, "read", lambda root: 1 / 0)
    bare = torch.autograd.backward
    with caplog.at_level(logging.WARNING, logger="loopwise"), watch(source=no_source) as watched:
        watched_model = train()
        assert torch.autograd.backward is bare
    assert len(caplog.records) == 1 and "watching-failed" in watched.report().not_observed
    assert torch.equal(watched_model[0].weight, train()[0].weight)


# Source and run


def said(line=3, fault=SOFTMAX, **more):
    return Finding(fault, Place("train.py", line), "error", repair=Repair(safe=True), **more)


def seen(line=9, fault=SOFTMAX, step=0, **more):
    return Finding(fault, Place("train.py", line), "error", step=step, evidence={"loss": 1.5}, **more)


def test_source_and_run_of_one_fault_are_one_finding():
    [both] = merged([seen()], [said(evidence={"classes": 10})], looked_at={SOFTMAX})
    assert both.place.line == 3 and both.repair.safe and both.step == 0
    assert both.evidence == {"classes": 10, "loss": 1.5}


def test_the_surer_of_source_and_run_counts():
    [both] = merged([seen(confidence="hint")], [said(confidence="likely")], looked_at={SOFTMAX})
    assert both.confidence == "likely"


def test_the_nearest_of_several_places_is_taken():
    near, far = said(8, related={"loss_place": Place("train.py", 9)}), said(80)
    first, second = merged([seen(10), seen(85)], [far, near], looked_at={SOFTMAX})
    assert (first.place.line, second.place.line) == (8, 80)


@pytest.mark.parametrize(
    ("confidence", "looked_at", "judged", "kept"),
    [
        ("certain", set(), set(), True),
        ("certain", {SOFTMAX}, set(), False),  # a probe looked and saw nothing: contradicted
        ("certain", set(), {SOFTMAX}, True),
        ("likely", set(), set(), True),
        ("likely", {SOFTMAX}, set(), False),
        ("likely", set(), {SOFTMAX}, False),  # the run is the better judge, and shows nothing
        ("hint", set(), set(), False),
    ],
)
def test_what_only_the_source_says_stays_if_it_is_no_guess_and_not_contradicted(
    confidence, looked_at, judged, kept
):
    finding = said(confidence=confidence)
    assert merged([], [finding], looked_at, judged=judged) == ([finding] if kept else [])


def test_what_the_source_holds_likely_stays_once_with_the_numbers_of_a_run_that_bears_it_out():
    said_twice = [said(3, confidence="likely"), said(8, confidence="likely")]
    numbers = {SOFTMAX: {"reached": 2}, ACCUMULATE: {"looks": 3}}
    [kept] = merged([], said_twice, {SOFTMAX}, numbers, {SOFTMAX})
    assert (kept.place.line, kept.confidence, kept.evidence) == (3, "likely", {"reached": 2})
    assert merged([], said_twice, set(), {ACCUMULATE: {"looks": 3}}, {SOFTMAX}) == []
    assert merged([], said_twice, set()) == said_twice[:1]
    assert len(merged([seen()], said_twice, set())) == 1


@pytest.mark.parametrize(("cut", "numbers"), [(True, (2, 4, 5)), (False, None)])
def test_layers_that_never_receive_a_gradient_bear_a_cut_out(cut, numbers):
    body, head = nn.Linear(4, 8), nn.Linear(8, 3)
    optimizer = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.1)
    probes = Probes([fault_named("graph-cut")])
    with Recorder(probes.hear).attached():
        for _ in range(5):
            optimizer.zero_grad()
            features = body(torch.randn(16, 4)).relu()
            head(torch.tensor(features.tolist()) if cut else features).logsumexp(1).mean().backward()
            optimizer.step()
    told = probes.borne_out.get("graph-cut")
    assert (told and tuple(told[name] for name in ("reached", "tensors", "looks"))) == numbers


def test_the_gravest_and_earliest_finding_is_on_top():
    late, early, only_said = seen(step=9), seen(20, ACCUMULATE, step=1), said(1, "another")
    note = Finding("a-note", Place("train.py"), "note", step=0)
    assert cause_first([note, only_said, late, early]) == (early, late, only_said, note)


@pytest.mark.parametrize(("steps", "kept"), [(1, [SOFTMAX]), (12, [])])
def test_one_step_contradicts_nothing(steps, kept):
    with watch(source=lambda: CheckReport((said(),), Followed())) as watched:
        train(steps)
    assert names(watched.report()) == kept


def test_a_report_joins_what_check_says():
    report = CheckReport((said(3),), Followed(), {"train.py": "text"})
    with watch(source=lambda: report) as watched:
        train(softmax=True)
    [finding] = watched.findings
    assert finding.place == Place("train.py", 3) and finding.evidence["classes"] == 3
    assert watched.report().sources == {"train.py": "text"}


# Whole programs


def run_watched(folder, name, text, *options):
    (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "loopwise", "watch", "--output", "found.json", *options, name]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "LOOPWISE_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    return done, json.loads((folder / "found.json").read_text(encoding="utf-8"))


def test_a_script_gives_one_finding_at_the_softmax_with_what_the_run_measured(tmp_path):
    bad = fault_named(SOFTMAX).bad
    done, found = run_watched(tmp_path, "train.py", bad, "--language", "en")
    [finding] = [one for one in found["findings"] if not one.get("follows")]
    assert "Softmax" in bad.splitlines()[finding["line"] - 1]
    assert finding["evidence"]["floor"] == pytest.approx(1.4612, abs=1e-4) and finding["step"] == 0
    assert finding["evidence"]["series"]["loss"]["steps"][:3] == [0, 1, 2]
    assert finding["repair"]["edits"] and found["schema"] == 1
    assert done.stdout.startswith("loss ") and SOFTMAX in done.stderr and done.returncode == 0


def test_a_smoke_test_for_ci_stops_early_and_fails_on_a_finding(tmp_path):
    done, found = run_watched(
        tmp_path, "train.py", fault_named(ACCUMULATE).bad, "--steps", "20", "--fail-on", "warning"
    )
    assert done.returncode == 1 and done.stdout == ""
    assert (found["followed"]["steps"], found["ended"]) == (20, "stopped")
    assert [finding["fault"] for finding in found["findings"]] == [ACCUMULATE]


def test_findings_are_kept_when_the_process_is_killed(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    text = fault_named(SOFTMAX).bad + "\nimport os, signal\nos._exit(9)\n"
    (tmp_path / "train.py").write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "loopwise", "watch", "train.py"], cwd=tmp_path, check=False)
    assert done.returncode == 9
    [kept] = loopwise.kept()
    assert kept.state == "interrupted" and [f.fault for f in kept.result.findings] == [SOFTMAX]


DIVERGES = """
import torch
torch.manual_seed(0)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=10.0)
x, y = torch.randn(64, 4), torch.randn(64, 1)
while True:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_what_a_whole_training_shows_is_in_the_store_when_it_is_killed(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    (tmp_path / "train.py").write_text(DIVERGES, encoding="utf-8")
    run = subprocess.Popen([sys.executable, "-m", "loopwise", "watch", "train.py"], cwd=tmp_path)
    try:
        until = time.monotonic() + 120
        while "loss-not-finite" not in _found() and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        run.kill()
        run.wait()
    assert run.returncode == -9
    [kept] = loopwise.kept()
    assert kept.state == "interrupted"
    assert "loss-not-finite" in _found()


def test_a_glance_tells_what_a_whole_training_shows_the_root_cause_first():
    """Of a run that is killed the last one is all that is kept: the order has to be right already."""
    with watch(source=lambda: None) as watched:
        exec(DIVERGES.replace("while True", "for step in range(60)"), {})
        glance = watched.glance()
    whole = watched.report().findings
    assert "loss-not-finite" in {one.fault for one in glance.findings}
    assert [(one.fault, one.follows) for one in glance.findings] == [(o.fault, o.follows) for o in whole]


def _found():
    return {finding.fault for one in loopwise.kept() for finding in one.result.findings}


def test_without_the_store_it_says_so_in_one_line_and_exits_as_the_program(tmp_path):
    (tmp_path / "train.py").write_text("print('hello')", encoding="utf-8")
    without = (
        "import sys; sys.modules['sqlalchemy'] = None; import loopwise.__main__ as m; sys.exit(m.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", without, "watch", "--language", "en", "train.py"],
        cwd=tmp_path, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("hello\n", 0)
    assert done.stderr.count("not kept") == 1 and 'pip install "loopwise[keep]"' in done.stderr


def test_run_gives_the_report_in_python(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("import sys\nsys.exit(3)", encoding="utf-8")
    report = running.run("train.py")
    assert (report.script, report.exit_code, report.ended) == ("train.py", 3, "failed")
    assert "no-steps" in report.not_observed


@pytest.mark.parametrize("leaves", ["os.chdir('inner')", "os.chdir('inner'); os.rmdir('../inner')"])
def test_a_program_that_changes_its_folder_keeps_its_places_and_its_source(tmp_path, monkeypatch, leaves):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inner").mkdir()
    bad = fault_named(SOFTMAX).bad
    (tmp_path / "train.py").write_text(f"import os; {leaves}\n{bad}", encoding="utf-8")
    [finding] = [one for one in running.run("train.py").findings if not one.follows]
    assert (finding.place.path, finding.step) == ("train.py", 0)
    assert "Softmax" in bad.splitlines()[finding.place.line - 2] and finding.repair


def test_what_the_program_raises_is_a_finding_with_what_the_line_held():
    model = nn.Sequential(nn.Flatten(), nn.Linear(100, 3))
    watched = watch(source=no_source)
    with pytest.raises(RuntimeError), watched:
        train(3)
        model(torch.zeros(4, 12, 12))
    [finding] = watched.findings
    assert (finding.fault, finding.step) == ("linear-width-mismatch", 3)
    assert (finding.evidence["wanted"], finding.evidence["given"]) == (100, 144)
    assert "(4, 144)" in finding.evidence["held"] and "4x144" in finding.evidence["raised"]


def test_what_no_fault_explains_is_no_finding():
    watched = watch(source=no_source)
    with pytest.raises(KeyError), watched:
        train(3)
        {}["nothing"]
    assert watched.findings == ()


NOTEBOOK = """
import torch
from torch import nn
from loopwise.diagnosis.watching import watch
watched = watch()
model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
---
for _ in range(5):
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss()(model(torch.randn(8, 4)), torch.zeros(8, dtype=torch.long))
    loss.backward()
    optimizer.step()
---
[finding] = watched.stop().findings
print(finding.fault, finding.place.cell, finding.place.line, finding.step, finding.place.path)
"""


def test_in_a_real_kernel_the_cell_is_named(tmp_path):
    nbformat = pytest.importorskip("nbformat")
    from nbclient import NotebookClient

    cells = [nbformat.v4.new_code_cell(cell.strip()) for cell in NOTEBOOK.split("---")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert notebook.cells[-1].outputs[0].text.split() == [SOFTMAX, "1", "5", "0", "<notebook>"]
