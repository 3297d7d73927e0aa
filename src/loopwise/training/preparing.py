"""Split first; then everything that looks at values is fitted on training rows only.

parts = split(data, seed=0)                    # row numbers: 75 % train and validation, 25 % test
rounds = rounds_of(data, seed=0)               # the same once, or ten times where rows are few; with folds
ready = Preparation.fitted(data, parts.train)
x = ready.apply(data, parts.test)              # (n, features) float32; of pictures (n, channels, height, width)
scale = Scale.of(data.target[parts.train])     # of amounts, which are learnt standardised
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from loopwise.data import Data
from loopwise.errors import LoopwiseError
from loopwise.text import Text

Indices = NDArray[np.int64]  # row numbers of the data

TEST_SHARE = 0.25
VALIDATION_SHARE = 0.2  # of what is not test: 60 / 15 / 25 of all rows
FEW_ROWS = 200  # that are not test: of fewer, a validation part would have less than 40
FOLDS = 5
FEWEST_TO_DIVIDE = (
    50  # rows; a test part of fewer would have a dozen, and its figure hang on one or two of them
)
ROUNDS = 10
FEWEST_PER_CLASS = 5  # less, and a part would have none of it
MOST_NAMED = 3  # classes
MOST_CATEGORIES = 20  # rarer values of a column share one feature


@dataclass(frozen=True, slots=True)
class Parts:
    """Row numbers of the three parts. They share no row.

    folds: where rows are few, `train` divided into training and validation rows in several ways; each row of it is in
    one validation part, and `validation` is empty.
    """

    train: Indices
    validation: Indices
    test: Indices
    folds: tuple[Parts, ...] = ()

    @property
    def known(self) -> Indices:
        """Train and validation together: what a baseline, which needs no validation, may learn from."""
        return np.concatenate([self.train, self.validation])

    @property
    def validated(self) -> Indices:
        """The rows a model was validated on: of folds all, fold by fold."""
        return np.concatenate([fold.validation for fold in self.folds]) if self.folds else self.validation


def split(data: Data, seed: int) -> Parts:
    """Draw the parts that the data do not bring; classes keep their shares. LoopwiseError for a class too rare.

    Where a test part is given, nothing is drawn from it; where only "train" is, the others are drawn from that.
    """
    _enough_of_each(data)
    rest, test = _given(data, "test", _outside(data), TEST_SHARE, seed)
    train, validation = _given(data, "validation", rest, VALIDATION_SHARE, seed)
    return Parts(train, validation, test)


def rounds_of(data: Data, seed: int) -> tuple[Parts, ...]:
    """Return the parts of each round: of one, or, where rows are few, of ten in which every row is a test row once.

    Of several rounds the first has folds, to show how a training goes on rows it does not see.
    """
    if data.given or data.rows >= FEWEST_TO_DIVIDE:
        return (with_folds(split(data, seed), data, seed),)
    _enough_of_each(data)
    ways = _ways(data, np.arange(data.rows), ROUNDS, seed)
    first, *others = (Parts(known, known[:0], test) for known, test in ways)
    return with_folds(first, data, seed), *others


def with_folds(parts: Parts, data: Data, seed: int) -> Parts:
    """Return the parts with folds instead of a validation part that would be too small, unless the data bring one."""
    known = parts.known
    if "validation" in data.given or len(known) >= FEW_ROWS:
        return parts
    folds = tuple(Parts(train, held, parts.test) for train, held in _ways(data, known, FOLDS, seed))
    return Parts(known, known[:0], parts.test, folds)


def _ways(data: Data, rows: Indices, count: int, seed: int) -> Iterator[tuple[Indices, Indices]]:
    """Yield (the others, those held out) so that each row is held out once; classes keep their shares."""
    if data.classes:  # no more ways than the rarest class has rows
        classes = data.target[rows]
        most = min(count, int(np.unique(classes, return_counts=True)[1].min()))
        ways = StratifiedKFold(most, shuffle=True, random_state=seed).split(rows, classes)
    else:
        ways = KFold(count, shuffle=True, random_state=seed).split(rows)
    return ((rows[kept], rows[held]) for kept, held in ways)


class Preparation:
    """What the model sees of a row, by statistics of the rows it was fitted on.

    Numbers: median where missing, then mean 0 and deviation 1. Categories: a feature for each value. Pictures: mean 0
    and deviation 1 for each channel, so that a pixel that is always black stays as it is.
    """

    def __init__(self) -> None:
        self._imputer = SimpleImputer(strategy="median", keep_empty_features=True)
        self._scaler = StandardScaler()
        self._one_hot = OneHotEncoder(
            handle_unknown="infrequent_if_exist", max_categories=MOST_CATEGORIES, sparse_output=False
        )
        self._channels = Scale.of(np.zeros((2, 1)))

    @classmethod
    def fitted(cls, data: Data, rows: Indices) -> Preparation:
        """Learn medians, means, deviations and categories from these rows alone."""
        ready = cls()
        if data.picture:
            ready._channels = Scale.of(np.moveaxis(_pictures(data, rows), 1, -1).reshape(-1, data.picture[0]))
        elif data.numbers.shape[1]:
            ready._scaler.fit(ready._imputer.fit_transform(data.numbers[rows]))
        if data.categories.shape[1]:
            ready._one_hot.fit(data.categories[rows])
        return ready

    def apply(self, data: Data, rows: Indices) -> NDArray[np.float32]:
        """Return the rows as the model takes them: (n, features) or (n, channels, height, width) float32."""
        if data.picture:
            pictures = np.moveaxis(_pictures(data, rows), 1, -1)
            return np.ascontiguousarray(np.moveaxis(self._channels.apply(pictures), -1, 1), dtype=np.float32)
        parts = [np.empty((len(rows), 0))]
        if data.numbers.shape[1]:
            parts.append(self._scaler.transform(self._imputer.transform(data.numbers[rows])))
        if data.categories.shape[1]:
            parts.append(self._one_hot.transform(data.categories[rows]))
        return np.hstack(parts).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Scale:
    """Mean and deviation of columns, to standardise them and to go back. A column that never changes stays."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[Any]) -> Scale:
        """Learn them from (n,) or (n, columns) values."""
        deviation = np.std(values, axis=0, dtype=np.float64)
        return cls(np.mean(values, axis=0, dtype=np.float64), np.where(deviation > 0, deviation, 1.0))

    def apply(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the values with mean 0 and deviation 1."""
        return (values - self.mean) / self.deviation

    def undo(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return standardised values in their own unit."""
        return values * self.deviation + self.mean


def _pictures(data: Data, rows: Indices) -> NDArray[Any]:
    """Return rows as (n, channels, height, width)."""
    assert data.picture
    return data.numbers[rows].reshape(len(rows), *data.picture)


def _outside(data: Data) -> Indices:
    """Return the rows from which parts may be drawn: all that no given part but "train" holds."""
    held = [rows for name, rows in data.given.items() if name != "train"]
    return np.setdiff1d(np.arange(data.rows), np.concatenate(held)) if held else np.arange(data.rows)


def _given(data: Data, part: str, rows: Indices, share: float, seed: int) -> tuple[Indices, Indices]:
    """Return (the others, the part): as the data bring it, else drawn from `rows`."""
    if part in data.given:
        return rows, data.given[part]
    return _drawn(data, rows, share, seed)


def _drawn(data: Data, rows: Indices, share: float, seed: int) -> tuple[Indices, Indices]:
    classes = data.target[rows] if data.classes else None
    kept, drawn = train_test_split(rows, test_size=share, random_state=seed, stratify=classes)
    return kept, drawn


def _enough_of_each(data: Data) -> None:
    if not data.classes:
        return
    counts = dict(zip(data.classes, np.bincount(data.target, minlength=len(data.classes)), strict=True))
    rare = [name for name, count in counts.items() if count < FEWEST_PER_CLASS]
    if not rare:
        return
    named = ", ".join(f"{name!r} ({counts[name]})" for name in rare[:MOST_NAMED])
    more = " ..." if len(rare) > MOST_NAMED else ""
    raise LoopwiseError(
        Text(
            en=f"{data.name}: {len(rare)} of {len(counts)} classes have fewer than {FEWEST_PER_CLASS} rows, too few to "
            f"split into train, validation and test: {named}{more}",
            ko=f"{data.name}: 클래스 {len(counts)}개 가운데 {len(rare)}개는 행이 {FEWEST_PER_CLASS}개보다 적어 학습, "
            f"검증, 테스트 데이터로 나눌 수 없습니다: {named}{more}",
        ),
        fix=Text(
            en="add rows of these classes, leave them out, or make one class of them",
            ko="그 클래스의 행을 더 추가하거나, 빼거나, 한 클래스로 묶으세요",
        ),
    )
