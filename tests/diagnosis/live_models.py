"""Live objects to examine: right ones of many kinds, and broken ones, each with what is wrong with it.

Every function gives (model, loader, criterion, optimizer).
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, IterableDataset, TensorDataset


def rows(*tensors, batch=32, **options):
    return DataLoader(TensorDataset(*tensors), batch_size=batch, shuffle=True, **options)


def classes(n=96, features=20, count=5):
    x = torch.randn(n, features)
    return x, (x @ torch.randn(features, count)).argmax(1)


def adam(model):
    return torch.optim.Adam([one for one in model.parameters() if one.requires_grad], lr=1e-3)


def with_adam(model, loader, criterion):
    return model, loader, criterion, adam(model)


def mlp(last=(), inputs=20, outputs=5):
    return nn.Sequential(nn.Linear(inputs, 32), nn.ReLU(), nn.Linear(32, outputs), *last)


# right ones


def mlp_classifier():
    return with_adam(mlp(), rows(*classes()), nn.CrossEntropyLoss())


def cnn_with_batch_norm():
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Dropout(0.3), nn.Linear(8 * 16, 4),
    )  # fmt: skip
    return with_adam(model, rows(torch.randn(96, 1, 8, 8), torch.randint(0, 4, (96,))), nn.CrossEntropyLoss())


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(6, 24, batch_first=True)
        self.head = nn.Linear(24, 3)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.head(out[:, -1])


def lstm():
    return with_adam(Tagger(), rows(torch.randn(96, 7, 6), torch.randint(0, 3, (96,))), nn.CrossEntropyLoss())


class Encoder(nn.Module):
    def __init__(self, words=50, width=16):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        layer = nn.TransformerEncoderLayer(width, 2, 32, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(width, words)

    def forward(self, ids):
        return self.head(self.encoder(self.embedding(ids))).transpose(1, 2)  # (N, C, T)


def transformer():
    ids = torch.randint(0, 50, (96, 6))
    return with_adam(Encoder(), rows(ids, ids.flip(1)), nn.CrossEntropyLoss())


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(36, 24), nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(24, 36), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


def autoencoder_with_bce():
    return with_adam(Autoencoder(), rows((torch.rand(96, 36) > 0.5).float()), nn.BCELoss())


def many_labels():
    x = torch.randn(96, 20)
    return with_adam(mlp(outputs=4), rows(x, (x @ torch.randn(20, 4) > 0).float()), nn.BCEWithLogitsLoss())


def regression():
    x = torch.randn(96, 20)
    return with_adam(mlp(outputs=1), rows(x, x.sum(1, keepdim=True) / 4), nn.MSELoss())


def gan_critic():
    return with_adam(mlp(outputs=1), rows(torch.randn(96, 20)), lambda score: -score.mean())


def embedding_classifier():
    model = nn.Sequential(nn.EmbeddingBag(100, 16, sparse=True), nn.Linear(16, 2))
    ids, y = torch.randint(0, 100, (96, 5)), torch.randint(0, 2, (96,))
    return model, rows(ids, y), nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=0.1)


def frozen_backbone():
    model = nn.Sequential(mlp(outputs=32).requires_grad_(False).eval(), nn.ReLU(), nn.Linear(32, 5))
    return with_adam(model, rows(*classes()), nn.CrossEntropyLoss())


class Stream(IterableDataset):
    def __iter__(self):
        for _ in range(64):
            x = torch.randn(20)
            yield x, int(x[:5].argmax())


def iterable_dataset():
    return with_adam(mlp(), DataLoader(Stream(), batch_size=16), nn.CrossEntropyLoss())


def list_of_tensors():
    x, y = classes(64)
    return with_adam(mlp(), list(zip(x.split(16), y.split(16), strict=True)), nn.CrossEntropyLoss())


def weighted_and_smoothed():
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=0)
    return with_adam(mlp(), rows(*classes()), criterion)


class TextModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(50, 16)
        self.head = nn.Linear(16, 3)

    def forward(self, input_ids, attention_mask=None, labels=None):
        logits = self.head((self.embedding(input_ids) * attention_mask[..., None]).mean(1))
        loss = F.cross_entropy(logits, labels) if labels is not None else None
        return {"loss": loss, "logits": logits}


class Texts(torch.utils.data.Dataset):
    def __init__(self):
        self.ids, self.labels = torch.randint(0, 50, (64, 7)), torch.randint(0, 3, (64,))

    def __len__(self):
        return 64

    def __getitem__(self, i):
        return {"input_ids": self.ids[i], "attention_mask": torch.ones(7), "labels": self.labels[i]}


def dictionaries():
    return with_adam(TextModel(), DataLoader(Texts(), batch_size=16), nn.CrossEntropyLoss())


def own_loss():
    return with_adam(TextModel(), DataLoader(Texts(), batch_size=16), None)


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = mlp(inputs=20)

    def forward(self, left, right):
        return self.net(torch.cat([left, right], 1))


def two_inputs():
    x, y = classes()
    return with_adam(Two(), rows(x[:, :8], x[:, 8:], y), nn.CrossEntropyLoss())


def double_precision():
    x, y = classes()
    return with_adam(mlp().double(), rows(x.double(), y), nn.CrossEntropyLoss())


def straight_line():
    x = torch.randn(96, 1)
    return with_adam(nn.Linear(1, 1), rows(x, 2 * x + torch.randn(96, 1)), nn.MSELoss())


def logistic_regression():
    x = torch.randn(96, 2)
    y = (x.sum(1, keepdim=True) + 2 * torch.randn(96, 1) > 0).float()
    return with_adam(nn.Linear(2, 1), rows(x, y), nn.BCEWithLogitsLoss())


def curve():
    x = torch.rand(96, 1) * 6
    model = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
    return with_adam(model, rows(x, torch.sin(3 * x)), nn.MSELoss())


RIGHT = (
    mlp_classifier, cnn_with_batch_norm, lstm, transformer, autoencoder_with_bce, many_labels, regression, gan_critic,
    embedding_classifier, frozen_backbone, iterable_dataset, list_of_tensors, weighted_and_smoothed, dictionaries,
    own_loss, two_inputs, double_precision, straight_line, logistic_regression, curve,
)  # fmt: skip


# broken ones


def softmax_before_cross_entropy():
    return with_adam(mlp((nn.Softmax(1),)), rows(*classes()), nn.CrossEntropyLoss())


def target_broadcast():
    x = torch.randn(96, 20)
    return with_adam(mlp(outputs=1), rows(x, x.sum(1) / 4), nn.MSELoss())


def sigmoid_before_bce_with_logits():
    x = torch.randn(96, 20)
    return with_adam(mlp((nn.Sigmoid(),), outputs=1), rows(x, (x[:, :1] > 0).float()), nn.BCEWithLogitsLoss())


def relu_on_the_output():
    x = torch.randn(96, 20)
    return with_adam(mlp((nn.ReLU(),), outputs=1), rows(x, x.sum(1, keepdim=True) / 4), nn.MSELoss())


def probabilities_into_nll():
    return with_adam(mlp((nn.Softmax(1),)), rows(*classes()), nn.NLLLoss())


def bounded_output():
    x = torch.randn(96, 20)
    return with_adam(mlp((nn.Sigmoid(),), outputs=1), rows(x, 50 + 10 * x.sum(1, keepdim=True)), nn.MSELoss())


class Hidden(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(20, 20), nn.Linear(20, 20)]
        self.head = nn.Linear(20, 5)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return self.head(x)


def layers_in_a_list():
    return with_adam(Hidden(), rows(*classes()), nn.CrossEntropyLoss())


def parameters_not_optimised():
    model, loader, criterion, _ = mlp_classifier()
    return model, loader, criterion, adam(mlp())


FINDINGS = (
    softmax_before_cross_entropy, target_broadcast, sigmoid_before_bce_with_logits, relu_on_the_output,
    probabilities_into_nll, bounded_output, layers_in_a_list, parameters_not_optimised,
)  # fmt: skip


class Detached(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.head = nn.Linear(20, 32), nn.Linear(32, 5)

    def forward(self, x):
        return self.head(self.encoder(x).relu().detach())


def cut_graph():
    return with_adam(Detached(), rows(*classes()), nn.CrossEntropyLoss())


def zero_start():
    model = mlp()
    for one in model.parameters():
        nn.init.zeros_(one)
    return with_adam(model, rows(*classes()), nn.CrossEntropyLoss())


class Blind(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = mlp()

    def forward(self, x):
        return self.net(torch.zeros_like(x))


def blind_to_its_input():
    return with_adam(Blind(), rows(*classes()), nn.CrossEntropyLoss())


def nan_inputs():
    x, y = classes()
    x[:, 3] = float("nan")
    return with_adam(mlp(), rows(x, y), nn.CrossEntropyLoss())


# what raises: name of the likeliest fault, stage


def linear_width_mismatch():
    return with_adam(mlp(inputs=21), rows(*classes()), nn.CrossEntropyLoss())


def labels_outside_classes():
    return with_adam(mlp(outputs=4), rows(*classes()), nn.CrossEntropyLoss())


def target_dtype():
    x, y = classes()
    return with_adam(mlp(), rows(x, y.float()), nn.CrossEntropyLoss())


def graph_cut():
    return with_adam(mlp(), rows(*classes()), lambda out, y: F.cross_entropy(out, y).detach())


def backward_on_vector():
    return with_adam(mlp(), rows(*classes()), nn.CrossEntropyLoss(reduction="none"))


RAISING = (
    (linear_width_mismatch, "model"), (labels_outside_classes, "loss"), (target_dtype, "loss"),
    (graph_cut, "backward"), (backward_on_vector, "backward"),
)  # fmt: skip
