"""The broker's queues. `babysite.worker` decides which worker serves which."""

from __future__ import annotations

# Jobs: minutes of the networks each.
HEAVY = "heavy"
# The studio's pictures, served by the heavy worker beside its jobs: nobody moves a slider and waits for 40 seconds.
STUDIO = "studio"
# Small tasks: emails, files to remove.
LIGHT = "light"
# Minutes of reading and writing each: no email waits for one.
EXPORTS = "exports"
# Films to send: a minute of the processor each. No export waits for one, however many somebody asks for.
FILMS = "films"
