"""How every shipped statistic was made, as commands that make it again: `python -m ml_core.training NAME`."""
