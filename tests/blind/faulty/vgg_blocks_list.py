import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
CFG = {"vgg_mini": [8, "M", 16, "M", 32, "M"], "vgg_tiny": [8, "M", 8, "M"]}


class Shapes(Dataset):
    """vertical, horizontal or diagonal bar"""

    def __init__(self, n=240):
        self.y = torch.randint(0, 3, (n,))
        self.x = torch.rand(n, 3, 16, 16) * 0.4
        for i, c in enumerate(self.y.tolist()):
            k = int(torch.randint(2, 14, (1,)))
            if c == 0:
                self.x[i, :, :, k] = 1.0
            elif c == 1:
                self.x[i, :, k, :] = 1.0
            else:
                self.x[i, :, range(16), range(16)] = 1.0

    def __len__(self):
        return self.y.numel()

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class VGG(nn.Module):
    def __init__(self, cfg, num_classes=3):
        super().__init__()
        self.blocks = self._make_blocks(cfg)
        width = [c for c in cfg if c != "M"][-1]
        self.classifier = nn.Linear(width, num_classes)

    def _make_blocks(self, cfg):
        blocks = []
        c_in = 3
        for v in cfg:
            if v == "M":
                blocks.append(nn.MaxPool2d(2))
            else:
                blocks.append(nn.Conv2d(c_in, v, 3, padding=1))
                blocks.append(nn.ReLU())
                c_in = v
        return blocks

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        x = F.adaptive_avg_pool2d(x, 1)
        return self.classifier(x.flatten(1))


model = VGG(CFG["vgg_mini"])
print("parameters:", sum(p.numel() for p in model.parameters()))
loader = DataLoader(Shapes(), batch_size=24, shuffle=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    right = 0
    for x, y in loader:
        optimizer.zero_grad()
        out = model(x)
        loss = F.cross_entropy(out, y)
        loss.backward()
        optimizer.step()
        right += (out.argmax(1) == y).sum().item()
    print(epoch, round(loss.item(), 4), right / len(loader.dataset))
