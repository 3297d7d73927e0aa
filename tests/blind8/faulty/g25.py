"""Prototype network on the 8x8 digits."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class TemplateNet(nn.Module):
    """Distances to learnt prototypes, softmax over classes."""

    def __init__(self, d=16, protos=30, classes=10):
        super().__init__()
        self.embed = nn.Linear(64, d)
        self.prototypes = nn.Parameter(0.3 * torch.randn(protos, d))
        self.log_scale = nn.Parameter(torch.zeros(()))
        self.register_buffer('owner', torch.arange(protos) % classes)
        self.classes = classes

    def forward(self, x):
        z = self.embed(x)
        d2 = torch.cdist(z, self.prototypes).pow(2) * self.log_scale.exp()
        score = torch.stack([torch.logsumexp(-d2[:, self.owner == k], 1) for k in range(self.classes)], 1)
        return score


def param_groups(model, wd):
    decay = [p for n, p in model.named_parameters() if n.endswith('weight')]
    plain = [p for n, p in model.named_parameters() if n.endswith('bias')]
    return [{'params': decay, 'weight_decay': wd}, {'params': plain, 'weight_decay': 0.0}]


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), random_state=0, stratify=y)
    model = TemplateNet()
    opt = torch.optim.AdamW(param_groups(model, 1e-3), lr=3e-3)
    for epoch in range(10):
        model.train()
        for x, t in DataLoader(TensorDataset(a, c), 64, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 2 == 1:
            model.eval()
            with torch.no_grad():
                print(epoch + 1, f'{loss.item():.4f}', (model(b).argmax(1) == d).float().mean().item())


if __name__ == '__main__':
    main()
