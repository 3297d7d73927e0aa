"""Noise2noise-like regression on images, with scheduler on plateau."""
from typing import Dict
import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import ReduceLROnPlateau
from torch.utils.data import DataLoader, TensorDataset


def clean_images(n: int, seed: int) -> Tensor:
    g = torch.Generator().manual_seed(seed)
    yy, xx = torch.meshgrid(torch.linspace(-1, 1, 16), torch.linspace(-1, 1, 16), indexing='ij')
    a = torch.randn(n, 4, generator=g)
    img = a[:, 0, None, None] * xx + a[:, 1, None, None] * yy + a[:, 2, None, None] * torch.sin(3 * xx * yy) + 0.3 * a[:, 3, None, None]
    return img.unsqueeze(1)


def noisy_pair(n: int, seed: int) -> TensorDataset:
    c = clean_images(n, seed)
    g = torch.Generator().manual_seed(seed + 100)
    return TensorDataset(c + 0.5 * torch.randn(c.shape, generator=g), c)


class Denoiser(nn.Module):
    def __init__(self, width: int = 16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, width, 3, padding=1), nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1), nn.ReLU(),
            nn.Conv2d(width, 1, 3, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.net(x)


def train_epoch(model: nn.Module, loader: DataLoader, opt: torch.optim.Optimizer, loss_fn: nn.Module) -> float:
    model.train()
    total = 0.0
    for noisy, clean in loader:
        loss = loss_fn(model(noisy), clean)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * noisy.size(0)
    return total / len(loader.dataset)


@torch.no_grad()
def evaluate(model: nn.Module, loader: DataLoader, loss_fn: nn.Module) -> Dict[str, float]:
    model.eval()
    total, worst = 0.0, 0.0
    for noisy, clean in loader:
        loss = loss_fn(model(noisy), clean).item()
        total += loss * noisy.size(0)
        worst = max(worst, loss)
    return {'mse': total / len(loader), 'worst_batch': worst}


def main() -> None:
    torch.manual_seed(0)
    train_loader = DataLoader(noisy_pair(480, 0), batch_size=32, shuffle=True)
    val_loader = DataLoader(noisy_pair(160, 1), batch_size=32)
    model, loss_fn = Denoiser(), nn.MSELoss()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    sched = ReduceLROnPlateau(opt, factor=0.5, patience=2)
    for epoch in range(6):
        tr = train_epoch(model, train_loader, opt, loss_fn)
        va = evaluate(model, val_loader, loss_fn)
        sched.step(va['mse'])
        print(f"epoch {epoch} train mse {tr:.4f} val mse {va['mse']:.4f} worst {va['worst_batch']:.4f}")


if __name__ == '__main__':
    main()
