"""Invented papers with a known truth, and one server that answers about them as the services do.

``Universe`` knows; ``Server`` answers over HTTP on loopback at ``/<provider>``, keeps a log with the time of
the clock given, and makes faults of the kinds and at the rate asked for.
"""

from __future__ import annotations

import json
import random
import threading
import time
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from graphx.enrich.match import normalise
from graphx.facts import PROVIDERS

WORDS = (
    "adaptive bounded causal deep efficient factored graph hidden implicit joint kernel latent modular "
    "neural online policy quantum robust sparse temporal universal variational weighted zero-shot attention "
    "belief control dynamics entropy flow gradient inference language memory optimisation planning "
    "reasoning search"
).split()
NAMES = (
    "Adams Brown Chen Diaz Evans Fischer Garcia Huang Ito Jones Kim Lopez Moreau Nguyen Okafor Petrov".split()
)
FAULTS = (
    "429",
    "429-after",
    "500",
    "html-200",
    "html-503",
    "truncated",
    "empty",
    "nulls",
    "shuffled",
    "dropped",
    "hang",
    "deep",
    "bomb",
)


@dataclass
class Work:
    number: int
    title: str
    abstract: str
    year: int
    authors: list
    doi: str
    arxiv: str
    s2: str
    openalex: str
    cites: list = field(default_factory=list)
    repo: str = ""
    known: bool = True
    retracted: bool = False

    @property
    def ids(self):
        return {i for i in (self.doi and f"doi:{self.doi}", self.arxiv and f"arxiv:{self.arxiv}") if i}


class Universe:
    """``size`` works of the input, of which the services do not know every tenth, and as many look-alikes."""

    def __init__(self, size=500, seed=0):
        chance = random.Random(seed)
        self.works = []
        titles = set()
        while len(self.works) < 2 * size:
            number = len(self.works)
            title = " ".join(chance.sample(WORDS, chance.randint(5, 9))).capitalize()
            if number >= size:  # one word of a title of the input made another: the nearest wrong title
                words = self.works[number - size].title.split()
                words[chance.randrange(len(words))] = chance.choice(["alternative", "second", "part", "ii"])
                title = " ".join(words)
            if normalise(title) in titles:
                continue
            titles.add(normalise(title))
            year = chance.randint(2010, 2024)
            self.works.append(
                Work(
                    number,
                    title,
                    f"We study {title.lower()} number {number}. " + " ".join(chance.sample(WORDS, 20)),
                    year,
                    [f"{chance.choice('ABCDEF')}. {name}" for name in chance.sample(NAMES, 3)],
                    f"10.1000/w.{number}" if chance.random() < 0.7 else "",
                    f"{year % 100:02}{1 + number % 12:02}.{number:05}" if chance.random() < 0.6 else "",
                    f"{number:040x}",
                    f"W{1000 + number}",
                )
            )
        for work in self.works[:size]:
            work.cites = [*sorted(chance.sample(range(size), 6)), size + chance.randrange(8)]
            work.cites = [n for n in work.cites if n != work.number]
            work.known = work.number % 10 != 3
            work.retracted = work.number % 97 == 5
            work.repo = f"lab{work.number % 40}/code{work.number}" if work.number % 5 == 0 else ""
            work.abstract += " We evaluate it on GSM8K." if self.is_bare(work) else ""
        self.size = size
        self.words = [(w, set(normalise(w.title).split())) for w in self.works if w.known]
        self.titles = {normalise(w.title): w for w in self.works if w.known}
        self.input = self.works[:size]

    def records(self, given="mixed"):
        """The input as records: some with DOI or arXiv id, most with title and abstract alone."""
        for work in self.input:
            row = {"title": work.title, "abstract": "" if self.is_bare(work) else work.abstract}
            if work.repo:
                row["abstract"] += f" Code is at https://github.com/{self.old_name(work)}."
            if given == "mixed" and work.number % 3 == 0:
                row |= {"doi": work.doi} if work.doi else {}
            elif given == "mixed" and work.number % 3 == 1:
                row |= {"arxiv_id": work.arxiv} if work.arxiv else {}
            yield row

    @staticmethod
    def old_name(work):
        return f"old/{work.repo.partition('/')[2]}" if work.number % 20 == 0 else work.repo

    @staticmethod
    def is_bare(work):
        """Whether the input has no abstract of it, whose text names a dataset."""
        return work.number % 11 == 4 and not work.repo

    def is_cut(self, work):
        return work.number % 41 == 7

    def find(self, text):
        """The nearest known title: what the services give, right or not."""
        wanted = set(normalise(text).split())
        exact = self.titles.get(normalise(text))
        return exact or max(self.words, key=lambda pair: (len(wanted & pair[1]), -pair[0].number))[0]

    def by_doi(self, doi):
        """By DOI, that of arXiv too."""
        number = doi.partition("10.48550/arxiv.")[2]
        return self.by("arxiv", number) if number else self.by("doi", doi)

    def by(self, name, value):
        return next((w for w in self.works if w.known and value and getattr(w, name) == value), None)


def s2_aside(work):
    return {"paperId": work.s2 if work.number % 4 else None, "title": work.title, "year": work.year}


def s2_work(world, work, *, full=True):
    ids = {"DOI": work.doi or None, "ArXiv": work.arxiv or None, "CorpusId": work.number}
    row = {
        "paperId": work.s2,
        "externalIds": {k: v for k, v in ids.items() if v},
        "title": work.title,
        "year": work.year,
        "publicationDate": f"{work.year}-05-0{1 + work.number % 9}",
        "authors": [{"name": name} for name in work.authors],
        "venue": "Journal of Tests",
        "abstract": None,
    }
    if full:
        cited = [world.works[n] for n in work.cites]
        row["referenceCount"] = len(cited)
        # Some lists are cut: they have to be asked for page by page.
        row["references"] = [] if world.is_cut(work) else [s2_aside(w) for w in cited]
    return row


def openalex_work(world, work, asked=""):
    places = {}
    for place, word in enumerate(work.abstract.split()):
        places.setdefault(word, []).append(place)
    return {
        "id": f"https://openalex.org/{work.openalex}",
        "doi": f"https://doi.org/{asked or work.doi}" if asked or work.doi else None,
        "title": work.title,
        "publication_year": work.year,
        "publication_date": f"{work.year}-01-01",
        "authorships": [{"author": {"display_name": name}} for name in work.authors],
        "referenced_works": [f"https://openalex.org/{world.works[n].openalex}" for n in work.cites],
        "abstract_inverted_index": places,
        "is_retracted": work.retracted,
    }


def crossref_work(work):
    return {
        "DOI": work.doi.upper(),
        "title": [work.title],
        "issued": {"date-parts": [[work.year]]},
        "author": [dict(zip(("given", "family"), name.split(), strict=True)) for name in work.authors],
    }


def atom(works):
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{w.arxiv}v1</id><title>{escape(w.title)}</title>"
        f"<published>{w.year}-05-01T00:00:00Z</published><summary>{escape(w.abstract)}</summary>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in w.authors)
        + "</entry>"
        for w in works
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, world, *, clock=time.time, rate=0.0, faults=FAULTS, seed=0, quick=1.0):
        super().__init__(("127.0.0.1", 0), Handler)
        self.world, self.clock, self.rate, self.faults = world, clock, rate, faults
        self.chance, self.lock, self.log, self.quick = random.Random(seed), threading.Lock(), [], quick
        self.forced = {}
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that has had enough is no news."""

    @property
    def environment(self):
        base = f"http://127.0.0.1:{self.server_port}"
        return {f"GRAPHX_{name.upper()}_URL": f"{base}/{name}" for name in PROVIDERS}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.answer(None)

    def do_POST(self):
        self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def answer(self, body):
        parts = urlsplit(self.path)
        _, provider, path = unquote(parts.path).split("/", 2)
        query = dict(parse_qsl(parts.query))
        with self.server.lock:
            chance = self.server.chance
            fault = chance.choice(self.server.faults) if chance.random() < self.server.rate else ""
            number = len(self.server.log)
            self.server.log.append(
                {
                    "time": self.server.clock(),
                    "provider": provider,
                    "call": (self.path, json.dumps(body)),
                    "fault": fault,
                    "headers": dict(self.headers),
                }
            )
        forced = self.server.forced.get(provider)
        if forced and (made := forced(number, path, query)):
            return self.send(*made)
        if fault in ("429", "429-after", "500", "html-503", "html-200", "hang", "deep", "bomb"):
            return self.fail(fault, provider)
        status, told, headers = getattr(self, provider)(path, query, body)
        return self.send(status, self.spoil(told, fault), headers, cut=fault == "truncated")

    def fail(self, fault, provider):
        if fault == "hang":
            time.sleep(self.server.quick)
            self.close_connection = True
            return None
        page = "<html><body>Bad gateway</body></html>"
        if provider == "arxiv" and fault == "bomb":
            bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
            return self.send(200, bomb, {"Content-Type": "application/atom+xml"})
        table = {
            "429": (429, {"message": "Too Many Requests"}, {}),
            "429-after": (429, {"message": "Slow down"}, {"Retry-After": "3"}),
            "500": (500, {"error": "Internal"}, {}),
            "html-503": (503, page, {"Content-Type": "text/html"}),
            "html-200": (200, page, {"Content-Type": "text/html"}),
            "deep": (200, "[" * 100_000, {"Content-Type": "application/json"}),
            "bomb": (200, '{"data": "', {"Content-Type": "application/json"}),
        }
        return self.send(*table[fault])

    @staticmethod
    def spoil(told, fault):
        if fault in ("empty", "nulls", "dropped", "shuffled") and isinstance(told, dict):
            told = dict(told)
            for name in ("data", "results"):
                if name in told:
                    told[name] = told[name][::-1] if fault == "shuffled" else []
            if isinstance(told.get("message"), dict) and "items" in told["message"]:
                items = told["message"]["items"]
                told["message"] = {"items": items[::-1] if fault == "shuffled" else items[1::2]}
        elif fault == "nulls" and isinstance(told, list):
            told = [row if i % 2 else None for i, row in enumerate(told)]
        elif fault in ("dropped", "shuffled") and isinstance(told, list):
            told = told[:-1] if fault == "dropped" else told[::-1]
        elif fault == "empty" and isinstance(told, str) and "<feed" in told:
            told = atom([])
        return told

    def send(self, status, told, headers, *, cut=False):
        data = (told if isinstance(told, str) else json.dumps(told)).encode()
        headers = {"Content-Type": "application/json"} | headers
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut and len(data) > 2 else data)
        if cut:
            self.close_connection = True

    def semanticscholar(self, path, query, body):
        world = self.server.world
        if path == "paper/search/match":
            return (
                200,
                {"data": [s2_work(world, world.find(query["query"]), full=False) | {"matchScore": 99.0}]},
                {},
            )
        for kind, name in (("references", "citedPaper"), ("citations", "citingPaper")):
            if path.endswith(f"/{kind}"):
                return self.page(world.by("s2", path.split("/")[1]), kind, name, int(query["offset"]))
        ids = body["ids"] if body else [path.partition("paper/")[2]]
        found = []
        for text in ids:
            form, _, value = text.rpartition(":")
            field = {"ARXIV": "arxiv", "DOI": "doi"}.get(form, "s2")
            work = world.by(field, value)
            found.append(s2_work(world, work) if work else None)
        if body:
            return 200, found, {}
        return (200, found[0], {}) if found[0] else (404, {"error": f"Paper with id {ids[0]} not found"}, {})

    def page(self, work, kind, name, offset, size=4):
        """A page of a list: smaller than any real one, so that there are several."""
        world = self.server.world
        if kind == "references":
            works = [world.works[n] for n in work.cites]
        else:
            works = [w for w in world.works if w.known and work.number in w.cites]
        rows = [{name: s2_aside(w)} for w in works[offset : offset + size]]
        following = {"next": offset + size} if offset + size < len(works) else {}
        return 200, {"offset": offset, "data": rows} | following, {}

    def openalex(self, path, query, _body):
        world = self.server.world
        name, _, value = query.get("filter", "").partition(":")
        if name == "title.search":
            assert value == normalise(value), "signs that mean something in a filter"
            return 200, {"results": [openalex_work(world, world.find(value))]}, {}
        if name == "doi":
            works = [(w, doi) for doi in value.split("|") if (w := world.by_doi(doi))]
            return 200, {"results": [openalex_work(world, w, doi) for w, doi in reversed(works)]}, {}
        work = world.by_doi(path.partition("doi:")[2]) or world.by("openalex", path.rpartition("/")[2])
        if work:
            return 200, openalex_work(world, work), {}
        return 404, "<html><title>404 Not Found</title></html>", {"Content-Type": "text/html"}

    def crossref(self, path, query, _body):
        world = self.server.world
        if "query.bibliographic" in query:
            return 200, {"message": {"items": [crossref_work(world.find(query["query.bibliographic"]))]}}, {}
        if "filter" in query:
            dois = [part.partition(":")[2] for part in query["filter"].split(",")]
            found = [crossref_work(w) for doi in dois if (w := world.by("doi", doi))]
            return 200, {"message": {"items": found[::-1]}}, {}
        work = world.by("doi", path.partition("works/")[2])
        if work:
            return 200, {"message": crossref_work(work)}, {}
        return 404, "Resource not found.", {"Content-Type": "text/plain"}

    def datacite(self, path, query, _body):
        world = self.server.world

        def row(doi):
            work = world.by_doi(doi)
            names = [dict(zip(("givenName", "familyName"), a.split(), strict=True)) for a in work.authors]
            told = {"titles": [{"title": work.title}], "publisher": "arXiv", "publicationYear": work.year}
            return {"id": doi, "attributes": told | {"creators": names}}

        if "query" in query:
            dois = query["query"].partition("(")[2].rstrip(")").replace('"', "").split()
            return 200, {"data": [row(d) for d in dois if world.by_doi(d)][::-1]}, {}
        doi = path.partition("dois/")[2]
        if world.by_doi(doi):
            return 200, {"data": row(doi)}, {}
        return 404, {"errors": [{"status": "404"}]}, {}

    def paperswithcode(self, path, _query, _body):
        number = path.partition("papers/")[2]
        work = self.server.world.by("arxiv", number)
        if not work or not work.repo:
            return 404, {"detail": "Not found"}, {}
        code = [{"url": f"https://github.com/{work.repo}", "is_official": work.number % 2 == 0}]
        return 200, {"arxiv_id": number, "title": work.title, "repositories": code, "hf_models": None}, {}

    def arxiv(self, _path, query, _body):
        found = [w for i in query["id_list"].split(",") if (w := self.server.world.by("arxiv", i))]
        return 200, atom(found[::-1]), {"Content-Type": "application/atom+xml"}

    def huggingface(self, path, _query, _body):
        number = path.split("/")[2]
        work = self.server.world.by("arxiv", number)
        if path.endswith("/repos"):
            models = [{"id": f"lab/model-{number}", "likes": 3}] if work and work.number % 2 else []
            return 200, {"models": models, "datasets": [], "spaces": []}, {}
        if not work or work.number % 3 == 0:
            return 404, {"error": "Paper not found"}, {}
        return (
            200,
            {"id": number, "title": work.title, "githubRepo": f"https://github.com/{work.repo or 'a/b'}"},
            {},
        )

    def github(self, path, _query, _body):
        name = path.removeprefix("repos/")
        for work in self.server.world.input:
            if work.repo and path == f"repositories/{work.number}":
                return self.repo_reply(work)
            if work.repo and name == self.server.world.old_name(work):
                if name != work.repo:
                    there = f"http://127.0.0.1:{self.server.server_port}/github/repositories/{work.number}"
                    return 301, {"message": "Moved Permanently"}, {"Location": there}
                if work.number % 7 == 0:
                    return 404, {"message": "Not Found"}, {}
                return self.repo_reply(work)
        return 404, {"message": "Not Found"}, {}

    def repo_reply(self, work):
        etag = f'W/"{work.repo}"'
        if self.headers.get("If-None-Match") == etag:
            return 304, "", {"ETag": etag}
        return 200, self.repo(work), {"ETag": etag}

    @staticmethod
    def repo(work):
        licence = {"spdx_id": "MIT"} if work.number % 2 else None
        return {
            "id": work.number,
            "full_name": work.repo,
            "archived": work.number % 15 == 0,
            "stargazers_count": work.number,
            "license": licence,
        }


class Clock:
    """Time that passes only where everybody waits: when each thread that ever slept is asleep.

    So lanes that sleep side by side take the time of the longest, as they would by a real clock, and no time
    passes while one of them is answered.
    """

    def __init__(self, now=1_760_000_000.0):
        self.now, self._lock, self._asleep = now, threading.Lock(), {}

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        me, rung = threading.current_thread(), threading.Event()
        with self._lock:
            self._asleep[me] = (self.now + seconds, rung)
            self._ring()
        while not rung.wait(0.02):
            with self._lock:  # some lane may have come to its end
                self._ring()

    def _ring(self):
        """If all are asleep, let the first of them wake."""
        alive = [t for t in self._asleep if t.is_alive()]
        lanes = [t for t in alive if t is not threading.main_thread()]
        self._asleep = {t: self._asleep[t] for t in lanes or alive}  # the main thread waits for lanes
        if all(self._asleep.values()):
            thread, (until, rung) = min(self._asleep.items(), key=lambda pair: pair[1][0])
            self.now = max(self.now, until)
            self._asleep[thread] = None
            rung.set()
