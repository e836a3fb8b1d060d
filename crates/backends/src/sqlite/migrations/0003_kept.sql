CREATE TABLE llm_answers (
    name       BLOB PRIMARY KEY,
    until_s    INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    answer     BLOB NOT NULL
);
CREATE INDEX llm_answers_by_end ON llm_answers (until_s, size_bytes);

PRAGMA user_version = 3;
