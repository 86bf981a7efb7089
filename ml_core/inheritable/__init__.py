"""The search for a person's inheritable likeness in a photo, without the traces of the photo.

The code that reconstructs a photo is not the one that children are made of. It holds the pose, the light, the
expression, the make-up and the surroundings of that photo, and its rows disagree, which mixing and steps in age
magnify: children of real people became blotchy, dark and painted (docs/decisions/0022).

    traces       measures what belongs to a photo in a portrait
    measured     the measurements made once of a generator: how a code changes with each trace, and the embeddings
                 of the mean faces of every age
    neutral      takes the traces off a code
    likeness     brings the person back, as seen in faces of children
    handed_down  all of it in order: from a photo and a first code to what the person hands down
"""
