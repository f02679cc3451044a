-- Virtual keys of Dheera Pass-Through, and who changed them. For MySQL 8 and MariaDB 10.6 and later.
-- Times are UTC. Texts are told apart by their bytes, so that keys Ann and ann are two.
-- May be run again: what is there stays as it is.

CREATE TABLE IF NOT EXISTS dheera_keys (
    id         VARCHAR(128) NOT NULL PRIMARY KEY,
    owner      VARCHAR(255),                      -- these two also in the settings
    team       VARCHAR(255),
    settings   MEDIUMTEXT   NOT NULL,             -- a JSON object, as in the configuration file
    issued_at  DATETIME(3)  NOT NULL,
    changed_at DATETIME(3)  NOT NULL,
    INDEX dheera_keys_owner (owner, id),
    INDEX dheera_keys_team (team, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS dheera_key_secrets (
    sha256  CHAR(64)     NOT NULL PRIMARY KEY,    -- of the secret, which is kept nowhere
    key_id  VARCHAR(128) NOT NULL,
    ends_at DATETIME(3),                          -- of those from before a rotation
    INDEX dheera_key_secrets_key (key_id),
    FOREIGN KEY (key_id) REFERENCES dheera_keys (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row, which numbers the changes in the order in which they were made.
CREATE TABLE IF NOT EXISTS dheera_key_changes (
    id     INTEGER NOT NULL PRIMARY KEY,
    latest BIGINT  NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO dheera_key_changes (id, latest) VALUES (1, 0);

CREATE TABLE IF NOT EXISTS dheera_audit (
    change_number BIGINT       NOT NULL PRIMARY KEY,
    happened_at   DATETIME(3)  NOT NULL,
    done_by       VARCHAR(255) NOT NULL,          -- key: and an id, or command line
    action        VARCHAR(32)  NOT NULL,
    subject       VARCHAR(255) NOT NULL,          -- the key's id
    details       MEDIUMTEXT   NOT NULL           -- a JSON object
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
