import torch
from torch import nn
import torch.nn.functional as F


class TextCNN(nn.Module):
    """Kim (2014), three kernel widths."""

    def __init__(self, vocab_size, emb_dim, n_filters, n_classes, widths=(2, 3, 4), p=0.3):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv1d(emb_dim, n_filters, w, padding=w - 1) for w in widths])
        self.dropout = nn.Dropout(p)
        self.fc = nn.Linear(n_filters * len(widths), n_classes)

    def forward(self, tokens):
        x = self.embedding(tokens).transpose(1, 2)
        pooled = [F.relu(conv(x)).amax(dim=2) for conv in self.convs]
        x = self.dropout(torch.cat(pooled, dim=1))
        return F.softmax(self.fc(x), dim=1)
