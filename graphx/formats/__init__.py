"""Values as text of other programs, with nothing in them that those programs would run.

This room stands below the parts, so that what they return can write itself: ``found.to_markdown()``.
"""
