"""Private files: writing, encrypting, serving and removing them. Depends on the models and on no capability."""
