# surname -> language, character RNN (made-up names)
import random
import string
import torch
import torch.nn as nn

random.seed(12)
torch.manual_seed(12)

all_letters = string.ascii_lowercase
n_letters = len(all_letters)
ENDINGS = {
    "italian": ["ini", "elli", "ucci", "etti"],
    "russian": ["ovich", "enko", "skaya", "ov"],
    "greek": ["akis", "opoulos", "idis", "atos"],
    "dutch": ["stra", "huis", "berg", "veld"],
}
categories = list(ENDINGS)
n_categories = len(categories)


def random_name(category):
    stem = "".join(random.choice("bcdfgklmnprstv") + random.choice("aeiou") for _ in range(random.randint(1, 3)))
    return stem + random.choice(ENDINGS[category])


def line_to_tensor(line):
    tensor = torch.zeros(len(line), 1, n_letters)
    for i, letter in enumerate(line):
        tensor[i][0][all_letters.index(letter)] = 1
    return tensor


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.h2o = nn.Linear(hidden_size, output_size)

    def forward(self, line):
        hidden = torch.zeros(1, self.hidden_size)
        for letter in line:
            hidden = torch.tanh(self.i2h(torch.cat((letter, hidden), 1)))
        return self.h2o(hidden)


rnn = RNN(n_letters, 64, n_categories)
criterion = nn.NLLLoss()
optimizer = torch.optim.SGD(rnn.parameters(), lr=0.005)


def train(category_tensor, line_tensor):
    optimizer.zero_grad()
    output = rnn(line_tensor)
    loss = criterion(output, category_tensor)
    loss.backward()
    optimizer.step()
    return output, loss.item()


def category_from_output(output):
    top_n, top_i = output.topk(1)
    return categories[top_i[0].item()]


n_iters = 3000
print_every = 500
current_loss = 0.0
for it in range(1, n_iters + 1):
    category = random.choice(categories)
    line = random_name(category)
    category_tensor = torch.tensor([categories.index(category)], dtype=torch.long)
    output, loss = train(category_tensor, line_to_tensor(line))
    current_loss += loss
    if it % print_every == 0:
        guess = category_from_output(output)
        print(f"{it} {current_loss / print_every:.4f} {line} / {guess} ({'ok' if guess == category else category})")
        current_loss = 0.0

rnn.eval()
with torch.no_grad():
    hits = 0
    for _ in range(400):
        category = random.choice(categories)
        hits += category_from_output(rnn(line_to_tensor(random_name(category)))) == category
print("held-out accuracy", hits / 400)
