import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader
class Toy(Dataset):
    def __init__(self, n=500):
        self.x = torch.randn(n, 6); self.y = (self.x.sum(1) > 0).float()
    def __len__(self): return len(self.x)
    def __getitem__(self, i): return {"features": self.x[i], "label": self.y[i]}
model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 5)
bce = nn.BCEWithLogitsLoss()
for epoch in range(10):
    for batch in DataLoader(Toy(), batch_size=32, shuffle=True):
        out = model(batch["features"]).squeeze(1)
        loss = bce(out, batch["label"])
        optimizer.zero_grad()
        loss.backward()
    scheduler.step()
    print(loss.item())
