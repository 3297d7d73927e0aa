import torch
import torch.nn as nn
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=0)
    train_loader = DataLoader(TensorDataset(torch.tensor(X_tr).float(), torch.tensor(y_tr)), 64, shuffle=True)
    test_x, test_y = torch.tensor(X_te).float(), torch.tensor(y_te)

    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = SGD(model.parameters(), lr=0.05, momentum=0.9)
    scheduler = StepLR(optimizer, step_size=5, gamma=0.1)  # divide the rate by 10 every 5 epochs
    criterion = nn.CrossEntropyLoss()

    for epoch in range(15):
        model.train()
        epoch_loss = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            scheduler.step()
            epoch_loss += loss.item() * len(x)
        print(f"epoch {epoch:2d} lr {optimizer.param_groups[0]['lr']:.1e} loss {epoch_loss / len(X_tr):.4f}")

    model.eval()
    with torch.no_grad():
        print("test accuracy", (model(test_x).argmax(1) == test_y).float().mean().item())


if __name__ == "__main__":
    main()
