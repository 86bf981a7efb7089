"""Commands that make every shipped statistic again: `python -m ml_core.training NAME`."""
