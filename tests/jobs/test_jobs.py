"""The queue in real processes: done, failed, cancelled gently and by force, killed, taken over."""

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise

import pytest

from loopwise import jobs, store
from loopwise.errors import LoopwiseError
from loopwise.jobs import tasks
from loopwise.text import speaking


def until(true, *, seconds=60):
    """Wait for `true()`; the limit only ends a test that has failed already."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.05)


def ended(number):
    until(lambda: jobs.job(number).over)
    return jobs.job(number)


def is_in(number, state):
    return lambda: jobs.job(number).state == state


def test_a_job_runs_in_one_thread_and_its_result_is_kept():
    number = jobs.submit("count", {"steps": 3})
    assert jobs.job(number).state == "queued"
    with jobs.Manager():
        job = ended(number)
    assert (job.state, job.done, job.total, len(job.parts)) == ("done", 3, 3, 3)
    assert job.parts[-1]["place"]["line"] == 3
    assert (job.note.en, job.note.ko) == ("step 3", "3번째 스텝")
    kept = store.kept(job.result)
    assert (kept.title, kept.result.steps) == ("threads 1", 3)


def test_progress_is_seen_while_it_runs_and_a_cancelled_task_keeps_what_it_has():
    number = jobs.submit("count", {"steps": 100_000, "pause": 0.01})
    with jobs.Manager():
        until(lambda: jobs.job(number).done > 0)
        assert jobs.job(number).state == "running"
        jobs.cancel(number)
        job = ended(number)
    assert job.state == "cancelled"
    assert 0 < store.kept(job.result).result.steps < 100_000


def test_a_task_that_does_not_listen_is_ended():
    number = jobs.submit("stubborn", {})
    with jobs.Manager(grace=0.2):
        until(lambda: jobs.job(number).done == 1)
        jobs.cancel(number)
        job = ended(number)
    assert (job.state, str(job.message)) == ("cancelled", "")


def test_a_waiting_job_is_cancelled_at_once():
    number = jobs.submit("count", {"steps": 3})
    jobs.cancel(number)
    assert jobs.job(number).state == "cancelled"
    after = jobs.submit("count", {"steps": 1})
    with jobs.Manager():
        assert ended(after).state == "done"
    assert jobs.job(number).started is None


def test_bad_input_is_told_in_both_languages():
    number = jobs.submit("refuse", {})
    with jobs.Manager():
        job = ended(number)
    assert job.state == "failed"
    assert job.message.en == "the table is empty.\n--target Price"
    with speaking("ko"):
        assert str(job.message).startswith("표가 비어 있습니다.")


@pytest.mark.parametrize(
    ("task", "told"), [("crash", "ZeroDivisionError"), ("die", "ended before"), ("absent", "AttributeError")]
)
def test_a_broken_task_is_a_message_and_its_traceback_is_in_the_log(home, task, told):
    first, second = jobs.submit(task, {}), jobs.submit("count", {"steps": 1})
    with jobs.Manager():
        assert ended(second).state == "done", "the queue goes on"
        job = ended(first)
    assert job.state == "failed"
    assert told in job.message.en
    assert "Traceback" not in job.message.en
    if task == "crash":
        assert "ZeroDivisionError" in (home / "jobs.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("python", ["absent", "refuses"])
def test_a_worker_that_cannot_start_is_a_message(monkeypatch, tmp_path, python):
    number = jobs.submit("count", {"steps": 1})
    path = str(tmp_path / "absent") if python == "absent" else _refuses_to_start(tmp_path)
    monkeypatch.setattr(sys, "executable", path)
    with jobs.Manager():
        job = ended(number)
    assert job.state == "failed"
    assert "could not start" in job.message.en


def _refuses_to_start(folder):
    if os.name == "nt":
        pytest.skip("a script cannot stand for python.exe")
    script = folder / "python"
    script.write_text("#!/bin/sh\nexit 3\n")
    script.chmod(0o755)
    return str(script)


SERVER = """
import sys, time
from loopwise import jobs
jobs.register("count", "small_tasks:count")
manager = jobs.Manager().start()
print("serving", flush=True)
time.sleep(600)
"""


@pytest.fixture
def server():
    """Return a function that starts a lab's manager in another Python; none is left behind."""
    started = []

    def start():
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, env=environment)
        started.append(process)
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_killed_server_loses_no_job(server):
    """The running job goes on; the next server finds it, and starts the one that waited."""
    running, waiting = (jobs.submit("count", {"steps": 60, "pause": 0.02}) for _ in range(2))
    process = server()
    until(is_in(running, "running"))
    process.kill()
    process.wait()
    with jobs.Manager():
        jobs_then = [ended(running), ended(waiting)]
    assert [job.state for job in jobs_then] == ["done", "done"]
    assert jobs_then[1].started >= jobs_then[0].ended


def test_two_servers_run_every_job_once(server):
    numbers = [jobs.submit("count", {"steps": 1}) for _ in range(4)]
    server()
    server()
    ran = [ended(number) for number in numbers]
    assert [job.state for job in ran] == ["done"] * 4
    assert len(store.kept()) == 4, "a job run twice would have kept two results"
    assert all(after.started >= before.ended for before, after in pairwise(ran))


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL; the task `die` ends the same way")
def test_a_killed_worker_is_a_failed_job(home):
    number = jobs.submit("stubborn", {})
    with jobs.Manager():
        until(is_in(number, "running"))
        os.kill(_process_of(home, number), signal.SIGKILL)
        job = ended(number)
    assert job.state == "failed"
    assert "ended before" in job.message.en


def _process_of(home, number):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "loopwise.db")) as connection:
        return connection.execute("SELECT process FROM jobs WHERE number = ?", (number,)).fetchone()[0]


def test_a_task_of_another_version_fails_and_the_queue_goes_on():
    jobs.register("from the future", "small_tasks:count")
    first, second = jobs.submit("from the future", {}), jobs.submit("count", {"steps": 1})
    tasks._registered.pop("from the future")
    with jobs.Manager():
        assert ended(second).state == "done"
    assert jobs.job(first).state == "failed"
    assert "from the future" in jobs.job(first).message.en


def test_unknown_tasks_and_numbers_are_said():
    with pytest.raises(LoopwiseError, match="fit"):
        jobs.submit("dance", {})
    with pytest.raises(LoopwiseError, match="no job 12"):
        jobs.cancel(12)
    assert jobs.recent() == []


def test_the_fit_task_fits_and_shows_its_epochs():
    """The worker gets the same numbers as this process: the same data, seed and number of threads."""
    torch = pytest.importorskip("torch")
    from loopwise.training import fit

    torch.set_num_threads(1)
    number = jobs.submit("fit", {"data": "breast_cancer", "epochs": 3})
    with jobs.Manager():
        job = ended(number)
    assert (job.state, str(job.message), job.done, job.total) == ("done", "", 3, 3)
    assert [part["epoch"] for part in job.parts] == [1, 2, 3]
    here = fit("breast_cancer", epochs=3)
    there = store.kept(job.result).result
    assert there.metrics == here.metrics
    assert there.history == here.history


def test_a_fit_of_bad_input_is_a_message(tmp_path):
    pytest.importorskip("torch")
    number = jobs.submit("fit", {"data": str(tmp_path / "absent.csv")})
    with jobs.Manager():
        job = ended(number)
    assert job.state == "failed"
    assert "absent.csv" in job.message.en


def test_a_removed_result_leaves_its_job():
    number = jobs.submit("count", {"steps": 1})
    with jobs.Manager():
        store.remove(ended(number).result)
    assert (jobs.job(number).state, jobs.job(number).result) == ("done", None)
