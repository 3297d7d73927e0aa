import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Shapes(Dataset):
    """12x12 pictures of a bar (3 kinds) and its length."""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.images = torch.rand(n, 1, 12, 12, generator=g) * 0.3
        self.kind = torch.randint(0, 3, (n,), generator=g)
        length = torch.randint(3, 11, (n,), generator=g)
        for i in range(n):
            n_px, k = int(length[i]), int(self.kind[i])
            if k == 0:
                self.images[i, 0, 5, 1:1 + n_px] += 0.7
            elif k == 1:
                self.images[i, 0, 1:1 + n_px, 5] += 0.7
            else:
                r = torch.arange(n_px) + 1
                self.images[i, 0, r, r] += 0.7
        self.length = length.float().unsqueeze(1) / 10

    def __len__(self):
        return len(self.kind)

    def __getitem__(self, i):
        return self.images[i], self.kind[i], self.length[i]


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 12, 5)
        self.trunk = nn.Linear(12 * 4 * 4, 32)
        self.kind_head = nn.Linear(32, 3)
        self.length_head = nn.Linear(32, 1)

    def forward(self, x):
        h = F.max_pool2d(F.relu(self.conv(x)), 2)
        h = F.relu(self.trunk(torch.flatten(h, 1)))
        kind = F.softmax(self.kind_head(h), dim=1)
        length = self.length_head(h)
        return kind, length


torch.manual_seed(0)
train_loader = DataLoader(Shapes(800, seed=0), batch_size=40, shuffle=True)
test_loader = DataLoader(Shapes(200, seed=1), batch_size=100)

model = TwoHeads()
criterions = {"kind": nn.CrossEntropyLoss(), "length": nn.MSELoss()}
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(4):
    model.train()
    for images, kind, length in train_loader:
        optimizer.zero_grad()
        kind_out, length_out = model(images)
        loss_kind = criterions["kind"](kind_out, kind)
        loss_length = criterions["length"](length_out, length)
        loss = loss_kind + loss_length
        loss.backward()
        optimizer.step()

    model.eval()
    right, error = 0, 0.0
    with torch.no_grad():
        for images, kind, length in test_loader:
            kind_out, length_out = model(images)
            right += (kind_out.argmax(1) == kind).sum().item()
            error += (length_out - length).abs().sum().item()
    print(f"epoch {epoch + 1}: kind loss {loss_kind.item():.3f}, length loss {loss_length.item():.4f}, "
          f"accuracy {right / 200:.3f}, mean length error {error / 200:.3f}")
