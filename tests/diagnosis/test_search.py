"""Search by symptom: what people type leads to the faults, numbers are told, and nothing is made up."""

from __future__ import annotations

import math
import re

import pytest

from loopwise.diagnosis.search import explain, search, uniform_guess
from loopwise.diagnosis.words import concepts
from loopwise.errors import LoopwiseError
from loopwise.faults import catalogue
from loopwise.faults.softmax_before_cross_entropy import floor

SOFTMAX, ACCUMULATE = "softmax-before-cross-entropy", "gradients-accumulate"


def names(text):
    return [hit.fault.name for hit in search(text)]


@pytest.mark.parametrize("classes", [2, 3, 5, 7, 10, 20, 47, 100])
def test_the_loss_of_an_even_guess_is_recognised(classes):
    found = uniform_guess(f"{math.log(classes):.4f}")
    assert (found.classes, found.exact) == (classes, math.log(classes))


@pytest.mark.parametrize(
    ("given", "classes", "others"),
    [("2.303", 10, 0), ("2.30", 10, 0), ("2.3", 10, 0), ("0.693", 2, 0), ("0.7", 2, 0), ("6.908", 1000, 0)],
)
def test_the_digits_given_set_the_tolerance(given, classes, others):
    found = uniform_guess(given)
    assert (found.classes, found.others) == (classes, others)


def test_few_digits_own_that_other_counts_fit():
    assert uniform_guess("6.9").others > 10


@pytest.mark.parametrize("given", ["0.5", "2.31", "1.461", "9.99", "0.0"])
def test_another_number_means_nothing(given):
    assert uniform_guess(given) is None


@pytest.mark.parametrize("text", ["torch 2.13.0 on cuda 12.4.1", "lr=2.303e-4", "v2.303a", "12.303.1"])
def test_versions_and_parts_of_words_are_no_losses(text):
    assert explain(text).numbers == ()


@pytest.mark.parametrize("classes", [2, 3, 4, 5, 7, 10])
def test_a_floor_leads_to_its_fault_whatever_the_classes(classes):
    text = f"로스가 {floor(classes):.3f}에서 안 내려가요"
    best = search(text)[0]
    assert best.fault.name == SOFTMAX
    assert f"{classes} classes" in best.because.en


def test_another_number_in_the_same_sentence_does_not_lead_there_alone():
    at_floor = {hit.fault.name: hit.score for hit in search("loss stays near 1.461")}
    elsewhere = {hit.fault.name: hit.score for hit in search("loss stays near 1.2345")}
    assert at_floor[SOFTMAX] > 2 > elsewhere[SOFTMAX]


@pytest.mark.parametrize(
    "text",
    [
        "로스가 안 떨어져요",
        "loss가 안 줄어요",
        "손실이 줄지 않아요",
        "loss doesn't go down",
        "the loss is not decreasing at all",
        "my loss is stuck",
        "loss stuck at 0.693",
        "학습이 안 돼요",
        "it does not learn",
        "2.303",
    ],
)
def test_a_loss_that_stays_leads_to_every_fault_that_holds_it(text):
    assert {SOFTMAX, ACCUMULATE} <= set(names(text))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("로스가 튀어요", ACCUMULATE),
        ("loss keeps jumping", ACCUMULATE),
        ("정확도가 10%에서 안 올라가요", ACCUMULATE),
        ("accuracy stays at chance", ACCUMULATE),
        ("zero_grad", ACCUMULATE),
        ("Softmax before CrossEntropyLoss", SOFTMAX),
    ],
)
def test_what_people_type_leads_somewhere(text, fault):
    assert fault in names(text)


@pytest.mark.parametrize("fault", catalogue(), ids=lambda fault: fault.name)
def test_every_symptom_of_every_fault_leads_to_it(fault):
    for symptom in fault.symptoms:
        text = symptom
        for name, mark in fault.landmarks(10).items():
            text = text.replace("{" + name + "}", f"{mark:.3f}")
        text = re.sub(r"\{\w+\}", "3", text)
        assert fault.name in names(text), symptom


@pytest.mark.parametrize("fault", catalogue(), ids=lambda fault: fault.name)
@pytest.mark.parametrize(
    "spelling", [str, str.upper, lambda name: name.replace("-", "_"), lambda n: n.replace("-", " ")]
)
def test_a_name_is_found_first_in_any_spelling(fault, spelling):
    found = explain(spelling(fault.name))
    assert found.by_name is not None
    assert found.by_name.name == fault.name


@pytest.mark.parametrize(
    "text",
    [
        "xqzzvk",
        "loss goes down nicely",
        "loss",
        "학습",
        "works in train but not in eval",
        "val loss만 올라가요",
        "mat1 and mat2 shapes cannot be multiplied (6144x3 and 144x4)",
        "0.5",
    ],
)
def test_nothing_is_made_up(text):
    assert set(names(text)).isdisjoint({SOFTMAX, ACCUMULATE})


def test_where_nothing_is_found_the_nearest_symptoms_are_offered():
    near = explain("the pictures of my holidays are too bright, I think").near
    assert near
    assert all("{" not in str(one.symptom) for one in near)
    assert explain("xqzzvk").near == ()


def test_an_error_text_is_found_inside_a_traceback():
    text = "Traceback (most recent call last):\n  File ...\nIndexError: Target 3 is out of  bounds.\n"
    best = search(text)[0]
    assert best.fault.name == "labels-outside-classes"
    assert "is out of bounds" in best.because.en


def test_the_order_is_certain():
    assert names("loss does not go down") == names("loss does not go down")
    scores = [hit.score for hit in search("loss stays at 1.461")]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_question_is_refused(text):
    with pytest.raises(LoopwiseError):
        explain(text)


def test_a_word_is_not_taken_for_its_beginning():
    assert concepts("normalize the notebook's values, accept information") == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("로스가 안 떨어져요", "the loss won't drop"),
        ("정확도가 그대로예요", "accuracy is stuck"),
        ("그래디언트가 폭발해요", "gradients explode"),
        ("메모리 터져요", "memory explodes"),
        ("학습이 느려요", "training is slow"),
    ],
)
def test_two_languages_say_one_thing(one, other):
    assert concepts(one) == concepts(other)


def test_an_error_text_is_not_answered_with_another_error_about_the_same_things():
    text = 'Traceback (most recent call last):\n  File "train.py", line 20\nValueError: dimension of nothing we know'
    assert search(text) == []
