"""The JSON others rely on: exactly the keys of the interface."""

from __future__ import annotations

import json

from rendering.reports import NOTEBOOK, RUN, STRANGE

from loopwise.records import CheckReport, Followed, NotFollowed, Place
from loopwise.rendering import json_output
from loopwise.text import speaking


def test_a_check_has_the_keys_of_the_interface():
    with speaking("en"):
        answer = json.loads(json.dumps(json_output.check_object(NOTEBOOK)))
    assert answer["schema"] == 1
    assert answer["files"] == 1
    assert answer["followed"] | {"chains": 0} == {
        "training_loops": 1,
        "evaluation_loops": 1,
        "losses_seen": 1,
        "losses_resolved": 1,
        "chains": 0,
        "not_followed": [],
    }
    [finding] = answer["findings"]
    assert finding["message"].startswith("CrossEntropyLoss (cell 5:1) takes logits")
    assert finding | {"message": "", "repair": None} == {
        "fault": "softmax-before-cross-entropy",
        "severity": "error",
        "confidence": "certain",
        "path": "week6.ipynb",
        "cell": 4,
        "line": 12,
        "column": 16,
        "end_line": 12,
        "end_column": 45,
        "message": "",
        "evidence": {"classes": 10, "floor": 1.46115},
        "units": {"floor": "nat"},
        "repair": None,
    }
    assert finding["repair"]["safe"] is True
    assert finding["repair"]["edits"][0]["text"] == "self.fc2(x)"


def test_a_run_has_steps_and_series_beside_the_numbers():
    answer = json.loads(json.dumps(json_output.watch_object(RUN)))
    [finding] = answer["findings"]
    assert finding["step"] == 1
    assert finding["evidence"]["leftover"] == 2.5
    assert finding["evidence"]["series"] == {"leftover": {"steps": [1, 400], "values": [0.5, 2.5]}}
    assert answer["followed"]["steps"] == 400
    assert (answer["schema"], answer["ended"], answer["exit_code"]) == (1, "finished", 0)


def test_messages_are_in_the_reader_s_language_and_keys_are_not():
    with speaking("ko"):
        korean = json_output.check_object(NOTEBOOK)
    with speaking("en"):
        english = json_output.check_object(NOTEBOOK)
    assert "로짓" in korean["findings"][0]["message"]
    assert korean["findings"][0].keys() == english["findings"][0].keys()


def test_what_was_not_followed_has_its_place():
    lost = NotFollowed(Place("train.py", 40), "loss chosen by getattr")
    answer = json_output.check_object(CheckReport((STRANGE,), Followed(not_followed=(lost,))))
    assert answer["followed"]["not_followed"] == [
        {"path": "train.py", "cell": None, "line": 40, "what": "loss chosen by getattr"}
    ]
    assert answer["findings"][0]["units"] == {}
