import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

SEQ_LEN = 8
N_TAGS = 8
VOCAB = 30


def toy_corpus(n, seed):
    """The tag of a token depends on the token and on the one before it."""
    g = torch.Generator().manual_seed(seed)
    tok = torch.randint(0, VOCAB, (n, SEQ_LEN), generator=g)
    prev = torch.cat([torch.zeros(n, 1, dtype=torch.long), tok[:, :-1]], dim=1)
    return tok, (tok % 4) * 2 + (prev > 15).long()


class Tagger(nn.Module):
    def __init__(self, d_model=32, nhead=4):
        super().__init__()
        self.tok = nn.Embedding(VOCAB, d_model)
        self.pos = nn.Embedding(SEQ_LEN, d_model)
        layer = nn.TransformerEncoderLayer(d_model, nhead, dim_feedforward=64, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=1)
        self.proj = nn.Linear(d_model, N_TAGS)

    def forward(self, ids):
        pos = torch.arange(ids.size(1), device=ids.device)
        h = self.encoder(self.tok(ids) + self.pos(pos))
        return self.proj(h)                       # (N, T, C)


def main():
    torch.manual_seed(1)
    train_dl = DataLoader(TensorDataset(*toy_corpus(1500, 1)), batch_size=50, shuffle=True)
    x_te, y_te = toy_corpus(300, 2)
    model = Tagger()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(8):
        model.train()
        total = 0.0
        for ids, tags in train_dl:
            opt.zero_grad()
            loss = F.cross_entropy(model(ids), tags)
            loss.backward()
            opt.step()
            total += loss.item() * len(ids)
        print(f"epoch {epoch} loss {total / 1500:.4f}")
    model.eval()
    with torch.no_grad():
        acc = (model(x_te).argmax(-1) == y_te).float().mean()
    print(f"tag accuracy {acc:.3f}")


if __name__ == "__main__":
    main()
