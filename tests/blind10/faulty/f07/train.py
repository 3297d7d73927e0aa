"""Train a GRU seq2seq that reverses digit strings."""
import torch
import torch.nn as nn

from data import make_batches, PAD, VOCAB
from model import Encoder, Decoder


def run_epoch(encoder, decoder, batches, criterion, optimizer=None):
    training = optimizer is not None
    encoder.train(training)
    decoder.train(training)
    total, tokens = 0.0, 0
    with torch.set_grad_enabled(training):
        for src, tgt in batches:
            hidden = encoder(src)
            logits = decoder(tgt[:, :-1], hidden)
            gold = tgt[:, 1:]
            loss = criterion(logits.reshape(-1, VOCAB), gold.reshape(-1))
            if training:
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
                optimizer.step()
            n = (gold != PAD).sum().item()
            total += loss.item() * n
            tokens += n
    return total / tokens


def main():
    torch.manual_seed(11)
    encoder, decoder = Encoder(VOCAB, 24, 48), Decoder(VOCAB, 24, 48)
    optimizer = torch.optim.Adam(decoder.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    for epoch in range(6):
        tr = run_epoch(encoder, decoder, make_batches(40, 32, seed=epoch), criterion, optimizer)
        va = run_epoch(encoder, decoder, make_batches(8, 32, seed=1000), criterion)
        print(f"epoch {epoch}: train {tr:.3f} valid {va:.3f}")
    torch.save({"enc": encoder.state_dict(), "dec": decoder.state_dict()}, "reverse.pt")


if __name__ == "__main__":
    main()
