"""Public APIs → facts about the papers and repositories of a map. Nothing here runs unless it is asked for.

``subjects.py`` says what there is to ask about, ``plan.py`` beforehand what would be asked. ``fetch.py``
alone touches the network (``pace.py`` knows when it may, ``limits.py`` what a reply asks of us), ``cache.py``
keeps what came and ``source.py`` takes answers from either. ``match.py`` tells whether a record means a
paper, ``run.py`` asks one provider about some papers, ``lanes.py`` all of them at once (``asking.py``
opens what a run needs), ``merge.py`` makes facts of the answers.
"""
