"""What does `watch` say of programs nobody tuned it to?  python tools/score_watch.py FOLDER [--seconds N]

FOLDER holds an expected.toml. Every program that runs is run under `loopwise watch` in a process of its own, in a copy
of the folder. Prints how often the root cause stands on top, how many findings above `note` are right, and how
many right programs stay silent; misses and false findings are named.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any


def main() -> None:
    """Run them all and print the score."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    programs = tomllib.loads((options.folder / "expected.toml").read_text(encoding="utf-8"))["program"]
    programs = [one for one in programs if one["runs"] and options.only in one["path"]]
    top = right = shown = silent = faulty = good = 0
    for program in programs:
        found = watched(options.folder, program, options.seconds)
        causes = [one for one in found if not one.get("follows")]
        grave = [one for one in causes if one["severity"] != "note"]
        names = [one["fault"] for one in grave or causes]
        wanted = {program["fault"], *program.get("also", [])} - {""}
        roots = [one["fault"] for one in grave]
        shown += len(roots)
        right += sum(name in wanted for name in roots)
        if program["fault"]:
            faulty, hit = faulty + 1, names[:1] == [program["fault"]]
            top += hit
        else:
            good, hit = good + 1, not grave
            silent += hit
        listed = [one["fault"] + ("*" if one.get("follows") else "") for one in found]
        print(
            "ok  " if hit else "MISS",
            program["path"],
            program["fault"] or "-",
            "->",
            ", ".join(listed),
            flush=True,
        )
    print(
        f"root cause on top {top}/{faulty}; findings above note that are right {right}/{shown}; silent {silent}/{good}"
    )


def watched(folder: Path, program: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
    """Run one program under watch; return the findings, the root cause first. A folder's main file runs."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "set"
        shutil.copytree(folder, copy)
        target = copy / program["path"]
        if target.is_dir():
            named = [target / name for name in ("train.py", "main.py", "run.py", "__main__.py")]
            target = next((one for one in named if one.exists()), copy / program["where"])
        out = Path(place) / "found.json"
        command = [sys.executable, "-m", "loopwise", "watch", "--output", str(out), target.name]
        environment = {**os.environ, "LOOPWISE_HOME": str(Path(place) / "home"), "MPLBACKEND": "agg"}
        try:
            subprocess.run(
                command, cwd=target.parent, env=environment, timeout=seconds, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired:
            print("     (time is up)", end=" ")
        return json.loads(out.read_text(encoding="utf-8"))["findings"] if out.exists() else []


if __name__ == "__main__":
    main()
