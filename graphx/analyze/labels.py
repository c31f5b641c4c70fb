"""Names for groups of papers, made of what sets each apart: its artifacts and the words of its titles."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphx.schema import REPO
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from graphx.analyze.arrays import GraphArrays

    Nodes = Mapping[str, Mapping[str, Any]]

LONGEST: Final = 40
"""Characters of a name."""

_ASKED: Final = 300
"""How many papers are asked how they write a phrase; of a map on disk each of them is read for it."""
_BETWEEN: Final = " · "
_LENGTHS: Final = (1.0, 2.0, 2.2)
"""How much more a phrase of two or three words says than a word."""
_WORD: Final = re.compile(r"[^\W_][\w+./'’-]*[\w+]|[^\W_]|[^\w\s]")
_PLAIN: Final = frozenset(
    """
    a about across after against all along also among an and any are as at based be been before being
    between beyond both but by can case cheaply do does doing done down during each easily effective
    efficient efficiently either enable enabling end-to-end enhance enhanced enhancing even every exploring
    few first for from further get give given go good has have having here high how if improve improved
    improving in into investigating is it its itself just know large large-scale less let like look low make
    makes making many may more most much must my need never new no non not novel now of off on once one only
    onto or other our out over own per rather really revisited revisiting same see should show simple since
    single small so some still such take than that the their them then there these they thing think this
    those through to together too toward towards two under understanding unified unlike until up upon us use
    using very via want was way we were what when where whether which while who whose why will with within
    without you your
    """.split()
)
"""Words that name nothing: they stand at neither end of a phrase."""
_VAGUE: Final = frozenset(
    """
    advancing ai algorithm analysis application approach architecture art aspect baseline benchmark better
    case challenge comparative comparison comprehensive corpus data dataset deep design development
    evaluating evaluation experiment exploration fast framework general human improvement introduction
    investigation knowledge language learner learning level machine method methodology model modeling
    modelling multi network neural open paper performance perspective pre problem process progress report
    representation research result review robust scalable scale scaling self semantic state strategy study
    survey system task technical technique text tool toolkit train trained training visual work
    """.split()
)
"""Words that say too little on their own."""


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
    found = [_phrases(nodes, group.papers) for group in groups]
    everywhere: Counter[str] = Counter()
    for group, phrases in zip(groups, found, strict=True):
        everywhere.update({key: int(arrays.naming_counts[arrays.places[key]]) for key in group.artifacts})
        everywhere.update({phrase: len(papers) for phrase, papers in phrases.items()})
    papers = sum(len(group.papers) for group in groups)
    shares = {term: count / papers for term, count in everywhere.items() if count}
    names = dict(given or {})
    used = set(names.values())
    taken: set[str] = set()
    for place, (group, phrases) in enumerate(zip(groups, found, strict=True)):
        if place in names:
            continue
        name = _Name(nodes, group, shares, taken)
        # What one paper of several has is chance; but better than a name of one part.
        for least in (2, 1):
            if len(name.parts) < 2:
                name.add_artifacts(least)
                name.add_phrases(phrases, least)
        taken.update(name.terms)
        text = _BETWEEN.join(name.parts) or _stopgap(nodes, group)
        names[place] = _other_than(used, text)
        used.add(names[place])
    return [names[place] for place in range(len(groups))]


class _Name:
    """A name in the making; ``taken`` are the terms of other names."""

    def __init__(
        self, nodes: Nodes, group: Group, shares: Mapping[str, float], taken: Collection[str]
    ) -> None:
        self._nodes = nodes
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
            label = one_line(str(self._nodes[key].get("label", "")))
            if key.startswith(REPO):
                label = label.rpartition("/")[2]
            if not self.parts or (worth[key] > 0 and len(self.parts) < 2 and not key.startswith(REPO)):
                self._add(key, label)

    def add_phrases(self, phrases: Mapping[str, Collection[str]], least: int) -> None:
        """Add phrases of titles, given with the papers that have them, until there are three parts."""
        worth = {}
        for phrase, papers in phrases.items():
            # A single word names a group only where many titles have it.
            size = len(self._group.papers)
            enough = least if " " in phrase or size < 3 else max(2, size / 5)
            if len(papers) >= enough and not self._words.intersection(phrase.split()):
                worth[phrase] = _LENGTHS[phrase.count(" ")] * self._worth(phrase, len(papers))
        for phrase in sorted(worth, key=lambda phrase: (-worth[phrase], phrase)):
            if len(self.parts) == 3 or worth[phrase] <= 0:
                break
            if phrase not in self._taken and not self._words.intersection(phrase.split()):
                self._add(phrase, _written(self._nodes, phrase, phrases[phrase]))

    def _worth(self, term: str, count: int) -> float:
        """Return how much a term sets the group apart; 0 where others have it more."""
        lift = count / len(self._group.papers) / self._shares[term] if count else 0.0
        return count * log(1 + lift) if lift >= 1 else 0.0

    def _add(self, term: str, text: str) -> None:
        words = {_fold(word) for word in _WORD.findall(text) if word[0].isalnum()}
        words |= {part for word in words for part in word.split("-") if not part.isdigit()}
        fits = len(_BETWEEN.join([*self.parts, text])) <= LONGEST
        if fits and words and not words & self._words and term not in self._taken:
            self.parts.append(text)
            self.terms.append(term)
            self._words |= words


def _phrases(nodes: Nodes, papers: Iterable[str]) -> dict[str, set[str]]:
    """Return the phrases of the papers' titles, folded, each with the papers that have it."""
    found: dict[str, set[str]] = {}
    for paper in papers:
        for phrase, _ in _phrases_of(str(nodes[paper].get("label", ""))):
            found.setdefault(phrase, set()).add(paper)
    return found


def _phrases_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield each phrase that could stand in a name, folded and as it is written."""
    written = _WORD.findall(text)
    words = [_fold(word) for word in written]
    telling = [word not in _PLAIN and len(word) > 1 and word[0].isalpha() for word in words]
    for start, word in enumerate(words):
        if telling[start] and word not in _VAGUE:
            yield word, written[start]
        for stop in (start + 2, start + 3):
            phrase = words[start:stop]
            if stop > len(words) or not (telling[stop - 1] or phrase[-1] == "of"):
                break
            if telling[start] and telling[stop - 1] and not _VAGUE.issuperset(phrase):
                yield " ".join(phrase), " ".join(written[start:stop])


def _forms(text: str, phrase: str) -> Iterator[str]:
    """Yield a folded phrase as it is written wherever a text has it; it is one of :func:`_phrases_of`."""
    wanted = phrase.split(" ")
    written = _WORD.findall(text)
    words = [_fold(word) for word in written]
    for start, word in enumerate(words):
        if word == wanted[0] and words[start : start + len(wanted)] == wanted:
            yield " ".join(written[start : start + len(wanted)])


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    """Return a word in small letters and the singular, as far as its last letters tell.

    >>> [_fold(word) for word in ("Models", "analysis", "classes", "Bias")]
    ['model', 'analysis', 'classe', 'bias']
    """
    word = word.casefold()
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as"))
    return word[:-1] if plural else word


def _written(nodes: Nodes, phrase: str, papers: Iterable[str]) -> str:
    """Return a folded phrase as it is written most often, in the first :data:`_ASKED` papers that have it.

    Titles and sentences begin words with capitals that are not theirs: a capital stays only where abstracts
    have it twice and the small letter never.
    """
    forms: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    for paper in sorted(papers)[:_ASKED]:
        data = nodes[paper]
        abstract = str(data.get("abstract", ""))
        if all(word in abstract.casefold() for word in phrase.split()):
            forms.update(_forms(abstract, phrase))
        titles.update(_forms(str(data.get("label", "")), phrase))
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


def _other_than(names: Collection[str], name: str) -> str:
    number, other = 1, name
    while other in names:
        number += 1
        other = f"{name[: LONGEST - len(str(number)) - 3].rstrip()} ({number})"
    return other
