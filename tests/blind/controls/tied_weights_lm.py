"""Right: the output layer shares the embedding's weight on purpose; the (N, T, C) logits are flattened before the loss."""
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
V, D, T = 12, 24, 10


class TiedLM(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(V, D)
        self.gru = nn.GRU(D, D, batch_first=True)
        self.out = nn.Linear(D, V, bias=False)
        self.out.weight = self.emb.weight

    def forward(self, ids):
        h, _ = self.gru(self.emb(ids))
        return self.out(h)


def batch(n=32):
    start = torch.randint(0, V, (n, 1))
    step = torch.randint(1, 3, (n, 1))
    return (start + step * torch.arange(T + 1)) % V


model = TiedLM()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
for it in range(120):
    seq = batch()
    logits = model(seq[:, :-1])
    loss = F.cross_entropy(logits.reshape(-1, V), seq[:, 1:].reshape(-1))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    if it % 40 == 0:
        print(it, loss.item())
print("parameters", sum(p.numel() for p in model.parameters()))
