-- Usage records of Dheera Pass-Through, and what has been billed. For MySQL 8 and MariaDB 10.6 and later.
-- Times are UTC. Texts are told apart by their bytes, so that keys Ann and ann are two.
-- May be run again: what is there stays as it is.

CREATE TABLE IF NOT EXISTS dheera_usage (
    request_id              VARCHAR(64)                 NOT NULL PRIMARY KEY,
    started_at              DATETIME(3)                 NOT NULL,
    first_byte_ms           BIGINT,
    duration_ms             BIGINT                      NOT NULL,
    key_id                  VARCHAR(255),
    owner                   VARCHAR(255),
    team                    VARCHAR(255),
    tags                    MEDIUMTEXT                  NOT NULL, -- a JSON object
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
    units                   MEDIUMTEXT                  NOT NULL, -- a JSON object, from unit to number
    input_tokens            BIGINT,                               -- these five also among the units
    cache_read_tokens       BIGINT,                               -- a part of the input tokens
    cache_write_tokens      BIGINT,                               -- a part of the input tokens
    output_tokens           BIGINT,
    output_reasoning_tokens BIGINT,                               -- a part of the output tokens
    usage_source            VARCHAR(32)                 NOT NULL,
    cost_usd                DECIMAL(48, 24),                      -- exact, to 24 decimals
    pricing                 VARCHAR(32)                 NOT NULL,
    credential_id           VARCHAR(255),
    attempts                INTEGER                     NOT NULL,
    upstream_request_id     VARCHAR(255),
    client_address          VARCHAR(64)                 NOT NULL,
    INDEX dheera_usage_started (started_at),
    INDEX dheera_usage_key (key_id, started_at),
    INDEX dheera_usage_team (team, started_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS dheera_billed (
    id        VARCHAR(128)                NOT NULL PRIMARY KEY,
    billed_at DATETIME(3)                 NOT NULL,
    INDEX dheera_billed_at (billed_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
