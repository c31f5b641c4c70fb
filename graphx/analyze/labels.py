"""Names for groups of papers, made of what sets each apart: its artifacts and the words of its titles."""

from __future__ import annotations

from collections import Counter
from math import log
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from graphx.analyze.phrases import WORD, Phrases, fold
from graphx.schema import REPO
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from graphx.analyze.arrays import GraphArrays

    Nodes = Mapping[str, Mapping[str, Any]]

LONGEST: Final = 40
"""Characters of a name."""

_ASKED: Final = 30
"""How many papers are asked how they write a phrase; of a map on disk each of them is read for it."""
_READ: Final = 1000
"""How many groups have abstracts read for their names; those after them are written as in titles."""
_BETWEEN: Final = " · "
_LENGTHS: Final = np.array([0.0, 1.0, 2.0, 2.2])
"""How much more a phrase of two or three words says than a word."""


class Group(NamedTuple):
    """What a name is made of: keys of papers, and for each artifact how many of them name it."""

    papers: Sequence[str]
    artifacts: Mapping[str, int]


def names_of(
    arrays: GraphArrays, nodes: Nodes, groups: Sequence[Group], given: Mapping[int, str] | None = None
) -> list[str]:
    """Return a name for each group, no two the same.

    A name has up to two artifacts, then phrases of titles, three parts in all: those that set the group
    apart, with the largest n ln(1 + share here / share anywhere), where n papers of the group have them. It
    is TF-IDF with the group as the document: M. Grootendorst, "BERTopic: Neural topic modeling with a
    class-based TF-IDF procedure" (2022), arXiv:2203.05794. What others have more is left out; of phrases the
    longer ones are preferred, for they say more.

    Parameters
    ----------
    arrays
        The map by numbers.
    nodes
        The attributes of each node; asked for ``label`` and ``abstract``, node by node.
    groups
        The groups, those to be named first in front: what one name has, no later one has.
    given
        Names that some groups have already, by their place; no two the same.

    Returns
    -------
    list of str
        Their names, of up to :data:`LONGEST` characters.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="Reading Comprehension with Fewer Questions")
    >>> G.add_node("paper:b", kind="paper", label="A Survey of Reading Comprehension")
    >>> G.add_node("dataset:squad", kind="dataset", label="SQuAD")
    >>> for paper in ("paper:a", "paper:b"):
    ...     _ = G.add_edge(paper, "dataset:squad", key="uses", relation="uses", weight=1.0)
    >>> names_of(arrays_of(G), G.nodes, [Group(["paper:a", "paper:b"], {"dataset:squad": 2})])
    ['SQuAD · reading comprehension']
    """
    papers = [paper for group in groups for paper in group.papers]
    titles = [str(nodes[paper].get("label", "")) for paper in papers]
    table = _Table(groups, papers, titles)
    everywhere: Counter[str] = Counter()
    for group in groups:
        everywhere.update({key: int(arrays.naming_counts[arrays.places[key]]) for key in group.artifacts})
    shares = {term: count / len(papers) for term, count in everywhere.items() if count and papers}
    names = dict(given or {})
    used = _Used(names.values())
    taken: set[str] = set()
    for place, group in enumerate(groups):
        if place in names:
            continue
        name = _Name(nodes, group, shares, taken, read=place < _READ)
        # What one paper of several has is chance; but better than a name of one part.
        for least in (2, 1):
            if len(name.parts) < 2:
                name.add_artifacts(least)
                name.add_phrases(table, place, least)
        taken.update(name.terms)
        names[place] = used.another(_BETWEEN.join(name.parts) or _stopgap(nodes, group))
    return [names[place] for place in range(len(groups))]


class _Entry(NamedTuple):
    """A phrase of a group: its number, its words, in how many papers it is, where to find which."""

    phrase: int
    words: int
    papers: int
    place: int


class _Table:
    """The phrases that set each group apart, those that do most first."""

    def __init__(self, groups: Sequence[Group], papers: Sequence[str], titles: Sequence[str]) -> None:
        phrases = Phrases(titles, [len(group.papers) for group in groups])
        self._phrases = phrases
        self._papers = papers
        self._titles = titles
        worth = phrases.worth([len(group.papers) for group in groups], len(papers))
        worth *= _LENGTHS[phrases.words[phrases.phrase]]
        telling = np.flatnonzero(worth > 0)
        order = telling[np.lexsort((phrases.phrase[telling], -worth[telling], phrases.group[telling]))]
        self._ends = np.searchsorted(phrases.group[order], np.arange(len(groups) + 1)).tolist()
        self._order = order

    def of(self, group: int) -> Iterator[_Entry]:
        """Yield the phrases of a group, by number."""
        mine, phrases = self._order[slice(*self._ends[group : group + 2])], self._phrases
        found = phrases.phrase[mine]
        columns = found, phrases.words[found], phrases.count[mine], mine
        return map(_Entry, *(column.tolist() for column in columns))

    def text(self, entry: _Entry) -> str:
        """Return the phrase of an entry."""
        return self._phrases.text(entry.phrase)

    def papers(self, entry: _Entry) -> list[tuple[str, str]]:
        """Return the papers whose titles have the phrase of an entry, sorted, and these titles."""
        return sorted(
            (self._papers[place], self._titles[place]) for place in self._phrases.titles(entry.place)
        )


class _Used(set[str]):
    """Names that are given."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(names)
        self._last: dict[str, int] = {}

    def another(self, name: str) -> str:
        """Return a name, with a number behind where it is given already, and take it as given."""
        number, other = self._last.get(name, 1), name
        while other in self:
            number += 1
            other = f"{name[: LONGEST - len(str(number)) - 3].rstrip()} ({number})"
        self._last[name] = number
        self.add(other)
        return other


class _Name:
    """A name in the making; ``taken`` are the terms of other names."""

    def __init__(
        self,
        nodes: Nodes,
        group: Group,
        shares: Mapping[str, float],
        taken: Collection[str],
        *,
        read: bool,
    ) -> None:
        self._nodes = nodes
        self._read = read
        self._group = group
        self._shares = shares
        self._taken = taken
        self._words: set[str] = set()
        self.parts: list[str] = []
        self.terms: list[str] = []

    def add_artifacts(self, least: int) -> None:
        """Add up to two artifacts that so many papers name; links to repositories only if nothing else is."""
        worth = {key: self._worth(key, n) for key, n in self._group.artifacts.items() if n >= least}
        for key in sorted(worth, key=lambda key: (key.startswith(REPO), -worth[key], key)):
            if not self.parts or (worth[key] > 0 and len(self.parts) < 2 and not key.startswith(REPO)):
                label = one_line(str(self._nodes[key].get("label", "")))
                self._add(key, label.rpartition("/")[2] if key.startswith(REPO) else label)

    def add_phrases(self, table: _Table, place: int, least: int) -> None:
        """Add phrases of the titles of the group, by number in a table, until there are three parts."""
        size = len(self._group.papers)
        for entry in table.of(place):
            if len(self.parts) == 3 or self._room() < 2:  # letters, as few as a word has
                break
            # A single word names a group only where many titles have it.
            if entry.papers < (least if entry.words > 1 or size < 3 else max(2, size / 5)):
                continue
            phrase = table.text(entry)
            # What is too long in the singular is so as it is written too.
            short = len(phrase) <= self._room() or not phrase.isascii()
            if short and phrase not in self._taken and not self._words.intersection(phrase.split()):
                self._add(phrase, _written(self._nodes, phrase, table.papers(entry), abstracts=self._read))

    def _room(self) -> int:
        """Return how many letters another part may have."""
        return LONGEST - len(_BETWEEN.join([*self.parts, ""]))

    def _worth(self, term: str, count: int) -> float:
        """Return how much a term sets the group apart; 0 where others have it more."""
        lift = count / len(self._group.papers) / self._shares[term] if count else 0.0
        return count * log(1 + lift) if lift >= 1 else 0.0

    def _add(self, term: str, text: str) -> None:
        words = {fold(word) for word in WORD.findall(text) if word[0].isalnum()}
        words |= {part for word in words for part in word.split("-") if not part.isdigit()}
        fits = len(text) <= self._room()
        if fits and words and not words & self._words and term not in self._taken:
            self.parts.append(text)
            self.terms.append(term)
            self._words |= words


def _forms(text: str, phrase: str) -> Iterator[str]:
    """Yield a folded phrase as it is written wherever a text has it; it is one of :class:`Phrases`."""
    wanted = phrase.split(" ")
    written = WORD.findall(text)
    words = [fold(word) for word in written]
    for start, word in enumerate(words):
        if word == wanted[0] and words[start : start + len(wanted)] == wanted:
            yield " ".join(written[start : start + len(wanted)])


def _written(nodes: Nodes, phrase: str, papers: Sequence[tuple[str, str]], *, abstracts: bool) -> str:
    """Return a folded phrase as it is written most often, in the first :data:`_ASKED` papers that have it.

    Titles and sentences begin words with capitals that are not theirs: a capital stays only where abstracts
    have it twice and the small letter never.
    """
    forms: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    for paper, title in papers[:_ASKED]:
        abstract = str(nodes[paper].get("abstract", "")) if abstracts else ""
        if abstract and all(word in abstract.casefold() for word in phrase.split()):
            forms.update(_forms(abstract, phrase))
        titles.update(_forms(title, phrase))
    small: Counter[str] = Counter()
    for form, count in (forms or titles).items():
        small[" ".join(w.lower() if w[1:].islower() else w for w in form.split(" "))] += count
    most = min(small, key=lambda form: (-small[form], form))
    capital = [form for form in forms if form != most and form.casefold() == most.casefold()]
    if most in forms or len(capital) != 1 or forms[capital[0]] < 2:
        return most
    return capital[0]


def _stopgap(nodes: Nodes, group: Group) -> str:
    """Return a name for a group whose terms are all taken, or which has none: the start of a title."""
    for key in (*group.papers, *group.artifacts):
        label = one_line(str(nodes[key].get("label", "")), LONGEST)
        if label:
            return label
    return "unnamed"
