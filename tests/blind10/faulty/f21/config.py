from dataclasses import dataclass


@dataclass
class Config:
    seed: int = 13
    n_train: int = 900
    n_dev: int = 300
    emb_dim: int = 24
    n_filters: int = 16
    batch_size: int = 32
    lr: float = 2e-3
    epochs: int = 5
