import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class IrisClassifier(nn.Module):
    """4 -> 12 -> 3"""

    def __init__(self):
        super(IrisClassifier, self).__init__()
        self.layer_1 = nn.Linear(4, 12)
        self.layer_out = nn.Linear(12, 3)
        self.relu = nn.ReLU()
        self.sigmoid = nn.Sigmoid()

    def forward(self, inputs):
        x = self.relu(self.layer_1(inputs))
        x = self.sigmoid(self.layer_out(x))
        return x


def multi_acc(y_pred, y_test):
    _, y_pred_tags = torch.max(y_pred, dim=1)
    return (y_pred_tags == y_test).float().sum() / len(y_test)


def main():
    torch.manual_seed(69)
    X, y = load_iris(return_X_y=True)
    X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=30, stratify=y, random_state=69)
    scaler = StandardScaler()
    X_train = torch.tensor(scaler.fit_transform(X_train), dtype=torch.float32)
    X_val = torch.tensor(scaler.transform(X_val), dtype=torch.float32)
    y_train, y_val = torch.tensor(y_train), torch.tensor(y_val)
    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=20, shuffle=True)

    model = IrisClassifier()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    stats = {"train": [], "val": []}
    for e in range(1, 31):
        model.train()
        epoch_acc = 0.0
        for X_batch, y_batch in loader:
            optimizer.zero_grad()
            y_pred = model(X_batch)
            loss = criterion(y_pred, y_batch)
            loss.backward()
            optimizer.step()
            epoch_acc += multi_acc(y_pred, y_batch).item()
        model.eval()
        with torch.no_grad():
            val_pred = model(X_val)
            stats["val"].append(criterion(val_pred, y_val).item())
        stats["train"].append(epoch_acc / len(loader))
        if e % 10 == 0:
            print(f"Epoch {e:03}: train acc {stats['train'][-1]:.3f} | val loss {stats['val'][-1]:.4f}")


if __name__ == "__main__":
    main()
