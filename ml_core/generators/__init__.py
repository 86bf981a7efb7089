"""Generators of faces, one file a family, all behind `ml_core.contracts.Generator`."""
