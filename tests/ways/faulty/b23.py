import torch
from torch import nn
class Seq(nn.Module):
    def __init__(self, n_feat=6, hidden=32):
        super().__init__()
        self.rnn = nn.LSTM(n_feat, hidden, num_layers=2)
        self.fc = nn.Linear(hidden, 1)
    def forward(self, x):
        out, (h, c) = self.rnn(x)
        return self.fc(out[:, -1, :])
X = torch.randn(500, 24, 6); y = torch.randn(500, 1)
dl = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), 32, shuffle=True)
m = Seq(); o = torch.optim.Adam(m.parameters())
for x, t in dl:
    o.zero_grad(); nn.functional.mse_loss(m(x), t).backward(); o.step()
