import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Engine:
    def __init__(self, model, lr=0.01):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        self.criterion = nn.CrossEntropyLoss()

    def training_step(self, batch):
        x, y = batch
        return self.criterion(self.model(x), y)

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            total = 0.0
            for batch in loader:
                self.optimizer.zero_grad()
                loss = self.training_step(batch)
                self.optimizer.step()
                total += loss.item()
            print(f"epoch {epoch}: {total / len(loader):.4f}")


torch.manual_seed(14)
centres = torch.randn(4, 6) * 2
lab = torch.randint(0, 4, (1600,))
pts = centres[lab] + torch.randn(1600, 6) * 0.7
engine = Engine(nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 4)))
engine.fit(DataLoader(TensorDataset(pts[:1200], lab[:1200]), batch_size=60, shuffle=True), 10)
with torch.no_grad():
    print("acc", (engine.model(pts[1200:]).argmax(1) == lab[1200:]).float().mean().item())
