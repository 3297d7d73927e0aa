from dataclasses import dataclass


@dataclass(frozen=True)
class TrainConfig:
    seed: int = 0
    n_samples: int = 2000
    n_features: int = 10
    hidden: int = 48
    dropout: float = 0.05
    batch_size: int = 64
    lr: float = 3e-3
    weight_decay: float = 1e-4
    patience: int = 10
    max_epochs: int = 80
