r"""Code hosts, hubs, archives and project pages: which repo an address points to.

The knowledge is the table ``_RULES``. Each rule is a pattern for an address (host in lower case, path as
written), the name of the repo as a template, and whether it surely is a repo rather than an owner's page.
The first rule that fits decides; a template left empty says that the address is no repo.
"""

from __future__ import annotations

import re
from typing import Final

_OWNER = r"([A-Za-z0-9][\w-]*)"
_ID = r"([A-Za-z0-9][\w.-]*)"
_NAME = r"([\w.-]*\w[\w.-]*)"
# What follows a name in the path to one view of it, and is no part of the name.
_VIEW = (
    r"(?:(?:tree|blob|raw|resolve|commits?|discussions|viewer|edit|releases|tags|branches|issues|wikis?"
    r"|archive|merge_requests|-)(?![\w.-]))"
)
_HUB = r"(?:hf\.co|huggingface(?:\.[a-z0-9-]+)+|hf-mirror[a-z0-9-]*(?:\.[a-z0-9-]+)+)"
_LAB = r"(?:[a-z0-9-]*gitlab[a-z0-9-]*|gitea|jugit|framagit)(?:\.[a-z0-9-]+)+"
_FORGE = r"(?:bitbucket|codeberg)\.org|gitee\.com|gitcode\.(?:com|net)"
_PAGE = r"[a-z0-9][a-z0-9-]*\.(?:github|gitlab|bitbucket)\.io"
_FOLDER = r"(?:projects?|pages|publications?|papers?|research|datasets?|blog|posts)"

_GITHUB_PAGES = (
    r"(?i:about|account|apps|blog|business|codespaces|collections|contact|customer-stories|dashboard"
    r"|developer|discussions|docs|education|enterprise|events|explore|features|home|issues|join|login"
    r"|logout|marketplace|new|notifications|organizations|pricing|pulls|readme|search|security|sessions"
    r"|settings|signup|site|solutions|team|terms|topics|trending)"
)
_HUB_PAGES = (
    r"(?:docs|blog|papers|models|tasks|learn|join|login|pricing|enterprise|settings|chat|posts|search"
    r"|inference|new|api|about|terms|privacy|(?:datasets|spaces|collections|organizations)(?!/[A-Za-z0-9]))"
)
_KAGGLE_PAGES = (
    r"(?:c|competitions|code|notebooks|kernels|learn|discussions?|docs|general|organizations|search"
    r"|datasets(?!/[A-Za-z0-9]))"
)
_NOBODY = (
    r"(?i:x{2,}|tba|tbd|todo|anon|anonymous|authors?|user(?:name)?|placeholder|redacted|removed|hidden"
    r"|your-?(?:user-?)?name)"
)

_TABLE: Final = (
    # Code hosts. Pages of the host itself and owners that only hold a place in a paper under review first.
    (rf"(?:gist\.)?github\.com/{_GITHUB_PAGES}", "", False),
    (rf"(?:(?:gist\.)?github\.com|gitlab\.com|{_FORGE})/{_NOBODY}", "", False),
    (rf"github\.com/(?:orgs|users|sponsors|stars)/{_OWNER}", r"github.com/\1", False),
    (
        rf"(?:raw\.githubusercontent|(?:codeload\.|api\.|raw\.|m\.)?github)\.com/(?:repos/)?{_OWNER}/{_NAME}",
        r"github.com/\1/\2",
        True,
    ),
    (rf"(?:m\.)?github\.com/{_OWNER}", r"github.com/\1", False),
    (
        r"(?:colab\.research\.google\.com/github|nbviewer(?:\.jupyter)?\.org/github|mybinder\.org/v2/gh)"
        rf"/{_OWNER}/{_NAME}",
        r"github.com/\1/\2",
        True,
    ),
    (rf"gist\.github(?:usercontent)?\.com/{_OWNER}/([0-9a-f]+)", r"gist.github.com/\1/\2", True),
    (r"gist\.github\.com/([0-9a-f]{7,})", r"gist.github.com/\1", True),
    (rf"gist\.github\.com/{_OWNER}", r"gist.github.com/\1", False),
    (rf"({_FORGE}|github(?:\.[a-z0-9-]+){{2,}})/{_ID}/{_NAME}", r"\1/\2/\3", True),
    (rf"({_FORGE})/{_ID}", r"\1/\2", False),
    # GitLab, also one's own: groups nest, so all before a view is the name.
    (r"gitlab\.com/(?:users|explore|help|dashboard|search|api)", "", False),
    (
        rf"((?:{_LAB}|git(?:\.[a-z0-9-]+){{2,}}|[a-z0-9-]+-git(?:\.[a-z0-9-]+)+)"
        rf"/~?{_ID}(?:/(?!{_VIEW}){_NAME})+)",
        r"\1",
        True,
    ),
    (rf"({_LAB}/{_ID})", r"\1", False),
    # Hugging Face, also behind a mirror or proxy: models have no prefix, datasets and spaces have one.
    (rf"{_HUB}/{_HUB_PAGES}", "", False),
    (rf"{_HUB}/organizations/{_ID}", r"huggingface.co/\1", True),
    (
        rf"{_HUB}/(datasets|spaces|collections)/{_ID}/(?!{_VIEW}){_NAME}",
        r"huggingface.co/\1/\2/\3",
        True,
    ),
    (rf"{_HUB}/(datasets|spaces|collections)/{_ID}", r"huggingface.co/\1/\2", True),
    (rf"{_HUB}/{_ID}/(?!{_VIEW}){_NAME}", r"huggingface.co/\1/\2", True),
    (rf"{_HUB}/{_ID}", r"huggingface.co/\1", True),
    (r"([a-z0-9]+)-([a-z0-9]+)\.hf\.space", r"huggingface.co/spaces/\1/\2", True),
    (r"([a-z0-9][a-z0-9-]*\.hf\.space)", r"\1", True),
    # Other hubs.
    (
        rf"modelscope\.(?:cn|ai)/(?:#/)?(models|datasets|studios)/{_ID}/{_NAME}",
        r"modelscope.cn/\1/\2/\3",
        True,
    ),
    (
        rf"openxlab\.org\.cn/(models|datasets)/(?:detail/)?{_ID}/{_NAME}",
        r"openxlab.org.cn/\1/detail/\2/\3",
        True,
    ),
    (rf"kaggle\.com/{_KAGGLE_PAGES}", "", False),
    (rf"kaggle\.com/models/{_ID}/{_NAME}", r"kaggle.com/models/\1/\2", True),
    (rf"kaggle\.com/(?:datasets/)?{_ID}/{_NAME}", r"kaggle.com/datasets/\1/\2", True),
    (
        r"(?:worksheets\.)?codalab\.org/(worksheets|bundles)/(0x[0-9a-f]+)",
        r"worksheets.codalab.org/\1/\2",
        True,
    ),
    # Archives, by address or by DOI.
    (
        r"(?i:.*10\.5281/zenodo\.)(\d+)|zenodo\.org/(?:records?|deposit|api/records)/(\d+)",
        r"zenodo.org/records/\1\2",
        True,
    ),
    (rf"zenodo\.org/communities/{_ID}", r"zenodo.org/communities/\1", True),
    (r"(?:(?i:.*10\.17605/osf\.io/)|osf\.io/)([A-Za-z0-9]{5})", r"osf.io/\1", True),
    (
        r"(?:(?i:.*10\.6084/m9\.figshare\.)|(?:[a-z0-9-]+\.)?figshare\.com/articles/(?:[^/]+/){0,3})(\d{4,})",
        r"figshare.com/articles/_/\1",
        True,
    ),
    (r"(?:(?i:.*10\.24433/co\.)|codeocean\.com/capsule/)(\d+)", r"codeocean.com/capsule/\1", True),
    # Made anonymous for review.
    (
        rf"(anonymous\.4open\.science|anon[a-z-]*(?:\.[a-z0-9-]+)+)/(?:r|repository|status|w)/{_ID}",
        r"\1/r/\2",
        True,
    ),
    # Hosts of old.
    (rf"sourceforge\.net/(?:projects|p)/{_ID}", r"sourceforge.net/projects/\1", True),
    (
        r"(?!www\.)([a-z0-9][a-z0-9-]*)\.(?:sourceforge\.(?:net|io)|sf\.net)",
        r"sourceforge.net/projects/\1",
        True,
    ),
    (rf"code\.google\.com/(?:archive/)?p/{_ID}", r"code.google.com/p/\1", True),
    # Project pages: the first part of the path is the project, unless it only is the folder of them.
    (rf"({_PAGE})/index\.html?", r"\1", True),
    (rf"({_PAGE}/{_FOLDER}/{_NAME})", r"\1", True),
    (rf"({_PAGE}/{_NAME})", r"\1", True),
    (rf"({_PAGE})", r"\1", True),
)
_RULES: Final = tuple(
    (re.compile(pattern + r"(?:[^\w.-].*)?", re.ASCII), template, sure) for pattern, template, sure in _TABLE
)

_SCHEME = re.compile(r"(?:(?:git\+)?(?:https?|ftp|git|ssh))?(?::/{0,3}|//)|git@(?=[\w.-]+:)", re.IGNORECASE)
_AFTER_GIT = re.compile(r"(?<=[\w-])\.git(?!hub|lab|ignore|attributes|modules|keep|book|ea).*", re.IGNORECASE)
_LOST_DOTS = re.compile(r"\.+(?=[^\w.-]|$)", re.ASCII)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\\"))
_PLAIN = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
)


def parse_repo(link: str) -> tuple[str, bool]:
    """Return the repo a link points to, as host and path, and whether it is surely one.

    The path keeps the case it is written in, since some hosts insist on it; node keys ignore it.

    Parameters
    ----------
    link
        An address, with or without scheme; blanks inside are taken for line breaks.

    Returns
    -------
    name : str
        Empty if the link points to no code host, hub or project page.
    sure : bool
        False for the page of an owner on a code host.

    Examples
    --------
    >>> parse_repo("https://github.com/mindspore-lab/mindone/tree/master/examples")
    ('github.com/mindspore-lab/mindone', True)
    >>> parse_repo("https: //huggingface.co/datasets/squad/viewer")
    ('huggingface.co/datasets/squad', True)
    >>> parse_repo("https://github.com/THUDM"), parse_repo("https://example.org/a/b")
    (('github.com/THUDM', False), ('', False))
    """
    address = "/".join(split_address(link))
    for pattern, template, sure in _RULES:
        if match := pattern.fullmatch(address):
            return match.expand(template), sure
    return "", False


def split_address(link: str) -> tuple[str, str]:
    """Return the host of a link in lower case and its path as written, both without debris.

    Parameters
    ----------
    link
        An address, with or without scheme.

    Examples
    --------
    >>> split_address("http:/www.GitHub.com:443/a//b.git/")
    ('github.com', 'a/b')
    >>> split_address("git@github.com:a/b.git")
    ('github.com', 'a/b')
    """
    bare = "".join(link.split()).translate(_UNSEEN).translate(_PLAIN)
    while match := _SCHEME.match(bare):
        bare = bare[match.end() :]
        if match[0] == "git@":
            bare = bare.replace(":", "/", 1)
    bare = re.sub(r"^((?:www\.)?github)[:,]com\b", r"\1.com", bare, flags=re.IGNORECASE)
    host, _, path = bare.partition("/")
    host = host.lower().removeprefix("git@").partition(":")[0].removeprefix("www.").rstrip(".")
    path = _AFTER_GIT.sub("", path)
    return host, re.sub(r"/{2,}", "/", _LOST_DOTS.sub("", path)).strip("/")
