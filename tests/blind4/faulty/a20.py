import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(5)


class MultiTaskNet(nn.Module):
    """Shared trunk, one regression head per sensor channel."""

    def __init__(self, n_in, n_tasks, width=48):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Linear(n_in, width), nn.ReLU(),
            nn.Linear(width, width), nn.ReLU(),
        )
        self.heads = [nn.Linear(width, 1) for _ in range(n_tasks)]

    def forward(self, x):
        h = self.trunk(x)
        return torch.cat([head(h) for head in self.heads], dim=1)


def make_data(n, n_in, n_tasks, generator):
    w = torch.randn(n_in, n_tasks, generator=torch.Generator().manual_seed(99))
    x = torch.randn(n, n_in, generator=generator)
    z = x @ w / n_in ** 0.5
    y = torch.tanh(z) + 0.3 * z ** 2 + 0.05 * torch.randn(n, n_tasks, generator=generator)
    return x, y


gen = torch.Generator().manual_seed(5)
x_train, y_train = make_data(1500, 10, 4, gen)
x_val, y_val = make_data(400, 10, 4, gen)

model = MultiTaskNet(10, 4)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
task_weight = torch.tensor([1.0, 1.0, 0.5, 0.5])

for epoch in range(25):
    model.train()
    order = torch.randperm(len(x_train))
    for chunk in order.split(50):
        pred = model(x_train[chunk])
        per_task = F.mse_loss(pred, y_train[chunk], reduction="none").mean(0)
        loss = (task_weight * per_task).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    if epoch % 5 == 4:
        model.eval()
        with torch.no_grad():
            err = F.mse_loss(model(x_val), y_val, reduction="none").mean(0)
        print(f"epoch {epoch + 1:2d}", " ".join(f"t{i}={e:.3f}" for i, e in enumerate(err.tolist())))
