"""The graph's vocabulary: node kinds, relations and attribute names.

What ``build`` makes, ``analyze`` computes on and ``render`` draws is agreed here and nowhere else.

The graph is a :class:`networkx.MultiDiGraph` whose edges are keyed by relation.

Node attributes, all nodes
    ``kind``   one of :data:`NODE_KINDS`
    ``label``  a paper's title, an artifact's canonical name
    ``facts``  what public APIs say, where they were asked: tuple of (field, value, provider, detail, fetched)
               as in :class:`graphx.facts.Fact`
Node attributes, papers
    ``title`` ``abstract`` ``year`` (int or None) ``date`` (ISO text) ``authors`` (tuple of str)
    ``venue`` ``url`` ``ids`` (tuple of ``"scheme:value"``) ``origins`` (tuple of ``"file:line"``)
    ``cite_key`` ``entry_type`` (what a bibliography calls the paper, and its type there; only where one does)
Node attributes, artifacts
    ``name`` ``url`` (home page or hub page, or empty) ``surfaces`` (tuple of the spellings met)
    ``implied`` (tuple of the repositories that a project page is likely made from; candidates, never edges)
Edge attributes
    ``relation``  the key again, so that exports that drop keys keep it
    ``weight``    how sure the link is: the confidence of its best evidence, in (0, 1]
    ``witnesses`` how many say so: papers in sentences of theirs, files and public APIs
    ``evidence``  tuple of :class:`graphx.model.Evidence`, best first, never empty
"""

from __future__ import annotations

from typing import Final

PAPER: Final = "paper"
DATASET: Final = "dataset"
MODEL: Final = "model"
REPO: Final = "repo"

ARTIFACT_KINDS: Final = (DATASET, MODEL, REPO)
NODE_KINDS: Final = (PAPER, *ARTIFACT_KINDS)

INTRODUCES: Final = "introduces"
USES: Final = "uses"
MENTIONS: Final = "mentions"
CITES: Final = "cites"
VARIANT_OF: Final = "variant_of"
HOSTED_AT: Final = "hosted_at"

ROLES: Final = (INTRODUCES, USES, MENTIONS)
"""What a paper does with an artifact, strongest first; also the relations from paper to artifact."""

RELATIONS: Final = (*ROLES, CITES, VARIANT_OF, HOSTED_AT)

SHARES: Final = "shares"
"""Edge attribute of the projected graph: tuple of ``(artifact key, weight)``, rarest first."""

ET_AL: Final = "et al."
"""Stands behind the last of a paper's authors where the input cut their list short."""

ACCEPTED: Final = "accepted"
CANDIDATE: Final = "candidate"
TIERS: Final = (ACCEPTED, CANDIDATE)
"""Accepted mentions make edges; candidates are listed and never make edges."""
