from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    n_classes: int = 4
    n_bands: int = 6
    patch: int = 9
    width: int = 24
    lr: float = 2e-3
    batch_size: int = 64
    epochs: int = 6
    n_train: int = 1200
    n_test: int = 400
    seed: int = 77
