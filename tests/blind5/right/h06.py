import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class DenoisingAE(nn.Module):
    def __init__(self, hidden=40):
        super().__init__()
        self.enc = nn.Linear(64, hidden)
        self.dec = nn.Linear(hidden, 64)

    def forward(self, x):
        return torch.sigmoid(self.dec(F.relu(self.enc(x))))


def corrupt(x, p=0.2):
    return x * (torch.rand_like(x) > p).float()


torch.manual_seed(3)
x = torch.tensor(load_digits().data / 16.0, dtype=torch.float32)
i_tr, i_te = train_test_split(range(len(x)), test_size=0.2, random_state=3)
x_tr, x_te = x[i_tr], x[i_te]
ae = DenoisingAE()
opt = torch.optim.Adam(ae.parameters(), lr=3e-3)
noisy_test = corrupt(x_te)
for epoch in range(40):
    ae.train()
    tot = 0.0
    for idx in torch.randperm(len(x_tr)).split(64):
        clean = x_tr[idx]
        loss = F.binary_cross_entropy(ae(corrupt(clean)), clean)
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(idx)
    if epoch % 8 == 7:
        ae.eval()
        with torch.no_grad():
            r = ae(noisy_test)
            print(f'{epoch + 1}: bce {tot / len(x_tr):.4f} test bce {F.binary_cross_entropy(r, x_te).item():.4f} '
                  f'mse noisy {F.mse_loss(noisy_test, x_te).item():.4f} -> {F.mse_loss(r, x_te).item():.4f}')
