import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

from classifier import WineClassifier
from trainer import Trainer


def main():
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    scaler = StandardScaler().fit(X_train)
    X_train = torch.tensor(scaler.transform(X_train), dtype=torch.float32)
    X_test = torch.tensor(scaler.transform(X_test), dtype=torch.float32)
    y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)

    model = WineClassifier(n_features=13, n_classes=3)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.5)
    trainer = Trainer(model, torch.nn.CrossEntropyLoss(), optimizer, scheduler)
    trainer.fit(DataLoader(TensorDataset(X_train, y_train), batch_size=31, shuffle=True), epochs=20)

    accuracy = (model.predict(X_test) == y_test).float().mean().item()
    print(f"test accuracy {accuracy:.3f}")
    print("a sure one:", [round(p, 3) for p in model.predict_proba(X_test[:1])[0].tolist()])


if __name__ == "__main__":
    main()
