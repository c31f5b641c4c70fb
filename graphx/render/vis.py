"""The only module that knows pyvis: the network it models and the vis-network script it ships.

pyvis' own pages load scripts from other hosts, print text as markup and need quadratic time to fill. So its
:class:`pyvis.network.Network` serves as the model (nodes, edges, options; whatever reads a pyvis network can
read ours) and renders a template of our own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from graphx.errors import OutputError

OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"shape": "dot", "borderWidth": 0, "chosen": False},
    "edges": {"smooth": False, "chosen": False},
    # Picking and hovering are done by the page's own script, which forgives a finger that misses by a little.
    "interaction": {"dragNodes": False, "selectable": False, "hover": False, "zoomSpeed": 0.7},
}

_NOTICE = """/*! vis-network, (c) 2011-2017 Almende B.V., (c) 2017-2019 visjs contributors. The MIT License:
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions: The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY
KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A
PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE. */
"""
"""What that licence asks to go along with every copy; the file itself only says where to read it."""
_SCRIPT = "templates/lib/vis-9.1.2/vis-network.min.js"


def make_network(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]) -> Any:
    """Return a pyvis ``Network`` that holds copies of ``nodes`` and ``edges`` and renders our page.

    Parameters
    ----------
    nodes
        As vis-network takes them: ``id`` (int), ``label``, ``group``, ``shape``, ``x``, ``y``, ``size``.
    edges
        ``from`` and ``to`` (node ids), and whatever else vis-network knows of edges.

    Returns
    -------
    pyvis.network.Network
        Its ``generate_html(page=…)`` takes what the template needs and returns the page's text.

    Raises
    ------
    OutputError
        pyvis is missing.
    """
    try:
        # Here, not at the top: pyvis imports IPython, which takes half a second.
        base: Any = import_module("pyvis.network").Network
    except ImportError as error:
        raise OutputError(f"cannot draw the page: {error}; run: pip install pyvis==0.3.2") from error

    class MapNetwork(base):  # type: ignore[misc]  # pyvis has no types
        """A pyvis network that renders the template of this package."""

        def generate_html(
            self, name: str = "map.html", *, page: Mapping[str, Any] | None = None, **_: Any
        ) -> str:
            template = self.templateEnv.get_template(self.path)
            text = str(template.render(name=name, **(page or {})))
            self.html = text
            return text

    network = MapNetwork(directed=True, cdn_resources="in_line")
    network.templateEnv = Environment(
        loader=PackageLoader("graphx.render"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    network.path = "page.html"
    network.options = OPTIONS
    # Filled directly: add_edge is quadratic and drops the second of two parallel edges.
    network.nodes = [dict(node) for node in nodes]
    network.node_ids = [node["id"] for node in network.nodes]
    network.node_map = {node["id"]: node for node in network.nodes}
    network.edges = [dict(edge) for edge in edges]
    return network


def vis_script() -> str:
    """Return the text of vis-network's script, from the pyvis that is installed, after its licence.

    Raises
    ------
    OutputError
        pyvis is missing or keeps the script elsewhere.
    """
    spec = find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise OutputError("cannot draw the page: pyvis is not installed; run: pip install pyvis==0.3.2")
    path = Path(spec.origin).parent / _SCRIPT
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"cannot draw the page: pyvis has no {_SCRIPT}; run: pip install pyvis==0.3.2"
        ) from error
    # The last line names a source map, which developer tools would try to load. Not by splitlines(): it also
    # splits at the odd separators that stand inside the script's own strings.
    return _NOTICE + "\n".join(
        line for line in text.split("\n") if not line.startswith("//# sourceMappingURL")
    )
