"""`loopwise kept`: list in 80 columns, one in detail, removal after a question, JSON, nothing kept yet."""

import json

import pytest
from click.testing import CliRunner
from wcwidth import wcswidth

from loopwise import store
from loopwise.cli.kept import command
from loopwise.errors import LoopwiseError
from loopwise.records import Epoch, FitResult, WatchReport
from loopwise.text import speaking

FIT = FitResult(
    "breast_cancer",
    "binary",
    epochs=2,
    history=(Epoch(1, 0.6, 0.5), Epoch(2, 0.4, 0.3)),
    metrics={
        "test": {"accuracy": 0.97203, "recall": 0.9811, "precision": 0.9533, "roc_auc": 0.99},
        "dummy": {"accuracy": 0.62},
        "linear": {"accuracy": 0.96},
    },
)


def run(*arguments, **more):
    return CliRunner().invoke(command, arguments, catch_exceptions=False, **more)


@pytest.fixture(params=["en", "ko"])
def spoken(request):
    with speaking(request.param):
        yield request.param


def test_nothing_kept_says_what_to_do_next(spoken):
    answer = run()
    assert answer.exit_code == 0
    assert "loopwise watch train.py" in answer.output


def test_the_list_fits_80_columns_with_hangul_counted_as_two(spoken):
    store.keep(FIT)
    store.keep(WatchReport("아주 긴 한글 이름을 가진 학습 프로그램 파일 " * 3 + ".py", ()))
    with store.sink("watch", "train.py"):
        lines = run().output.splitlines()
    assert all(wcswidth(line) <= 80 for line in lines[:-1]), "the last line is the path of the store"
    starts = {
        wcswidth(line[: line.index(name)]) for line, name in zip(lines[:2], ("train", "아주"), strict=False)
    }
    assert len(starts) == 1, "titles begin in one column"
    assert lines[1].endswith("...")


def test_the_state_of_a_run_is_shown():
    with speaking("en"), store.sink("watch", "train.py") as sink:
        assert "[running]" in run().output
    with speaking("en"):
        assert "[interrupted]" in run().output
        assert "interrupted" in run(str(sink.number)).output


def test_one_result_is_shown_as_its_own_command_shows_it(spoken):
    pytest.importorskip("torch")
    from loopwise.training import fit

    result = fit("breast_cancer", epochs=1)
    answer = run(str(store.keep(result, title="week 3"))).output
    assert answer.startswith("[1] ")
    assert "week 3" in answer
    assert "loopwise 0." in answer
    assert f"{result.metrics['linear']['recall']:.3f}" in answer, "beside the baselines, as fit prints them"


def test_a_fit_that_was_killed_shows_what_there_is(spoken):
    with store.sink("fit", "breast_cancer") as sink:
        sink.add(Epoch(1, 0.6, 0.5))
    answer = run(str(sink.number))
    assert answer.exit_code == 0
    assert "1" in answer.output.splitlines()[-1]


def test_a_list_shows_two_metrics_and_where_all_is_kept(home):
    store.keep(FIT)
    answer = run().output
    assert "accuracy 0.972, recall 0.981" in answer
    assert str(home / "loopwise.db") in answer


def test_json_has_the_whole_result():
    number = store.keep(FIT)
    listed = json.loads(run("--json").output)
    assert listed["schema"] == 1
    [row] = listed["kept"]
    assert (row["number"], row["kind"], row["state"]) == (number, "fit", "finished")
    one = json.loads(run(str(number), "--json").output)
    assert one["schema"] == 1
    assert one["result"]["metrics"]["test"]["recall"] == 0.9811
    assert [epoch["epoch"] for epoch in one["result"]["history"]] == [1, 2]


def test_removal_asks_first(spoken):
    number = store.keep(FIT)
    assert run(str(number), "--remove", input="n\n").exit_code != 0
    assert len(store.kept()) == 1
    assert run(str(number), "--remove", input="y\n").exit_code == 0
    assert store.kept() == []


def test_removal_with_yes_does_not_ask():
    number = store.keep(FIT)
    answer = run(str(number), "--remove", "--yes", "--json")
    assert json.loads(answer.output) == {"schema": 1, "removed": number}
    assert store.kept() == []


def test_bad_numbers_exit_with_2():
    assert run("--remove").exit_code == 2
    assert run("week3").exit_code == 2
    with pytest.raises(LoopwiseError, match="41") as told:
        run("41")
    assert told.value.exit_code == 2
