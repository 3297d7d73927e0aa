"""How many faults planted into right programs does `check` find?  python tools/plant.py [--misses]

Prints Markdown: per fault found / planted at the right line, and second findings that no edit caused. Faults no rule
looks for yet are listed apart. `--misses` names every miss, with the mutation that planted it.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from planting.score import RULES, outcome, plantings


def main() -> None:
    """Print the table."""
    asked: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    misses, seconds, programs = [], [], set()
    for planted in plantings():
        fault, told = planted.mutation.fault, outcome(planted)
        asked[fault] += 1
        hits[fault] += told.found
        programs.add(planted.program)
        where = f"{planted.program} ({planted.mutation.name})"
        seconds += [f"{where}: {other}" for other in told.others]
        if not told.found:
            misses.append(f"{fault}: {where}; right {sorted(planted.lines)[:8]}, said {list(told.elsewhere)}")
    print("| fault | found / planted |\n|---|---|")
    ruled = [fault for fault in sorted(asked) if fault in RULES]
    for fault in ruled:
        print(f"| {fault} | {hits[fault]}/{asked[fault]} |")
    found, planted_ = sum(hits[f] for f in ruled), sum(asked[f] for f in ruled)
    print(
        f"| **all {len(ruled)}, in {len(programs)} programs** | **{found}/{planted_} = {found / planted_:.0%}** |"
    )
    print(
        "\nNo rule yet:",
        ", ".join(f"{f} ({n})" for f, n in sorted(asked.items()) if f not in RULES) or "none",
    )
    print(f"\nSecond findings: {len(seconds)}")
    for line in seconds + (misses if "--misses" in sys.argv else []):
        print("-", line)


if __name__ == "__main__":
    main()
