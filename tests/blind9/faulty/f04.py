"""뉴스 제목 분류: TF-IDF + SVD + MLP (부트캠프 6주차 과제)"""
import numpy as np
import torch
import torch.nn as nn
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(0)
TOPICS = {
    "sports": "match goal team win coach league player score",
    "tech": "chip phone software cloud robot data launch app",
    "money": "stock market bank rate bond price trade profit",
}


def make_corpus(n=900):
    texts, labels = [], []
    names = list(TOPICS)
    other = " ".join(TOPICS.values()).split()
    for _ in range(n):
        k = rng.integers(len(names))
        words = list(rng.choice(TOPICS[names[k]].split(), 4)) + list(rng.choice(other, 3))
        texts.append(" ".join(words))
        labels.append(k)
    return texts, np.array(labels)


texts, labels = make_corpus()

# 텍스트 -> 밀집 벡터
vectorise = make_pipeline(TfidfVectorizer(), TruncatedSVD(16, random_state=0))
features = vectorise.fit_transform(texts).astype(np.float32)

X_train, X_test, y_train, y_test = train_test_split(features, labels, test_size=0.2, random_state=1)
train_loader = DataLoader(TensorDataset(torch.from_numpy(X_train), torch.from_numpy(y_train)), batch_size=32, shuffle=True)

model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

for epoch in range(8):
    model.train()
    total = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * xb.size(0)
    print(f"에폭 {epoch + 1}: 손실 {total / len(X_train):.4f}")

model.eval()
with torch.no_grad():
    pred = model(torch.from_numpy(X_test)).argmax(dim=1).numpy()
print("테스트 정확도:", (pred == y_test).mean())
