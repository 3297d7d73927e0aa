import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class CategoricalCost(nn.Module):
    """-sum_k t_k log p_k, averaged over the batch"""

    def __init__(self, classes):
        super().__init__()
        self.classes = classes

    def forward(self, scores, target):
        p = torch.softmax(scores, dim=1)
        t = nn.functional.one_hot(target, self.classes).float()
        return -(t * torch.log(p)).sum(dim=1).mean()


def main():
    torch.manual_seed(8)
    X, y = load_digits(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(torch.tensor(X / 16).float(), torch.tensor(y), test_size=0.2, random_state=8)
    net = nn.Sequential(nn.Linear(64, 50), nn.ReLU(), nn.Linear(50, 10))
    cost = CategoricalCost(10)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.2, momentum=0.9)
    loader = DataLoader(TensorDataset(Xa, ya), batch_size=64, shuffle=True)
    for epoch in range(15):
        total = 0.0
        for xb, tb in loader:
            j = cost(net(xb), tb)
            optimizer.zero_grad()
            j.backward()
            optimizer.step()
            total += j.item() * len(tb)
        print(epoch, total / len(ya))
    with torch.no_grad():
        print((net(Xb).argmax(1) == yb).float().mean().item())


main()
