"""Spiral classification with a configurable stack of residual layers."""
import math
import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.up = nn.Linear(dim, 2 * dim)
        self.down = nn.Linear(2 * dim, dim)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.down(torch.nn.functional.gelu(self.up(self.norm(x))))


class SpiralNet(nn.Module):
    def __init__(self, in_dim: int, dim: int, depth: int, n_classes: int):
        super().__init__()
        self.embed = nn.Linear(in_dim, dim)
        self.blocks = [Block(dim) for _ in range(depth)]
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, n_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.embed(x)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def spirals(n_per_class: int, n_classes: int, generator: torch.Generator):
    xs, ys = [], []
    for c in range(n_classes):
        r = torch.linspace(0.05, 1.0, n_per_class)
        theta = 2 * math.pi * c / n_classes + 4.5 * r + 0.15 * torch.randn(n_per_class, generator=generator)
        xs.append(torch.stack([r * theta.cos(), r * theta.sin()], dim=1))
        ys.append(torch.full((n_per_class,), c))
    return torch.cat(xs), torch.cat(ys)


def main() -> None:
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    x_train, y_train = spirals(300, 4, g)
    x_test, y_test = spirals(100, 4, g)
    model = SpiralNet(in_dim=2, dim=16, depth=3, n_classes=4)
    n_params = sum(p.numel() for p in model.parameters() if p.requires_grad)
    print(f"trainable parameters: {n_params:,}")

    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(20):
        model.train()
        for idx in torch.randperm(len(x_train), generator=g).split(64):
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x_train[idx]), y_train[idx])
            loss.backward()
            optimizer.step()
        if (epoch + 1) % 4 == 0:
            model.eval()
            with torch.no_grad():
                logits = model(x_test)
                acc = (logits.argmax(-1) == y_test).float().mean().item()
                val = criterion(logits, y_test).item()
            print(f"epoch {epoch + 1}: loss {loss.item():.3f} test loss {val:.3f} test acc {acc:.3f}")


if __name__ == "__main__":
    main()
