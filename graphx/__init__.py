"""graphx: a map of research papers, linked by the datasets, models and repositories they name."""
