"""What a person hands down, searched for from a photo: their likeness, without what belongs to the photo.

The code that reconstructs a photo is not the one that children are made of. It holds the pose, the light, the
expression, the make-up and the surroundings of that photo, and its rows disagree, which mixing and steps in age
magnify: children of real people became blotchy, dark and painted (docs/decisions/0022).

    traces       measures what belongs to a photo in a portrait
    measured     what was measured once of a generator: how a code changes with each trace, and what faces of every age
                 look like to the networks that know people apart
    neutral      takes the traces off a code
    likeness     brings the person back, as seen in faces of children
    handed_down  all of it in order: from a photo and a first code to what the person hands down
"""
