"""What analyses answer: values, frozen and comparable, with words beside the numbers.

They compute nothing. ``ranks.py`` holds ranks and what they are made of, ``papers.py`` single papers and why
they are told, ``paths.py`` ways between nodes, ``communities.py`` what belongs together, ``questions.py`` the
questions put to a whole map, ``changes.py`` what differs between two maps.
"""
