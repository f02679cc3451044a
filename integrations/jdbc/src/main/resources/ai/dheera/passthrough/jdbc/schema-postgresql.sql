-- Usage records of Dheera Pass-Through, and what has been billed. For PostgreSQL 12 and later.
-- May be run again: what is there stays as it is.

CREATE TABLE IF NOT EXISTS dheera_usage (
    request_id              VARCHAR(64)                 NOT NULL PRIMARY KEY,
    started_at              TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    first_byte_ms           BIGINT,
    duration_ms             BIGINT                      NOT NULL,
    key_id                  VARCHAR(255),
    owner                   VARCHAR(255),
    team                    VARCHAR(255),
    tags                    TEXT                        NOT NULL, -- a JSON object
    provider                VARCHAR(255),
    route                   VARCHAR(512),
    method                  VARCHAR(32)                 NOT NULL,
    path                    VARCHAR(2000)               NOT NULL, -- with its query, without keys
    model                   VARCHAR(255),                         -- asked for
    served_model            VARCHAR(255),                         -- answered
    status                  INTEGER,
    outcome                 VARCHAR(32)                 NOT NULL,
    error                   VARCHAR(64),
    streamed                BOOLEAN                     NOT NULL,
    request_bytes           BIGINT                      NOT NULL,
    response_bytes          BIGINT                      NOT NULL,
    units                   TEXT                        NOT NULL, -- a JSON object, from unit to number
    input_tokens            BIGINT,                               -- these five also among the units
    cache_read_tokens       BIGINT,                               -- a part of the input tokens
    cache_write_tokens      BIGINT,                               -- a part of the input tokens
    output_tokens           BIGINT,
    output_reasoning_tokens BIGINT,                               -- a part of the output tokens
    usage_source            VARCHAR(32)                 NOT NULL,
    cost_usd                NUMERIC,                              -- exact, to 24 decimals
    pricing                 VARCHAR(32)                 NOT NULL,
    credential_id           VARCHAR(255),
    attempts                INTEGER                     NOT NULL,
    upstream_request_id     VARCHAR(255),
    client_address          VARCHAR(64)                 NOT NULL
);

CREATE INDEX IF NOT EXISTS dheera_usage_started ON dheera_usage (started_at);
CREATE INDEX IF NOT EXISTS dheera_usage_key ON dheera_usage (key_id, started_at);
CREATE INDEX IF NOT EXISTS dheera_usage_team ON dheera_usage (team, started_at);

CREATE TABLE IF NOT EXISTS dheera_billed (
    id        VARCHAR(128)                NOT NULL PRIMARY KEY,
    billed_at TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

CREATE INDEX IF NOT EXISTS dheera_billed_at ON dheera_billed (billed_at);
