"""Results that grow: each part is safe once added, whatever happens to the process."""

import multiprocessing
import os
import signal
from dataclasses import replace

import pytest

from loopwise import store
from loopwise.errors import LoopwiseError
from loopwise.records import Epoch, Finding, Place, WatchReport

FINDING = Finding("gradients-accumulate", Place("train.py", 9, 1), "error", evidence={"share": 0.5})

ADDS_FOR_EVER = """
from dataclasses import replace
from loopwise import store
from loopwise.records import Epoch, Finding, Place
finding = Finding("gradients-accumulate", Place("train.py", 1, 1), "error")
sink = store.sink("watch", "train.py")
for line in range(1, 100_000):
    sink.add(replace(finding, place=Place("train.py", line, 1)))
    print(line, flush=True)
"""
ADDS_ONCE = (
    ADDS_FOR_EVER.replace("100_000", "2") + "import time; time.sleep(600)  # holds no lock meanwhile\n"
)


def test_parts_are_there_before_the_end():
    with store.sink("watch", "train.py") as sink:
        sink.add(FINDING)
        one = store.kept(sink.number)
        assert one.state == "running"
        assert one.result.findings == (FINDING,)
        sink.finish(WatchReport("train.py", (FINDING,), steps=80))
    one = store.kept(sink.number)
    assert one.state == "finished"
    assert one.result == WatchReport("train.py", (FINDING,), steps=80)


def test_a_finding_with_better_numbers_replaces_the_first():
    better = replace(FINDING, evidence={"share": 0.7})
    with store.sink("watch", "train.py") as sink:
        sink(FINDING)
        sink(better)
    assert store.kept(sink.number).result.findings == (better,)


def test_leaving_without_finishing_is_interrupted():
    with pytest.raises(ZeroDivisionError), store.sink("watch", "train.py") as sink:
        sink.add(FINDING)
        _ = 1 / 0
    one = store.kept(sink.number)
    assert (one.state, one.result.ended, one.result.findings) == ("interrupted", "interrupted", (FINDING,))


def test_a_kind_with_a_pause_has_all_its_parts_in_the_end():
    with store.sink("fit", "breast_cancer") as sink:
        for number in range(1, 40):
            sink.add(Epoch(number, 0.5, 0.6))
    one = store.kept(sink.number)
    assert [epoch.epoch for epoch in one.result.history] == list(range(1, 40))
    assert dict(one.headline) == {"epochs": 39}


def test_a_running_result_is_not_removed():
    with store.sink("watch", "train.py") as sink, pytest.raises(LoopwiseError, match="running"):
        store.remove(sink.number)
    store.remove(sink.number)


def test_killed_in_the_middle_of_writing_nothing_committed_is_lost(child):
    """The child says each number after its commit; whatever it said must be in the file."""
    writer = child(ADDS_FOR_EVER)
    said = [int(writer.stdout.readline()) for _ in range(20)]
    assert [one.state for one in store.kept()] == ["running"]
    writer.kill()
    said += [int(line) for line in writer.stdout.read().splitlines()]
    writer.wait()
    [one] = store.kept()
    lines = [finding.place.line for finding in one.result.findings]
    assert one.state == "interrupted"
    assert lines[: len(said)] == said
    assert store.keep(WatchReport("after.py", ())) > one.number


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL; the test above ends the child there")
def test_a_stopped_process_is_still_running(child):
    writer = child(ADDS_ONCE)
    writer.stdout.readline()
    os.kill(writer.pid, signal.SIGSTOP)
    assert [one.state for one in store.kept()] == ["running"]


def _keep_many(name):
    for _ in range(15):
        store.keep(WatchReport(name, ()))


def test_two_processes_open_a_new_store_and_write_at_once():
    spawn = multiprocessing.get_context("spawn")
    children = [spawn.Process(target=_keep_many, args=(name,)) for name in ("a.py", "b.py", "c.py")]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    found = store.kept()
    assert sorted(one.title for one in found) == ["a.py"] * 15 + ["b.py"] * 15 + ["c.py"] * 15
    assert len({one.number for one in found}) == 45
