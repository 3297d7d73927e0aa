"""A lock is seen by other processes, and ends with its process."""

import doctest

import pytest

from loopwise.errors import LoopwiseError
from loopwise.store import locks
from loopwise.store.locks import FileLock, is_held

HOLDS = """
import sys, time
from pathlib import Path
from loopwise.store.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "실행 중" / "one.lock"


def test_the_example_runs():
    assert doctest.testmod(locks).failed == 0


def test_one_holder_at_a_time_even_in_one_process(path):
    first, second = FileLock(path), FileLock(path)
    assert not is_held(path)
    assert first.acquire()
    assert is_held(path)
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release(forget=True)
    assert not path.exists()
    assert not is_held(path)


def test_looking_does_not_take_it(path):
    lock = FileLock(path)
    lock.acquire()
    lock.release()
    assert [is_held(path) for _ in range(3)] == [False] * 3
    assert lock.acquire()
    lock.release()


def test_another_process_holds_it_until_it_is_killed(path, child):
    other = child(HOLDS, path)
    assert other.stdout.readline() == "True\n"
    assert is_held(path)
    assert not FileLock(path).acquire(wait=0.2)
    other.kill()
    other.wait()
    with FileLock(path):
        assert is_held(path)


def test_waiting_in_vain_is_a_message(path, monkeypatch):
    monkeypatch.setattr(locks, "_PATIENCE", 0.1)
    holder = FileLock(path)
    holder.acquire()
    with pytest.raises(LoopwiseError, match=r"one\.lock"):
        FileLock(path).__enter__()
    holder.release()
