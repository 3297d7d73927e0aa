import torch
import torch.nn as nn

torch.manual_seed(0)
VOCAB, D, T, DEPTH = 20, 32, 10, 3


class EncoderBlock(nn.Module):
    def __init__(self, d_model: int, n_heads: int):
        super().__init__()
        self.attn = nn.MultiheadAttention(d_model, n_heads, batch_first=True)
        self.ff = nn.Sequential(nn.Linear(d_model, 2 * d_model), nn.ReLU(), nn.Linear(2 * d_model, d_model))
        self.ln1 = nn.LayerNorm(d_model)
        self.ln2 = nn.LayerNorm(d_model)

    def forward(self, x):
        h, _ = self.attn(x, x, x, need_weights=False)
        x = self.ln1(x + h)
        return self.ln2(x + self.ff(x))


class Encoder(nn.Module):
    def __init__(self, depth: int = DEPTH):
        super().__init__()
        self.tok = nn.Embedding(VOCAB, D)
        self.pos = nn.Embedding(T, D)
        block = EncoderBlock(D, 4)
        self.blocks = nn.Sequential(*[block] * depth)
        self.head = nn.Linear(D, 2)

    def forward(self, ids):
        x = self.tok(ids) + self.pos(torch.arange(ids.size(1)))
        return self.head(self.blocks(x).mean(dim=1))


def make_task(n):
    """does token 3 come before token 5?"""
    ids = torch.randint(6, VOCAB, (n, T))
    y = torch.randint(0, 2, (n,))
    for i in range(n):
        a, b = sorted(torch.randperm(T)[:2].tolist())
        first, second = (3, 5) if y[i] == 1 else (5, 3)
        ids[i, a], ids[i, b] = first, second
    return ids, y


model = Encoder()
n_params = sum(p.numel() for p in model.parameters())
print(f"{DEPTH} blocks, {n_params} parameters")
ids, y = make_task(512)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(4):
    perm = torch.randperm(512)
    total, hit = 0.0, 0
    for k in range(0, 512, 32):
        j = perm[k:k + 32]
        opt.zero_grad()
        out = model(ids[j])
        loss = criterion(out, y[j])
        loss.backward()
        opt.step()
        total += loss.item()
        hit += (out.argmax(1) == y[j]).sum().item()
    print(f"epoch {epoch} loss {total / 16:.4f} acc {hit / 512:.3f}")
