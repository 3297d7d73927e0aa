import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from nets import make_model
from train import train


def restore(checkpoint):
    model = make_model()
    state = checkpoint["model"]
    model.load_state_dict(state, strict=False)
    return model.eval()


def main():
    X, y = load_digits(return_X_y=True)
    X_tmp, X_te, y_tmp, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    X_tr, X_va, y_tr, y_va = train_test_split(X_tmp, y_tmp, test_size=0.2, random_state=0, stratify=y_tmp)
    X_tr, X_va, X_te = (torch.tensor(a, dtype=torch.float32) for a in (X_tr, X_va, X_te))
    y_tr, y_va, y_te = (torch.tensor(a) for a in (y_tr, y_va, y_te))
    checkpoint = train(X_tr, y_tr, X_va, y_va)
    model = restore(checkpoint)
    with torch.no_grad():
        acc = (model(X_te).argmax(1) == y_te).float().mean().item()
    print(f"best val loss {checkpoint['val_loss']:.4f}, test accuracy {acc:.4f}")


if __name__ == "__main__":
    main()
