"""Draw the README's pictures from real runs:  python tools/draw_pictures.py

hero.*: the example of softmax-before-cross-entropy, watched as it is and repaired.
check.*: what `loopwise check` prints for it, in a terminal of 80 columns.
report.*: the first page of the example week, in both languages.
descent.*: a line fitted step by step, as `loopwise descend` draws it.
landscape.*: digits, as `loopwise landscape` draws it.
compare.*, trace.*, recipe.*, lab-check.*: pages of the lab in Debian's Chromium.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from loopwise.faults import fault_named
from loopwise.faults.softmax_before_cross_entropy import floor
from loopwise.figures.look import LIGHT
from loopwise.text import Text, speaking

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
MONO = FontProperties(fname="/usr/share/fonts/truetype/nanum/NanumGothicCoding.ttf")
SANS = FontProperties(fname="/usr/share/fonts/truetype/nanum/NanumGothic.ttf")
BOLD = FontProperties(fname="/usr/share/fonts/truetype/nanum/NanumGothicBold.ttf")
WEEK = Path(__file__).parents[1] / "examples" / "week8" / "2025-05-08.md"
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

AS_IS = Text(en="as it is", ko="그대로")
REPAIRED = Text(en="softmax removed", ko="softmax를 뺀 뒤")
FLOOR = Text(en="floor {floor:.3f}: it cannot fall below", ko="하한 {floor:.3f}: 이보다 작아질 수 없습니다")
LOSS = Text(en="loss", ko="손실(loss)")
STEP = Text(en="step", ko="스텝(step)")
WHY = Text(
    en="CrossEntropyLoss applies softmax itself.",
    ko="CrossEntropyLoss가 안에서 softmax를 한 번 더 적용합니다.",
)

# The example with room to breathe: the same ten lines, the model on lines of its own.
CODE = """\
model = nn.Sequential(
    nn.Linear(64, 32), nn.ReLU(),
    nn.Linear(32, 10),
    nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(
    model.parameters(), lr=0.5)

for step in range(100):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()"""


def watched_loss(source: str) -> tuple[list[int], list[float]]:
    """Run a program under `loopwise watch`, looking at every step; return its loss curve from the JSON."""
    with tempfile.TemporaryDirectory() as folder:
        script, out = Path(folder) / "train.py", Path(folder) / "found.json"
        script.write_text(source, encoding="utf-8")
        code = (
            "import json, sys, loopwise.diagnosis.running as running\n"
            "report = running.run(sys.argv[1], (), every=1)\n"
            "series = next(iter(report.losses.values()))\n"
            "open(sys.argv[2], 'w').write(json.dumps([series.steps, series.values]))\n"
        )
        subprocess.run(
            [sys.executable, "-c", code, str(script), str(out)], check=True, stdout=subprocess.DEVNULL
        )
        steps, values = json.loads(out.read_text())
    return steps, values


def hero(language: str, curves: dict[str, tuple[list[int], list[float]]]) -> None:
    """Draw code with the softmax underlined, and the two curves."""
    figure = Figure(figsize=(11, 4), facecolor=LIGHT.page, dpi=150, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.15])
    left.axis("off")
    lines = CODE.splitlines()
    for at, line in enumerate(lines):
        is_fault = "Softmax" in line
        colour = LIGHT.roles["alarm"] if is_fault else LIGHT.ink
        drawn = left.text(0, 1 - at / len(lines), line, fontproperties=MONO, size=14, color=colour, va="top")
        if is_fault:
            drawn.set_bbox({"facecolor": "#ffe2cc", "edgecolor": "none", "pad": 2})
    left.text(0, -0.06, str(WHY), fontproperties=SANS, size=12, color=LIGHT.quiet, va="top")
    for name, label, role in (("bad", AS_IS, "alarm"), ("good", REPAIRED, "accent")):
        steps, values = curves[name]
        right.plot(steps, values, color=LIGHT.roles[role], lw=2.5)
        right.text(
            steps[-1] + 1,
            values[-1],
            str(label),
            fontproperties=BOLD,
            size=12,
            color=LIGHT.roles[role],
            va="center",
        )
    right.axhline(floor(10), color=LIGHT.roles["quiet"], lw=1, ls="--")
    right.text(
        38,
        floor(10) - 0.03,
        str(FLOOR.format(floor=floor(10))),
        fontproperties=SANS,
        size=11,
        color=LIGHT.quiet,
        va="top",
    )
    right.set_xlim(0, 135)
    right.set_ylim(0, None)
    right.set_xticks([0, 25, 50, 75, 100])
    right.set_xlabel(str(STEP), fontproperties=SANS, color=LIGHT.quiet)
    right.set_ylabel(str(LOSS), fontproperties=SANS, color=LIGHT.quiet)
    right.spines[["top", "right"]].set_visible(False)
    FigureCanvasAgg(figure).print_png(PICTURES / f"hero.{language}.png")


def terminal(language: str) -> None:
    """Draw what `loopwise check` prints, letter by letter in a grid of 80 columns."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "train.py").write_text(
            "import torch\nfrom torch import nn\n\nX, y = torch.randn(512, 64), torch.randint(10, (512,))\n"
            + CODE,
            encoding="utf-8",
        )
        environment = {**os.environ, "LOOPWISE_LANGUAGE": language, "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "loopwise", "check", "train.py"]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment
        )
    lines = ["$ loopwise check train.py", *done.stdout.rstrip().splitlines()]
    height = 0.235 * len(lines) + 0.3
    figure = Figure(figsize=(9.2, height), facecolor="#14181e", dpi=150)
    for at, line in enumerate(lines):
        figure.text(
            0.02,
            1 - (0.2 + 0.235 * at) / height,
            line,
            fontproperties=MONO,
            size=13,
            color="#e4e8ed",
            va="top",
        )
    FigureCanvasAgg(figure).print_png(PICTURES / f"check.{language}.png")


def report(language: str) -> None:
    """Draw the first page of the example week."""
    from loopwise.reports.composing import compose
    from loopwise.reports.exporters.pdf import pages
    from loopwise.reports.week import load_week

    (PICTURES / f"report.{language}.png").write_bytes(pages(compose(load_week(WEEK), language), 80)[0])


def descent(language: str) -> None:
    """Draw the three-panel figure of the line fit, and the landscape of a short training with its path."""
    from loopwise.descent import descend
    from loopwise.figures import files
    from loopwise.figures.descended import three_panels
    from loopwise.figures.landscapes import overview
    from loopwise.training import fit
    from loopwise.training.landscapes import landscape_of

    steps = three_panels(descend("line", start=(0, 0), lr=1, steps=5, loss="half_mse"))
    files.draw(steps).savefig(PICTURES / f"descent.{language}.png", dpi=100)
    found = landscape_of(fit("digits", epochs=20, keep_path=True), side=17)
    files.draw(overview(found)).savefig(PICTURES / f"landscape.{language}.png", dpi=100)


def lab() -> None:
    """Take pictures of two pages of the lab, after training breast_cancer there."""
    from playwright.sync_api import sync_playwright

    from loopwise.web.server import LabServer

    with tempfile.TemporaryDirectory() as home:
        os.environ["LOOPWISE_HOME"] = home
        with LabServer() as server, sync_playwright() as player:
            browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
            for language, locale in (("en", "en-US"), ("ko", "ko-KR")):
                context = browser.new_context(locale=locale, viewport={"width": 1180, "height": 760})
                page = context.new_page()
                page.goto(server.url)
                page.wait_for_selector("h1")
                origin = server.url.split("/?")[0].rstrip("/")
                page.goto(f"{origin}/check?example=softmax-before-cross-entropy")
                page.wait_for_selector("text=1.461")
                page.screenshot(path=PICTURES / f"lab-check.{language}.png")
                page.goto(f"{origin}/report?file=examples/week8/2025-05-08.md")
                page.wait_for_selector(".lw-sheet", timeout=120_000)
                page.screenshot(path=PICTURES / f"lab-report.{language}.png")
                page.goto(f"{origin}/compare")
                page.wait_for_selector("#compare-picture", timeout=60_000)
                page.locator("#compare-picture").scroll_into_view_if_needed()
                page.evaluate("window.scrollTo(0, document.querySelector('.lw-beside').offsetTop - 20)")
                page.screenshot(path=PICTURES / f"compare.{language}.png")
                page.goto(f"{origin}/trace?picture=china")
                page.wait_for_selector("#trace-panel img", timeout=120_000)
                page.set_viewport_size({"width": 1180, "height": 1200})
                page.evaluate("document.querySelector('#trace-picture-view').scrollIntoView()")
                page.screenshot(path=PICTURES / f"trace.{language}.png")
                page.set_viewport_size({"width": 1180, "height": 760})
                page.goto(f"{origin}/recipe/binary")
                page.locator("button", has_text="Train" if language == "en" else "학습").first.click()
                heading = "Move the threshold" if language == "en" else "임계값 움직여 보기"
                page.wait_for_selector(f"text={heading}", timeout=120_000)
                time.sleep(2)  # figures settle
                page.locator(f"text={heading}").scroll_into_view_if_needed()
                page.evaluate("window.scrollBy(0, 400)")
                time.sleep(1)
                page.screenshot(path=PICTURES / f"recipe.{language}.png")
                context.close()
            browser.close()


def main() -> None:
    """Draw all pictures in both languages."""
    fault = fault_named("softmax-before-cross-entropy")
    curves = {"bad": watched_loss(fault.bad), "good": watched_loss(fault.good)}
    for language in ("en", "ko"):
        with speaking(language):
            hero(language, curves)
            terminal(language)
            report(language)
            descent(language)
    lab()


if __name__ == "__main__":
    main()
