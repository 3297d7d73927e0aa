import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class NameDataset(Dataset):
    """Made-up names of two languages, as character ids."""
    SYL = [["ka", "mi", "to", "na", "shi", "ru"], ["berg", "hol", "stein", "wal", "ger", "mund"]]

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.rows = []
        for _ in range(n):
            k = int(torch.randint(0, 2, (1,), generator=g))
            parts = torch.randint(0, 6, (3,), generator=g)
            name = "".join(self.SYL[k][int(p)] for p in parts)
            self.rows.append((name[:12], k))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        name, k = self.rows[i]
        ids = torch.zeros(12, dtype=torch.long)
        ids[:len(name)] = torch.tensor([ord(c) - 96 for c in name])
        return ids, k


class CharGRU(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.emb = nn.Embedding(27, 12, padding_idx=0)
        self.gru = nn.GRU(12, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 2)

    def forward(self, ids):
        _, h = self.gru(self.emb(ids))
        return self.fc(h[-1])


torch.manual_seed(0)
train_loader = DataLoader(NameDataset(800, 1), batch_size=40, shuffle=True)
test_loader = DataLoader(NameDataset(200, 2), batch_size=100)
criterion = nn.CrossEntropyLoss()

model = CharGRU(hidden=16)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
print("small model:", sum(p.numel() for p in model.parameters()))
model = CharGRU(hidden=32)
print("larger model:", sum(p.numel() for p in model.parameters()))

for epoch in range(5):
    model.train()
    total = 0.0
    for ids, lab in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(ids), lab)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(lab)
    model.eval()
    hits = 0
    with torch.no_grad():
        for ids, lab in test_loader:
            hits += (model(ids).argmax(1) == lab).sum().item()
    print(f"epoch {epoch + 1} loss {total / 800:.4f} acc {hits / 200:.3f}")
