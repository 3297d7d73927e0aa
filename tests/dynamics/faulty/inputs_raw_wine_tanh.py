import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Wine(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(13, 24), torch.nn.Tanh(), torch.nn.Linear(24, 3))

    def training_step(self, batch):
        x, y = batch
        return torch.nn.functional.cross_entropy(self.net(x), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)


torch.manual_seed(0)
X, y = load_wine(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, stratify=y, random_state=3)
loader = DataLoader(TensorDataset(torch.tensor(Xa).float(), torch.tensor(ya)), 19, shuffle=True)
module = Wine()
optimizer = module.configure_optimizers()
for epoch in range(30):
    for batch in loader:
        optimizer.zero_grad()
        loss = module.training_step(batch)
        loss.backward()
        optimizer.step()
with torch.no_grad():
    print((module.net(torch.tensor(Xb).float()).argmax(1) == torch.tensor(yb)).float().mean().item())
