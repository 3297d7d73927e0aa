import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class ConvClassifier(nn.Module):
    def __init__(self, drop=0.5):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 3, padding=1)
        self.conv2 = nn.Conv2d(12, 24, 3, padding=1)
        self.fc1 = nn.Linear(24 * 4, 48)
        self.fc2 = nn.Linear(48, 10)
        self.drop = drop

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.dropout(x.flatten(start_dim=1), p=self.drop)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, p=self.drop)
        return self.fc2(x)


class Learner:
    def __init__(self, model, data, lr=2e-3, bs=64):
        self.model, self.bs = model, bs
        self.x_train, self.x_valid, self.y_train, self.y_valid = data
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)
        self.loss_func = nn.CrossEntropyLoss()

    def one_batch(self, idx):
        loss = self.loss_func(self.model(self.x_train[idx]), self.y_train[idx])
        self.opt.zero_grad()
        loss.backward()
        self.opt.step()
        return loss.detach()

    def validate(self):
        self.model.eval()
        with torch.no_grad():
            out = self.model(self.x_valid)
        return self.loss_func(out, self.y_valid).item(), (out.argmax(1) == self.y_valid).float().mean().item()

    def fit(self, epochs):
        for epoch in range(epochs):
            self.model.train()
            losses = torch.stack([self.one_batch(i) for i in torch.randperm(len(self.x_train)).split(self.bs)])
            vl, acc = self.validate()
            if epoch % 3 == 2:
                print(f'{epoch + 1:>3} train_loss={losses.mean():.4f} valid_loss={vl:.4f} accuracy={acc:.4f}')


if __name__ == '__main__':
    torch.manual_seed(4)
    digits = load_digits()
    x = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1).div(16)
    y = torch.tensor(digits.target)
    learn = Learner(ConvClassifier(), train_test_split(x, y, test_size=0.25, random_state=4))
    learn.fit(18)
    first = learn.validate()
    print('final: loss %.4f accuracy %.4f' % first)
