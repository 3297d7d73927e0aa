import torch


class Checkpoint:
    def __init__(self, path):
        self.path, self.best = path, float("inf")

    def maybe_save(self, value, model):
        if value < self.best:
            self.best = value
            torch.save({"state": model.state_dict(), "value": value}, self.path)
            return True
        return False

    def read(self):
        return torch.load(self.path, map_location="cpu", weights_only=True)["state"]
