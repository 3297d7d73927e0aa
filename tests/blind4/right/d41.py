import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class ConvVAE(nn.Module):
    def __init__(self, z=6):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(1, 12, 3, 2, 1), nn.ReLU(), nn.Flatten())
        self.stats = nn.Linear(192, 2 * z)
        self.fc = nn.Linear(z, 192)
        self.dec = nn.ConvTranspose2d(12, 1, 4, 2, 1)

    def forward(self, x):
        mu, logvar = self.stats(self.enc(x)).chunk(2, dim=1)
        z = mu + torch.randn_like(mu) * torch.exp(logvar / 2)
        h = F.relu(self.fc(z)).view(-1, 12, 4, 4)
        return self.dec(h), mu, logvar


class VAETrainer:
    def __init__(self, model, lr=3e-3, beta=1.0):
        self.model, self.beta = model, beta
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)

    def loss(self, x):
        logits, mu, logvar = self.model(x)
        rec = F.binary_cross_entropy_with_logits(logits, x, reduction="none").flatten(1).sum(1)
        kl = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum(1)
        return (rec + self.beta * kl).mean()

    def run(self, loader, train):
        self.model.train(train)
        s = 0.0
        with torch.set_grad_enabled(train):
            for (x,) in loader:
                loss = self.loss(x)
                if train:
                    self.opt.zero_grad()
                    loss.backward()
                    self.opt.step()
                s += loss.item() * len(x)
        return s / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    x = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1) / 16
    x = x[torch.randperm(len(x))]
    train = DataLoader(TensorDataset(x[:1400]), 50, shuffle=True)
    test = DataLoader(TensorDataset(x[1400:]), 100)
    t = VAETrainer(ConvVAE())
    for epoch in range(10):
        a = t.run(train, True)
        if epoch % 3 == 0:
            print(f"epoch {epoch + 1} train {a:.2f} test {t.run(test, False):.2f}")
