import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HEADS = {
    "regression": nn.Identity,
    "binary": nn.Sigmoid,
    "multiclass": lambda: nn.Softmax(dim=-1),
}


class TaskNet(nn.Module):
    """One backbone, a head for the task at hand."""

    def __init__(self, n_in, n_out, task):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(n_in, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU())
        self.head = nn.Linear(48, n_out)
        self.finish = HEADS[task]()

    def forward(self, x):
        return self.finish(self.head(self.backbone(x)))


LOSSES = {"regression": nn.MSELoss, "binary": nn.BCELoss, "multiclass": nn.CrossEntropyLoss}


def learn(task, train, test, n_out, epochs=12, lr=0.05):
    net = TaskNet(train[0].shape[1], n_out, task)
    loss_fn = LOSSES[task]()
    opt = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    loader = DataLoader(TensorDataset(*train), batch_size=64, shuffle=True)
    for epoch in range(epochs):
        net.train()
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = loss_fn(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        if epoch % 3 == 2:
            net.eval()
            with torch.no_grad():
                acc = (net(test[0]).argmax(1) == test[1]).float().mean().item()
            print(f"{task} epoch {epoch + 1}: loss {total / len(train[0]):.4f} acc {acc:.4f}")
    return net


if __name__ == "__main__":
    torch.manual_seed(33)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(X / 16, y, test_size=0.25, random_state=33, stratify=y)
    to = lambda v: torch.tensor(v, dtype=torch.float32)
    learn("multiclass", (to(a), torch.tensor(c)), (to(b), torch.tensor(d)), 10)
