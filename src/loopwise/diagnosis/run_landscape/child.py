"""A landscape's own process: `python -m loopwise.diagnosis.run_landscape.child SPEC.json`.

Runs the program under guard up to its first steps, then measures. What it has to say it appends to the file that the
spec names, an object a line: how far it is, each grid, or why nothing can be drawn.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loopwise.diagnosis.run_landscape.taping import Taping
from loopwise.diagnosis.what_if.child import run_again
from loopwise.diagnosis.what_if.guarding import Guard
from loopwise.records import plain, rebuild
from loopwise.records.landscapes import Landscape, WeightPath

if TYPE_CHECKING:
    from torch import Tensor

    from loopwise.descent.planes import Plane

PAUSE = 0.1  # seconds between two words of how far it is
SAME = 1e-3  # of the first step: how far a run that saw the same batches may be from it


def main(spec: dict[str, Any]) -> None:
    """Run the program, then measure around its path."""
    answer = Path(spec["answer"])

    def tell(**said: Any) -> None:
        with answer.open("a", encoding="utf-8") as out:
            out.write(json.dumps(said) + "\n")

    guard = Guard(Path(spec["project"]), Path(spec["copy"]), Path(spec["spill"]))
    guard.install()
    taping = Taping()
    taping.attach()
    ended = run_again(spec)
    taping.detach()
    from loopwise.runtime.tape import NotReplayed  # the program may never have imported torch until here

    if trouble := _trouble(taping, guard, ended.how):
        return tell(trouble=trouble)
    try:
        measured(taping, spec, tell)
    except NotReplayed as problem:
        tell(trouble=str(problem))
    return None


def _trouble(taping: Taping, guard: Guard, ended: str) -> str:
    """Return why nothing can be drawn, "" where it can."""
    if taping.trouble:
        return taping.trouble
    if taping.steps:
        return ""
    return f"reached {guard.reached}" if guard.reached else ended if ended == "failed" else "no-steps"


def measured(taping: Taping, spec: dict[str, Any], tell: Callable[..., None]) -> None:
    """Measure grid by grid. A file beside the answer that is called `stop` ends it with what there is."""
    from loopwise.descent.landscapes import landscape_of_losses
    from loopwise.descent.weights import unpacked

    path = rebuild(WeightPath, spec["path"])
    if path.parameters != len(taping.weights[0]):
        return tell(trouble=f"parameters {path.parameters} {len(taping.weights[0])}")
    moments, stop = unpacked(path), Path(spec["answer"]).with_name("stop")
    plane = _plane(spec["plane"], moments, taping, spec["seed"])
    if not math.isfinite(taping.loss(moments[-1])):
        finite = (at for at, one in zip(path.steps, moments, strict=True) if math.isfinite(taping.loss(one)))
        return tell(trouble=f"not-finite {max(finite, default=0)}")
    made = Landscape(
        taping.model or "model", spec["title"], plane.kind, parameters=path.parameters, rows=taping.rows,
        seed=spec["seed"], counted="step",
        settings={"steps": float(len(taping.steps)), "same": float(_same(taping, moments, path))},
    )  # fmt: skip
    said = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() >= said or done == total:
            said = time.monotonic() + PAUSE
            tell(done=done, total=total)

    found = landscape_of_losses(
        taping.loss, plane, made, path=(path.steps, moments) if plane.kind == "path" else None, side=spec["side"],
        sink=lambda grid: tell(grid=plain(grid)), progress=progress, cancelled=stop.exists,
    )  # fmt: skip
    tell(found=plain(found))
    return None


def _plane(kind: str, moments: Tensor, taping: Taping, seed: int) -> Plane:
    import torch

    from loopwise.descent.planes import path_plane, random_plane_at

    if kind == "path":
        return path_plane(moments)
    parts = torch.split(moments[-1], [shape.numel() for shape in taping.shapes])
    return random_plane_at([part.view(shape) for part, shape in zip(parts, taping.shapes, strict=True)], seed)


def _same(taping: Taping, moments: Tensor, path: WeightPath) -> bool:
    """Tell whether this run began as the watched one did: the same weights before and after its first step."""
    if path.steps[:2] != (0, 1):
        return False
    begun, stepped = taping.weights
    size = float((moments[1] - moments[0]).norm())
    apart = max(float((begun - moments[0]).norm()), float((stepped - moments[1]).norm()))
    return apart <= SAME * size


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
