# bmi 하나로 당뇨 진행도 예측
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(10)

X, y = load_diabetes(return_X_y=True, scaled=False)
bmi = X[:, 2:3]
x_tr, x_te, y_tr, y_te = train_test_split(bmi, y, test_size=0.2, random_state=10)
y_mu, y_sd = y_tr.mean(), y_tr.std()
to = lambda a: torch.tensor(a, dtype=torch.float32)
train_ds = TensorDataset(to(x_tr), to((y_tr - y_mu) / y_sd).unsqueeze(1))
test_ds = TensorDataset(to(x_te), to((y_te - y_mu) / y_sd).unsqueeze(1))


class BmiNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(1)
        self.fc1 = nn.Linear(1, 32)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, x):
        x = self.norm(x)
        return self.fc2(torch.relu(self.fc1(x)))


net = BmiNet()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
crit = nn.MSELoss()
for epoch in range(60):
    net.train()
    tr_loss = 0.0
    for a, b in DataLoader(train_ds, batch_size=32, shuffle=True):
        opt.zero_grad()
        loss = crit(net(a), b)
        loss.backward()
        opt.step()
        tr_loss += loss.item() * len(a)
    if (epoch + 1) % 10 == 0:
        net.eval()
        with torch.no_grad():
            te = crit(net(test_ds.tensors[0]), test_ds.tensors[1]).item()
        print(f'epoch {epoch + 1}: train {tr_loss / len(train_ds):.4f}  test {te:.4f}')
