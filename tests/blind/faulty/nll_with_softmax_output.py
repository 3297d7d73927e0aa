import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split

torch.manual_seed(3)


def build_classifier(n_in, n_out, hidden=24):
    model = nn.Sequential(
        nn.Linear(n_in, hidden),
        nn.ReLU(),
        nn.Linear(hidden, n_out),
        nn.Softmax(dim=1),
    )
    return model


def prepare(batch_size=15):
    wine = load_wine()
    Xtr, Xte, ytr, yte = train_test_split(wine.data, wine.target, test_size=43, random_state=3)
    ss = StandardScaler().fit(Xtr)
    Xtr = torch.from_numpy(ss.transform(Xtr)).float()
    Xte = torch.from_numpy(ss.transform(Xte)).float()
    ytr = torch.from_numpy(ytr).long()
    yte = torch.from_numpy(yte).long()
    return DataLoader(TensorDataset(Xtr, ytr), batch_size=batch_size, shuffle=True), Xte, yte


def train_and_validate(model, criterion, optimizer, loader, Xte, yte, epochs=6):
    for epoch in range(epochs):
        model.train()
        train_loss = 0.0
        for inputs, labels in loader:
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
            train_loss += loss.item() * inputs.size(0)
        model.eval()
        with torch.no_grad():
            out = model(Xte)
            acc = (out.max(1)[1] == yte).float().mean()
        print("Epoch : {:02d}, Training Loss: {:.4f}, Accuracy: {:.2f}%".format(
            epoch, train_loss / len(loader.dataset), acc * 100))


loader, Xte, yte = prepare()
model = build_classifier(13, 3)
loss_func = nn.NLLLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
train_and_validate(model, loss_func, optimizer, loader, Xte, yte)
