"""Public APIs → facts about the papers and repositories of a map. Nothing here runs unless it is asked for.

``fetch.py`` alone touches the network, ``cache.py`` keeps what came, ``match.py`` tells whether a
record means a paper, ``run.py`` asks one provider after another, ``merge.py`` makes facts of the
answers, ``plan.py`` says beforehand what would be asked.
"""
