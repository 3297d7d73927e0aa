"""The contract every recipe keeps, and its template run as a plain script."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from loopwise.errors import LoopwiseError
from loopwise.recipes import metric, recipe, recipe_named, recipes
from loopwise.recipes._recipe import Recipe
from loopwise.text import Formula
from loopwise.text.text import placeholders

NAMES = [one.name for one in recipes()]
# What LaTeX writes that stands for no quantity.
_COMMANDS = {"frac", "max", "min", "log", "exp", "left", "right", "cdot", "bigl", "bigr", "tfrac"}


def symbols_in(latex):
    """Return the symbols of a formula: Greek and script commands, and single letters."""
    commands = set(re.findall(r"\\([a-zA-Z]+)", latex)) - _COMMANDS
    letters = set(re.findall("[a-zA-Z]", re.sub(r"\\[a-zA-Z]+", " ", latex)))
    return {f"\\{name}" for name in commands} | letters


@pytest.fixture(params=NAMES)
def each(request) -> Recipe:
    return recipe_named(request.param)


def test_there_is_the_binary_one():
    assert "binary" in NAMES == sorted(NAMES)
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
        assert hasattr(sk, f"{name}_score") or hasattr(sk, name)
        assert metric(name).label.ko
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", trap) for trap in each.traps)


def test_every_loss_takes_what_its_line_says(each):
    """Outputs of the model, with the activation of the line, and a target of its shape and type: no error."""
    import torch

    for line in each.losses:
        outputs = torch.linspace(-2, 2, 5 * line.units).reshape(5, line.units)
        if line.in_model != "none":
            outputs = getattr(torch, line.in_model)(outputs)
        shape = {"(N, 1)": (5, 1), "(N,)": (5,)}[line.shape]
        target = torch.tensor([0, 1, 1, 0, 1]).reshape(shape).to(getattr(torch, line.dtype))
        assert torch.isfinite(getattr(torch.nn, line.loss)()(outputs, target))


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
    texts += [text for formula in each.formulas for text in formula.symbols.values()]
    for text in texts:
        assert text.en.strip() and re.search("[가-힣]", text.ko), text


def test_every_symbol_of_a_formula_is_explained(each):
    assert each.formulas
    for formula in each.formulas:
        assert symbols_in(formula.latex) == set(formula.symbols), formula.latex
        assert formula.code and ast.parse(formula.code)
        assert formula.worked


def test_the_worked_lines_ask_for_numbers_that_a_result_gives(each):
    from loopwise.records import FitResult, Scores

    result = FitResult(data="d", recipe=each.name, test=Scores((0, 1, 1), (0.2, 0.9, 1.0)))
    numbers = each.numbers(result)
    for formula in each.formulas:
        assert placeholders(formula.worked) <= numbers.keys()
        assert formula.worked.format(**numbers)


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


def test_a_card_needs_no_torch():
    code = (
        "import sys, loopwise; loopwise.recipe('binary').template(); "
        "print({'torch', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()", done.stderr
