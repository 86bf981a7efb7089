"""Private files at rest: sealed under the keys of those they show, wherever they lie."""
