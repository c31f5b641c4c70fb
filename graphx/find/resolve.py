"""From names to artifacts: which thing a name stands for, in one paper and over all papers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphx.find.catalog import POLICIES, Catalog, name_key
from graphx.find.confidence import confidence, confidence_of
from graphx.find.context import ends_like_model
from graphx.find.discover import Introduction
from graphx.find.entries import DECOY, Entry, common_words
from graphx.find.forms import Form, is_subsequence
from graphx.find.language import OTHER, is_head, words
from graphx.find.names import LOST_BLANK, is_shaped
from graphx.find.tails import read_tail
from graphx.model import Artifact
from graphx.schema import DATASET, MODEL


@dataclass(slots=True)
class LocalName:
    """A name that one paper introduces or explains.

    Parameters
    ----------
    name
        As the paper writes it.
    kind
        ``"dataset"``, ``"model"`` or ``"other"``.
    own
        Whether the paper introduces it.
    rules
        The patterns that found it.
    confidence
        How likely it is right, by all of them.
    aliases
        Long forms that the paper gives with it.
    """

    name: str
    kind: str
    own: bool
    rules: set[str] = field(default_factory=set)
    confidence: float = 0.0
    aliases: tuple[str, ...] = ()


def local_names(
    title: Iterable[Introduction],
    abstract: Iterable[Introduction],
    catalog: Catalog,
    forms: Sequence[Form] = (),
) -> dict[str, LocalName]:
    """Return what one paper introduces or explains, by key: one kind a name.

    Where patterns disagree, the firmest decides, and the abstract before the title. A title that
    heads a known name without saying what it is ("BERT: Pre-training of …") means the known one.

    Parameters
    ----------
    title, abstract
        What :func:`graphx.find.discover.introductions` found there.
    catalog
        The known names.
    forms
        The short and long forms that the paper gives together.
    """
    found: dict[str, list[tuple[bool, Introduction]]] = defaultdict(list)
    for in_title, several in ((True, title), (False, abstract)):
        for intro in several:
            found[name_key(intro.name)].append((in_title, intro))
    if not found:
        return {}
    tasks = {form.key for form in forms if form.is_task}
    ends = {form.key: form.long.split()[-1].lower() for form in forms}
    told = {key for key, end in ends.items() if end.isalpha() and end not in words("heads", DATASET)}
    names = {}
    for key, intros in found.items():
        rules = {i.rule for _, i in intros}
        if (key in tasks and rules <= _BESIDE_TASKS) or (key in told and rules == {"evaluated-on"}):
            continue  # "MNER datasets" are datasets for a task; "trained on the BSC", a coefficient
        local = _local_name(key, intros, catalog)
        if local:
            names[key] = local
    _join_forms(names, forms)
    long_forms = {name_key(alias) for local in names.values() for alias in local.aliases}
    return {key: local for key, local in names.items() if key not in long_forms}


def _join_forms(names: dict[str, LocalName], forms: Iterable[Form]) -> None:
    """Make a long form the same as its short one, and drop names that are only a piece of it."""
    for form in forms if names else ():
        short_key, long_key = form.key, form.long_key
        for key in [key for key in names if key != short_key and f" {key} " in f" {long_key} "]:
            piece = names.pop(key)
            short = names.get(short_key)
            if short is not None and key == long_key:
                short.aliases = tuple(sorted({*short.aliases, piece.name, *piece.aliases}))
            elif key == long_key:
                names[key] = piece


_BESIDE_TASKS = frozenset(["cue", "cue-own", "evaluated-on", "listed", "listed-own", "named"])

_FIRM = ("title-head", "apposed-own", "called-own")
"""Patterns firm enough to say that a paper introduces a name that the catalog knows."""


_AGREEING = ("named-own", "listed-own")
"""Patterns firm enough where they tell the kind that the catalog knows."""


def _local_name(key: str, intros: list[tuple[bool, Introduction]], catalog: Catalog) -> LocalName | None:
    written = intros[0][1].name
    known = [e for e in catalog.lookup(key) if catalog.policy(e, written)]
    certain = [e for e in known if e.policy != "cue"]
    if certain:
        kinds = {e.kind for e in certain}
        intros = [
            (t, i)
            for t, i in intros
            if i.own and (i.rule in _FIRM or (i.rule in _AGREEING and i.kind in kinds))
        ]
    own = any(i.own for _, i in intros)
    if not certain and _is_made_of_known(written, catalog, own=own):
        return None
    if not intros or (is_generic(written, catalog) and not any(i.own and i.rule in _FIRM for _, i in intros)):
        return None
    told = [(i.strength, not t, i) for t, i in intros if i.kind]
    kind = max(told, key=lambda x: (x[0], x[1], x[2].kind, -x[2].start))[2].kind if told else ""
    # "X: Joint Network for …" is a network, whatever framework the abstract makes of it.
    headed = [i.kind for t, i in intros if t and i.rule == "title-head" and i.kind in (DATASET, MODEL)]
    if kind == OTHER and headed:
        kind = headed[0]
    if not kind and known and known[0].kind == MODEL and any(t for t, _ in intros):
        kind = MODEL  # "Yi: Open Foundation Models": the title heads a name we know
    if certain and kind == OTHER and certain[0].kind != DECOY and certain[0].policy == "free":
        kind = certain[0].kind
    if certain and kind in ("", OTHER) and all(t for t, _ in intros):
        # "BERT: Pre-training of …" says nothing of the kind; the catalog does.
        kind = OTHER if any(e.kind == DECOY for e in certain) else certain[0].kind
        if kind == DATASET and (certain[0].policy != "free" or ends_like_model(written)):
            kind = OTHER  # "MUSE: A Multi-Agent System": another thing of that name
    if own and not known and kind in ("", OTHER) and ends_like_model(written):
        kind = MODEL  # "a framework named ESE-Seg"
    if not own and (known or kind == OTHER):
        return None  # a known name, or a method, that the paper merely explains
    title_only = all(t for t, _ in intros)
    if title_only and " " in written and not is_shaped(written):
        return None  # "Estonian Named Entity Recognition: …" is a topic unless the abstract takes it up
    best = max(intros, key=lambda x: (x[1].strength, x[0], -x[1].start))[1]
    spelled = [i.name for _, i in intros]
    as_known = [name for name in spelled if any(catalog.policy(e, name) for e in catalog.lookup(key))]
    return LocalName(
        name=_display(as_known or spelled, best.name),
        kind=kind or OTHER,
        own=own,
        rules={i.rule for _, i in intros},
        confidence=_confidence({i.rule for _, i in intros}, kind, known=bool(certain)),
        aliases=tuple(sorted({i.long for _, i in intros if i.long})),
    )


def _confidence(rules: set[str], kind: str, *, known: bool) -> float:
    if known or not kind:
        return confidence("discovered", "known-own" if known else "untold")
    return confidence_of(rules, kind)


def _is_made_of_known(name: str, catalog: Catalog, *, own: bool) -> bool:
    """Whether a name no catalog knows says no more than known ones: "OpenAI Whisper", "Llama2-7b"."""
    if _ends_in_known(name, catalog) or _extends_known(name, catalog):
        return True
    return not own and (_is_part(name, catalog) or _are_several(name, catalog))


def _ends_in_known(name: str, catalog: Catalog) -> bool:
    """Whether a name is a known one with its long form, its maker or its class in front."""
    before, _, last = name.rpartition(" ")
    if not before or not any(
        e.kind != DECOY and catalog.policy(e, last) for e in catalog.lookup(name_key(last))
    ):
        return False
    initials = "".join(word[0] for word in before.split()).casefold()
    if before.casefold() in words("compounds", "languages"):
        return False  # "Arabic WordNet" is no WordNet
    return catalog.is_decoy(before) or (len(initials) > 1 and is_subsequence(initials, last.casefold()))


def _is_known(name: str, catalog: Catalog, *, surely: bool = False) -> bool:
    """Whether a spelling names a dataset or a model of the catalog; surely if it needs no cue to do so."""
    allowed = ("free", "exact") if surely else POLICIES
    return any(e.kind != DECOY and catalog.policy(e, name) in allowed for e in catalog.lookup(name_key(name)))


def _is_part(name: str, catalog: Catalog) -> bool:
    """Whether a name is one language of a known dataset: "Spanish XQuAD", but not "Arabic WordNet"."""
    before, _, last = name.rpartition(" ")
    if before.casefold() not in words("compounds", "languages"):
        return False
    return any(
        e.kind == DATASET
        and catalog.policy(e, last)
        and name_key(e.name) not in words("compounds", "localised")
        for e in catalog.lookup(name_key(last))
    )


def _are_several(name: str, catalog: Catalog) -> bool:
    """Whether a run of words is several known names whose commas were lost."""
    return " " in name and sum(_is_known(part, catalog, surely=True) for part in name.split()) > 1


def _extends_known(name: str, catalog: Catalog) -> bool:
    """Whether a name is a known one with a version, size, variant or a second number behind it."""
    if name.endswith("s") and any(catalog.policy(e, name[:-1]) for e in catalog.lookup(name_key(name[:-1]))):
        return True  # "WordNets"
    first, _, rest = name.partition(" ")
    generic = all(is_head(word.lower()) or word.lower() == "language" for word in rest.split())
    if rest and generic and _is_known(first, catalog):
        return True  # "BERT Language Model"
    first, slash, _ = name.partition("/")
    if slash and (_is_known(first, catalog) or _extends_known(first, catalog)):
        return True  # "CIFAR-10/100" and "Qwen3-4B/8B" are two names we know
    for match in _SEAM.finditer(name):
        head = name[: match.start()]
        for entry in catalog.lookup(name_key(head)):
            if entry.kind == MODEL and catalog.policy(entry, head):
                tail = read_tail(name, len(head), entry)
                if tail.end == len(name):
                    return True
    return False


def may_be_new(name: str, catalog: Catalog) -> bool:
    """Whether a name that stands beside sure ones may be one no catalog knows: no plural, no version of one.

    Parameters
    ----------
    name
        The name.
    catalog
        The known names, decoys among them.
    """
    return not (LOST_BLANK.search(name) or is_generic(name, catalog) or _extends_known(name, catalog))


_SEAM = re.compile(r"[-\s(]|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
"""Where a version, a size or a variant may begin."""

_COUNTED = re.compile(r"([A-Za-z]+)[-\s]?\d{1,2}")


def is_generic(name: str, catalog: Catalog) -> bool:
    """Whether a name ends in an everyday acronym or method ("Indian TTS"), or counts one ("Task-2").

    Parameters
    ----------
    name
        A name no catalog knows.
    catalog
        The known names, decoys among them.
    """
    counted = _COUNTED.fullmatch(name)
    if counted and counted[1].lower() in common_words():
        return True
    if " " in name and _is_class(name):
        return True
    last = name.rsplit(maxsplit=1)[-1]
    return catalog.is_decoy(last) or catalog.is_decoy(last.removesuffix("s"))


def _is_class(name: str) -> bool:
    """Whether a name of several words says no more than what kind of model is meant: "Bayesian Network"."""
    parts = re.split(r"[\s-]", name.lower())
    return all(part.removesuffix("s") in words("heads", "classes") for part in parts)


def _display(names: Sequence[str], best: str) -> str:
    """Return the spelling most used, the best pattern's on a tie."""
    return max(names, key=lambda n: (names.count(n), n == best, n))


_SIZED = re.compile(r"(?P<base>.*[A-Za-z].*?)(?:[-\s]|(?<=[a-z]{4}))\d+(?:\.\d+)?[BM](?:[-\s/]\w+)?")


def base_name(name: str, kind: str) -> str:
    """Return a new model's name without the size glued to it.

    >>> [base_name(name, "model") for name in ("ProLong-8B", "Flamingo80B", "ToolACE")]
    ['ProLong', 'Flamingo', 'ToolACE']
    >>> base_name("LongWriter-6k", "dataset")
    'LongWriter-6k'
    """
    if kind != MODEL:
        return name
    match = _SIZED.fullmatch(name)
    return match["base"] if match and len(match["base"]) > 2 else name


def is_distinctive(name: str) -> bool:
    """Whether a name that one paper introduces can be looked for in the others.

    >>> is_distinctive("LongBench"), is_distinctive("SCALE"), is_distinctive("Focus")
    (True, False, False)
    """
    letters = [c for c in name if c.isalpha()]
    if name_key(name).replace(" ", "").isalpha() and all(c.isupper() for c in letters) and len(letters) < 7:
        return False  # other papers use the same short capitals for other things
    return is_shaped(name) and len(letters) >= 4


def artifact_of(entry: Entry, name: str, catalog: Catalog) -> Artifact:
    """Return the artifact of a catalog entry, with its family.

    Parameters
    ----------
    entry
        The entry.
    name
        Its name, or that of a version of it that has no entry of its own.
    catalog
        Where its family stands.
    """
    above = catalog.get(entry.kind, entry.family) if entry.family else None
    family = artifact_of(above, above.name, catalog) if above else None
    if name == entry.name:
        return Artifact(kind=entry.kind, name=name, family=family, url=_home(entry))
    if (
        family
        and name_key(name).startswith(name_key(family.name) + " ")
        and any(c.isdigit() for c in entry.name)
    ):
        return Artifact(kind=entry.kind, name=name, family=family)  # Llama 3.4 is a Llama, not a Llama 3
    return Artifact(kind=entry.kind, name=name, family=artifact_of(entry, entry.name, catalog))


def _home(entry: Entry) -> str:
    if entry.home or entry.repo:
        return entry.home or f"https://{entry.repo}"
    hub = f"https://huggingface.co/{'datasets/' if entry.kind == DATASET else ''}{entry.hub}"
    return hub if entry.hub else ""


def local_catalog(names: Mapping[str, LocalName]) -> tuple[Catalog, dict[tuple[str, str], LocalName]]:
    """Return one paper's own names as a catalog, methods as decoys, and what each entry stands for."""
    entries: dict[tuple[str, str], Entry] = {}
    meaning: dict[tuple[str, str], LocalName] = {}
    for local in names.values():
        kind = DECOY if local.kind == OTHER else local.kind
        name = base_name(local.name, local.kind)
        entry = Entry(name=name, kind=kind, policy="exact", expansions=local.aliases)
        if entry.keys != {""}:
            entries[kind, name] = entry
            meaning[kind, name] = local
    return Catalog(entries.values()), meaning
