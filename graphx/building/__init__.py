"""Building maps of any size: streamed into a file beside the map, or grown within the map that is there.

The same steps make a map from nothing and change one that is there: read records (:mod:`records`), put those
of one work together (:mod:`works`), take down what each paper claims (:mod:`claims`), find names
(:mod:`finding`), and make nodes and links of what was found (:mod:`linking`). :mod:`anew` takes them all;
:mod:`growing` takes them for what has changed. Both leave the same map.
"""
