"""Draw docs/what-if.md and its Korean twin from runs: every program in tests/what_if is tried with its repair.

    python tools/draw_what_if.py            # runs all (some twenty minutes), writes the pages and the pictures
    python tools/draw_what_if.py RESULTS    # from a folder of results written before

Each program runs in a folder of its own under `loopwise watch --what-if --yes`; the folder is compared byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from loopwise.figures import save, what_if_curves
from loopwise.records import WhatIf, rebuild
from loopwise.rendering.what_if import conclusion, in_words
from loopwise.text import Text, language, speaking

ROOT = Path(__file__).parents[1]
TOP = Text(
    en="""# What a repair buys, measured

`loopwise watch --what-if train.py` runs a script again from the start: as it is, and with the repair of the top
problem in force, seed by seed. It works in a temporary copy of the project's folder, with tokens taken away and
trackers offline; the folder itself stays byte for byte as it was. The verdict goes by a number of held-out
data, never by a loss whose meaning the repair changes; "better" is said only where every seed shows it.

Below, every program of `tests/what_if` over three seeds, with the standard deviation over them. Drawn from the runs
by `python tools/draw_what_if.py` (2026-11-30, torch 2.13, one thread).""",
    ko="""# 고치면 얼마나 나아지는지, 측정한 결과

`loopwise watch --what-if train.py`는 스크립트를 처음부터 다시 실행합니다. 시드마다 한 번은 그대로, 한 번은 첫
번째 문제를 고친 상태로 돌립니다. 프로젝트 폴더의 임시 복사본에서 돌리고, 토큰은 빼고, 실험 기록 도구는
오프라인으로 두며, 원래 폴더는 1바이트도 바뀌지 않습니다. 결론은 따로 떼어 둔 데이터의 숫자로 내리고, 고치면서
뜻이 달라지는 손실로는 내리지 않습니다. 모든 시드에서 나아졌을 때만 나아졌다고 말합니다.

아래는 `tests/what_if`에 있는 모든 프로그램을 시드 3개로 돌린 결과이며, ± 뒤는 시드 사이의 표준편차입니다.
`python tools/draw_what_if.py`로 실행 결과에서 만들었습니다(2026-11-30, torch 2.13, 스레드 1개).""",
)
HEADER = Text(
    en="| problem | in force | judged by | as it is | repaired | verdict |\n|---|---|---|---|---|---|",
    ko="| 학습 문제 | 적용한 것 | 판단 기준 | 그대로 | 고친 뒤 | 결론 |\n|---|---|---|---|---|---|",
)
VERDICTS = {
    "gain": Text(en="better", ko="나아짐"),
    "no-gain": Text(en="no gain seen", ko="차이 없음"),
    "worse": Text(en="worse", ko="나빠짐"),
    "too-short": Text(en="too short", ko="너무 짧음"),
    "not-applied": Text(en="nothing to do", ko="바꿀 곳 없음"),
    "failed": Text(en="failed", ko="실패"),
}
KEPT = Text(en="Compared byte for byte.", ko="바이트 단위로 비교했습니다.")
SEEDS = 3
PROGRAMS = sorted((ROOT / "tests" / "what_if").glob("*gain/*.py"))
PICTURES = ROOT / "docs" / "pictures" / "what-if"


def main(results: Path) -> None:
    """Run what has no result yet, then write both pages."""
    results.mkdir(parents=True, exist_ok=True)
    for program in PROGRAMS:
        if not (results / f"{program.stem}.json").exists():
            print(program.stem, flush=True)
            tried(program, results / f"{program.stem}.json")
    write_pages({program.stem: program for program in PROGRAMS}, results)


def tried(program: Path, out: Path) -> None:
    """Try one program in a folder of its own; write what was found, and whether the folder stayed as it was."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        project = Path(folder) / "project"
        project.mkdir()
        shutil.copy(program, project / "train.py")
        before = bytes_of(project)
        found = Path(folder) / "found.json"
        command = [
            "-m",
            "loopwise",
            "watch",
            "--what-if",
            "--yes",
            "--seeds",
            str(SEEDS),
            "--output",
            str(found),
            "train.py",
        ]
        environment = {**os.environ, "LOOPWISE_HOME": str(home), "OMP_NUM_THREADS": "1"}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=project,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if not found.exists():
            raise SystemExit(f"{program.stem}: {done.stderr[-800:]}")
        answer = json.loads(found.read_text(encoding="utf-8"))["what_if"]
        answer["byte_for_byte"] = bytes_of(project) == before
    out.write_text(json.dumps(answer, indent=1), encoding="utf-8")


def bytes_of(folder: Path) -> dict[str, str]:
    """Return a fingerprint of every file."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def write_pages(programs: dict[str, Path], results: Path) -> None:
    """Write the page in both languages, and one picture a program and language."""
    answers = {name: json.loads((results / f"{name}.json").read_text(encoding="utf-8")) for name in programs}
    PICTURES.mkdir(parents=True, exist_ok=True)
    for spoken, page in (("en", "what-if.md"), ("ko", "what-if.ko.md")):
        with speaking(spoken):
            told = [told_of(programs[name], answer) for name, answer in answers.items()]
            rows = "\n".join(row_of(programs[name], answer) for name, answer in answers.items())
            text = f"{TOP}\n\n{HEADER}\n{rows}\n\n" + "\n\n".join(told) + "\n"
        (ROOT / "docs" / page).write_text(text, encoding="utf-8")


def row_of(program: Path, answer: dict[str, object]) -> str:
    """Return a program's line of the table."""
    found = rebuild(WhatIf, answer)
    cells = [
        f"[{found.fault}](#{program.stem.replace('_', '-')})",
        str(in_words(found.intervention)),
        found.metric.name if found.metric else "-",
        spread(found.values(False)),
        spread(found.values(True)),
        f"{VERDICTS[found.verdict]} ({found.gain:+.3f})"
        if found.gain is not None
        else str(VERDICTS[found.verdict]),
    ]
    return "| " + " | ".join(cells) + " |"


def spread(values: tuple[float, ...]) -> str:
    """Return mean and standard deviation over the seeds."""
    return f"{statistics.fmean(values):.3f} ± {statistics.stdev(values):.3f}"


def told_of(program: Path, answer: dict[str, object]) -> str:
    """Return a program's part of the page, and draw its picture."""
    found = rebuild(WhatIf, answer)
    name = f"{program.stem}.{language()}.svg"
    save(what_if_curves(found), PICTURES / name)
    kept = str(KEPT if answer["byte_for_byte"] else "-")
    said = " ".join(conclusion(found))
    title = f"## {program.stem.replace('_', '-')}"
    source = f"`{program.relative_to(ROOT).as_posix()}`"
    return f"{title}\n\n{source}. {said} {kept}\n\n![{found.fault}](pictures/what-if/{name})"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="what-if-")))
