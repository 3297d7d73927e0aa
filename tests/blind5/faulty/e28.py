import pandas as pd
import torch
import torch.nn as nn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MultiLabelBinarizer
from torch.utils.data import Dataset, DataLoader

torch.manual_seed(0)

movies = pd.read_csv('movies_metadata.csv')[['overview', 'genres']].dropna()
movies['genres'] = movies['genres'].str.split('|')
train_df, test_df = train_test_split(movies, test_size=0.2, random_state=0)

mlb = MultiLabelBinarizer()
Y_train = mlb.fit_transform(train_df['genres'])
Y_test = mlb.transform(test_df['genres'])
tfidf = TfidfVectorizer(max_features=5000, stop_words='english')
X_train = tfidf.fit_transform(train_df['overview'])
X_test = tfidf.transform(test_df['overview'])


class MovieDataset(Dataset):
    def __init__(self, X, Y):
        self.X = X
        self.Y = Y

    def __len__(self):
        return self.X.shape[0]

    def __getitem__(self, idx):
        x = torch.tensor(self.X[idx].toarray()[0], dtype=torch.float32)
        return x, torch.tensor(self.Y[idx], dtype=torch.float32)


class GenreNet(nn.Module):
    def __init__(self, n_words, n_genres):
        super().__init__()
        self.fc1 = nn.Linear(n_words, 256)
        self.fc2 = nn.Linear(256, n_genres)
        self.dropout = nn.Dropout(0.3)

    def forward(self, x):
        h = self.dropout(torch.relu(self.fc1(x)))
        return torch.softmax(self.fc2(h), dim=1)


train_loader = DataLoader(MovieDataset(X_train, Y_train), batch_size=64, shuffle=True)
test_loader = DataLoader(MovieDataset(X_test, Y_test), batch_size=256)
net = GenreNet(X_train.shape[1], len(mlb.classes_))
loss_fn = nn.BCELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

for epoch in range(10):
    net.train()
    tot = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = loss_fn(net(xb), yb)
        loss.backward()
        optimizer.step()
        tot += loss.item()
    print(f'epoch {epoch}: {tot / len(train_loader):.4f}')

net.eval()
preds = []
with torch.no_grad():
    for xb, _ in test_loader:
        preds.append(net(xb) > 0.5)
print('micro F1:', f1_score(Y_test, torch.cat(preds).int().numpy(), average='micro'))
