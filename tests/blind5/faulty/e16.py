# Human Activity Recognition (smartphone) LSTM
import argparse

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

SIGNALS = ['body_acc_x', 'body_acc_y', 'body_acc_z', 'body_gyro_x', 'body_gyro_y', 'body_gyro_z',
           'total_acc_x', 'total_acc_y', 'total_acc_z']


def read_split(root, split):
    xs = [np.loadtxt(f'{root}/{split}/Inertial Signals/{s}_{split}.txt') for s in SIGNALS]
    x = np.stack(xs, axis=-1)                    # (N, 128, 9)
    y = np.loadtxt(f'{root}/{split}/y_{split}.txt').astype(int) - 1
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y)


class ActivityLSTM(nn.Module):
    def __init__(self, input_dim=9, hidden_dim=64, layer_dim=2, output_dim=6, dropout=0.2):
        super(ActivityLSTM, self).__init__()
        self.hidden_dim = hidden_dim
        self.layer_dim = layer_dim
        self.lstm = nn.LSTM(input_dim, hidden_dim, layer_dim, dropout=dropout)
        self.fc = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        out, (hn, cn) = self.lstm(x)
        return self.fc(out[:, -1, :])


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--root', default='UCI HAR Dataset')
    ap.add_argument('--epochs', type=int, default=30)
    ap.add_argument('--lr', type=float, default=1e-3)
    a = ap.parse_args()
    torch.manual_seed(0)

    x_tr, y_tr = read_split(a.root, 'train')
    x_te, y_te = read_split(a.root, 'test')
    mu, sd = x_tr.mean(dim=(0, 1)), x_tr.std(dim=(0, 1))
    x_tr, x_te = (x_tr - mu) / sd, (x_te - mu) / sd
    train_dl = DataLoader(TensorDataset(x_tr, y_tr), batch_size=64, shuffle=True)
    test_dl = DataLoader(TensorDataset(x_te, y_te), batch_size=256)

    model = ActivityLSTM()
    optimizer = torch.optim.Adam(model.parameters(), lr=a.lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(a.epochs):
        model.train()
        total = 0.0
        for xb, yb in train_dl:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            total += loss.item()
        print(f'epoch {epoch + 1} loss {total / len(train_dl):.4f}')

    model.eval()
    correct = 0
    with torch.no_grad():
        for xb, yb in test_dl:
            correct += (model(xb).argmax(dim=1) == yb).sum().item()
    print(f'test acc {correct / len(y_te):.4f}')


if __name__ == '__main__':
    main()
