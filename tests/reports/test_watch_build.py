"""`report build --watch` writes again whenever the text is saved."""

from __future__ import annotations

import subprocess
import sys
import time


def test_a_saved_text_is_built_again(project):
    command = [sys.executable, "-W", "ignore", "-m", "loopwise", "report", "build", "2025-05-08.md"]
    building = subprocess.Popen(
        [*command, "--to", "html", "--out", "out", "--watch"], cwd=project, stderr=subprocess.PIPE
    )
    made = project / "out" / "2025-05-08.html"
    try:
        building.stderr.readline()  # it waits for changes
        first = made.read_bytes()
        file = project / "2025-05-08.md"
        file.write_text(file.read_text("utf-8").replace("경사하강법", "새로 정한 계획"), encoding="utf-8")
        end = time.monotonic() + 60
        while made.read_bytes() == first and time.monotonic() < end:
            time.sleep(0.05)
        assert "새로 정한 계획" in made.read_text(encoding="utf-8")
    finally:
        building.terminate()
        building.wait()
        building.stderr.close()
