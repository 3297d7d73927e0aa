import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(1)
np.random.seed(1)

# Part-of-speech tagging, after the official sequence model tutorial

training_data = [
    ("The dog ate the apple".split(), ["DET", "NN", "V", "DET", "NN"]),
    ("Everybody read that book".split(), ["NN", "V", "DET", "NN"]),
    ("A cat saw the bird".split(), ["DET", "NN", "V", "DET", "NN"]),
    ("The child read a letter".split(), ["DET", "NN", "V", "DET", "NN"]),
    ("That bird sang".split(), ["DET", "NN", "V"]),
    ("Somebody ate that letter".split(), ["NN", "V", "DET", "NN"]),
]
test_sentence = "The cat ate a book".split()

word_to_ix = {"<unk>": 0}
for sent, tags in training_data:
    for word in sent:
        if word not in word_to_ix:
            word_to_ix[word] = len(word_to_ix)
tag_to_ix = {"DET": 0, "NN": 1, "V": 2}
ix_to_tag = {v: k for k, v in tag_to_ix.items()}

EMBEDDING_DIM = 8
HIDDEN_DIM = 12


def prepare_sequence(seq, to_ix):
    idxs = [to_ix.get(w, 0) for w in seq]
    return torch.tensor(idxs, dtype=torch.long)


class LSTMTagger(nn.Module):

    def __init__(self, embedding_dim, hidden_dim, vocab_size, tagset_size):
        super(LSTMTagger, self).__init__()
        self.hidden_dim = hidden_dim
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        # one sentence at a time, so the LSTM gets (T, 1, E)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim)
        self.hidden2tag = nn.Linear(hidden_dim, tagset_size)

    def forward(self, sentence):
        embeds = self.word_embeddings(sentence)
        lstm_out, _ = self.lstm(embeds.view(len(sentence), 1, -1))
        tag_space = self.hidden2tag(lstm_out.view(len(sentence), -1))
        return tag_space


model = LSTMTagger(EMBEDDING_DIM, HIDDEN_DIM, len(word_to_ix), len(tag_to_ix))
loss_function = nn.NLLLoss()
optimizer = optim.SGD(model.parameters(), lr=0.1)

for epoch in range(200):
    order = np.random.permutation(len(training_data))
    epoch_loss = 0.0
    for k in order:
        sentence, tags = training_data[k]
        model.zero_grad()
        sentence_in = prepare_sequence(sentence, word_to_ix)
        targets = prepare_sequence(tags, tag_to_ix)
        tag_scores = model(sentence_in)
        loss = loss_function(tag_scores, targets)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    if (epoch + 1) % 50 == 0:
        print(epoch + 1, epoch_loss / len(training_data))

with torch.no_grad():
    scores = model(prepare_sequence(test_sentence, word_to_ix))
    tags = [ix_to_tag[i] for i in scores.argmax(dim=1).tolist()]
print(list(zip(test_sentence, tags)))
