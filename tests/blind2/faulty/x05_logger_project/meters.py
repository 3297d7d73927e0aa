class AverageMeter:
    """Keeps a sum and a count."""

    def __init__(self, name):
        self.name = name
        self.reset()

    def reset(self):
        self.total = 0.0
        self.count = 0

    def update(self, value, n=1):
        self.total = self.total + value * n
        self.count += n

    @property
    def avg(self):
        return self.total / max(self.count, 1)

    def __str__(self):
        return f"{self.name}: {float(self.avg):.4f}"
