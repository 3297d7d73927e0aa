import random
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.feature_extraction.text import CountVectorizer
from torch.utils.data import DataLoader, TensorDataset

random.seed(0)
torch.manual_seed(0)

spam_words = ["free", "win", "prize", "cash", "click", "offer"]
ham_words = ["meeting", "lunch", "report", "project", "home", "call"]
common = ["the", "you", "to", "now", "please", "today", "and"]


def make_mail(is_spam):
    src = spam_words if is_spam else ham_words
    return " ".join(random.choices(src, k=3) + random.choices(common, k=5))


labels = [random.randint(0, 1) for _ in range(400)]
mails = [make_mail(l) for l in labels]
train_mails, test_mails = mails[:300], mails[300:]

vec = CountVectorizer()
X_train = torch.tensor(vec.fit_transform(train_mails).toarray(), dtype=torch.float32)
X_test = torch.tensor(vec.transform(test_mails).toarray(), dtype=torch.float32)
y_train = torch.tensor(labels[:300], dtype=torch.float32).view(-1, 1)
y_test = torch.tensor(labels[300:], dtype=torch.float32).view(-1, 1)


class SpamFilter(nn.Module):
    def __init__(self, n_words):
        super().__init__()
        self.fc1 = nn.Linear(n_words, 16)
        self.fc2 = nn.Linear(16, 1)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return F.softmax(self.fc2(x), dim=1)


model = SpamFilter(X_train.shape[1])
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=30, shuffle=True)

for epoch in range(5):
    model.train()
    for xb, yb in loader:
        pred = model(xb)
        loss = F.binary_cross_entropy(pred, yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        acc = ((model(X_test) > 0.5).float() == y_test).float().mean().item()
    print("epoch", epoch, "loss", round(loss.item(), 4), "test accuracy", round(acc, 3))
