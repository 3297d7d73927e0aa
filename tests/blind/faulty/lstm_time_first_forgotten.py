import numpy as np
import torch
import torch.nn as nn
from torch.autograd import Variable
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
np.random.seed(0)

seq_length = 10
num_classes = 3
input_size = 2
hidden_size = 24
num_layers = 1


def gesture(kind):
    t = np.linspace(0, 1, seq_length)
    x = {0: t, 1: t[::-1], 2: 0.5 + 0.5 * np.sin(6 * t)}[kind]
    y = {0: t, 1: t, 2: t[::-1]}[kind]
    return np.stack([x, y], axis=1) + np.random.randn(seq_length, 2) * 0.2


labels = np.random.randint(0, num_classes, 420)
gestures = np.stack([gesture(k) for k in labels]).astype(np.float32)
x_all, y_all = torch.from_numpy(gestures), torch.from_numpy(labels)
train_loader = DataLoader(TensorDataset(x_all[:320], y_all[:320]), batch_size=32, shuffle=True)
test_loader = DataLoader(TensorDataset(x_all[320:], y_all[320:]), batch_size=25)


class LSTM(nn.Module):
    def __init__(self, num_classes, input_size, hidden_size, num_layers):
        super(LSTM, self).__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        self.lstm = nn.LSTM(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        # x : (batch, seq, feature)
        output, (h_n, c_n) = self.lstm(x)
        return self.fc(output[:, -1, :])


lstm = LSTM(num_classes, input_size, hidden_size, num_layers)
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(lstm.parameters(), lr=0.01)
for epoch in range(6):
    lstm.train()
    for x, y in train_loader:
        outputs = lstm(x)
        optimizer.zero_grad()
        loss = criterion(outputs, y)
        loss.backward()
        optimizer.step()
    lstm.eval()
    with torch.no_grad():
        acc = sum((lstm(x).argmax(1) == y).sum().item() for x, y in test_loader) / 100
    print("Epoch: %d, loss: %1.5f, acc: %.2f" % (epoch, loss.item(), acc))

with torch.no_grad():
    a = lstm(x_all[320:345])[1]
    b = lstm(x_all[321:322])[0]
    print("same sample, alone and in a batch:", (a - b).abs().max().item())
