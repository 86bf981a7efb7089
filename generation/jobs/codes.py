"""The code that a parent hands down to children: of an invitee, never quite their own.

The inviter sees children, and knows the own code, the formula and the seeds: from enough of them, or with a few lines
of algebra, the other parent's code comes out (docs/decisions/0034). So a part of what an invitee hands down belongs to
nobody. It is drawn from the invitee's key, which never leaves the site, and stays the same for every child: no average
takes it away, and the same request makes the same child again.
"""

from __future__ import annotations

from accounts.models import Person
from accounts.people.keys.ciphers import derive_key
from accounts.people.keys.wrapping import unwrap
from generation import engine
from generation.storage.files import read_file

PURPOSE = b"babysite: what is nobody's in the code of person "
# The cosine between what an invitee hands down and what is theirs in it.
COSINE = 0.7


def code_of(person: Person) -> engine.Latent:
    """Returns the code that children of this person are made of. Raises FileNotFoundError when it has gone."""
    code = engine.load_latent(read_file(str(person.portrait.latent.name)))
    if not person.is_invited:
        return code
    return engine.perturb(code, seed=_seed_of(person), cosine=COSINE)


def _seed_of(person: Person) -> int:
    key = derive_key(unwrap(person.key), salt=person.pk.bytes, info=PURPOSE)
    return int.from_bytes(key)
