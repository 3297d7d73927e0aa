import math
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


@dataclass
class Config:
    vocab: int = 120
    d_model: int = 32
    heads: int = 4
    layers: int = 2
    n_intents: int = 6
    max_len: int = 16
    lr: float = 1e-3
    epochs: int = 4


class IntentDataset(Dataset):
    """Synthetic utterances: the intent decides which twenty words are frequent."""

    def __init__(self, n, cfg, seed):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, cfg.n_intents, (n,), generator=g)
        base = self.y[:, None] * 20
        self.x = base + torch.randint(0, 20, (n, cfg.max_len), generator=g)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class IntentTransformer(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.scale = math.sqrt(cfg.d_model)
        self.tok = nn.Embedding(cfg.vocab, cfg.d_model)
        self.pos = nn.Parameter(torch.zeros(1, cfg.max_len, cfg.d_model))
        layer = nn.TransformerEncoderLayer(cfg.d_model, cfg.heads, 64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, cfg.layers)
        self.cls = nn.Sequential(
            nn.LayerNorm(cfg.d_model),
            nn.Linear(cfg.d_model, cfg.n_intents),
            nn.Softmax(dim=-1),
        )

    def forward(self, ids, labels=None):
        h = self.encoder(self.tok(ids) * self.scale + self.pos)
        scores = self.cls(h.mean(dim=1))
        out = {"scores": scores}
        if labels is not None:
            out["loss"] = F.cross_entropy(scores, labels)
        return out


def run(cfg):
    train = DataLoader(IntentDataset(600, cfg, 1), batch_size=50, shuffle=True)
    test = DataLoader(IntentDataset(200, cfg, 2), batch_size=50)
    model = IntentTransformer(cfg)
    opt = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    for epoch in range(cfg.epochs):
        model.train()
        for ids, labels in train:
            opt.zero_grad()
            loss = model(ids, labels)["loss"]
            loss.backward()
            opt.step()
        print(epoch, loss.item())
    model.eval()
    right = 0
    with torch.no_grad():
        for ids, labels in test:
            right += (model(ids)["scores"].argmax(-1) == labels).sum().item()
    print("test accuracy", right / len(test.dataset))


if __name__ == "__main__":
    run(Config())
