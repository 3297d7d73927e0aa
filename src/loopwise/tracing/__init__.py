"""Follow an input through a model, whatever its `forward` does; compare two models.

    trace = follow(model, torch.randn(1, 3, 224, 224))
    trace.multiply_adds, len(trace.skips)

Needs the extra `fit` (torch). `loopwise.trace` is the same with names for models ("zoo:vgg16", "net.py:Net").
"""
