import torch
from torch import nn


class TextCNN(nn.Module):
    """Kim (2014) style convolution over word embeddings."""

    def __init__(self, vocab_size, emb_dim=32, n_filters=24, sizes=(2, 3, 4), dropout=0.25):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv1d(emb_dim, n_filters, k) for k in sizes])
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(n_filters * len(sizes), 1)

    def forward(self, tokens):
        emb = self.embedding(tokens).transpose(1, 2)
        pooled = [torch.relu(conv(emb)).amax(dim=2) for conv in self.convs]
        h = self.dropout(torch.cat(pooled, dim=1))
        return torch.sigmoid(self.fc(h)).squeeze(1)
