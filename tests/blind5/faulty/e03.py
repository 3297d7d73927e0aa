# 유방암 진단 데이터 이진 분류 - 5주차 스터디 코드
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import confusion_matrix, precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def get_data(seed=0):
    X, y = load_breast_cancer(return_X_y=True)
    y = 1 - y  # 악성 = 1
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    sc = StandardScaler().fit(X_tr)
    X_tr, X_te = sc.transform(X_tr), sc.transform(X_te)
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    return TensorDataset(f(X_tr), f(y_tr)), TensorDataset(f(X_te), f(y_te))


class Classifier(nn.Module):
    def __init__(self, d_in=30):
        super().__init__()
        self.l1 = nn.Linear(d_in, 16)
        self.l2 = nn.Linear(16, 8)
        self.l3 = nn.Linear(8, 1)

    def forward(self, x):
        x = torch.relu(self.l1(x))
        x = torch.relu(self.l2(x))
        return self.l3(x).squeeze(-1)


def main():
    torch.manual_seed(0)
    train_ds, test_ds = get_data()
    loader = DataLoader(train_ds, batch_size=32, shuffle=True)
    model = Classifier()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

    for epoch in range(40):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()

    model.eval()
    with torch.no_grad():
        outputs = model(test_ds.tensors[0])
    pred = (outputs > 0.5).int().numpy()
    true = test_ds.tensors[1].int().numpy()
    print(confusion_matrix(true, pred))
    print('precision', precision_score(true, pred))
    print('recall', recall_score(true, pred))


if __name__ == '__main__':
    main()
