"""Where works appear: what kind of place a venue is, going by its name alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["preprint", "conference", "journal", ""]

# By these words, or by a short name as it is written, people know a place at once. What is in no list, such
# as a journal named after its field, has no kind: a wrong one is worse in a library than none.
_PREPRINT: Final = re.compile(
    r"(?:(?:bio|med|chem|tech|psy|eco|edu|soc|eng|earth)?a?rxiv|corr|ssrn|openreview|preprints?|e-?prints?|zenodo"
    r"|research square|osf preprints|hal)\b",
    re.IGNORECASE,
)
_CONFERENCE: Final = re.compile(
    r"\b(?:proceedings|proc\.?|conference|conf\.|symposium|workshops?|congress|annual meeting"
    r"|international meeting|findings of|lecture notes in|neural information processing systems)(?!\w)",
    re.IGNORECASE,
)
_JOURNAL: Final = re.compile(
    r"\b(?:journal|j\.|transactions|trans\.|letters|reviews?|magazine|annals|bulletin|quarterly|archives of"
    r"|frontiers in|plos|bmc|communications of the acm|nature|ieee access"
    r"|proc(?:eedings|\.) of the (?:national academy|ieee$|royal society|vldb endowment)"
    r"|proc(?:eedings|\.) of the acm on)(?!\w)"
    r"|^(?:science|cell|the lancet|scientific (?:data|reports)|computational linguistics"
    r"|artificial intelligence|machine learning|bioinformatics"
    r"|pattern recognition|neural networks|neurocomputing|peerj|elife)$",
    re.IGNORECASE,
)
_CONFERENCES: Final = frozenset(
    """3DV AAAI AACL ACCV ACL AIES AISTATS AKBC ASPLOS ASRU BMVC CHI CIKM COLING COLM COLT COSYNE CVPR CVPRW
    CoLLAs CoNLL CoRL EACL ECAI ECCV ECCVW ECIR ECML EMNLP ESWC EuroSys FAccT FOCS FSE HLT HPCA HRI
    ICALP ICASSP ICCV ICCVW ICDAR ICDE ICDM ICIP ICLR ICME ICML ICPR ICRA ICSE ICWSM IJCAI IJCNLP IJCNN
    INLG INTERSPEECH IROS ISBI ISCA ISMAR ISMIR ISSTA ISWC IWSLT Interspeech JCDL KDD LREC MICCAI MLSys
    NAACL NDSS NIPS NSDI NeurIPS OOPSLA OSDI PAKDD PKDD PLDI POPL RANLP RecSys SDM SIGCHI SIGCOMM
    SIGDIAL SIGGRAPH SIGIR SIGKDD SIGMOD SLT SODA SOSP STOC SemEval TREC UAI UIST USENIX VLDB WACV WMT
    WSDM WWW""".split()
)
_JOURNALS: Final = frozenset(
    """CACM DMLR IJCV IJRR JACM JAIR JASIST JMLR NEJM PAMI PNAS PVLDB RA-L SIAM TACL TALLIP TASLP TIST TITS
    TKDD TKDE TMLR TNNLS TOCHI TODS TOG TOIS TPAMI TVCG TWEB""".split()
)


@lru_cache(maxsize=4096)
def venue_kind(venue: str) -> Kind:
    """Return what kind of place a venue is, or the empty text where its name does not say.

    >>> [venue_kind(name) for name in ("arXiv", "CoRR", "Proc. of NAACL-HLT", "CVPR 2020", "NeurIPS'21")]
    ['preprint', 'preprint', 'conference', 'conference', 'conference']
    >>> [venue_kind(name) for name in ("J. of Things", "TACL", "Proceedings of the IEEE", "Nature Methods")]
    ['journal', 'journal', 'journal', 'journal']
    >>> venue_kind("Springer"), venue_kind("Things (chi)"), venue_kind("")
    ('', '', '')
    """
    venue = " ".join(venue.split())
    if _PREPRINT.match(venue):
        return "preprint"
    journal, conference = _JOURNAL.search(venue), _CONFERENCE.search(venue)
    if journal and not (conference and conference.start() < journal.start()):
        return "journal"
    if conference:
        return "conference"
    words = set(re.findall(r"[^\W\d_]+(?:-L\b)?|3DV", venue))
    return "conference" if words & _CONFERENCES else "journal" if words & _JOURNALS else ""


def is_published(venue: str) -> bool:
    """Whether a venue is more than a place for preprints.

    >>> is_published("NAACL"), is_published("Springer"), is_published("CoRR"), is_published("")
    (True, True, False, False)
    """
    return bool(venue) and venue_kind(venue) != "preprint"
