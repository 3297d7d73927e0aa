from pathlib import Path
from tempfile import mkdtemp

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

folder = Path(mkdtemp())
torch.manual_seed(0)
for number in range(32):
    torch.save(torch.randn(8), folder / f"{number}.pt")


class Rows(Dataset):
    def __init__(self, folder):
        self.folder = folder
        self.files = sorted(folder.glob("*.pt"))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        row = torch.load(self.files[index])
        return row, (row.sum() > 0).long()


rows = Rows(folder)
loader = DataLoader(rows, batch_size=8, shuffle=True)
model = nn.Linear(8, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for x, y in loader:
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
