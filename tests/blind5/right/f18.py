import glob
import os
import random
import string
import unicodedata

import torch
import torch.nn as nn

LETTERS = string.ascii_letters + " .,;'"
N_LETTERS = len(LETTERS)


def to_ascii(s):
    return ''.join(c for c in unicodedata.normalize('NFD', s) if unicodedata.category(c) != 'Mn' and c in LETTERS)


names = {}
for filename in glob.glob('data/names/*.txt'):
    lang = os.path.splitext(os.path.basename(filename))[0]
    with open(filename, encoding='utf-8') as f:
        names[lang] = [to_ascii(line.strip()) for line in f]
languages = sorted(names)


def line_to_tensor(line):
    t = torch.zeros(len(line), 1, N_LETTERS)
    for i, ch in enumerate(line):
        t[i][0][LETTERS.find(ch)] = 1
    return t


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.h2o = nn.Linear(hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x, hidden):
        hidden = torch.tanh(self.i2h(torch.cat((x, hidden), 1)))
        return self.softmax(self.h2o(hidden)), hidden

    def init_hidden(self):
        return torch.zeros(1, self.hidden_size)


random.seed(0)
torch.manual_seed(0)
rnn = RNN(N_LETTERS, 128, len(languages))
criterion = nn.NLLLoss()
learning_rate = 0.005


def train(category, line):
    hidden = rnn.init_hidden()
    rnn.zero_grad()
    for ch in line:
        output, hidden = rnn(ch, hidden)
    loss = criterion(output, category)
    loss.backward()
    for p in rnn.parameters():
        p.data.add_(p.grad.data, alpha=-learning_rate)
    return output, loss.item()


current, hits = 0.0, 0
for it in range(1, 100001):
    lang = random.choice(languages)
    name = random.choice(names[lang])
    out, loss = train(torch.tensor([languages.index(lang)]), line_to_tensor(name))
    current += loss
    hits += int(out.argmax(1).item() == languages.index(lang))
    if it % 5000 == 0:
        print(f'{it:6d} loss {current / 5000:.4f} acc {hits / 5000:.3f}')
        current, hits = 0.0, 0
