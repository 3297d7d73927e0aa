"""The figure of an experiment: for each kind of net the mean over seeds as a line, every seed as a point."""

from __future__ import annotations

from loopwise.experiments import Experiment
from loopwise.figures.description import Axis, Figure, Panel, Role, Series
from loopwise.records.experiments import Outcome
from loopwise.text import Text

_ROLES: tuple[Role, ...] = ("alarm", "accent", "third", "second")
_SEED = Text(en="{name}, each seed", ko="{name}, 시드별")


def experiment_figure(experiment: Experiment, outcome: Outcome) -> Figure:
    """Return the value that the experiment shows, over its label, one line a kind."""
    across, kind, value = experiment.shown
    series: list[Series] = []
    for at, name in enumerate(outcome.each(kind)):
        rows = [row for row in outcome.where(**{kind: name}) if value in row.values]
        points = sorted((float(row.labels[across]), row.values[value]) for row in rows)
        label = experiment.labels.get(str(name), Text(en=str(name), ko=str(name)))
        role = _ROLES[at % len(_ROLES)]
        series.append(_mean(points, label, role))
        series.append(Series(_SEED.format(name=label), *_apart(points), kind="points", role=role))
    title = experiment.title
    x = Axis(experiment.labels.get(across, Text(en=across, ko=across)))
    return Figure(title, (Panel(title, x, Axis(experiment.values[value]), tuple(series)),))


def _mean(points: list[tuple[float, float]], label: Text, role: Role) -> Series:
    places = sorted({x for x, _ in points})
    means = [[y for x, y in points if x == place] for place in places]
    return Series(label, tuple(places), tuple(sum(ys) / len(ys) for ys in means), role=role)


def _apart(points: list[tuple[float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(x for x, _ in points), tuple(y for _, y in points)
