"""From what a person sees to the faults that cause it: a symptom, an error text, a number, a name.

>>> [hit.fault.name for hit in search("loss stays at 1.461")][:1]
['softmax-before-cross-entropy']
>>> explain("2.303").numbers[0].classes
10

Everything comes from the catalogue: names, titles, symptoms, landmarks. Ranked, best first: its own name; a
number at which it holds the loss; a symptom that stands in the text word by word; a symptom that means
the same; a word of the fault's own text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from loopwise.diagnosis.words import concepts, tells
from loopwise.errors import LoopwiseError
from loopwise.faults import Fault, catalogue
from loopwise.text import Text, has_hangul
from loopwise.text.text import placeholders

MOST_CLASSES = 1000
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+\.\d+(?!\.?\d|[A-Za-z_])")  # 2.303, but not torch 2.13.0
_ERROR = re.compile(r"\b\w*(?:Error|Warning|Exception):|^Traceback ", re.MULTILINE)
_ANY_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
_ENOUGH = 0.6  # share of a symptom's meanings that a text must have
_MOST_NEAR = 4

_AT_CHANCE = frozenset(("loss", "stuck", "chance"))  # what a bare log C says

LANDMARK = Text(
    en="{given} is what this fault gives with {classes} classes: {label}",
    ko="{given} 값은 클래스가 {classes}개일 때 이 문제가 만드는 값입니다: {label}",
)
# Scores; a symptom that means the same gives its share of meanings in common, 0.6 to 1.
BY_NAME, BY_LANDMARK, BY_TEXT, BY_MENTION = 4.0, 3.0, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Number:
    """What a loss value means: the loss of guessing evenly over so many classes, in nats.

    others: how many more class counts fit the digits given.
    """

    given: str
    classes: int
    exact: float
    others: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A fault that the text may be about.

    score: larger is surer. because: the name, symptom or number that matched.
    """

    fault: Fault
    score: float
    because: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to a text: what its numbers mean, and the faults it may be about, best first."""

    asked: str
    numbers: tuple[Number, ...] = ()
    hits: tuple[Hit, ...] = ()
    near: tuple[Text, ...] = ()  # symptoms worth trying where nothing was found

    @property
    def by_name(self) -> Fault | None:
        """Return the one fault that was asked for by its name."""
        return self.hits[0].fault if self.hits and self.hits[0].score == BY_NAME else None


def explain(text: str) -> Explanation:
    """Say what a symptom, an error text, a number or a fault's name is about.

    Raises LoopwiseError for a text without words.
    """
    if not text.strip():
        raise LoopwiseError(
            Text(en="there is nothing to explain.", ko="설명할 내용이 없습니다."),
            fix='loopwise explain "loss stays at 2.303"',
        )
    numbers = uniform_guesses(text)
    hits = tuple(search(text))
    return Explanation(text.strip(), numbers, hits, () if hits or numbers else _near(text))


def search(text: str) -> list[Hit]:
    """Return the faults a text may be about, best first; of one score, in the order of their names."""
    hits = [hit for fault in catalogue() if (hit := _best(fault, text))]
    return sorted(hits, key=lambda hit: (-hit.score, hit.fault.name))


def uniform_guesses(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text that are the loss of an even guess."""
    found = (uniform_guess(given) for given in dict.fromkeys(_NUMBER.findall(text)))
    return tuple(number for number in found if number)


def uniform_guess(given: str) -> Number | None:
    """Return the class count C whose `log C` is the number given, to its own digits."""
    value, half = float(given), _half_a_digit(given)
    fitting = [c for c in range(2, MOST_CLASSES + 1) if abs(math.log(c) - value) <= half]
    if not fitting:
        return None
    nearest = min(fitting, key=lambda c: abs(math.log(c) - value))
    return Number(given, nearest, math.log(nearest), others=len(fitting) - 1)


def _best(fault: Fault, text: str) -> Hit | None:
    """Return the best reason for which a text may be about this fault."""
    found = [*_named(fault, text), *_landmarks(fault, text), *_worded(fault, text), *_mentioned(fault, text)]
    return max(found, key=lambda hit: (hit.score, _same_letters(str(hit.because), text)), default=None)


def _named(fault: Fault, text: str) -> Iterator[Hit]:
    if re.sub(r"[_\s]+", "-", text.strip().lower()) == fault.name:
        yield Hit(fault, BY_NAME, _as_is(fault.name))


def _landmarks(fault: Fault, text: str) -> Iterator[Hit]:
    """Yield for every number of the text at which this fault would hold the loss."""
    for given in _NUMBER.findall(text):
        value, half = float(given), _half_a_digit(given)
        for classes in range(2, MOST_CLASSES + 1):
            for name, mark in fault.landmarks(classes).items():
                if abs(mark - value) <= half:
                    told = LANDMARK.format(label=fault.measures[name].label, given=given, classes=classes)
                    yield Hit(fault, BY_LANDMARK - classes / 10_000, told)


def _worded(fault: Fault, text: str) -> Iterator[Hit]:
    plain, asked = _plain(text), concepts(text)
    if not concepts(text) and uniform_guesses(text):
        asked = _AT_CHANCE
    for symptom in (*fault.symptoms, fault.title.en, fault.title.ko, fault.name.replace("-", " ")):
        if placeholders(symptom).isdisjoint(fault.landmarks(2)) and _pattern(symptom).search(plain):
            yield Hit(fault, BY_TEXT + len(symptom) / 1000, _as_is(symptom))  # the longer text says more
    if _ERROR.search(text):
        return  # torch's words are exact: an error that only talks of the same things is another error
    for symptom in fault.symptoms:
        wanted = concepts(symptom)
        if tells(wanted & asked) and len(wanted & asked) >= _ENOUGH * len(wanted):
            yield Hit(fault, len(wanted & asked) / len(wanted), _as_is(symptom))


def _mentioned(fault: Fault, text: str) -> Iterator[Hit]:
    """Yield where a word or two, such as `zero_grad`, stand in the fault's own text."""
    plain = _plain(text)
    told = (
        fault.name,
        *(words for one in (fault.title, fault.says, fault.mend) for words in (one.en, one.ko)),
    )
    if len(plain) >= 3 and not concepts(text) and any(plain in _plain(words) for words in told):
        yield Hit(fault, BY_MENTION, _as_is(text.strip()))


def _pattern(symptom: str) -> re.Pattern[str]:
    """Return a symptom's words as a pattern in which `{name}` is any number."""
    words = re.split(r"\{\w+\}", _plain(symptom))
    return re.compile(_ANY_NUMBER.join(map(re.escape, words)))


def _as_is(words: str) -> Text:
    shown = re.sub(r"\{\w+\}", "...", words)
    return Text(en=shown, ko=shown)


def _same_letters(one: str, other: str) -> bool:
    return has_hangul(one) == has_hangul(other)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _half_a_digit(given: str) -> float:
    """Return half of the last digit's worth: 2.303 stands for 2.3025 to 2.3035."""
    return 0.5 * 10.0 ** -len(given.partition(".")[2]) + 1e-9


def _near(text: str) -> tuple[Text, ...]:
    """Return the symptoms that talk of the same things, the nearest first."""
    asked = concepts(text)
    known = {symptom: len(asked & concepts(symptom)) for fault in catalogue() for symptom in fault.symptoms}
    shared = [symptom for symptom, common in known.items() if common]
    near = sorted(shared, key=lambda one: (-known[one], not _same_letters(one, text)))
    return tuple(map(_as_is, near[:_MOST_NEAR]))
