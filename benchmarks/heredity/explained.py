"""The words of the page that do not depend on what was measured."""

from __future__ import annotations

JUDGES = """\
| network | says | part |
|---|---|---|
| dlib's embedding (ResNet-29) | who a face looks like | judges only: every distance on this page |
| AgeGenderNet (face-api) | age and sex | judges only: *judge* on this page |
| VGG16's channel statistics | how natural a face is | judges only, though its maps are in the search's LPIPS |
| dlib zoo's age and gender networks | age and sex | in the loop: *in loop* on this page |
| FaceNet | who a face looks like | in the loop, no figure |
| FaceRes | age, sex, who a face looks like | in the loop, no figure |"""

TERMS = """\
- All distances are of dlib's embedding, between a child as drawn and its parents' portraits; no way lowers them.
- *own*, *other*: mean distance to both parents of a child's own couple, and of other couples. *AUC*: how often an own
  distance is less than another's; *one parent*: the same of one parent among all of that role. *first*: the child's own
  parents are nearest of all couples.
- *children / adults apart*: distance between different couples' children over that between adults; below 1, children
  look like each other.
- *sisters*: mean distance of eight sisters over that between different couples' daughters of that age; *least*: of the
  two most alike of any couple.
- *naturalness*: how far a face differs from faces that the generator makes by itself at that age and sex; 1 is the
  median of those, more is less natural: [naturalness.md](naturalness.md). *unnatural*: share of
  children who are less natural than 95% of those faces. *odd*: share of children whose eyes, teeth, skin or blotches
  lie outside the range of 98% of those faces.
- *age* and *sex*: mean absolute error in years, and share that is of the sex asked for, from three years on; *in loop*
  by the two networks that ours looks at while it makes a child, so it says how often that succeeds.
- *clearly one parent's*: nearer to one parent by more than 0.1, at equal shares.
- *kept across ages*: a child's nearest face of another age, among all couples' children, is the same child's.
- *nature*: real families by the same embedding, with one parent (KinFaceW-II, 1,000 pairs), or both (7 families)."""

ODDITIES = """\
Faces are counted by the face detector, glasses by the edge that crosses the bridge of the nose. The other columns are
shares outside the range of 98% of generated faces of that age: how far eyes are open, how light teeth are in an open
mouth, the chroma of the cheeks and their blotches' contrast."""
SKIN = "Mean dE (CIELAB) over all ages, by the couple's tone."
CHOSEN = """\
A grown daughter with every trait from between, then with one from one parent: how much of the distance to that parent's
portrait goes away, in that region and in the others."""
SETS = {
    "drawn": "drawn couples: portraits of people whom the generator draws, cropped and searched for as photos are",
    "real": "real couples: portraits of people, who are not named and not shown",
}
