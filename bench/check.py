"""How long `check` reads, against a bare parse and walk of the same files in the same run.

python bench/check.py [FOLDER]
python bench/check.py FOLDER --beside "torchfix {}" --beside "torch-preflight {}"

FOLDER: any Python files; without one, the right and the faulty programs of the tests. Prints Markdown, asserts
nothing: the machine's other work moves seconds, and the ratios less. `--beside` runs another tool as a process on
the same folder ({}), and compares files per second with `python -m loopwise check`, run the same way.
"""

from __future__ import annotations

import argparse
import ast
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from loopwise.diagnosis.checking import check
from loopwise.program import read

TESTS = Path(__file__).parents[1] / "tests"
ROUNDS = 5


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--beside", action="append", default=[], metavar="COMMAND")
    given = parser.parse_args()
    files = _python_files(given.folder) if given.folder else _test_programs()
    with tempfile.TemporaryDirectory() as folder:
        copies = _flat_copies(files, Path(folder))
        _print_reading(copies)
        _print_doubling(copies)
        if given.beside:
            _print_beside(given.beside, folder, len(copies))


def _test_programs() -> list[Path]:
    folders = ("programs", "catalogue", "planting/right")
    return [file for folder in folders for file in _python_files(TESTS / folder)]


def _python_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _flat_copies(files: list[Path], folder: Path) -> list[Path]:
    """Copy the files side by side, each a program of its own: imports of siblings would be read twice."""
    copies = []
    for number, file in enumerate(files):
        copies.append(folder / f"program_{number:05}.py")
        copies[-1].write_bytes(file.read_bytes())
    return copies


def _print_reading(files: list[Path]) -> None:
    """Take turns, so that a busy machine slows all alike; medians of processor time over the rounds."""
    calls = {"parse and walk": _parse_and_walk, "read": _read, "check": check}
    rounds = [[_seconds(call, files) for call in calls.values()] for _ in range(ROUNDS + 1)]
    medians = [
        statistics.median(times) for times in zip(*rounds[1:], strict=True)
    ]  # the first loads the rules
    size = sum(file.stat().st_size for file in files) / 1e3
    print(f"{len(files)} files, {size:.0f} kB, median of {ROUNDS} rounds\n")
    print("| | seconds | files/s | times parse and walk | peak memory |\n|---|---|---|---|---|")
    for (name, call), seconds in zip(calls.items(), medians, strict=True):
        peak = _peak(call, files)
        row = f"{seconds:.2f} | {len(files) / seconds:.0f} | {seconds / medians[0]:.1f} | {peak:.1f} MB"
        print(f"| {name} | {row} |")


def _print_doubling(files: list[Path]) -> None:
    """Check a quarter of the files, half of them, all: every fourth, every second, so that each part is alike."""
    print("\n| files | seconds | per file |\n|---|---|---|")
    for part in (files[::4], files[::2], files):
        seconds = statistics.median(_seconds(check, part) for _ in range(3))
        print(f"| {len(part)} | {seconds:.2f} | {1000 * seconds / len(part):.1f} ms |")


def _print_beside(commands: list[str], folder: str, files: int) -> None:
    """Run whole processes on the folder, the start included."""
    lines = {"loopwise check": [sys.executable, "-m", "loopwise", "check", "--jobs", "1", folder]}
    for command in commands:
        parts = shlex.split(command)
        lines[Path(parts[0]).name] = [part.replace("{}", folder) for part in parts]
    print("\n| as a process | seconds | files/s | loopwise is faster by |\n|---|---|---|---|")
    ours = 0.0
    for name, line in lines.items():
        seconds = statistics.median(_process_seconds(line) for _ in range(2))
        ours = ours or seconds
        print(f"| {name} | {seconds:.2f} | {files / seconds:.0f} | {seconds / ours:.1f} |")


def _process_seconds(line: list[str]) -> float:
    environment = os.environ | {"LOOPWISE_LANGUAGE": "en"}
    start = time.perf_counter()
    subprocess.run(line, env=environment, capture_output=True)
    return time.perf_counter() - start


def _seconds(call: Callable[[list[Path]], object], files: list[Path]) -> float:
    start = time.process_time()
    call(files)
    return time.process_time() - start


def _peak(call: Callable[[list[Path]], object], files: list[Path]) -> float:
    """Return the most memory that Python objects took at once, in MB."""
    tracemalloc.start()
    call(files)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _read(files: list[Path]) -> None:
    for file in files:
        read(file)


def _parse_and_walk(files: list[Path]) -> int:
    return sum(1 for file in files for _ in ast.walk(ast.parse(file.read_bytes())))


if __name__ == "__main__":
    main()
