-- Everything of one step is written in one transaction over these tables.
CREATE TABLE runs (
    id          TEXT PRIMARY KEY,
    status      TEXT NOT NULL,
    title       TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    finished_at TEXT,
    seq         INTEGER NOT NULL,
    -- Last, so that lists do not read it.
    state       BLOB NOT NULL
);
CREATE INDEX runs_newest ON runs (created_at DESC, id DESC);

-- Apart from runs: a lease is renewed often, and a run's row is large.
CREATE TABLE leases (
    run_id        TEXT PRIMARY KEY REFERENCES runs (id),
    -- Null once released; the fence stays, because it only ever grows.
    owner         TEXT,
    fence         INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE cancels (
    run_id TEXT PRIMARY KEY REFERENCES runs (id)
) WITHOUT ROWID;

CREATE TABLE journal (
    run_id TEXT NOT NULL REFERENCES runs (id),
    seq    INTEGER NOT NULL,
    events BLOB NOT NULL,
    PRIMARY KEY (run_id, seq)
) WITHOUT ROWID;

-- Contents of drops, each once: small ones whole, large ones as frames that versions share.
CREATE TABLE contents (
    hash       TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    compressed BLOB,
    -- JSON list of hashes, in order.
    frames     TEXT,
    CHECK ((compressed IS NULL) <> (frames IS NULL))
);

CREATE TABLE frames (
    hash  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- A drop's id says what it is, not which run made it: equal inputs give equal ids in every run.
CREATE TABLE drops (
    n          INTEGER PRIMARY KEY,
    run_id     TEXT NOT NULL REFERENCES runs (id),
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    stage      TEXT,
    parents    TEXT NOT NULL,
    content    TEXT NOT NULL REFERENCES contents (hash),
    size_bytes INTEGER NOT NULL,
    stored_bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (run_id, id)
);
CREATE INDEX drops_by_id ON drops (id);

CREATE TABLE audit (
    seq       INTEGER PRIMARY KEY,
    prev_hash TEXT NOT NULL,
    hash      TEXT NOT NULL,
    at        TEXT NOT NULL,
    actor     TEXT NOT NULL,
    action    TEXT NOT NULL,
    object    TEXT NOT NULL
);

CREATE TABLE outbox (
    n       INTEGER PRIMARY KEY AUTOINCREMENT,
    message BLOB NOT NULL
);

CREATE TABLE answers (
    intent_sha256 TEXT NOT NULL,
    question      TEXT NOT NULL,
    answer        BLOB NOT NULL,
    PRIMARY KEY (intent_sha256, question)
) WITHOUT ROWID;

PRAGMA application_id = 0x514c4442;
PRAGMA user_version = 1;
