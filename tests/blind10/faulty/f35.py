# dimensionality reduction + small net on the breast cancer data
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import PCA
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def preprocess(n_components=8, seed=0):
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    pca = PCA(n_components=n_components, whiten=True, random_state=seed)
    X = pca.fit_transform(X).astype(np.float32)
    print("explained variance", pca.explained_variance_ratio_.sum().round(3))
    return train_test_split(X, y, test_size=0.25, random_state=seed, stratify=y)


def as_loader(X, y, batch_size, shuffle):
    ds = TensorDataset(torch.from_numpy(X), torch.from_numpy(y))
    return DataLoader(ds, batch_size=batch_size, shuffle=shuffle)


class Classifier(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_in, n_hidden),
            nn.Tanh(),
            nn.Dropout(0.1),
            nn.Linear(n_hidden, n_out),
        )

    def forward(self, x):
        return self.net(x)


def train(model, loader, n_epochs, lr):
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(n_epochs):
        model.train()
        cumulated = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(X), y)
            loss.backward()
            optimizer.step()
            cumulated += loss.item() * len(y)
        if (epoch + 1) % 5 == 0:
            print(f"epoch {epoch + 1:3d}  loss {cumulated / len(loader.dataset):.4f}")


def predict(model, loader):
    model.eval()
    outs, labels = [], []
    with torch.no_grad():
        for X, y in loader:
            outs.append(model(X).argmax(dim=1))
            labels.append(y)
    return torch.cat(outs).numpy(), torch.cat(labels).numpy()


if __name__ == "__main__":
    torch.manual_seed(0)
    X_train, X_test, y_train, y_test = preprocess()
    model = Classifier(X_train.shape[1], 16, 2)
    train(model, as_loader(X_train, y_train, 32, True), n_epochs=20, lr=1e-3)
    y_pred, y_true = predict(model, as_loader(X_test, y_test, 256, False))
    print(classification_report(y_true, y_pred, target_names=["malignant", "benign"], digits=3))
