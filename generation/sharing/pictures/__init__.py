"""Pictures of children that are made to be sent: faces and names in, the bytes of a file out.

Nothing here knows rows, requests or settings; the caller gives faces that it may show.
"""
