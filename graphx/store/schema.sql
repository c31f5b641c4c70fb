-- The schema of graph.db. Every identifier and every time is text; lists are JSON.
CREATE TABLE meta (                -- one row a fact about the map itself
  name TEXT PRIMARY KEY, value TEXT NOT NULL
) STRICT;
CREATE TABLE papers (
  key TEXT PRIMARY KEY,            -- node key, paper:arxiv:2308.14508
  title TEXT NOT NULL, abstract TEXT NOT NULL,
  year INTEGER, date TEXT NOT NULL, venue TEXT NOT NULL, url TEXT NOT NULL,
  authors TEXT NOT NULL,           -- JSON list, in the paper's order
  cites TEXT NOT NULL              -- JSON list of identifiers of the works it cites
) STRICT;
CREATE TABLE paper_ids (           -- arxiv:…, doi:…, acl:…
  id TEXT NOT NULL, paper TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE, PRIMARY KEY (id, paper)
) STRICT;
CREATE INDEX paper_ids_paper ON paper_ids (paper);
CREATE TABLE origins (             -- where a paper was read
  paper TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE,
  path TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (paper, path, line)
) STRICT;
CREATE TABLE artifacts (
  key TEXT PRIMARY KEY,            -- node key, dataset:longbench
  kind TEXT NOT NULL CHECK (kind IN ('dataset', 'model', 'repo')),
  name TEXT NOT NULL, url TEXT NOT NULL,
  family TEXT REFERENCES artifacts (key)
) STRICT;
CREATE TABLE mentions (
  id INTEGER PRIMARY KEY,
  paper TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE,
  field TEXT NOT NULL CHECK (field IN ('title', 'abstract')),
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,   -- span in the field, in characters
  surface TEXT NOT NULL,
  artifact TEXT NOT NULL REFERENCES artifacts (key),
  variant TEXT NOT NULL, role TEXT NOT NULL, rule TEXT NOT NULL,
  confidence REAL NOT NULL, sentence TEXT NOT NULL, sentence_start INTEGER NOT NULL, tier TEXT NOT NULL
) STRICT;
CREATE INDEX mentions_paper ON mentions (paper);
CREATE INDEX mentions_artifact ON mentions (artifact);
CREATE TABLE citations (
  citing TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE,
  cited TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE,
  provider TEXT NOT NULL, detail TEXT NOT NULL, fetched TEXT NOT NULL, confidence REAL NOT NULL,
  PRIMARY KEY (citing, cited)
) STRICT;
CREATE TABLE nodes (               -- the nodes of the graph, corrections and all; key is the node key
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, label TEXT NOT NULL   -- a paper's title, an artifact's name
) STRICT;
CREATE TABLE links (               -- the edges of the graph; source and target are node keys
  source TEXT NOT NULL, target TEXT NOT NULL, relation TEXT NOT NULL, weight REAL NOT NULL,
  sentence TEXT NOT NULL,          -- the best evidence in words
  PRIMARY KEY (source, target, relation)
) STRICT;
CREATE INDEX links_target ON links (target);
CREATE VIRTUAL TABLE search USING fts5 (   -- the full text of the nodes, for graphx search and MATCH
  key UNINDEXED, kind UNINDEXED, label,
  abstract, names,                 -- what a paper names; the spellings of an artifact
  ids,                             -- identifiers without their scheme
  tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE facts (               -- what public APIs say, one row each; empty unless asked for with enrich
  subject TEXT NOT NULL,           -- node key of the paper or repository
  field TEXT NOT NULL,             -- year, id, cites, archived …
  value TEXT NOT NULL,
  provider TEXT NOT NULL, detail TEXT NOT NULL, fetched TEXT NOT NULL,
  PRIMARY KEY (subject, field, value, provider)
) STRICT;
