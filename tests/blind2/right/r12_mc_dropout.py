import torch
import torch.nn as nn
import torch.nn.functional as F


def make(n, g):
    x = torch.rand(n, 1, generator=g) * 6 - 3
    return x, torch.sin(x) + 0.1 * torch.randn(n, 1, generator=g)


class Net(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.l1, self.l2, self.l3 = nn.Linear(1, 100), nn.Linear(100, 100), nn.Linear(100, 1)
        self.drop = nn.Dropout(p)

    def forward(self, x):
        x = self.drop(F.relu(self.l1(x)))
        x = self.drop(F.relu(self.l2(x)))
        return self.l3(x)


def enable_dropout(model):
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()


@torch.no_grad()
def predict_with_uncertainty(model, x, passes=100):
    model.eval()
    enable_dropout(model)
    draws = torch.stack([model(x) for _ in range(passes)])
    model.eval()
    return draws.mean(0), draws.std(0)


def train(model, x, y, epochs=150):
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(x)).split(50):
            opt.zero_grad()
            loss = F.mse_loss(model(x[idx]), y[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 50 == 49:
            print(f"epoch {epoch + 1} mse {total / len(x):.4f}")


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    x, y = make(400, g)
    x_te, y_te = make(200, g)
    model = Net()
    train(model, x, y)
    mean, std = predict_with_uncertainty(model, x_te)
    print(f"test mse of the mean {F.mse_loss(mean, y_te):.4f}")
    far = torch.tensor([[-8.0], [8.0]])
    _, std_far = predict_with_uncertainty(model, far)
    print(f"std inside {std.mean():.3f}, far outside {std_far.mean():.3f}")


if __name__ == "__main__":
    main()
