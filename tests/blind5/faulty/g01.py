import torch
from torch import nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class AutoEncoder(nn.Module):
    def __init__(self, code=12):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, code))
        self.decoder = nn.Sequential(nn.Linear(code, 48), nn.ReLU(), nn.Linear(48, 64), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


def main():
    torch.manual_seed(0)
    x = load_digits().data / 16.0
    x_tr, x_va = train_test_split(x, test_size=360, random_state=0)
    x_tr, x_va = torch.tensor(x_tr, dtype=torch.float32), torch.tensor(x_va, dtype=torch.float32)
    train_loader = DataLoader(TensorDataset(x_tr), batch_size=64, shuffle=True)
    val_loader = DataLoader(TensorDataset(x_va), batch_size=360)
    ae = AutoEncoder()
    criterion = nn.MSELoss(reduction='sum')
    opt = torch.optim.Adam(ae.parameters(), lr=1e-3)
    for epoch in range(1, 31):
        ae.train()
        tr = 0.0
        for (xb,) in train_loader:
            opt.zero_grad()
            loss = criterion(ae(xb), xb)
            loss.backward()
            opt.step()
            tr += loss.item()
        ae.eval()
        va = 0.0
        with torch.no_grad():
            for (xb,) in val_loader:
                va += criterion(ae(xb), xb).item()
        if epoch % 5 == 0:
            print(f'epoch {epoch:2d}  train loss {tr / len(train_loader):9.3f}  val loss {va / len(val_loader):9.3f}')


if __name__ == '__main__':
    main()
