"""Simulated multispectral patches, one land cover class each (water, forest, field, town)."""
import torch
from torch.utils.data import TensorDataset


def patches(n, cfg, seed):
    g = torch.Generator().manual_seed(seed)
    signature = torch.randn(cfg.n_classes, cfg.n_bands, generator=torch.Generator().manual_seed(cfg.seed))
    labels = torch.randint(0, cfg.n_classes, (n,), generator=g)
    base = signature[labels][:, :, None, None]
    brightness = 1 + 0.3 * torch.randn(n, 1, 1, 1, generator=g)
    noise = 1.2 * torch.randn(n, cfg.n_bands, cfg.patch, cfg.patch, generator=g)
    return TensorDataset(base * brightness + noise, labels)
