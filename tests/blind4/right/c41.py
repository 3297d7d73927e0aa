import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class WineNet(nn.Module):
    """Logits while training, probabilities when used."""

    def __init__(self, d, k, width=24):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(d, width), nn.ReLU(), nn.Dropout(0.2))
        self.head = nn.Linear(width, k)

    def forward(self, x):
        scores = self.head(self.body(x))
        if not self.training:
            return torch.softmax(scores, dim=1)
        return scores


def main():
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
    sc = StandardScaler().fit(X_train)
    tensor = lambda a: torch.tensor(sc.transform(a), dtype=torch.float32)
    loader = DataLoader(TensorDataset(tensor(X_train), torch.tensor(y_train)), batch_size=16, shuffle=True)
    model = WineNet(13, 3)
    criterion = nn.CrossEntropyLoss()
    opt = torch.optim.AdamW(model.parameters(), lr=5e-3)
    x_test = tensor(X_test)
    for epoch in range(25):
        model.train()
        for xb, yb in loader:
            loss = criterion(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 8 == 0:
            model.eval()
            with torch.no_grad():
                prob = model(x_test).double()
            prob = prob / prob.sum(1, keepdim=True)
            print(epoch, "log loss", round(log_loss(y_test, prob.numpy()), 4),
                  "accuracy", round((prob.argmax(1).numpy() == y_test).mean(), 4))


if __name__ == "__main__":
    main()
