"""Defect detection on small patches. Output prior follows the RetinaNet paper."""
import math

import torch
from torch import nn
import torch.nn.functional as F

PRIOR = 0.02


def make_patches(n, generator):
    """16x16 patches; a tenth of them holds a bright scratch."""
    x = 0.5 * torch.randn(n, 1, 16, 16, generator=generator)
    y = (torch.rand(n, generator=generator) < 0.25).float()
    rows = torch.randint(2, 13, (n,), generator=generator)
    for i in y.nonzero().flatten().tolist():
        x[i, 0, rows[i]:rows[i] + 2, 3:13] += 1.0
    return x, y


class DefectNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc1 = nn.Linear(16 * 16, 32)
        self.cls = nn.Linear(32, 1)
        self.apply(self._init)

    @staticmethod
    def _init(module):
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
            nn.init.constant_(module.bias, -math.log((1 - PRIOR) / PRIOR))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.cls(x).squeeze(1)


def average_precision(scores, y):
    order = scores.argsort(descending=True)
    hits = y[order].cumsum(0)
    precision = hits / torch.arange(1, len(y) + 1)
    return ((precision * y[order]).sum() / y.sum()).item()


def main():
    torch.manual_seed(15)
    g = torch.Generator().manual_seed(15)
    x_train, y_train = make_patches(1500, g)
    x_test, y_test = make_patches(500, g)
    model = DefectNet()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-4)
    for epoch in range(12):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(x_train), generator=g).split(50):
            loss = F.binary_cross_entropy_with_logits(model(x_train[idx]), y_train[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(idx)
        if epoch % 2 == 1:
            model.eval()
            with torch.no_grad():
                scores = model(x_test)
                test = F.binary_cross_entropy_with_logits(scores, y_test).item()
            print(f'epoch {epoch + 1}: train {total / len(x_train):.4f} test {test:.4f} '
                  f'AP {average_precision(scores, y_test):.3f}')


if __name__ == '__main__':
    main()
