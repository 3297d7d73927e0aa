import torch
import torch.nn as nn
from sklearn.datasets import make_circles
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(0)
X, y = make_circles(n_samples=401, noise=0.1, factor=0.4, random_state=0)
dataset = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
train_ds, val_ds = random_split(dataset, [321, 80], generator=torch.Generator().manual_seed(0))


class CircleNet(nn.Module):
    def __init__(self, hidden_units=16):
        super().__init__()
        self.layer_1 = nn.Linear(2, hidden_units)
        self.layer_2 = nn.Linear(hidden_units, hidden_units)
        self.layer_3 = nn.Linear(hidden_units, 1)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.layer_3(self.relu(self.layer_2(self.relu(self.layer_1(x)))))


model = CircleNet()
loss_fn = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
train_loader = DataLoader(train_ds, batch_size=32, shuffle=True)
val_loader = DataLoader(val_ds, batch_size=80)

for epoch in range(20):
    model.train()
    for i, (xb, yb) in enumerate(train_loader):
        logits = model(xb).squeeze()
        loss = loss_fn(logits, yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f'epoch {epoch} batch {i} loss {loss.item():.4f}')
    model.eval()
    with torch.inference_mode():
        for xb, yb in val_loader:
            acc = ((model(xb).squeeze() > 0).float() == yb).float().mean().item()
    print('val acc', acc)
