"""The loss of a model over a whole loader, streamed: mean over rows, in evaluation mode, without gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from loopwise.errors import LoopwiseError
from loopwise.text import Text

Batch = tuple[Any, Tensor]
Criterion = Callable[[Any, Any], Tensor]

AT_ONCE = 2048  # rows of two plain tensors


class LossOver:
    """loss() -> the mean loss over all rows, with the weights the model has now.

    batches: a DataLoader, a list of (inputs, targets), or one such pair of tensors. The mean is over rows, not over
    batches: the last one may be shorter. Every call sees the same random draws (augmentation, dropout left on).
    Raises LoopwiseError for an empty loader and for a forward or a criterion that fails.
    """

    def __init__(
        self, model: nn.Module, criterion: Criterion, batches: Iterable[Batch] | Batch, seed: int = 0
    ) -> None:
        self.model, self.criterion, self.seed = model, criterion, seed
        self.batches: Iterable[Any] = _cut(batches) if _is_pair(batches) else batches
        self.device = next((p.device for p in model.parameters()), torch.device("cpu"))
        self.rows = 0
        self._sums = getattr(criterion, "reduction", "mean") == "sum"

    @torch.no_grad()
    def __call__(self) -> float:
        """Return the mean loss. Random states are the caller's again afterwards."""
        total, rows = torch.zeros((), dtype=torch.float64), 0
        _seed(self.seed)
        for loss, count in self._losses():
            total += loss.detach().double().cpu() * (1 if self._sums else count)
            rows += count
        if not rows:
            raise LoopwiseError(
                Text(
                    en="the loader is empty: there is no loss.",
                    ko="데이터 로더가 비어 있어 손실(loss)을 잴 수 없습니다.",
                ),
                fix=Text(
                    en="hand over a DataLoader, or (inputs, targets)",
                    ko="DataLoader나 (입력, 정답)을 넘기세요",
                ),
            )
        self.rows = rows
        return float(total / rows)

    def parts(self) -> list[tuple[float, Callable[[], Tensor]]]:
        """Return (weight, loss) a batch, as `sharpness` takes them."""
        made = [(self._on_device(batch), _rows(batch)) for batch in self.batches]
        rows = sum(count for _, count in made)
        share = [1.0 if self._sums else count / rows for _, count in made]
        return [
            (weight, lambda x=x, y=y: self.criterion(self.model(x), y))  # type: ignore[misc]
            for weight, ((x, y), _) in zip(share, made, strict=True)
        ]

    def _losses(self) -> Iterator[tuple[Tensor, int]]:
        for batch in self.batches:
            x, y = self._on_device(batch)
            try:
                yield self.criterion(self.model(x), y), _rows(batch)
            except Exception as problem:  # the person's own model and criterion
                raise LoopwiseError(
                    Text(
                        en=f"the model cannot be run on this data: {type(problem).__name__}: {_first_line(problem)}",
                        ko=f"이 데이터로 모델을 실행하지 못했습니다: {type(problem).__name__}: {_first_line(problem)}",
                    ),
                    fix=Text(
                        en="try model(x) on one batch first", ko="먼저 배치 하나로 model(x)를 실행해 보세요"
                    ),
                ) from problem

    def _on_device(self, batch: Batch) -> Batch:
        try:
            x, y = batch
        except (TypeError, ValueError):
            raise LoopwiseError(
                Text(
                    en="a batch has to be a pair of inputs and targets.",
                    ko="배치는 (입력, 정답) 쌍이어야 합니다.",
                )
            ) from None
        return _moved(x, self.device), _moved(y, self.device)


def _seed(seed: int) -> None:
    """Seed what a model draws from. torch.manual_seed also notes who called it: a millisecond."""
    torch.default_generator.manual_seed(seed)
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.manual_seed_all(seed)


def _is_pair(batches: object) -> bool:
    return (
        isinstance(batches, tuple) and len(batches) == 2 and all(isinstance(part, Tensor) for part in batches)
    )


def _cut(pair: Any) -> list[Batch]:
    """Return two tensors as batches small enough for any model."""
    x, y = pair
    return list(zip(torch.split(x, AT_ONCE), torch.split(y, AT_ONCE), strict=True))


def _moved(value: Any, device: torch.device) -> Any:
    return value.to(device) if isinstance(value, Tensor) else value


def _rows(batch: Batch) -> int:
    return len(batch[1])


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [""])[0]
