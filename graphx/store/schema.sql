-- The schema of graph.db. Every identifier and every time is text; lists are JSON.
-- Indexes stand last: a large map is filled without them.
CREATE TABLE meta (                -- one row a fact about the map itself
  name TEXT PRIMARY KEY, value TEXT NOT NULL
) STRICT;
CREATE TABLE papers (
  id INTEGER PRIMARY KEY,          -- a number within this file, without a meaning
  key TEXT NOT NULL,               -- node key, paper:arxiv:2308.14508
  title TEXT NOT NULL, abstract TEXT NOT NULL,
  year INTEGER, date TEXT NOT NULL, venue TEXT NOT NULL, url TEXT NOT NULL,
  authors TEXT NOT NULL,           -- JSON list, in the paper's order
  cites TEXT NOT NULL,             -- JSON list of identifiers of the works it cites
  cite_key TEXT NOT NULL,          -- what a bibliography that it was read from calls it,
  entry_type TEXT NOT NULL         -- and the type of its entry there, or nothing
) STRICT;
CREATE TABLE paper_ids (           -- arxiv:…, doi:…, acl:…
  paper TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE, id TEXT NOT NULL, PRIMARY KEY (paper, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE origins (             -- where a paper was read
  paper TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE,
  path TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (paper, path, line)
) STRICT, WITHOUT ROWID;
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
  confidence REAL NOT NULL, sentence TEXT NOT NULL, sentence_start INTEGER NOT NULL, tier TEXT NOT NULL,
  told TEXT                        -- JSON list, where it says name, address or family otherwise than most
) STRICT;
CREATE TABLE citations (
  citing TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE,
  cited TEXT NOT NULL REFERENCES papers (key) ON DELETE CASCADE,
  provider TEXT NOT NULL, detail TEXT NOT NULL, fetched TEXT NOT NULL, confidence REAL NOT NULL,
  PRIMARY KEY (citing, cited)
) STRICT, WITHOUT ROWID;
CREATE TABLE nodes (               -- the nodes of the graph, corrections and all; key is the node key
  id INTEGER PRIMARY KEY,          -- rowid of the same node in search
  key TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL,  -- a paper's title, an artifact's name
  told_abstract TEXT,              -- a paper's, where its input has none and providers told it
  names TEXT NOT NULL,             -- what a paper names and who wrote it; the spellings of an artifact
  ids TEXT NOT NULL                -- a paper's identifiers without their scheme
) STRICT;
CREATE TABLE links (               -- the edges of the graph; source and target are node keys
  source TEXT NOT NULL, target TEXT NOT NULL, relation TEXT NOT NULL, weight REAL NOT NULL,
  sentence TEXT NOT NULL,          -- the best evidence in words
  PRIMARY KEY (source, target, relation)
) STRICT, WITHOUT ROWID;
CREATE VIEW searched AS            -- what search is made of, row by row
  SELECT nodes.id AS id, nodes.key AS key, kind, label,
         coalesce(told_abstract, papers.abstract, '') AS abstract, names, ids
  FROM nodes LEFT JOIN papers ON papers.key = nodes.key;
CREATE VIRTUAL TABLE search USING fts5 (   -- the full text of the nodes, for graphx search and MATCH
  key UNINDEXED, kind UNINDEXED, label, abstract, names, ids,
  content = 'searched', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE facts (               -- what public APIs say, one row each; empty unless asked for with enrich
  subject TEXT NOT NULL,           -- node key of the paper or repository
  field TEXT NOT NULL,             -- year, id, cites, archived …
  value TEXT NOT NULL,
  provider TEXT NOT NULL, detail TEXT NOT NULL, fetched TEXT NOT NULL,
  PRIMARY KEY (subject, field, value, provider)
) STRICT;
-- What a later build of this map needs in order not to start anew; for graphx alone.
CREATE TABLE build_files (         -- one row a file read; size and time are -1 where there is no file
  path TEXT PRIMARY KEY,           -- as in origins
  place TEXT NOT NULL,             -- what was opened: the same, or the archive it stands in
  number INTEGER NOT NULL, format TEXT NOT NULL,
  size INTEGER NOT NULL, changed INTEGER NOT NULL, digest TEXT NOT NULL, records INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE build_records (       -- the records of works that are more than one of them, or no paper yet
  paper INTEGER NOT NULL, place INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (paper, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE build_marks (         -- what two records share that are one work, hashed
  mark INTEGER NOT NULL, paper INTEGER NOT NULL, PRIMARY KEY (mark, paper)
) STRICT, WITHOUT ROWID;
CREATE TABLE build_claims (        -- the names that papers introduce or explain, and the repos they link to
  paper INTEGER NOT NULL, place INTEGER NOT NULL,
  kind TEXT NOT NULL, key TEXT NOT NULL,             -- of the name as the corpus knows it
  name TEXT NOT NULL, own INTEGER NOT NULL, confidence REAL NOT NULL, rules TEXT NOT NULL,
  aliases TEXT NOT NULL,                             -- JSON list
  PRIMARY KEY (paper, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX papers_key ON papers (key);
CREATE INDEX papers_called ON papers (cite_key) WHERE cite_key != '';
CREATE INDEX papers_citing ON papers (key) WHERE cites != '[]';
CREATE INDEX paper_ids_id ON paper_ids (id);
CREATE INDEX mentions_paper ON mentions (paper);
CREATE INDEX mentions_artifact ON mentions (artifact);
CREATE UNIQUE INDEX nodes_key ON nodes (key);
CREATE INDEX links_target ON links (target);
CREATE INDEX build_claims_key ON build_claims (key);
