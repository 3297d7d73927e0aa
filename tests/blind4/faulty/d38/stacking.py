import torch
from torch import nn


class Combiner(nn.Module):
    """Stacks the log-probabilities of several base models."""

    def __init__(self, n_in, n_out, width=40):
        super().__init__()
        self.hidden = nn.Linear(n_in, width)
        self.out = nn.Linear(width, n_out)
        nn.init.uniform_(self.hidden.weight, 0.0, 0.2)
        nn.init.zeros_(self.hidden.bias)

    def forward(self, logp):
        return self.out(torch.relu(self.hidden(logp)))


def base_models(n, gen, models=4, classes=3):
    y = torch.randint(0, classes, (n,), generator=gen)
    logits = torch.randn(n, models, classes, generator=gen)
    logits[torch.arange(n), :, y] += 1.2
    return logits.log_softmax(-1).flatten(1), y
