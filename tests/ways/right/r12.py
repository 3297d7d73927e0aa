import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
d = load_digits()
x = torch.tensor(d.data / 16, dtype=torch.float32)
y = torch.tensor(d.target)


def train_classifier(epochs=6):
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    loss_fn = nn.CrossEntropyLoss()
    net.train()
    for _ in range(epochs):
        for xb, yb in DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True):
            opt.zero_grad()
            loss_fn(net(xb), yb).backward()
            opt.step()
    return net


def dream(net, digit, steps=80, lr=0.1):
    """Which picture does the network like best for `digit`?"""
    net.eval()
    for p in net.parameters():
        p.requires_grad_(False)
    image = torch.full((1, 64), 0.5, requires_grad=True)
    for step in range(steps):
        score = net(image)[0, digit]
        smooth = (image[:, 1:] - image[:, :-1]).pow(2).mean()
        loss = -score + 0.1 * smooth
        loss.backward()
        with torch.no_grad():
            image -= lr * image.grad
            image.grad.zero_()
            image.clamp_(0, 1)
    return image.view(8, 8), score.item()


net = train_classifier()
for digit in (0, 3):
    picture, score = dream(net, digit)
    print("digit", digit, "score", round(score, 2))
    for row in picture:
        print("".join(" .:-=+*#"[int(v * 7)] for v in row))
