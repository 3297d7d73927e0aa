"""What a program says: the questions that faults' rules ask.

program = read("train.py")
for loss in program.losses("cross_entropy"):
    if loss.input.last.is_("softmax"): ...
"""

from __future__ import annotations

from loopwise.program.questions.data_questions import DataQuestions
from loopwise.program.questions.shape_questions import ShapeQuestions
from loopwise.program.questions.step_questions import StepQuestions


class Program(ShapeQuestions, StepQuestions, DataQuestions):
    """One script or notebook with the files it imports, followed as far as its text allows.

    sources: every text that was read; `events`: what happens, in order.
    document: the JSON of a notebook that has no file, "" otherwise.
    """
