import torch
from sklearn import datasets
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
bunch = datasets.load_digits()
xtr, xte, ytr, yte = train_test_split(bunch.images / 16.0, bunch.target, test_size=0.2, random_state=1)
xtr, xte = (torch.tensor(a, dtype=torch.float32)[:, None] for a in (xtr, xte))
ytr, yte = torch.tensor(ytr), torch.tensor(yte)

cnn = nn.Sequential(
    nn.Conv2d(1, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16 * 9, 10)
)
adam = torch.optim.Adam(cnn.parameters(), lr=1e-6)
ce = nn.CrossEntropyLoss()
for epoch in range(5):
    cnn.train()
    for part in torch.randperm(len(xtr)).split(48):
        adam.zero_grad()
        ce(cnn(xtr[part]), ytr[part]).backward()
        adam.step()
    cnn.eval()
    with torch.no_grad():
        print("epoch", epoch, "val acc", (cnn(xte).argmax(-1) == yte).float().mean().item())
