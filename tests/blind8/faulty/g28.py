import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


class ModelCheckpoint:
    def __init__(self):
        self.best_score, self.best = None, None

    def __call__(self, epoch, score, model, opt):
        if self.best_score is None or score < self.best_score:
            self.best_score = score
            self.best = {'epoch': epoch, 'model': model.state_dict(), 'score': score}

    def restore(self, model):
        model.load_state_dict(self.best['model'])
        return self.best['epoch']


def get():
    X, y = load_diabetes(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y[:, None], test_size=0.4, random_state=3)
    Xb, Xc, yb, yc = train_test_split(Xb, yb, test_size=0.5, random_state=3)
    mx, sx, my, sy = Xa.mean(0), Xa.std(0), ya.mean(), ya.std()
    f = lambda X, y: (torch.tensor((X - mx) / sx, dtype=torch.float32), torch.tensor((y - my) / sy, dtype=torch.float32))
    return f(Xa, ya), f(Xb, yb), f(Xc, yc)


def loss_of(model, data):
    model.eval()
    with torch.no_grad():
        return nn.functional.mse_loss(model(data[0]), data[1]).item()


def main():
    torch.manual_seed(0)
    train, val, test = get()
    model = nn.Sequential(nn.Linear(10, 128), nn.ReLU(), nn.Dropout(0.1), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 1))
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    ckpt = ModelCheckpoint()
    for epoch in range(50):
        model.train()
        for x, y in DataLoader(TensorDataset(*train), 32, shuffle=True):
            opt.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            opt.step()
        v = loss_of(model, val)
        ckpt(epoch, v, model, opt)
        if epoch % 10 == 9:
            print(epoch + 1, f'val {v:.4f}')
    e = ckpt.restore(model)
    print(f'best epoch {e} with val {ckpt.best_score:.4f}; restored model has val {loss_of(model, val):.4f} test {loss_of(model, test):.4f}')


if __name__ == '__main__':
    main()
