import random
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

random.seed(0)
torch.manual_seed(0)
TAGS = ["DET", "NOUN", "VERB", "ADJ"]
LEX = {"the": 0, "a": 0, "dog": 1, "cat": 1, "robot": 1, "sees": 2, "likes": 2, "builds": 2, "small": 3, "red": 3}
WORDS = sorted(LEX)
W2I = {w: i for i, w in enumerate(WORDS)}


def noun_phrase():
    det = random.choice(["the", "a"])
    noun = random.choice(["dog", "cat", "robot"])
    return [det, random.choice(["small", "red"]), noun]


class Sentences(Dataset):
    def __init__(self, n):
        self.sents = [noun_phrase() + [random.choice(["sees", "likes", "builds"])] + noun_phrase() for _ in range(n)]

    def __len__(self):
        return len(self.sents)

    def __getitem__(self, i):
        s = self.sents[i]
        return torch.tensor([W2I[w] for w in s]), torch.tensor([LEX[w] for w in s])


class LSTMTagger(nn.Module):
    def __init__(self, embedding_dim, hidden_dim, vocab_size, tagset_size):
        super(LSTMTagger, self).__init__()
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, batch_first=True)
        self.hidden2tag = nn.Linear(hidden_dim, tagset_size)

    def forward(self, sentence):
        embeds = self.word_embeddings(sentence)
        lstm_out, _ = self.lstm(embeds)
        return self.hidden2tag(lstm_out)


def main():
    model = LSTMTagger(8, 12, len(WORDS), len(TAGS))
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = DataLoader(Sentences(120), batch_size=12, shuffle=True)
    for epoch in range(3):
        total = 0.0
        for words, tags in loader:
            model.zero_grad()
            tag_scores = model(words)
            loss = loss_function(tag_scores, tags)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(epoch, total / len(loader))


if __name__ == "__main__":
    main()
