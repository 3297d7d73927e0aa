import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits


class AutoEncoder(nn.Module):
    def __init__(self, latent=8):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, latent))
        self.dec = nn.Sequential(nn.Linear(latent, 32), nn.ReLU(), nn.Linear(32, 64), nn.Sigmoid())

    def forward(self, x):
        return self.dec(self.enc(x))


class AETrainer:
    def __init__(self, model, train_loader, val_loader, lr=1e-3, device='cpu'):
        self.model = model.to(device)
        self.train_loader = train_loader
        self.val_loader = val_loader
        self.device = device
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)
        self.criterion = nn.MSELoss()
        self.history = {'train': [], 'val': []}

    def _train_epoch(self):
        self.model.train()
        epoch_loss = 0
        for (x,) in self.train_loader:
            x = x.to(self.device)
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), x)
            loss.backward()
            self.optimizer.step()
            epoch_loss += loss * x.size(0)
        return epoch_loss / len(self.train_loader.dataset)

    @torch.no_grad()
    def _val_epoch(self):
        self.model.eval()
        epoch_loss = 0
        for (x,) in self.val_loader:
            x = x.to(self.device)
            epoch_loss += self.criterion(self.model(x), x).item() * x.size(0)
        return epoch_loss / len(self.val_loader.dataset)

    def fit(self, epochs):
        for epoch in range(epochs):
            tr = self._train_epoch()
            va = self._val_epoch()
            self.history['train'].append(tr)
            self.history['val'].append(va)
            print(f'[{epoch + 1}/{epochs}] train {tr:.4f} val {va:.4f}')


if __name__ == '__main__':
    torch.manual_seed(3)
    X = torch.tensor(load_digits().data / 16., dtype=torch.float32)
    X = X[torch.randperm(len(X))]
    train_loader = DataLoader(TensorDataset(X[:1400]), batch_size=64, shuffle=True)
    val_loader = DataLoader(TensorDataset(X[1400:]), batch_size=64)
    trainer = AETrainer(AutoEncoder(), train_loader, val_loader)
    trainer.fit(10)
