"""The contract every recipe keeps, and its template run as a plain script."""

from __future__ import annotations

import ast
import math
import re
import subprocess
import sys
from functools import cache

import pytest

from loopwise.errors import LoopwiseError
from loopwise.recipes import metric, recipe, recipe_named, recipes
from loopwise.recipes._recipe import Recipe
from loopwise.text import Formula
from loopwise.text.text import placeholders

NAMES = [one.name for one in recipes()]
# What LaTeX writes that stands for no quantity.
_COMMANDS = {
    "frac",
    "max",
    "min",
    "log",
    "exp",
    "left",
    "right",
    "cdot",
    "bigl",
    "bigr",
    "tfrac",
    "sum",
    "le",
}
SIZES = {"1": 1, "2": 2, "C": 4, "L": 3, "K": 2, "C-1": 3}  # of what a line's units depend on
DATA = {
    "binary": "breast_cancer",
    "multiclass": "iris",
    "multilabel": "yeast",
    "regression": "diabetes",
    "multioutput": "autompg2",
    "ordinal": "anes96",
}


def symbols_in(latex):
    """Return the symbols of a formula: Greek and script commands, and single letters."""
    hats = set(re.findall(r"\\hat\{\w\}", latex))
    latex = re.sub(r"\\hat\{\w\}", " ", latex)
    commands = set(re.findall(r"\\([a-zA-Z]+)", latex)) - _COMMANDS
    letters = set(re.findall("[a-zA-Z]", re.sub(r"\\[a-zA-Z]+", " ", latex)))
    return {f"\\{name}" for name in commands} | letters | hats


@pytest.fixture(params=NAMES)
def each(request) -> Recipe:
    return recipe_named(request.param)


def test_there_are_the_six():
    assert sorted(DATA) == NAMES
    assert recipe("binary") is recipe_named("binary")
    assert recipe() == recipes()


def test_one_line_a_loss_and_one_recommended(each):
    losses = [line.loss for line in each.losses]
    assert len(set(losses)) == len(losses)
    assert [line.recommended for line in each.losses].count(True) == 1
    assert all(re.fullmatch(r"[A-Za-z0-9]+Loss", loss) for loss in losses), "one loss a line"


def test_what_it_names_exists(each):
    import torch
    from sklearn import dummy, linear_model
    from sklearn import metrics as sk

    for line in each.losses:
        assert issubclass(getattr(torch.nn, line.loss), torch.nn.Module)
        assert isinstance(getattr(torch, line.dtype), torch.dtype)
        for activation in (line.in_model, line.to_predict):
            assert activation == "none" or callable(getattr(torch, activation))
    assert hasattr(dummy, each.dummy)
    assert hasattr(linear_model, each.linear)
    for name in each.metrics:
        function = metric(name).function or name
        assert hasattr(sk, f"{function}_score") or hasattr(sk, function)
        assert metric(name).label.ko
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", trap) for trap in each.traps)


def test_every_loss_takes_what_its_line_says(each):
    """Outputs of the model, with the activation of the line, and a target of its shape and type: no error."""
    import torch

    for line in each.losses:
        units = SIZES[line.units]
        outputs = torch.linspace(-2, 2, 5 * units).reshape(5, units)
        if line.in_model != "none":
            options = {"dim": 1} if "softmax" in line.in_model else {}
            outputs = getattr(torch, line.in_model)(outputs, **options)
        shape = (5,) if line.shape == "(N,)" else (5, SIZES[re.fullmatch(r"\(N, (\S+)\)", line.shape)[1]])
        target = torch.arange(math.prod(shape)).reshape(shape) % 2
        assert torch.isfinite(getattr(torch.nn, line.loss)()(outputs, target.to(getattr(torch, line.dtype))))


@pytest.mark.parametrize("name", ["multiclass", "multilabel"])
def test_lines_that_promise_the_same_loss_keep_it(name):
    """The same logits through each line, with its activation: one number."""
    import torch

    torch.manual_seed(0)
    z = torch.randn(6, 4)
    y = {"int64": torch.tensor([0, 3, 1, 2, 0, 1]), "float32": (torch.randn(6, 4) > 0).float()}
    values = []
    for line in recipe_named(name).losses:
        options = {"dim": 1} if "softmax" in line.in_model else {}
        outputs = z if line.in_model == "none" else getattr(torch, line.in_model)(z, **options)
        values.append(getattr(torch.nn, line.loss)()(outputs, y[line.dtype]).item())
    assert len(values) > 1 and values == pytest.approx([values[0]] * len(values), rel=1e-5)


def test_the_steps_of_an_ordinal_target_are_cumulative():
    import numpy as np

    ordinal = recipe_named("ordinal")
    steps = ordinal.encode(np.array([0, 2, 3]), 4)
    assert steps.tolist() == [[0, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert ordinal.decide(steps.astype(float)).tolist() == [0, 2, 3]
    assert ordinal.predicted_by(np.array([-1.2, 1.6, 9.0]), 4).tolist() == [[0, 0, 0], [1, 1, 0], [1, 1, 1]]


def test_every_trap_is_a_fault_of_the_catalogue(each):
    from loopwise.faults import catalogue

    assert set(each.traps) <= {fault.name for fault in catalogue()}


def test_all_lines_of_binary_are_one_loss():
    """The same model seen through each line gives the same number."""
    import torch

    z, y = torch.linspace(-3, 3, 7).reshape(-1, 1), torch.tensor([0.0, 1, 1, 0, 1, 0, 1]).reshape(-1, 1)
    by_name = {
        "BCEWithLogitsLoss": torch.nn.BCEWithLogitsLoss()(z, y),
        "BCELoss": torch.nn.BCELoss()(torch.sigmoid(z), y),
        "CrossEntropyLoss": torch.nn.CrossEntropyLoss()(torch.cat([0 * z, z], 1), y.long().squeeze(1)),
    }
    assert set(by_name) == {line.loss for line in recipe_named("binary").losses}
    values = [value.item() for value in by_name.values()]
    assert values == pytest.approx([values[0]] * 3, rel=1e-6)


def test_every_text_speaks_both_languages(each):
    texts = [each.title, each.asks, each.output, each.decision, each.keras, *each.missing]
    texts += [line.says for line in each.losses]
    texts += [text for one in each.corrections for text in (one.often, one.right)]
    texts += [text for formula in each.formulas for text in formula.symbols.values()]
    for text in texts:
        assert text.en.strip() and re.search("[가-힣]", text.ko), text


def test_every_symbol_of_a_formula_is_explained(each):
    assert each.formulas
    for formula in each.formulas:
        assert symbols_in(formula.latex) == set(formula.symbols), formula.latex
        assert formula.code and ast.parse(formula.code)
        assert formula.worked
        words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{[^}]*\}", "", formula.worked)))
        assert words <= {"log", "max", "sqrt"}, "it stands in both languages"


def test_the_worked_lines_hold_numbers_of_a_run(each):
    result = fitted(each.name)
    numbers = each.numbers(result)
    for formula in each.formulas:
        assert placeholders(formula.worked) <= numbers.keys()
        assert re.search(r"\d", formula.worked.format(**numbers))


@cache
def fitted(name):
    from loopwise.training import fit

    return fit(DATA[name], epochs=2)


def test_the_worked_numbers_are_right():
    """Each recipe's last formula, computed again by torch from the rows of the result."""
    import torch
    from torch.nn import functional as F

    def rows(name):
        answers = fitted(name).answers
        return torch.tensor(answers.truth), torch.tensor(answers.predicted)

    y, p = rows("multiclass")
    found = recipe_named("multiclass").numbers(fitted("multiclass"))
    losses = F.nll_loss(p.log(), y.long().squeeze(1), reduction="none")
    assert found["loss"] == pytest.approx(losses.max().item(), rel=1e-4)
    assert math.exp(found["z"]) / (math.exp(found["z"]) + found["others"]) == pytest.approx(
        found["p"], rel=1e-4
    )

    y, p = rows("multilabel")
    losses = F.binary_cross_entropy(p, y, reduction="none").mean(dim=1)
    worst = (y - p).abs().sum(dim=1).argmax()
    assert recipe_named("multilabel").numbers(fitted("multilabel"))["loss"] == pytest.approx(
        losses[worst].item(), rel=1e-4
    )

    y, p = rows("ordinal")
    steps = (y > torch.arange(p.shape[1])).float()
    losses = F.binary_cross_entropy(p, steps, reduction="none").sum(dim=1)
    worst = (y.squeeze(1) - p.sum(dim=1)).abs().argmax()
    assert recipe_named("ordinal").numbers(fitted("ordinal"))["loss"] == pytest.approx(
        losses[worst].item(), rel=1e-4
    )

    for name in ("regression", "multioutput"):
        y, p = rows(name)
        found = recipe_named(name).numbers(fitted(name))
        assert found["cost"] == pytest.approx(F.mse_loss(p.double(), y.double()).item(), rel=1e-4)


def test_a_saturated_probability_has_a_logit():
    from loopwise.records import FitResult, Scores

    numbers = recipe_named("binary").numbers(FitResult(data="d", recipe="binary", test=Scores((0,), (1.0,))))
    assert 30 < numbers["z"] < 40
    assert numbers["loss"] == pytest.approx(numbers["z"])


def test_a_wrong_name_gets_the_nearest():
    with pytest.raises(LoopwiseError, match="loopwise recipe binary"):
        recipe("binery")


def test_the_symbols_of_a_formula_are_found():
    assert symbols_in(Formula(r"\ell = \max(z, 0) - z\,y").latex) == {r"\ell", "z", "y"}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_template_speaks_one_language_and_needs_nothing_of_ours(each, language):
    source = each.template(language)
    assert "loopwise" not in source
    assert bool(re.search("[가-힣]", source)) == (language == "ko")
    assert "# en:" not in source and "# ko:" not in source
    assert {"train", "evaluate", "predict", "main"} <= {
        node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
    }


def test_both_languages_are_the_same_program(each):
    assert ast.dump(ast.parse(each.template("en"))) == ast.dump(ast.parse(each.template("ko")))


def run_script(folder, source, *arguments):
    path = folder / "학습 프로그램.py"
    path.write_text(source, encoding="utf-8")
    command = [sys.executable, "-W", "error", str(path), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, encoding="utf-8")


def test_the_binary_template_runs_and_scores_well(tmp_path):
    done = run_script(tmp_path, recipe_named("binary").template("ko"))
    assert done.returncode == 0, done.stderr
    assert float(re.search(r"ROC AUC (\d\.\d+)", done.stdout)[1]) > 0.98
    found = re.findall(r"^threshold (\S+)  accuracy (\S+)  precision \S+  recall (\S+)", done.stdout, re.M)
    assert len({threshold for threshold, _, _ in found}) >= 2
    assert float(found[0][1]) > 0.94


def test_the_binary_template_takes_a_csv(tmp_path):
    pytest.importorskip("pandas")
    lines = [f"{i % 20},{'서울' if i % 3 else ''},{'yes' if i % 20 > 9 else 'no'}" for i in range(200)]
    (tmp_path / "표 1.csv").write_text("size,city,sold\n" + "\n".join(lines), encoding="utf-8")
    done = run_script(tmp_path, recipe_named("binary").template("en"), "표 1.csv", "--target", "sold")
    assert done.returncode == 0, done.stderr
    assert "positive class: yes" in done.stdout
    assert float(re.search(r"accuracy (\d\.\d+)", done.stdout)[1]) > 0.9


# What a template prints last, and what it must reach after 25 epochs (200 in the soak).
SCORES = {
    "multiclass": (r"test accuracy (\S+)", lambda accuracy: accuracy > 0.95),
    "multilabel": (
        r"test F1 micro (\S+)",
        lambda f1: f1 > 0.6,
    ),  # linear: 0.61; answering the commonest: 0.47
    "regression": (r"test MAE (\S+)", lambda error: error < 48),  # always the mean: 58.2
    "multioutput": (r"test MAE (\S+)", lambda error: error < 2.2),  # linear: 1.89; always the mean: 4.2
    "ordinal": (r"test MAE (\S+)", lambda error: error < 1.2),  # always the median: 2.07
}


def test_the_other_templates_run_and_score_well(tmp_path):
    """All in one process, which loads torch once, with an eighth of their epochs."""
    for name in SCORES:
        source = recipe_named(name).template("ko").replace("EPOCHS = 200", "EPOCHS = 25")
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    code = "import runpy, sys\nfor name in sys.argv[1:]:\n    sys.argv = [name]\n    print('==', name)\n"
    code += "    runpy.run_path(f'{name}.py', run_name='__main__')\n"
    command = [sys.executable, "-W", "error", "-c", code, *SCORES]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=240, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    for told in done.stdout.split("== ")[1:]:
        scores_well(told.split(maxsplit=1)[0], told)


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(SCORES))
def test_a_template_runs_as_a_plain_script(name, tmp_path):
    done = run_script(tmp_path, recipe_named(name).template("en"))
    assert done.returncode == 0, done.stderr
    scores_well(name, done.stdout)


def scores_well(name, told):
    pattern, is_sensible = SCORES[name]
    assert is_sensible(float(re.search(pattern, told)[1])), told


def test_check_finds_nothing_in_a_template(each):
    from loopwise.diagnosis.checking import check

    for language in ("en", "ko"):
        report = check(each.template(language), hints=True)
        assert not report.findings
        assert report.followed.training_loops == 1 and not report.followed.not_followed


@pytest.mark.parametrize(
    ("name", "targets"),
    [
        ("multiclass", ["kind"]),
        ("regression", ["x"]),
        ("multioutput", ["x", "y"]),
        ("ordinal", ["step"]),
        ("multilabel", ["a", "b"]),
    ],
)
@pytest.mark.soak
def test_a_template_takes_a_csv(name, targets, tmp_path):
    lines = [
        f"{i % 17},{i % 5},{i % 4},{'곰새말'[i % 3]},{i % 2},{i % 3 // 2},{'서울' if i % 3 else ''}"
        for i in range(90)
    ]
    (tmp_path / "표 1.csv").write_text("x,y,step,kind,a,b,city\n" + "\n".join(lines), encoding="utf-8")
    done = run_script(tmp_path, recipe_named(name).template("en"), "표 1.csv", "--target", *targets)
    assert done.returncode == 0, done.stderr
    assert "test " in done.stdout


def test_a_card_needs_no_torch():
    code = (
        "import sys, loopwise; loopwise.recipe('binary').template(); "
        "print({'torch', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()", done.stderr
