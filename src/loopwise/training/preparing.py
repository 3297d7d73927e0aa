"""Split first; then everything that looks at values is fitted on training rows only.

parts = split(data, seed=0)                    # row numbers: 75 % train and validation, 25 % test
ready = Preparation.fitted(data, parts.train)
x = ready.apply(data, parts.test)              # (n, features) float32
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from loopwise.data import Data
from loopwise.errors import LoopwiseError
from loopwise.text import Text

Indices = NDArray[np.int64]  # row numbers of the data

TEST_SHARE = 0.25
VALIDATION_SHARE = 0.2  # of what is not test: 60 / 15 / 25 of all rows
FEWEST_PER_CLASS = 5  # less, and a part would have none of it
MOST_CATEGORIES = 20  # rarer values of a column share one feature


@dataclass(frozen=True, slots=True)
class Parts:
    """Row numbers of the three parts. They share no row."""

    train: Indices
    validation: Indices
    test: Indices

    @property
    def known(self) -> Indices:
        """Train and validation together: what a baseline, which needs no validation, may learn from."""
        return np.concatenate([self.train, self.validation])


def split(data: Data, seed: int) -> Parts:
    """Draw the parts; classes keep their shares in each. LoopwiseError for a class too rare to be split."""
    _enough_of_each(data)
    rest, test = _drawn(np.arange(data.rows), data.target, TEST_SHARE, seed)
    train, validation = _drawn(rest, data.target[rest], VALIDATION_SHARE, seed)
    return Parts(train, validation, test)


class Preparation:
    """Numbers: median where missing, then mean 0 and deviation 1. Categories: a feature for each value."""

    def __init__(self) -> None:
        self._imputer = SimpleImputer(strategy="median", keep_empty_features=True)
        self._scaler = StandardScaler()
        self._one_hot = OneHotEncoder(
            handle_unknown="infrequent_if_exist", max_categories=MOST_CATEGORIES, sparse_output=False
        )

    @classmethod
    def fitted(cls, data: Data, rows: Indices) -> Preparation:
        """Learn medians, means, deviations and categories from these rows alone."""
        ready = cls()
        if data.numbers.shape[1]:
            ready._scaler.fit(ready._imputer.fit_transform(data.numbers[rows]))
        if data.categories.shape[1]:
            ready._one_hot.fit(data.categories[rows])
        return ready

    def apply(self, data: Data, rows: Indices) -> NDArray[np.float32]:
        """Return the rows as the model takes them: (n, features) float32."""
        parts = [np.empty((len(rows), 0))]
        if data.numbers.shape[1]:
            parts.append(self._scaler.transform(self._imputer.transform(data.numbers[rows])))
        if data.categories.shape[1]:
            parts.append(self._one_hot.transform(data.categories[rows]))
        return np.hstack(parts).astype(np.float32)


def _drawn(
    rows: Indices, target: NDArray[np.int64] | NDArray[np.float64], share: float, seed: int
) -> tuple[Indices, Indices]:
    kept, drawn = train_test_split(rows, test_size=share, random_state=seed, stratify=target)
    return kept, drawn


def _enough_of_each(data: Data) -> None:
    counts = np.bincount(data.target, minlength=len(data.classes))
    for name, count in zip(data.classes, counts, strict=True):
        if count < FEWEST_PER_CLASS:
            raise LoopwiseError(
                Text(
                    en=f"{data.name}: class {name!r} has {count} rows; at least {FEWEST_PER_CLASS} are "
                    "needed to split into train, validation and test.",
                    ko=f"{data.name}: 클래스 {name!r}의 행이 {count}개뿐입니다. 학습, 검증, 테스트 데이터로 "
                    "나누려면 "
                    f"{FEWEST_PER_CLASS}개 이상 필요합니다.",
                ),
                fix=Text(en="add rows of that class", ko="그 클래스의 행을 더 추가하세요"),
            )
