"""Papers, mentions and citations to the graph of :mod:`graphx.schema`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from graphx.errors import GraphxError
from graphx.facts import (
    Fact,
    abstract_facts,
    enriched_papers,
    outside_papers,
    renamed_mentions,
    shown_facts,
    told_citations,
)
from graphx.ids import implied_repos, slugify
from graphx.model import Artifact, Citation, Evidence, Mention, Paper
from graphx.schema import (
    ACCEPTED,
    CITES,
    HOSTED_AT,
    INTRODUCES,
    MENTIONS,
    PAPER,
    REPO,
    ROLES,
    VARIANT_OF,
)

if TYPE_CHECKING:
    import networkx as nx

_NOBODY: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One edge of the graph to be.

    Parameters
    ----------
    source, target
        Node keys.
    relation
        One of :data:`graphx.schema.RELATIONS`.
    evidence
        Why the edge exists, best first; never empty.
    """

    source: str
    target: str
    relation: str
    evidence: tuple[Evidence, ...]

    @property
    def weight(self) -> float:
        """How sure the link is: the confidence of its best evidence, in (0, 1]."""
        return max(e.confidence for e in self.evidence)

    @property
    def witnesses(self) -> int:
        """How many say so: papers in sentences of theirs, files and public APIs."""
        return count_witnesses(self.evidence)


def count_witnesses(evidence: Iterable[Evidence]) -> int:
    """Return how many say what evidence says: papers in sentences of theirs, files and public APIs."""
    return len({one.paper or one.provider for one in evidence})


def build_graph(
    papers: Iterable[Paper],
    mentions: Iterable[Mention],
    citations: Iterable[Citation] = (),
    facts: Sequence[Fact] = (),
) -> nx.MultiDiGraph[str]:
    """Return the graph of papers and the artifacts they name.

    Parameters
    ----------
    papers
        The papers; each becomes a node, also one that names nothing.
    mentions
        Mentions of these papers; candidates make no edges.
    citations
        Citations among these papers.
    facts
        What public APIs say about them and the repositories they name (:func:`graphx.enrich_map`).

    Returns
    -------
    networkx.MultiDiGraph
        As described in :mod:`graphx.schema`; the same for the same input in any order.

    Raises
    ------
    GraphxError
        A mention or citation speaks of a paper that is not among ``papers``.

    Examples
    --------
    >>> from graphx import find_mentions
    >>> papers = [Paper(title="A Test of Long Context", abstract="We evaluate on LongBench.")]
    >>> G = build_graph(papers, find_mentions(papers))
    >>> [(v, relation) for u, v, relation in G.edges(keys=True)]
    [('dataset:longbench', 'uses')]
    """
    import networkx as nx

    papers = list(papers)
    around = outside_papers(facts)
    by_key = {paper.key: paper for paper in [*around, *enriched_papers(papers, facts)]}
    sources = abstract_facts(papers, facts)
    accepted = renamed_mentions((m for m in mentions if m.tier == ACCEPTED), facts)
    citations = [*citations, *told_citations(by_key, facts)]
    _check_papers(by_key, accepted, citations)
    artifacts = collect_artifacts(accepted)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key in sorted(by_key):
        graph.add_node(key, **paper_attributes(by_key[key]))
    surfaces = defaultdict(set)
    for mention in accepted:
        surfaces[mention.artifact.key].add(mention.surface)
    for key in sorted(artifacts):
        graph.add_node(key, **artifact_attributes(artifacts[key], surfaces[key]))
    for link in make_links(accepted, citations, artifacts, sources):
        graph.add_edge(
            link.source,
            link.target,
            key=link.relation,
            relation=link.relation,
            weight=link.weight,
            witnesses=link.witnesses,
            evidence=link.evidence,
        )
    for key, about in shown_facts(facts).items():
        if key in graph:
            told = ((f.field, f.value, f.provider, f.detail, f.fetched) for f in about)
            graph.nodes[key]["facts"] = tuple(told)
    return graph


def resolve_citations(papers: Iterable[Paper]) -> list[Citation]:
    """Return the citations among papers, by the identifiers in their ``cites``.

    Parameters
    ----------
    papers
        The papers; works cited that are not among them are left out.

    Returns
    -------
    list of Citation
        Sorted by node keys, a paper's citation of itself left out.

    Examples
    --------
    >>> a = Paper(title="Old", ids=("arxiv:1706.03762",))
    >>> b = Paper(title="New", ids=("arxiv:1810.04805",), cites=("arxiv:1706.03762",))
    >>> [(c.citing, c.cited) for c in resolve_citations([a, b])]
    [('paper:arxiv:1810.04805', 'paper:arxiv:1706.03762')]
    """
    papers = list(papers)
    owner = {identifier: paper.key for paper in papers for identifier in paper.ids}
    found = {
        (paper.key, owner[cited]): Citation(
            citing=paper.key, cited=owner[cited], evidence=Evidence(provider="input", detail=cited)
        )
        for paper in papers
        for cited in sorted(paper.cites, reverse=True)
        if cited in owner and owner[cited] != paper.key
    }
    return [found[pair] for pair in sorted(found)]


def collect_artifacts(mentions: Iterable[Mention]) -> dict[str, Artifact]:
    """Return the artifacts of the map by key: those mentioned, and families that join two of them.

    Of an artifact that is told in several ways the first one by name counts. A family that only one
    version stands for would be a dead end on the map, so it is left out unless a paper names it.
    """
    named = {m.artifact.key: m.artifact for m in sorted(mentions, key=_mention_order, reverse=True)}
    return with_families(named)


def with_families(named: Mapping[str, Artifact]) -> dict[str, Artifact]:
    """Return artifacts that papers name, by key, and the families that join two of them."""
    members: dict[str, set[str]] = defaultdict(set)
    families: dict[str, Artifact] = {}
    todo = list(named.values())
    while todo:
        artifact = todo.pop()
        if artifact.family:
            if artifact.family.key not in families:
                families[artifact.family.key] = artifact.family
                todo.append(artifact.family)
            members[artifact.family.key].add(artifact.key)
    kept = dict(named)
    # A family of families is kept only if what it joins is: smallest groups first.
    changed = True
    while changed:
        changed = False
        for key, family in families.items():
            if key not in kept and len(members[key] & kept.keys()) > 1:
                kept[key] = family
                changed = True
    return kept


def make_links(
    mentions: Sequence[Mention],
    citations: Iterable[Citation],
    artifacts: Mapping[str, Artifact],
    sources: Mapping[str, Fact] = _NOBODY,
) -> Iterator[Link]:
    """Yield the graph's edges, sorted within each relation.

    Parameters
    ----------
    mentions
        Accepted mentions.
    citations
        Citations among the papers.
    artifacts
        The artifacts that are nodes (:func:`collect_artifacts`).
    sources
        Who told the abstract of a paper, by node key, where the input did not.
    """
    links = list(role_links(mentions, sources))
    yield from links
    yield from family_links(artifacts)
    yield from _hosting_links(links, artifacts)
    told: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for citation in citations:
        told[citation.citing, citation.cited].append(citation.evidence)
    for (citing, cited), evidence in sorted(told.items()):
        # The input first, then one witness after another.
        order = sorted(set(evidence), key=lambda e: (e.provider != "input", e.provider, e.detail, e.fetched))
        yield Link(source=citing, target=cited, relation=CITES, evidence=tuple(order))


def role_links(mentions: Iterable[Mention], sources: Mapping[str, Fact] = _NOBODY) -> Iterator[Link]:
    """Yield paper–artifact edges, one for each role.

    A plain mention beside a stronger role says nothing new: its sentence goes to the stronger edge.
    """
    grouped: dict[tuple[str, str], dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        grouped[mention.paper, mention.artifact.key][mention.role].append(mention)
    for (paper, artifact), roles in sorted(grouped.items()):
        strongest = min(roles, key=ROLES.index)
        if strongest != MENTIONS and MENTIONS in roles:
            roles[strongest] += roles.pop(MENTIONS)
        for role in sorted(roles, key=ROLES.index):
            ordered = sorted(roles[role], key=_evidence_order(role))
            source = sources.get(paper)
            evidence = tuple(_evidence(m, source if m.field == "abstract" else None) for m in ordered)
            yield Link(source=paper, target=artifact, relation=role, evidence=evidence)


def family_links(artifacts: Mapping[str, Artifact]) -> Iterator[Link]:
    """Yield edges from versions to their families, sorted."""
    for key in sorted(artifacts):
        family = artifacts[key].family
        if family and family.key in artifacts:
            evidence = Evidence(
                provider="catalog", detail=f"{artifacts[key].name} is a version of {family.name}"
            )
            yield Link(source=key, target=family.key, relation=VARIANT_OF, evidence=(evidence,))


def _hosting_links(links: Iterable[Link], artifacts: Mapping[str, Artifact]) -> Iterator[Link]:
    """Yield edges from what a paper introduces to the repository it introduces it in.

    With several repositories only one whose path resembles the artifact's name is meant by it.
    """
    introduced: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.relation == INTRODUCES:
            introduced[link.source].append(link)
    found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for paper in sorted(introduced):
        by_target = {link.target: link for link in introduced[paper]}
        for target, repo in hosted({key: artifacts[key].name for key in by_target}):
            found[target, repo] += by_target[repo].evidence
    for (source, target), evidence in sorted(found.items()):
        yield Link(source=source, target=target, relation=HOSTED_AT, evidence=tuple(dict.fromkeys(evidence)))


def hosted(introduced: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what a paper introduces with the repository it introduces it in.

    Parameters
    ----------
    introduced
        The names of what one paper introduces, by node key.

    Examples
    --------
    >>> list(hosted({"dataset:glue": "GLUE", "repo:github.com/a/b": "github.com/a/b"}))
    [('dataset:glue', 'repo:github.com/a/b')]
    """
    repos = [key for key in introduced if key.startswith(f"{REPO}:")]
    named = [key for key in introduced if not key.startswith(f"{REPO}:")]
    for key in named:
        slug = slugify(introduced[key]).replace("-", "")
        for repo in repos:
            alike = slug in slugify(introduced[repo].replace("/", " ")).replace("-", "")
            if alike or (len(repos) == 1 and len(named) == 1):
                yield key, repo


def _mention_order(m: Mention) -> tuple[Any, ...]:
    family = m.artifact.family.key if m.artifact.family else ""
    return (m.artifact.key, m.artifact.name, m.artifact.url, family)


def _evidence_order(role: str) -> Any:
    """Order mentions so that the sentence that tells most stands first."""
    return lambda m: (m.role != role, m.field == "title", -m.confidence, m.start, m.end)


def _evidence(m: Mention, source: Fact | None) -> Evidence:
    return Evidence(
        paper=m.paper,
        field=m.field,
        start=m.start,
        end=m.end,
        surface=m.surface,
        sentence=m.sentence,
        sentence_start=m.sentence_start,
        rule=m.rule,
        provider=source.provider if source else "",
        fetched=source.fetched if source else "",
        confidence=m.confidence,
    )


def paper_attributes(paper: Paper) -> dict[str, Any]:
    """Return the attributes of a paper's node."""
    found = {
        "kind": PAPER,
        "label": paper.title,
        "title": paper.title,
        "abstract": paper.abstract,
        "year": paper.year,
        "date": paper.date,
        "authors": paper.authors,
        "venue": paper.venue,
        "url": paper.url,
        "ids": paper.ids,
        "origins": tuple(str(origin) for origin in paper.origins),
    }
    called = {"cite_key": paper.cite_key, "entry_type": paper.entry_type}
    return found | {name: value for name, value in called.items() if value}


def artifact_attributes(artifact: Artifact, surfaces: Iterable[str]) -> dict[str, Any]:
    """Return the attributes of an artifact's node, given its spellings."""
    return {
        "kind": artifact.kind,
        "label": artifact.name,
        "name": artifact.name,
        "url": artifact.url,
        "surfaces": tuple(sorted(set(surfaces))),
        "implied": implied_repos(artifact.name) if artifact.kind == REPO else (),
    }


def _check_papers(
    papers: Mapping[str, Paper], mentions: Iterable[Mention], citations: Iterable[Citation]
) -> None:
    for mention in mentions:
        if mention.paper not in papers:
            raise GraphxError(
                f"a mention of {mention.surface!r} names paper {mention.paper!r}, which is not among the "
                "papers; find mentions in the same papers that you build from"
            )
    for citation in citations:
        for key in (citation.citing, citation.cited):
            if key not in papers:
                raise GraphxError(
                    f"a citation names paper {key!r}, which is not among the papers; leave it out"
                )
