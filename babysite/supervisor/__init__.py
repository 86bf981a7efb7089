"""One command that runs the whole site: `python -m babysite.supervisor`, which is what `make run` starts."""
