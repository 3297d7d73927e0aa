"""A test picture before a model that was fitted here  ->  subject_of(kept(12).result, row=3).

The rows and the model are made again from what the result says; the weights are those it was measured with.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from loopwise.descent.weights import put, unpacked
from loopwise.errors import LoopwiseError
from loopwise.records import FitResult
from loopwise.text import Text
from loopwise.tracing.trained import Pixels, Subject
from loopwise.training.landscapes import task_again

NO_WEIGHTS = Text(
    en="this fit kept no weights: feature maps are of models of pictures, such as {fix}.",
    ko="가중치를 저장하지 않은 학습 결과입니다. 특징 맵(feature map)은 이미지 모델에서 볼 수 있습니다. 예: {fix}",
)


def subject_of(result: FitResult, row: int = 0) -> Subject:
    """Return a test picture (its number, from 0; beyond the last one, the last) and the fitted model."""
    if result.weights is None or result.recipe not in ("multiclass", "binary"):
        raise LoopwiseError(NO_WEIGHTS.format(fix="loopwise fit mnist5k --model cnn"))
    task = task_again(result)
    put(task.model, unpacked(result.weights)[0])
    x, truth = (rows[min(row, result.rows.test - 1)].cpu() for rows in task.test)
    names = result.classes
    if result.recipe == "binary":  # one logit, of the positive class
        names = (*(name for name in names if name != result.positive), result.positive)
    return Subject(
        task.model.cpu().eval(),
        x.unsqueeze(0),
        _for_the_eye(x),
        names,
        f"{result.model}, {result.data}",
        names[int(truth)],
    )


def _for_the_eye(x: Tensor) -> Pixels:
    """(channels, H, W), standardised -> (H, W, 3) uint8 from its least to its most; one channel is grey."""
    shown = x.expand(3, -1, -1) if len(x) == 1 else x[:3]
    least, most = shown.amin(), shown.amax()
    pixels: Pixels = np.ascontiguousarray(
        (255 * (shown - least) / (most - least).clamp_min(1e-12)).to(torch.uint8).permute(1, 2, 0).numpy()
    )
    return pixels
