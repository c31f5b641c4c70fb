"""Size and colour of the nodes: checked mappings become radii and CSS colours."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphx.errors import OptionError

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

SMALLEST = 7.0
LARGEST = 24.0

# Stops of the cividis scale, which reads the same to colour-blind eyes; both ends are kept off the
# background of the light and the dark page.
_STOPS = ((0, 67, 113), (72, 87, 112), (119, 119, 121), (168, 157, 118), (222, 196, 76))
_HUB = 12.0
_COLOR = re.compile(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}")

# What CSS Color 4 names. A browser passes over a name that it does not know, and colours by accident.
_NAMED = frozenset(
    "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown "
    "burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan "
    "darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid "
    "darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet "
    "deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro "
    "ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki "
    "lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow "
    "lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray "
    "lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine "
    "mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise "
    "mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab "
    "orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru "
    "pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown "
    "seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan "
    "teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen".split()
)


def radii(G: Graph, node_size: Mapping[str, float] | None) -> dict[str, float]:
    """Return the radius of every node, in page units.

    Parameters
    ----------
    G
        The graph.
    node_size
        Node key to a number from 0; the area grows with it. By default the number of neighbours.

    Raises
    ------
    OptionError
        A size is negative, not finite or no number, or the mapping speaks of none of the nodes.

    Examples
    --------
    >>> import networkx as nx
    >>> radii(nx.MultiDiGraph([("a", "b"), ("a", "c")]), {"a": 4})
    {'a': 24.0, 'b': 7.0, 'c': 7.0}
    """
    _check(G, "node_size", node_size)
    values: dict[str, float] = {}
    if node_size is None:
        values = {key: float(len(({*G.succ[key], *G.pred[key]}) - {key})) for key in sorted(G)}
    else:
        for key in sorted(G):
            values[key] = _number("node_size", key, node_size[key]) if key in node_size else 0.0
            if values[key] < 0:
                raise OptionError(f"node_size of {key!r} is {values[key]}; give numbers from 0")
    most = max(values.values(), default=0.0)
    if node_size is None:
        # In a map of four papers nothing is a hub.
        most = max(most, _HUB)
    grow = LARGEST - SMALLEST
    return {
        key: round(SMALLEST + (grow * math.sqrt(value / most) if most else 0.0), 1)
        for key, value in values.items()
    }


def colors(G: Graph, node_color: Mapping[str, float | str] | None) -> tuple[dict[str, str], list[float]]:
    """Return the colours asked for, and the ends of the scale where they came from numbers.

    Parameters
    ----------
    G
        The graph.
    node_color
        Node key to a number (low is dark blue, high is yellow) or to a CSS colour, one of the two for all.

    Returns
    -------
    tuple
        Node key to CSS colour; ``[lowest, highest]`` or an empty list.

    Raises
    ------
    OptionError
        A colour is neither ``#rrggbb`` nor a name that CSS knows, a number is not finite, the two are mixed,
        or the mapping speaks of none of the nodes.

    Examples
    --------
    >>> import networkx as nx
    >>> colors(nx.MultiDiGraph([("a", "b")]), {"a": 0, "b": 5})
    ({'a': '#004371', 'b': '#dec44c'}, [0.0, 5.0])
    """
    _check(G, "node_color", node_color)
    if node_color is None:
        return {}, []
    chosen = {key: node_color[key] for key in sorted(G) if key in node_color}
    words = {key: value for key, value in chosen.items() if isinstance(value, str)}
    for key, value in words.items():
        if not _COLOR.fullmatch(value) and value.lower() not in _NAMED:
            raise OptionError(
                f"node_color of {key!r} is {value[:80]!r}; give '#rrggbb', a colour of CSS or a number, "
                "or name groups with communities="
            )
    if words and len(words) < len(chosen):
        raise OptionError("node_color mixes numbers and colours; give only numbers or only colours")
    if words or not chosen:
        return words, []
    numbers = {key: _number("node_color", key, value) for key, value in chosen.items()}
    low, high = min(numbers.values()), max(numbers.values())
    # Halved, because the difference of two finite numbers may not be finite.
    span = high / 2 - low / 2
    return {key: _blend((value / 2 - low / 2) / span if span else 0.5) for key, value in numbers.items()}, [
        low,
        high,
    ]


def _check(G: Graph, option: str, values: Mapping[str, Any] | None) -> None:
    """Refuse what maps nothing: no mapping, or one that speaks of other nodes only."""
    if values is None:
        return
    if not hasattr(values, "__getitem__") or not hasattr(values, "keys"):
        raise OptionError(f"{option} is a {type(values).__name__}; give a mapping from node keys")
    keys = list(values.keys())
    if keys and len(G) and not any(key in G for key in keys):
        raise OptionError(
            f"{option} speaks of no node of the graph: it has {str(keys[0])[:80]!r}, "
            f"the graph has {min(G)[:80]!r}"
        )


def _number(option: str, key: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise OptionError(f"{option} of {key!r} is {value!r}; give finite numbers")
    return number


def _blend(part: float) -> str:
    place = part * (len(_STOPS) - 1)
    i = min(int(place), len(_STOPS) - 2)
    mixed = (round(a + (b - a) * (place - i)) for a, b in zip(_STOPS[i], _STOPS[i + 1], strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
