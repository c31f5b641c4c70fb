"""The bundled sample: eighty landmark papers of machine learning, to try graphx on and to test it with.

``papers.jsonl`` holds the papers, one JSON object a line: ``title``, ``authors`` (long lists are cut short
and end in ``"others"``), ``year``, ``arxiv`` or ``doi``, ``venue`` where certain, ``cites`` (identifiers of
other papers of the sample; true citations, but not all of them) and ``abstract``. Titles, authors and
identifiers are the papers' own. What stands under ``abstract`` is not the authors' text but a
summary that we wrote in our own words; it names the datasets, models and repositories an abstract would.

``mentions.jsonl`` is what a reader finds in those titles and summaries: one JSON object for every place that
names something, marked by hand, to hold what graphx finds against.
"""

from __future__ import annotations

import json
from pathlib import Path

from graphx.errors import InputError

__all__ = ["sample_annotations", "sample_path"]

_HERE = Path(__file__).parent


def sample_path() -> Path:
    """Return the path of the sample's papers, a JSON Lines file.

    Returns
    -------
    pathlib.Path
        The file ``papers.jsonl`` inside the installed package.

    Examples
    --------
    >>> sample_path().name
    'papers.jsonl'

    """
    return _HERE / "papers.jsonl"


def sample_annotations() -> list[dict[str, object]]:
    """Return the hand-made annotation of the sample, by paper and place.

    Returns
    -------
    list of dict
        One item for each place that names something, with the keys ``paper`` (node key), ``field``
        (``"title"`` or ``"abstract"``), ``start`` and ``end`` (characters of that field), ``surface`` (the
        text between them), ``kind`` (``"dataset"``, ``"model"``, ``"repo"``, or ``"other"`` for methods,
        metrics, tools and the like), ``name`` (canonical), ``variant`` (size or variant text, often empty)
        and ``role`` (``"introduces"``, ``"uses"`` or ``"mentions"``: what the paper does with what is named,
        the same at each of its places).

    Raises
    ------
    InputError
        If the file is missing or damaged, as in a broken installation.

    Examples
    --------
    >>> first = sample_annotations()[0]
    >>> first["surface"], first["kind"], first["role"]
    ('ImageNet', 'dataset', 'introduces')

    """
    path = _HERE / "mentions.jsonl"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError("the bundled annotations cannot be read; reinstall graphx", path=path) from error
    annotations: list[dict[str, object]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            annotations.append(json.loads(line))
        except ValueError as error:
            raise InputError(
                "not a line of JSON; the bundled file is damaged, reinstall graphx", path=path, line=number
            ) from error
    return annotations
