"""How long `check` reads, against a bare parse and walk of the same files in the same run.

python bench/check.py [PATH ...] [--sample N]
pip install torch-preflight==0.5.0 torchfix==0.7.0      # in an environment of their own, its bin folder on the PATH

PATH: folders and Python files, together one set; a .txt file is a list of such, one a line. `--sample N` draws N of
them, the same ones each time. Without a PATH two sets: the short programs of the tests, and files of the length people
work on, which every machine with torch has: those of the installed packages that import torch, call `backward()` and
are no longer than LONGEST. Prints Markdown, asserts nothing: the machine's other work moves seconds, and the ratios
less. All seconds are of the processor. The other two linters for PyTorch are run on the same files where they are
installed, each in one process, taking turns.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from loopwise.diagnosis.checking import check
from loopwise.program import read

TESTS = Path(__file__).parents[1] / "tests"
ROUNDS = 5
SEED = 20261130  # of the files that are drawn
BESIDE = {
    "torch-preflight": ["torch-preflight", "check", "-j", "1"],
    "torchfix": ["torchfix", "-j", "1"],
}
WHOLE = 3  # turns of whole processes
SHORTEST, LONGEST = (
    4_000,
    40_000,
)  # bytes: a script; longer ones are lists of tests, and take the others minutes
_IMPORTS_TORCH = re.compile(r"^\s*(import|from) torch\b", re.MULTILINE)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--sample", type=int, metavar="N")
    given = parser.parse_args()
    sets = {", ".join(map(str, given.paths)): lambda: _named(given.paths)} if given.paths else SETS
    for name, files in sets.items():
        with tempfile.TemporaryDirectory() as folder:
            copies = _flat_copies(_sample(files(), given.sample), Path(folder))
            print(f"## {name}\n")
            _print_sizes(copies)
            _print_reading(copies)
            _print_doubling(copies)
            _print_beside(copies)
            print()


def _test_programs() -> list[Path]:
    folders = ("programs", "catalogue", "planting/right")
    return [file for folder in folders for file in _python_files(TESTS / folder)]


def _installed() -> list[Path]:
    """Return what is installed and trains: chosen by its text alone, so that nobody picks the files that suit."""
    found = _python_files(Path(sysconfig.get_paths()["purelib"]))
    texts = {
        file: file.read_text(encoding="utf-8", errors="ignore") for file in found if _is_long_enough(file)
    }
    return [file for file, text in texts.items() if ".backward(" in text and _IMPORTS_TORCH.search(text)]


def _is_long_enough(file: Path) -> bool:
    return SHORTEST <= file.stat().st_size <= LONGEST


def _python_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _named(paths: list[Path]) -> list[Path]:
    """Return the files that folders, lists and files name, each once."""
    found: list[Path] = []
    for path in paths:
        if path.suffix == ".txt":
            found += _named([Path(line) for line in path.read_text(encoding="utf-8").splitlines() if line])
        else:
            found += _python_files(path) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _sample(files: list[Path], number: int | None) -> list[Path]:
    """Draw some of the files, the same ones each time; all where no number is given."""
    return files if number is None else random.Random(SEED).sample(files, min(number, len(files)))


def _print_sizes(files: list[Path]) -> None:
    sizes = [file.stat().st_size / 1e3 for file in files]
    shares = f"median {statistics.median(sizes):.1f}, from {min(sizes):.1f} to {max(sizes):.1f}"
    print(f"{len(files)} files, {sum(sizes):.0f} kB: {statistics.mean(sizes):.1f} kB each, {shares}\n")


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
    print(f"Median of {ROUNDS} rounds\n")
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


def _print_beside(files: list[Path]) -> None:
    """Run whole processes on all the files and on one of them: what a start costs is told apart."""
    lines = {"loopwise check": [sys.executable, "-m", "loopwise", "check", "--jobs", "1"]}
    lines |= {name: line for name, line in BESIDE.items() if shutil.which(line[0])}
    if missing := BESIDE.keys() - lines.keys():
        print(f"\nnot compared with {', '.join(sorted(missing))}: see the head of this file")
    turns = [[_run(line, files) for line in lines.values()] for _ in range(WHOLE)]
    print("\n| one process | seconds | its start | files/s | loopwise is faster by | without the starts |")
    print("|---|---|---|---|---|---|")
    ours = None
    for name, runs in zip(lines, zip(*turns, strict=True), strict=True):
        whole, start = (statistics.median(seconds) for seconds in zip(*runs, strict=True))
        ours = ours or (whole, start)
        ratios = f"{whole / ours[0]:.1f} | {(whole - start) / (ours[0] - ours[1]):.1f}"
        print(f"| {name} | {whole:.2f} | {start:.2f} | {len(files) / whole:.0f} | {ratios} |")


def _run(line: list[str], files: list[Path]) -> tuple[float, float]:
    """Return the seconds that a command takes for all files, and for the first alone."""
    return _process_seconds([*line, str(files[0].parent)]), _process_seconds([*line, str(files[0])])


def _process_seconds(line: list[str]) -> float:
    # Installed, loopwise has its byte code; a checkout may forbid writing it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {
        "LOOPWISE_LANGUAGE": "en",
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "bytecode")),
    }
    before = os.times()
    subprocess.run(line, env=environment, capture_output=True)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent or after.elapsed - before.elapsed  # Windows does not count for children


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


SETS: dict[str, Callable[[], list[Path]]] = {
    "the short programs of the tests": _test_programs,
    f"installed files of {SHORTEST // 1000} to {LONGEST // 1000} kB that import torch and call backward()": _installed,
}

if __name__ == "__main__":
    main()
