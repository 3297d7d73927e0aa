"""How long the command line takes to start, against `python -c pass` in the same run.

python bench/startup.py [ROUNDS]

Whole processes, one after the other, the commands taking turns so that a busy machine slows all alike; the
ratio of medians is what is judged. Exits with 1 where a ratio is above its limit.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "src/loopwise/faults/examples/softmax_before_cross_entropy/bad.py"
LIMITS = {"--version": 2.0, "--help": 7.0, "check train.py": 10.0}  # times `python -c pass`


def main(rounds: int = 15) -> int:
    """Print one line a command: median, ratio, limit."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "train.py").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
        lines = {"python -c pass": ["-c", "pass"]} | {
            line: ["-m", "loopwise", *line.split()] for line in LIMITS
        }
        seconds: dict[str, list[float]] = {line: [] for line in lines}
        for turn in range(rounds + 1):
            for line, arguments in lines.items():
                taken = _seconds(arguments, folder)
                if turn:  # the first turn writes the byte code
                    seconds[line].append(taken)
    medians = {line: statistics.median(taken) for line, taken in seconds.items()}
    base = medians["python -c pass"]
    print(f"{'':16} {'median':>9} {'ratio':>6} {'limit':>6}")
    for line, median in medians.items():
        print(f"{line:16} {median * 1000:6.1f} ms {median / base:6.2f} {LIMITS.get(line, 1.0):6.1f}")
    return int(any(medians[line] > limit * base for line, limit in LIMITS.items()))


def _seconds(arguments: list[str], folder: str) -> float:
    # Installed, loopwise has its byte code; a checkout may forbid writing it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"LOOPWISE_LANGUAGE": "en", "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode"))}
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
