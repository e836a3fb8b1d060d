CREATE TABLE llm_spent (
    key    TEXT NOT NULL,
    window TEXT NOT NULL,
    nano   INTEGER NOT NULL,
    PRIMARY KEY (key, window)
) WITHOUT ROWID;

CREATE TABLE llm_reservations (
    id     TEXT PRIMARY KEY,
    owner  TEXT NOT NULL,
    key    TEXT NOT NULL,
    window TEXT NOT NULL,
    route  TEXT NOT NULL,
    nano   INTEGER NOT NULL,
    at_s   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX llm_reservations_by_key ON llm_reservations (key);

CREATE TABLE llm_usage (
    hour        INTEGER NOT NULL,
    key         TEXT NOT NULL,
    tag         TEXT NOT NULL,
    route       TEXT NOT NULL,
    target      TEXT NOT NULL,
    requests    INTEGER NOT NULL,
    errors      INTEGER NOT NULL,
    input       INTEGER NOT NULL,
    cached      INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    output      INTEGER NOT NULL,
    reasoning   INTEGER NOT NULL,
    estimated   INTEGER NOT NULL,
    cost_nano   INTEGER NOT NULL,
    unpriced    INTEGER NOT NULL,
    PRIMARY KEY (hour, key, tag, route, target)
) WITHOUT ROWID;

PRAGMA user_version = 2;
