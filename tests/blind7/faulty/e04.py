import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Encoder(nn.Module):
    def __init__(self, zdim):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 40), nn.ELU(), nn.Linear(40, zdim))

    def forward(self, x):
        return self.body(x)


class Decoder(nn.Module):
    def __init__(self, zdim):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(zdim, 40), nn.ELU(), nn.Linear(40, 64))

    def forward(self, z):
        return self.body(z)


class AutoEncoder(nn.Module):
    def __init__(self, zdim=6):
        super().__init__()
        self.enc = Encoder(zdim)
        self.dec = Decoder(zdim)
        self.code = None

    def forward(self, x):
        self.code = self.enc(x).data
        return self.dec(self.code)


torch.manual_seed(11)
images = load_digits().data.astype("float32") / 16.0
tr, va = train_test_split(images, test_size=0.2, random_state=11)
tr_dl = DataLoader(TensorDataset(torch.from_numpy(tr)), batch_size=128, shuffle=True)
va_t = torch.from_numpy(va)

ae = AutoEncoder()
optimizer = torch.optim.Adam(ae.parameters(), lr=2e-3)
mse = nn.MSELoss()

for epoch in range(12):
    for (pix,) in tr_dl:
        recon = ae(pix)
        loss = mse(recon, pix)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        print(epoch, mse(ae(va_t), va_t).item())
