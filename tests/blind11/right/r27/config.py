from dataclasses import asdict, dataclass


@dataclass
class Config:
    width: int = 32
    blocks: int = 2
    dropout: float = 0.1
    lr: float = 0.05
    momentum: float = 0.9
    weight_decay: float = 5e-4
    warmup: int = 20
    epochs: int = 8
    batch_size: int = 64
    seed: int = 0

    def dump(self):
        return asdict(self)
