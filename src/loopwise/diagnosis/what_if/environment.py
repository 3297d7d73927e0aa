"""The environment of a rerun: no tokens, trackers offline, nothing that could tell anybody of it."""

from __future__ import annotations

import os
import re
from pathlib import Path

_SECRET = re.compile(r"TOKEN|API_?KEY|SECRET|PASSW|CREDENTIAL|WEBHOOK|SLACK|AUTH(?!OR)", re.IGNORECASE)
_OFFLINE = {
    "WANDB_MODE": "offline",
    "WANDB_SILENT": "true",
    "NEPTUNE_MODE": "offline",
    "COMET_START_ONLINE": "0",
    "CLEARML_OFFLINE_MODE": "1",
    "SWANLAB_MODE": "disabled",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LOOPWISE": "off",  # `loopwise.watch()` in the script: the rerun is looked at already
    "LOOPWISE_RERUN": "1",
}


def environment(spill: Path) -> dict[str, str]:
    """Return this process's environment without secrets, with trackers writing into `spill` only."""
    kept = {name: value for name, value in os.environ.items() if not _SECRET.search(name)}
    ours = str(Path(__file__).parents[3])
    path = os.pathsep.join(part for part in (ours, kept.get("PYTHONPATH", "")) if part)
    trackers = {"MLFLOW_TRACKING_URI": (spill / "mlruns").as_uri(), "WANDB_DIR": str(spill)}
    screen = {"MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    home = {"LOOPWISE_HOME": str(spill / "loopwise")}
    return {**kept, **_OFFLINE, **trackers, **screen, **home, "PYTHONPATH": path}
