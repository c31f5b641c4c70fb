"""A backend of networkx: its own functions, computed on arrays.

networkx finds it by its entry points. ``nx.pagerank(G, backend="graphx")`` uses it for one call,
``nx.config.backend_priority = ["graphx"]`` or the environment variable ``NETWORKX_BACKEND_PRIORITY=graphx``
for all calls that it can answer; networkx answers the others itself. A graph is converted once and remembered
until nodes or edges are added or removed.

    >>> import networkx as nx
    >>> scores = nx.betweenness_centrality(nx.path_graph(3), backend="graphx")
    >>> {node: float(score) for node, score in scores.items()}
    {0: 0.0, 1: 1.0, 2: 0.0}
"""

from __future__ import annotations

# networkx loads this module whenever it is imported itself, so that it imports nothing heavy, nor networkx.
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from inspect import signature
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

    Matrix = sparse.csr_array[Any, tuple[int, int]]
    Floats = NDArray[np.float64]


class ArrayGraph:
    """A networkx graph with its links as sparse matrices.

    Parameters
    ----------
    graph
        Any graph of networkx. It is looked at when the first matrix is asked for.
    weights
        Names of the edge attributes that may be asked for, with the value where an edge has none.
    """

    __networkx_backend__ = "graphx"

    def __init__(self, graph: nx.Graph[Any], weights: Mapping[str, float] | None = None) -> None:
        self.graph = graph
        self.weights = dict(weights or {})
        self._matrices: dict[str | None, Matrix] = {}

    def is_directed(self) -> bool:
        """Whether its edges have directions."""
        return self.graph.is_directed()

    def is_multigraph(self) -> bool:
        """Whether it may have parallel edges."""
        return self.graph.is_multigraph()

    def __len__(self) -> int:
        return len(self.graph)

    @cached_property
    def nodes(self) -> list[Hashable]:
        """The nodes, in the order of the graph and of all matrices."""
        return list(self.graph)

    def matrix(self, weight: str | None) -> Matrix:
        """Return the weights from row to column, those of parallel edges added up, loops included."""
        if weight not in self._matrices:
            import networkx as nx
            from scipy import sparse

            # The function itself: asked for by its name, networkx might dispatch to us again.
            convert: Callable[..., Matrix] = getattr(
                nx.to_scipy_sparse_array, "orig_func", nx.to_scipy_sparse_array
            )
            matrix = convert(self.graph, nodelist=self.nodes, weight=weight, dtype="float64", format="csr")
            self._matrices[weight] = sparse.csr_array(matrix)
        return self._matrices[weight]

    @cached_property
    def steps(self) -> Matrix:
        """One for each two linked nodes, without loops."""
        import numpy as np
        from scipy import sparse

        matrix = self.matrix(None).tocoo()
        apart = matrix.row != matrix.col
        ends = matrix.row[apart], matrix.col[apart]
        return sparse.csr_array((np.ones(len(ends[0])), ends), matrix.shape)

    def by_node(self, values: Iterable[float]) -> dict[Hashable, float]:
        """Return one value a node as networkx returns them."""
        return dict(zip(self.nodes, values, strict=True))


def _pagerank(
    G: ArrayGraph,
    alpha: float = 0.85,
    personalization: Mapping[Hashable, float] | None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: Mapping[Hashable, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[Hashable, float] | None = None,
) -> dict[Hashable, float]:
    # Within 1e-13 of the limit whatever the tolerance and the start.
    del max_iter, tol, nstart, dangling
    import numpy as np

    from graphx.analyze.walks import pagerank

    matrix = G.matrix(weight)
    starts = None
    if personalization is not None:
        starts = np.array([personalization.get(node, 0.0) for node in G.nodes])
    strengths = np.asarray(matrix.sum(axis=1), np.float64)
    return G.by_node(pagerank(matrix.T.tocsr(), strengths, starts, damping=alpha).tolist())


def _betweenness(
    G: ArrayGraph,
    k: int | None = None,
    normalized: bool = True,  # noqa: FBT001, FBT002  as networkx has it
    weight: str | None = None,
    endpoints: bool = False,  # noqa: FBT001, FBT002
    seed: object = None,
) -> dict[Hashable, float]:
    del k, weight, endpoints, seed
    from graphx.analyze.distances import walk

    shares = walk(G.steps, paths=True, samples=max(1, len(G))).sums.shares
    pairs = max(1, (len(G) - 1) * (len(G) - 2) // 2) if normalized else 1
    return G.by_node((shares / pairs).tolist())


def _closeness(
    G: ArrayGraph,
    u: Hashable = None,
    distance: str | None = None,
    wf_improved: bool = True,  # noqa: FBT001, FBT002
) -> dict[Hashable, float]:
    del u, distance
    import numpy as np

    from graphx.analyze.distances import walk

    sums = walk(G.steps, paths=False, samples=max(1, len(G))).sums
    scores = np.divide(sums.reached, sums.total, out=np.zeros(len(G)), where=sums.total > 0)
    if wf_improved and len(G) > 1:
        scores = scores * sums.reached / (len(G) - 1)
    return G.by_node(scores.tolist())


def _harmonic(
    G: ArrayGraph, nbunch: object = None, distance: str | None = None, sources: object = None
) -> dict[Hashable, float]:
    del nbunch, distance, sources
    from graphx.analyze.distances import walk

    return G.by_node(walk(G.steps, paths=False, samples=max(1, len(G))).sums.inverse.tolist())


def _eigenvector(
    G: ArrayGraph,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: Mapping[Hashable, float] | None = None,
    weight: str | None = None,
) -> dict[Hashable, float]:
    del max_iter, tol, nstart, weight
    from graphx.analyze.spectral import eigenvector

    return G.by_node(eigenvector(G.steps).tolist())


def _hits(
    G: ArrayGraph,
    max_iter: int = 100,
    tol: float = 1e-8,
    nstart: Mapping[Hashable, float] | None = None,
    normalized: bool = True,  # noqa: FBT001, FBT002
) -> tuple[dict[Hashable, float], dict[Hashable, float]]:
    del max_iter, tol, nstart, normalized
    from graphx.analyze.spectral import hubs_and_authorities

    hubs, authorities = hubs_and_authorities(G.matrix("weight"))
    return G.by_node(hubs.tolist()), G.by_node(authorities.tolist())


def _core(G: ArrayGraph) -> dict[Hashable, int]:
    from graphx.analyze.cores import core_numbers

    return dict(zip(G.nodes, core_numbers(G.steps).tolist(), strict=True))


_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "betweenness_centrality": _betweenness,
    "closeness_centrality": _closeness,
    "core_number": _core,
    "eigenvector_centrality": _eigenvector,
    "harmonic_centrality": _harmonic,
    "hits": _hits,
    "pagerank": _pagerank,
}
_DEFAULTS_ONLY: Final = {
    "betweenness_centrality": ("k", "weight", "endpoints"),
    "closeness_centrality": ("u", "distance"),
    "eigenvector_centrality": ("weight", "nstart"),
    "harmonic_centrality": ("nbunch", "distance", "sources"),
    "hits": ("nstart", "normalized"),
    "pagerank": ("dangling", "nstart"),
}
"""Options of networkx that are left to networkx."""
_DIRECTED: Final = frozenset({"hits", "pagerank"})


def _known_options(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options without those that only a newer networkx has, where they say what it does anyway."""
    import networkx as nx

    ours = signature(_FUNCTIONS[name]).parameters
    theirs = signature(getattr(nx, name).orig_func).parameters
    return {
        option: value
        for option, value in options.items()
        if option in ours or option not in theirs or value != theirs[option].default
    }


class Backend:
    """What networkx asks: which functions there are, and whether one can answer a call."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name in _FUNCTIONS:
            function = _FUNCTIONS[name]
            return lambda *args, **kwargs: function(*args, **_known_options(name, kwargs))
        raise AttributeError(f"the graphx backend has no {name!r}")

    @staticmethod
    def convert_from_nx(
        graph: nx.Graph[Any], *, edge_attrs: Mapping[str, float] | None = None, **_options: object
    ) -> ArrayGraph:
        """Return a networkx graph as arrays."""
        return ArrayGraph(graph, edge_attrs)

    @staticmethod
    def convert_to_nx(result: Any, **_options: object) -> Any:
        """Return a result as networkx has it, which it is already."""
        return result.graph if isinstance(result, ArrayGraph) else result

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
        """Return whether a call can be answered, or else the reason why not."""
        function = signature(_FUNCTIONS[name])
        try:
            call = function.bind(*args, **_known_options(name, kwargs)).arguments
        except TypeError as error:
            return str(error)
        graph = call["G"]
        if not len(graph):
            return "an empty graph is left to networkx"
        if graph.is_directed() and name not in _DIRECTED:
            return "directed graphs are left to networkx"
        for option in _DEFAULTS_ONLY.get(name, ()):
            if option in call and call[option] != function.parameters[option].default:
                return f"the option {option!r} is left to networkx"
        jump = call.get("personalization")
        if jump is not None and not sum(jump.get(node, 0) for node in graph):
            return "a personalization without weight is left to networkx"
        return True

    @staticmethod
    def should_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
        """Return whether a call had better be answered here: whenever it can be."""
        del name, args, kwargs
        return True


backend: Final = Backend()


def info() -> dict[str, Any]:
    """Return what networkx shows of the backend in its documentation."""
    return {
        "backend_name": "graphx",
        "project": "graphx",
        "package": "graphx-papers",
        "short_summary": "Centralities on numpy and scipy arrays.",
        "functions": {name: {} for name in _FUNCTIONS},
    }
