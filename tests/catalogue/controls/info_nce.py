import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class Encoder(nn.Module):
    def __init__(self, n_in, dim=16):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, 64), nn.ReLU(), nn.Linear(64, dim))

    def forward(self, x):
        return F.normalize(self.net(x), dim=1)


def info_nce(a, b, temperature=0.1):
    logits = a @ b.T / temperature
    log_p_rows = F.log_softmax(logits, dim=1)
    log_p_cols = F.log_softmax(logits, dim=0)
    return -(log_p_rows.diagonal() + log_p_cols.diagonal()).mean() / 2


torch.manual_seed(0)
latent = torch.randn(640, 4)
view_a = latent @ torch.randn(4, 10) + 0.1 * torch.randn(640, 10)
view_b = latent @ torch.randn(4, 12) + 0.1 * torch.randn(640, 12)
loader = DataLoader(TensorDataset(view_a, view_b), batch_size=64, shuffle=True, drop_last=True)

enc_a, enc_b = Encoder(10), Encoder(12)
optimizer = torch.optim.Adam(list(enc_a.parameters()) + list(enc_b.parameters()), lr=2e-3)
for epoch in range(10):
    total = 0.0
    for a, b in loader:
        optimizer.zero_grad()
        loss = info_nce(enc_a(a), enc_b(b))
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(epoch, total / len(loader))

with torch.no_grad():
    sim = enc_a(view_a[:100]) @ enc_b(view_b[:100]).T
    print("retrieval", (sim.argmax(1) == torch.arange(100)).float().mean().item())
