"""Door 3: a graph becomes one HTML file that opens from disk with the network switched off."""

from graphx.render.atlas import FLAT, has_abstracts, write_atlas
from graphx.render.layout import place_nodes
from graphx.render.notebook import Page, show
from graphx.render.page import page_network, write_page

__all__ = [
    "FLAT",
    "Page",
    "has_abstracts",
    "page_network",
    "place_nodes",
    "show",
    "write_atlas",
    "write_page",
]
