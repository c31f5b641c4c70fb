"""What stands around a possible name and tells its kind: appositions, head nouns, cue words."""

from __future__ import annotations

import re
from functools import lru_cache

from graphx.find.forms import is_subsequence
from graphx.find.language import OTHER, is_head, kind_of_phrase, words
from graphx.find.names import LOST_BLANK, Name, is_shaped
from graphx.find.own import has_break
from graphx.schema import DATASET, MODEL

_PLURAL_BEHIND = re.compile(r"\s(?:[a-z-]+\s){0,3}?(?:datasets|corpora|benchmarks)\b")


def is_loose_cue(name: Name, left: str, behind: str, *, own: bool) -> bool:
    """Whether a name merely says what data are for: "MNER datasets", "an ODQA corpus"."""
    capitals = name.text.replace("-", "").isalpha() and name.text.isupper()
    if " " in name.text and sounds_like_task(name.text) and INDEFINITE.search(left):
        return True  # "a German Text Classification dataset"
    if own:
        return capitals and left.endswith((" a ", " an "))
    return capitals and bool(_PLURAL_BEHIND.match(behind) or INDEFINITE.search(left))


Told = tuple[str, str, float] | None
"""Kind, rule and strength (how firmly it tells the kind) of what a context tells, or None."""


def find_evidence(name: Name, left: str, behind: str, *, own: bool) -> Told:
    """Return what tells the kind of a name, the surest first."""
    if not name.shaped and not own:
        # Ordinary words with capitals need to be called a name, or stand before "dataset".
        told = _noun_before(left)
        return told if told and told[1] == "called" else _noun_behind(behind) if " " in name.text else None
    return (
        _noun_of_name(name, left)
        or (_told_behind(name, behind) if behind[:1] not in _NOTHING_BEHIND else None)
        or _apposed_to(left, behind)
        or _evaluated_on(left)
    )


_NOTHING_BEHIND = frozenset(["", ".", ")", ";", "/"])
"""What most often stands behind a name where no pattern fits."""


def _told_behind(name: Name, behind: str) -> Told:
    """Return what the words behind a name tell of its kind, the surest first."""
    if behind[0] == " " and behind[1:2].isalpha():
        # Neither a bracket nor a comma: most names are followed by a word.
        return _noun_behind(behind) or _is_a(behind, name)
    return (
        _spelled_out(name, behind)
        or _apposed(behind, shaped=name.shaped)
        or _noun_behind(behind)
        or _is_a(behind, name)
    )


_LONG_FORM = re.compile(r"[\"'”’]?\s?\((?:the\s|an?\s)?(?P<long>[A-Za-z][^()]{8,90})\)")


def _spelled_out(name: Name, behind: str) -> Told:
    """Match “X (Xylograph Question Answering Dataset)”: a long form that says what it is."""
    match = _LONG_FORM.match(behind)
    if not match:
        return None
    parts = match["long"].split()
    letters = [c.lower() for c in name.text if c.isupper()]
    initials = [piece[0].lower() for part in parts for piece in part.split("-") if piece]
    if len(letters) < 2 or initials[0] != letters[0] or not is_subsequence(letters, initials):
        return None
    last = parts[-1].lower()
    kind = next((kind for kind in (DATASET, MODEL) if last in words("heads", kind)), None)
    return (kind, "spelled-out", 0.93) if kind else None


_APPOSITION = re.compile(
    r"[\"'”’]?\s?(?:,|:|—|--?|–)\s?(?:which (?:is|are)\s|i\.e\.,?\s)?"
    r"(?P<np>(?:an?|the|our|one|two|another|its|novel|new|first|open|both)\b.{3,160})",
    re.IGNORECASE | re.DOTALL,
)
_NOUN_BEHIND = re.compile(r"[\"'”’]?\s(?P<np>[a-z][\w-]{0,30}(?:\s[a-z][\w-]{0,30}){0,3})")
_CAPITAL_NOUN_BEHIND = re.compile(r"\s(?P<np>[A-Z][a-z]{3,12}s?)\b")
_IS_A = re.compile(
    r",?\s(?:is|are|serves as|is proposed as)\s(?P<np>(?:an?|the first|the largest|our)\s.{3,160})", re.DOTALL
)


def _apposed(right: str, *, shaped: bool) -> Told:
    """Match “X, a benchmark …”, “X - a model …”, “X (its long form), a model …”."""
    match = _APPOSITION.match(right)
    if not match and shaped and "(" in right[:3] and (long := _LONG_FORM.match(right)):
        match = _APPOSITION.match(right, long.end())
    kind = kind_of_phrase(match["np"]) if match else None
    return (kind, "apposed", 0.93) if kind else None


def _noun_behind(right: str) -> Told:
    """Match “the X dataset”, “X Corpus”."""
    match = _NOUN_BEHIND.match(right) or _CAPITAL_NOUN_BEHIND.match(right)
    kind = _kind_of_words(match["np"]) if match else None
    # "X model" is said of methods and tasks too: "NMT model".
    return (kind, "cue", 0.6 if kind == MODEL else 0.85) if kind else None


@lru_cache(maxsize=1 << 16)
def _kind_of_words(few: str) -> str | None:
    """Return the kind of a phrase of few words, of which many texts have the same."""
    return kind_of_phrase(few)


def _is_a(right: str, name: Name) -> Told:
    """Match “X is a benchmark”."""
    match = _IS_A.match(right)
    kind = kind_of_phrase(match["np"]) if match and name.shaped else None
    return (kind, "defined", 0.9) if kind else None


_ON = re.compile(r"\son\s(?:the\s|both\s)?[\"'“‘]?$")
_BEFORE_ON = re.compile(r"(?P<words>(?:[\w-]+\s){1,3})on\s(?:the\s|both\s)?[\"'“‘]?$")


def _evaluated_on(left: str) -> Told:
    """Match “Experiments on X show …”."""
    near = left[-10:]
    if "on" not in near or not _ON.search(near):
        return None
    match = _BEFORE_ON.search(left[-60:])
    cues = words("heads", "evaluated")
    return (
        (DATASET, "evaluated-on", 0.75)
        if match and cues.intersection(match["words"].lower().split())
        else None
    )


_CALLED = re.compile(
    r"(?:^|[\s(])(?P<np>(?:an?|the|our|this|new|novel|first|two|three|large|several|various)\s[^.;:()]{3,120}?)[,\s(]+"
    r"(?:(?:which|that|and)\s)?(?:we\s)?(?:is\s|are\s)?(?:called|call|named|name|dubbed|dub|termed|term|namely|coined"
    r"|denoted(?:\sas)?|denote\sas|refer(?:red)?\sto\sas|known\sas|i\.e\.,?)[\s:,]+(?:the\s|as\s)?[\"'“‘]?$"
)
_CALLING = frozenset(
    "called call named name dubbed dub termed term namely coined denoted as i.e. i.e".split()
)
_NP_BEFORE = re.compile(
    r"(?:^|[\s(])(?P<np>(?:an?|the|our|its|new|novel|first|two|three|four|five|several|both)\s(?:[\w'/,-]+\s){0,9}?[\w'/-]+)"
    r"(?P<mark>\s?\(|:\s|,\s|\s?[—–-]{1,2}\s|\s)(?:the\s)?[\"'“‘]?$"
)
_VERB_BEHIND = re.compile(
    r"(?:\s?\([^()]{0,80}\))?(?:\s(?:and|or)\s[\w-]+)?\s(?:also\s|still\s|even\s|[a-z]+ly\s)?"
    r"(?:is|are|was|were|has|have|can|could|may|will|does|do|(?!as\b|this\b)[a-z]{2,}(?<!s)s"
    r"|outperform|achieve|show|improve|yield|demonstrate|reach|provide|surpass|attain)\s"
)


def _apposed_to(left: str, behind: str) -> Told:
    """Match a noun before a name, but no clause: "On three benchmarks, X improves …"."""
    told = _noun_before(left)
    clause = told and told[0] != OTHER and left.endswith(", ") and _VERB_BEHIND.match(behind)
    return None if clause else told


_SEVERAL = ("the ", "its ", "two ", "three ", "four ", "five ", "several ", "both ")
_DETERMINERS = re.compile(r"\b(?:an?|the|our|its|new|novel|first|two|three|four|five|several|both)\s")


_LAST_WORD = re.compile(
    r"(?<![\w'./-])(?P<last>[\w'./-]+),?(?:\s?\(|:\s|\s?[—–-]{1,2}\s|\s)(?:the\s)?[\"'“‘]?$"
)


def _noun_before(left: str) -> Told:
    """Match “a benchmark called X”, “a safety benchmark (X)”, “three tasks (X, …”, “our model X”."""
    # Looking at the word before a name alone is cheap. Most often nothing but a blank stands between them;
    # where more does, it is within the last four words.
    near = left[-45:]
    before = near[near.rfind(" ", 0, -1) + 1 : -1]
    if near[-1:] == " " and before.isalpha() and before != "the":
        last = before.lower()
    else:
        word = _LAST_WORD.search(" ".join(near.rsplit(" ", 4)[-4:]))
        last = word["last"].lower() if word else ""
    if last in _CALLING:
        called = _CALLED.search(left)
        kind = kind_of_phrase(_innermost(called["np"])) if called else None
        return (kind, "called", 0.93) if kind else None
    match = _NP_BEFORE.search(left[-110:]) if is_head(last) else None
    if not match:
        return None
    phrase = _innermost(match["np"])
    kind = kind_of_phrase(phrase)
    if kind is None or not _ends_with_head(phrase, kind):
        return None
    if "(" in match["mark"] and not phrase.startswith(_SEVERAL):
        return kind, "bracketed", 0.85
    return kind, "named", 0.85 if match["mark"].strip() else 0.8


def _innermost(phrase: str) -> str:
    """Return the noun phrase that starts with a text's last determiner."""
    starts = [m.start() for m in _DETERMINERS.finditer(phrase)]
    return phrase[starts[-1] :] if starts else phrase


def _ends_with_head(phrase: str, kind: str) -> bool:
    """Whether a noun phrase ends with its head noun, so that what follows is its name."""
    last = phrase.rstrip(",").lower().split()[-2:]
    return kind == OTHER or last[-1] in words("heads", kind) or " ".join(last) in words("heads", kind)


_SAYS_NEW = re.compile(r"\b(?:[Oo]ur|new|novel|newly|[Tt]he proposed)\s")
_NEW = re.compile(
    r"\b(?:[Oo]ur|new|novel|newly|[Tt]he proposed)\s(?:[\w-]+\s){0,6}?[\w-]+\s?(?:\(|:\s|,\s|\s)[\"'“‘]?$"
)


def is_new(left: str) -> bool:
    """Whether a noun phrase right before a name says that it is new or the authors' ("our model X")."""
    near = left[-90:]
    if not ("ur" in near or "new" in near or "novel" in near or "proposed" in near) or not _SAYS_NEW.search(
        near
    ):
        return False
    match = _NEW.search(near)
    return bool(match and not has_break(match[0]) and _noun_before(left))


_MADE_BEHIND = re.compile(
    r"\)?,?\s(?:is|are)\s(?:also\s|then\s|further\s|thus\s|first\s)?"
    r"(?:proposed|introduced|presented|developed|designed|constructed|devised|created|compiled)\b"
    r"(?!\s(?:by|in)\s(?:\w+\set\sal|\[|\())"
)


def is_made(behind: str) -> bool:
    """Whether the words behind a name say that the authors made it: "a network (X) is proposed"."""
    return bool(_MADE_BEHIND.match(behind))


def is_short_for_class(name: Name, left: str) -> bool:
    """Whether a name abbreviates what kind of model is meant: "a process reward model (PRM)"."""
    before = left.rstrip(" ")
    capitals = name.text.removesuffix("s")
    if not (before.endswith("(") and capitals.isalpha() and capitals.isupper()):
        return False
    return bool(re.search(r"(?:^|\s)[a-z][\w-]*\s?\($", before))


_PLURALS = frozenset(["datasets", "corpora", "benchmarks", "models", "networks"])
INDEFINITE = re.compile(r"\b[Aa]n?\s(?:[\w-]+,?\s){0,4}$")


def _noun_of_name(name: Name, left: str) -> Told:
    """Match “the Standardized Project Gutenberg Corpus”: a long name that says what it is.

    With an indefinite article it is a description: "a Human-Explainable Transformer Model".
    """
    if name.text.count(" ") < 2:
        return None
    last = name.text.split()[-1]
    long = last[0].isupper() and last.lower() not in _PLURALS
    if long and last.lower() in words("heads", DATASET) and not INDEFINITE.search(left):
        return DATASET, "in-name", 0.94
    return None


def sized(name: Name) -> Told:
    """Match “TherapyBot-7B”: only a model has billions of parameters."""
    large = (
        name.text[-1] == "B"
        and not name.text.lower().startswith("sub-")
        and not (" " in name.text and name.text.split()[0].endswith("ing"))
        and re.fullmatch(r".*[A-Za-z]{3}.*?[-\s]?\d+(?:\.\d+)?B", name.text)
    )
    return (MODEL, "sized", 0.8) if large else None


def may_tell_kind(name: Name) -> bool:
    """Whether a name may tell its kind by itself, by its last word, its ending or its size."""
    return " " in name.text or name.text[-1] == "B" or _ends_like_kind(name.text)


@lru_cache(maxsize=1 << 15)
def _ends_like_kind(name: str) -> bool:
    return ends_like_data(name) or ends_like_model(name)


def kind_in_name(name: Name) -> Told:
    """Return the kind that a name's own ending tells: "FooBench", "Standardized Project Gutenberg Corpus"."""
    last = name.text.split()[-1].lower()
    if " " in name.text:
        kind = next((kind for kind in (DATASET, MODEL, OTHER) if last in words("heads", kind)), None)
        return (kind, "in-name", 0.85) if kind else None
    if ends_like_data(name.text):
        return DATASET, "in-name", 0.8
    return (MODEL, "in-name", 0.8) if ends_like_model(name.text) else None


_LIKE_DATA = re.compile(
    r"(?:[a-z]|-)(?:bench|QA|Corpus|Set|Eval)\d?$|[A-Za-z\d-]Bench\d?$|(?:Word|Frame|Verb|Concept)[Nn]et$"
)


def ends_like_data(name: str) -> bool:
    """Whether a name ends like a dataset's: "FooBench", "FooQA"."""
    return bool(_LIKE_DATA.search(name))


_LIKE_A_MODEL = re.compile(
    r".*(?:[A-Za-z\d]-?(?:Net|Nets|NET|GAN|GANs|[Ff]ormer|DETR|VAE|BERT|UNet|GPT|ViT|CLIP|Mamba|LSTM|GCN|GNN"
    r"|CNN|RNN|Seg|Rec|YOLO|VLM|VLA)|-(?:AE|R1|T5|LLaMA|Diffusion|Transformer|Network|Networks))\d?"
)


def ends_like_model(name: str) -> bool:
    """Whether a name ends as only networks and other models do: "SpatialDETR", "GPF-Net".

    Authors call such things frameworks and methods too.

    >>> [ends_like_model(name) for name in ("PetsGAN", "CPM R-CNN", "TnT-LLM", "Net")]
    [True, True, False, False]
    """
    return bool(_LIKE_A_MODEL.fullmatch(name.rpartition(" ")[2])) and not ends_like_data(name)


def without_noun(name: Name) -> tuple[str, int]:
    """Return a name without the "Benchmark" or "Dataset" that only says what it is, and its end.

    Two capitalised words keep theirs: "Penn Treebank" is not "Penn".
    """
    parts = name.text.split(" ")
    last = parts[-1].lower()
    generic = any(last in words("heads", kind) for kind in (DATASET, MODEL, OTHER))
    if len(parts) == 2 and generic and is_shaped(parts[0]):
        return parts[0], name.start + len(parts[0])
    return name.text, name.end


def is_acceptable(name: Name, rule: str, *, own: bool) -> bool:
    """Whether a name's looks and the strength of the pattern together make it one."""
    if name.text.isdigit() or len(name.text) < 2 or LOST_BLANK.search(name.text):
        return False
    if name.shaped:
        return True
    several = " " in name.text
    if rule == "called" or (rule == "cue" and several and not _ends_in_task(name)):
        return True
    if rule == "in-name" and name.text.count(" ") >= 2:
        return own
    return (own and rule in ("apposed", "in-name", "defined", "named", "listed")) or (
        own and rule == "cue" and several
    )


def _ends_in_task(name: Name) -> bool:
    """Whether a run of capitals names a task or a field ("Named Entity Recognition"), not a thing."""
    return name.text.split()[-1].lower() in words("heads", OTHER) or sounds_like_task(name.text)


def sounds_like_task(name: str) -> bool:
    """Whether a name ends as those of tasks and fields do: "Question Generation", "Statistics"."""
    return name.lower().endswith(("tion", "sion", "ing", "ment", "ity", "ics", "sis", "ence", "ance"))
