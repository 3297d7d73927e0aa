"""From what a person sees to the faults that cause it: a symptom, an error text, a number, a name.

>>> [hit.fault.name for hit in search("loss stays at 1.461")][:1]
['softmax-before-cross-entropy']
>>> explain("2.303").numbers[0].classes
10

Everything comes from the catalogue: names, titles, symptoms, landmarks. Ranked, best first: its own name; a
number at which it holds the loss; an error text of it that stands there word by word; a symptom that means the
same; a word of the fault's own text. Among equals, the fault that people meet more often.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from loopwise.diagnosis.failures import Cause, causes_of, is_told
from loopwise.diagnosis.tracebacks import read_failure
from loopwise.diagnosis.words import concepts, tells
from loopwise.errors import LoopwiseError
from loopwise.faults import Fault, catalogue
from loopwise.records.failures import Failure
from loopwise.text import Text, has_hangul
from loopwise.text.text import placeholders

MOST_CLASSES = 1000
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+\.\d+(?!\.?\d|[A-Za-z_])")  # 2.303, but not torch 2.13.0
# What a machine says, in its own words: another error about the same things is another error.
_ERROR = re.compile(
    r"\b\w*(?:Error|Warning|Exception):|^Traceback |torch\.|\b(?:got|expects|must be|should be the same)\b|"
    r"\b[Ee]xpected [\w\[(]|\bTarget size|Tensors?\b|Variable|state_dict|\bsize \[|input\[|doesn't match the|"
    r"\bis not compatible|[Ee]rror: |\bload failed\b",
    re.MULTILINE,
)
_ANY_NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
_ANY_SHAPE = r"\[[\d, ]*\]"
_STANDS_FOR_ANY = r"\{\w+\}|\[[\d, ]*\]|(?<![\w.])\d+(?![\w.])"
_ENOUGH = 0.6  # share of a symptom's meanings that a text must have
_MOST_NEAR, _NEAR_ENOUGH = 3, 0.3

_AT_CHANCE = frozenset(("loss", "stuck", "chance"))  # what a bare log C says

LANDMARK = Text(
    en="{given} is what this fault gives with {classes} classes: {label}",
    ko="{given} 값은 클래스가 {classes}개일 때 이 문제가 만드는 값입니다: {label}",
)
# Scores; a symptom that means the same gives the share of meanings the two have in common, up to 1.
BY_NAME, BY_ERROR, BY_LANDMARK, BY_TEXT, BY_MENTION = 5.0, 4.0, 3.0, 2.0, 0.5


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

    score: larger is surer. because: the name, symptom, words or number that matched.
    cause: how it explains a failure, where the text tells of one.
    """

    fault: Fault
    score: float
    because: Text
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A fault that does not explain a text, but whose symptom talks of the same things."""

    fault: Fault
    symptom: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to a text: what its numbers mean, and the faults it may be about, best first.

    failure: what has failed, where the text is a traceback, a warning or an error with its type.
    """

    asked: str
    numbers: tuple[Number, ...] = ()
    hits: tuple[Hit, ...] = ()
    near: tuple[Near, ...] = ()  # what comes nearest where nothing was found
    failure: Failure | None = None
    sources: Mapping[str, str] = field(
        default_factory=dict
    )  # Place.source -> text, of what was checked for it

    @property
    def by_name(self) -> Fault | None:
        """Return the one fault that was asked for by its name."""
        return self.hits[0].fault if self.hits and self.hits[0].score == BY_NAME else None


def explain(text: str) -> Explanation:
    """Say what a symptom, an error text, a traceback, a number or a fault's name is about.

    A traceback's own files are checked where they are here and their lines still are what it shows.
    Raises LoopwiseError for a text without words.
    """
    if not text.strip():
        raise LoopwiseError(
            Text(en="there is nothing to explain.", ko="설명할 내용이 없습니다."),
            fix='loopwise explain "loss stays at 2.303"',
        )
    if failure := read_failure(text):
        return explain_failure(failure, text.strip())
    numbers = uniform_guesses(text)
    hits = tuple(search(text))
    return Explanation(text.strip(), numbers, hits, () if hits or numbers else _near(text))


def explain_failure(failure: Failure, asked: str = "") -> Explanation:
    """Say which faults explain a run that has failed; the program itself is checked where its source is here."""
    from loopwise.diagnosis.failing_source import source_behind  # the reader: a symptom needs none

    said = f"{failure.kind}: {failure.message}"
    source = source_behind(failure)
    hits = tuple(_ranked(said, causes_of(failure, source.findings)))
    return Explanation(asked or said, (), hits, () if hits else _near(said), failure, source.sources)


def search(text: str) -> list[Hit]:
    """Return the faults a text may be about, best first; of one score, those first that people meet most."""
    return _ranked(text, causes_of(Failure("", text)))


def _ranked(text: str, causes: list[Cause]) -> list[Hit]:
    """Return the causes of a failure, and the faults that a text is about otherwise."""
    hits = [Hit(one.fault, BY_ERROR + one.certainty / 10, _as_is(str(one.because)), one) for one in causes]
    is_error = bool(causes or _ERROR.search(text))
    for fault in catalogue():
        if not is_told(fault, text) and (hit := _best(fault, text, is_error=is_error)):
            hits.append(hit)  # a text that a fault declares was decided with the causes
    return sorted(hits, key=_rank)


def _rank(hit: Hit) -> tuple[float, int, str]:
    return (-round(hit.score, 2), -hit.fault.often, hit.fault.name)


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


def _best(fault: Fault, text: str, *, is_error: bool) -> Hit | None:
    """Return the best reason for which a text may be about this fault."""
    found = [*_named(fault, text), *_worded(fault, text, is_error=is_error)]
    if not is_error:
        found += [*_landmarks(fault, text), *_mentioned(fault, text)]
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


def _worded(fault: Fault, text: str, *, is_error: bool) -> Iterator[Hit]:
    """Yield where a symptom stands in the text, or means what it means.

    is_error: torch's words are exact; an error that only talks of the same things is another error.
    """
    plain, asked = _plain(text), concepts(text)
    if not asked and uniform_guesses(text):
        asked = _AT_CHANCE
    for symptom in (*fault.symptoms, fault.title.en, fault.title.ko, fault.name.replace("-", " ")):
        stands = placeholders(symptom).isdisjoint(fault.landmarks(2)) and _pattern(symptom).search(plain)
        meant = concepts(symptom)
        if stands and (is_error or not tells(meant)):
            yield Hit(fault, BY_TEXT + len(symptom) / 1000, _as_is(symptom))  # the longer text says more
        elif stands or (not is_error and symptom in fault.symptoms and _means(meant, asked)):
            yield Hit(fault, _in_common(meant, asked), _as_is(symptom))


def _means(symptom: frozenset[str], asked: frozenset[str]) -> bool:
    """Tell whether a text says what a symptom says. What only validation shows is no symptom of training."""
    if "validation" in asked - symptom:
        return False
    common = symptom & asked
    return tells(common) and _weight(common) >= _ENOUGH * _weight(symptom)


def _in_common(symptom: frozenset[str], asked: frozenset[str]) -> float:
    """Return the share of meanings that two texts have in common, 1 where they mean the same."""
    return 2 * _weight(symptom & asked) / (_weight(symptom) + _weight(asked) or 1)


def _weight(meanings: frozenset[str]) -> float:
    return sum(_rarity(meaning) for meaning in meanings)


@cache
def _rarity(meaning: str) -> float:
    """Return how much a meaning says: one that few faults show says more than "loss"."""
    showing = sum(any(meaning in concepts(one) for one in fault.symptoms) for fault in catalogue())
    return math.log((2 + len(catalogue())) / (1 + showing))


def _mentioned(fault: Fault, text: str) -> Iterator[Hit]:
    """Yield where a word or two, such as `zero_grad`, stand in the fault's own text."""
    plain = _plain(text)
    told = (
        fault.name,
        *(words for one in (fault.title, fault.says, fault.mend) for words in (one.en, one.ko)),
    )
    if len(plain) >= 3 and not concepts(text) and any(plain in _plain(words) for words in told):
        yield Hit(fault, BY_MENTION, _as_is(text.strip()))


@cache
def _pattern(symptom: str) -> re.Pattern[str]:
    """Return a symptom's words as a pattern in which `{name}` is any number, as are the numbers of an error."""
    parts = _STANDS_FOR_ANY if _ERROR.search(symptom) else r"\{\w+\}"
    words, gaps = re.split(parts, _plain(symptom)), re.findall(parts, _plain(symptom))
    others = [_ANY_SHAPE if gap[0] == "[" else _ANY_NUMBER for gap in gaps]
    return re.compile(
        "".join(re.escape(word) + other for word, other in zip(words, [*others, ""], strict=True))
    )


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


def _near(text: str) -> tuple[Near, ...]:
    """Return the faults whose symptoms talk of the same things, the nearest first."""
    asked = concepts(text)
    found: list[tuple[float, int, Near]] = []
    for fault in catalogue():
        best = max(
            fault.symptoms, key=lambda one: (_in_common(concepts(one), asked), _same_letters(one, text))
        )
        if _in_common(concepts(best), asked) >= _NEAR_ENOUGH:
            found.append((_in_common(concepts(best), asked), fault.often, Near(fault, _as_is(best))))
    found.sort(key=lambda one: (-one[0], -one[1], one[2].fault.name))
    return tuple(near for _, _, near in found[:_MOST_NEAR])
