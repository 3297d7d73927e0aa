"""Watching changes nothing: weights, buffers, optimiser and random states are the same bit for bit."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise.runtime import Recorder

TRAINING = """
import hashlib, pickle, random, sys
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Noisy(TensorDataset):
    def __getitem__(self, i):
        x, y = super().__getitem__(i)
        return x + 0.01 * torch.randn(x.shape), y

def main():
    torch.manual_seed(0); np.random.seed(0); random.seed(0)
    data = Noisy(torch.randn(320, 8), torch.randint(0, 3, (320,)))
    loader = DataLoader(data, batch_size=16, shuffle=True, num_workers=2)
    model = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.3),
                          nn.Linear(32, 3), {last})
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(3):
        for x, y in loader:
            {clear}
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            random.random(); np.random.rand()
    kept = {{
        "model": {{k: v.numpy().tobytes() for k, v in model.state_dict().items()}},
        "gradients": [None if p.grad is None else p.grad.numpy().tobytes() for p in model.parameters()],
        "optimiser": [v.numpy().tobytes() for s in optimizer.state.values() for v in s.values()],
        "torch": torch.get_rng_state().numpy().tobytes(),
        "numpy": pickle.dumps(np.random.get_state()),
        "python": pickle.dumps(random.getstate()),
    }}
    for name, value in kept.items():
        print(name, hashlib.sha256(pickle.dumps(value)).hexdigest())

if __name__ == "__main__":
    main()
"""

COMPILED = """
import hashlib, sys
import torch
from torch import nn
from torch._dynamo.testing import CompileCounterWithBackend

torch.manual_seed(0)
x, y = torch.randn(256, 20), torch.randint(0, 5, (256,))
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 5))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
counter = CompileCounterWithBackend(sys.argv[1])

def step(model, x, y):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 0.5)
    optimizer.step()

if sys.argv[2] == "step":
    step = torch.compile(step, backend=counter)
else:
    compiled = torch.compile(model, backend=counter)
for i in range(30):
    step(model if sys.argv[2] == "step" else compiled, x[i * 8 : i * 8 + 16], y[i * 8 : i * 8 + 16])
print("graphs", counter.frame_count, "operations", counter.op_count)
print(hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest())
"""


def printed(folder, source, *arguments, watched):
    script = folder / "train.py"
    script.write_text(source, encoding="utf-8")
    before = ["-m", "loopwise", "watch", "--every", "1"] if watched else []
    done = subprocess.run(
        [sys.executable, *before, str(script), *arguments],
        cwd=folder,
        env={**os.environ, "LOOPWISE_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("last", "clear"),
    [("nn.Softmax(dim=1)", "pass"), ("nn.Identity()", "optimizer.zero_grad()")],
    ids=["both faults", "healthy"],
)
def test_a_watched_run_trains_the_same_bits(tmp_path, last, clear):
    source = TRAINING.format(last=last, clear=clear)
    bare = printed(tmp_path, source, watched=False)
    assert len(bare) == 6
    assert printed(tmp_path, source, watched=True) == bare


@pytest.mark.parametrize(
    ("backend", "what"),
    [
        ("aot_eager", "model"),
        pytest.param("aot_eager", "step", marks=pytest.mark.soak),
        pytest.param("inductor", "model", marks=pytest.mark.soak),
    ],
)
def test_compiled_training_keeps_its_bits_and_its_graphs(tmp_path, backend, what):
    bare = printed(tmp_path, COMPILED, backend, what, watched=False)
    assert bare[0].startswith("graphs")
    assert printed(tmp_path, COMPILED, backend, what, watched=True) == bare


@pytest.mark.parametrize(
    "hears", [lambda kind, sampled: True, lambda kind, sampled: sampled], ids=["every step", "looks only"]
)
def test_memory_is_flat_over_ten_thousand_steps(hears):
    model = nn.Linear(4, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    x, y = torch.randn(8, 4), torch.randint(0, 3, (8,))

    def held_after(steps):
        for _ in range(steps):
            F.cross_entropy(model(x).softmax(1), y).backward()  # never cleared: the busiest case
            optimizer.step()
        gc.collect()
        return len(gc.get_objects()), sys.getallocatedblocks()

    with Recorder(lambda event: None, hears=hears).attached():
        objects, blocks = held_after(1000)
        objects_later, blocks_later = held_after(9000)
    assert objects_later - objects < 300  # the series' points, one every hundred steps
    assert blocks_later - blocks < 3000


def test_no_tensor_of_the_program_is_held():
    model = nn.Linear(4, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with Recorder(lambda event: None).attached():
        for _ in range(3):
            F.cross_entropy(model(torch.randn(8, 4)).softmax(1), torch.zeros(8, dtype=torch.int64)).backward()
            optimizer.step()
        before = tensors_alive()
        del model, optimizer
        gc.collect()
        assert tensors_alive() <= before - 4  # two parameters, two gradients


def test_detaching_leaves_torch_as_it_was():
    from torch.optim import optimizer as module

    def state():
        return (
            torch.autograd.backward,
            dict(module._global_optimizer_pre_hooks),
            dict(nn.modules.module._global_parameter_registration_hooks),
            dict(nn.modules.module._global_module_registration_hooks),
            [torch.optim.Optimizer.__init__, nn.Module.eval, nn.Module.load_state_dict],
            [nn.utils.clip_grad_norm_, nn.utils.clip_grad.clip_grad_norm_, nn.utils.clip_grad_value_],
            [torch.optim.lr_scheduler.LRScheduler.step, torch.optim.lr_scheduler.ReduceLROnPlateau.step],
            list(sys.meta_path),
        )

    before = state()
    with Recorder(lambda event: None).attached():
        assert all(ours is not bare for ours, bare in zip(state()[4], before[4], strict=True))
    assert state() == before


def test_a_wrapper_put_around_ours_stays_and_ours_falls_silent(monkeypatch):
    heard = []
    recorder = Recorder(heard.append)
    recorder.attach()
    ours = torch.autograd.backward
    monkeypatch.setattr(torch.autograd, "backward", lambda *a, **k: ours(*a, **k))
    theirs = torch.autograd.backward
    recorder.detach()
    assert torch.autograd.backward is theirs
    weight = torch.ones(2, requires_grad=True)
    weight.sum().backward()
    assert weight.grad.tolist() == [1.0, 1.0] and heard == []
    monkeypatch.undo()
    torch.autograd.backward = ours.__wrapped__


def test_backward_still_takes_every_argument_and_raises_its_own_errors():
    with Recorder(lambda event: None).attached():
        w = torch.ones(3, requires_grad=True)
        torch.autograd.backward([w * 2, w.sum()], grad_tensors=[torch.ones(3), None])
        assert w.grad.tolist() == [3.0, 3.0, 3.0]
        (w * 2).backward(gradient=torch.ones(3), inputs=[w])
        assert w.grad.tolist() == [5.0, 5.0, 5.0]
        with pytest.raises(RuntimeError, match="scalar outputs"):
            (w * 2).backward()
        with pytest.raises(RuntimeError, match="does not require grad"):
            torch.ones(1).sum().backward()


def tensors_alive():
    return sum(issubclass(type(thing), torch.Tensor) for thing in gc.get_objects())
