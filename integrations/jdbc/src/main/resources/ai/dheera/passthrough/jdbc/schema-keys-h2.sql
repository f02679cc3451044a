-- Virtual keys of Dheera Pass-Through, and who changed them. For H2 2.x.
-- May be run again: what is there stays as it is.

CREATE TABLE IF NOT EXISTS dheera_keys (
    id         VARCHAR(128)                NOT NULL PRIMARY KEY,
    owner      VARCHAR(255),                         -- these two also in the settings
    team       VARCHAR(255),
    settings   CHARACTER VARYING(1048576)  NOT NULL, -- a JSON object, as in the configuration file
    issued_at  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

CREATE INDEX IF NOT EXISTS dheera_keys_owner ON dheera_keys (owner, id);
CREATE INDEX IF NOT EXISTS dheera_keys_team ON dheera_keys (team, id);

CREATE TABLE IF NOT EXISTS dheera_key_secrets (
    sha256  CHAR(64)     NOT NULL PRIMARY KEY,       -- of the secret, which is kept nowhere
    key_id  VARCHAR(128) NOT NULL REFERENCES dheera_keys (id) ON DELETE CASCADE,
    ends_at TIMESTAMP(3) WITH TIME ZONE              -- of those from before a rotation
);

CREATE INDEX IF NOT EXISTS dheera_key_secrets_key ON dheera_key_secrets (key_id);

-- One row, which numbers the changes in the order in which they were made.
CREATE TABLE IF NOT EXISTS dheera_key_changes (
    id     INTEGER NOT NULL PRIMARY KEY,
    latest BIGINT  NOT NULL
);

INSERT INTO dheera_key_changes (id, latest)
    SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM dheera_key_changes);

CREATE TABLE IF NOT EXISTS dheera_audit (
    change_number BIGINT                      NOT NULL PRIMARY KEY,
    happened_at   TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    done_by       VARCHAR(255)                NOT NULL, -- key: and an id, or command line
    action        VARCHAR(32)                 NOT NULL,
    subject       VARCHAR(255)                NOT NULL, -- the key's id
    details       CHARACTER VARYING(1048576)  NOT NULL  -- a JSON object
);
