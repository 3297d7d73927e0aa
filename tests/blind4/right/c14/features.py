import numpy as np
import pandas as pd
import torch


def table(n, seed):
    rng = np.random.default_rng(seed)
    city = rng.choice(["Seoul", "Busan", "Daegu", "Incheon", "Jeju"], n)
    fuel = rng.choice(["gas", "diesel", "electric"], n)
    age, km = rng.uniform(0, 12, n), rng.uniform(5, 200, n)
    bonus = pd.Series(city).map({"Seoul": 1.0, "Busan": 0.4, "Daegu": 0.0, "Incheon": 0.2, "Jeju": -0.8}).to_numpy()
    elec = (fuel == "electric") * 1.2
    score = bonus + elec - 0.25 * (age - 6) - 0.008 * (km - 100) + rng.normal(0, 0.4, n)
    return pd.DataFrame({"city": city, "fuel": fuel, "age": age, "km": km, "sold": (score > 0.2).astype(int)})


class Prep:
    CAT, NUM = ["city", "fuel"], ["age", "km"]

    def fit(self, df):
        self.maps = {c: {v: i + 1 for i, v in enumerate(sorted(df[c].unique()))} for c in self.CAT}
        self.mean, self.std = df[self.NUM].mean(), df[self.NUM].std()
        return self

    def __call__(self, df):
        cat = np.stack([df[c].map(self.maps[c]).fillna(0).astype(int) for c in self.CAT], axis=1)
        num = ((df[self.NUM] - self.mean) / self.std).to_numpy()
        return (torch.tensor(cat), torch.tensor(num, dtype=torch.float32),
                torch.tensor(df["sold"].to_numpy(), dtype=torch.float32))
