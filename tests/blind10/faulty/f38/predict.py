import torch


class Predictor:
    """Wraps a trained screener and gives 0/1 flags."""

    def __init__(self, model, threshold: float = 0.5):
        self.model = model.eval()
        self.threshold = threshold

    @torch.no_grad()
    def probabilities(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.model(x))

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        return (self.probabilities(x) > self.threshold).float()
