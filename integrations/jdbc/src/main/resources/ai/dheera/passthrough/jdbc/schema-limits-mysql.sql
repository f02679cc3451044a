-- Budgets and rate limits of Dheera Pass-Through. For MySQL 8 and MariaDB 10.6 and later.
-- Amounts are 10^-12 US dollars, times microseconds since 1970 of the database's clock. May be run again: what is there
-- stays as it is.

CREATE TABLE IF NOT EXISTS dheera_limits (
    name    VARCHAR(200) NOT NULL PRIMARY KEY,
    spent   BIGINT       NOT NULL, -- in the window
    held    BIGINT       NOT NULL, -- reserved, or how many exchanges run
    ends    VARCHAR(40),           -- the window's end: an ISO 8601 instant
    bucket  VARBINARY(1000),       -- a rate's
    idle_at BIGINT,                -- from when on it may be forgotten
    INDEX dheera_limits_idle (idle_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS dheera_reservations (
    id         VARCHAR(128) NOT NULL PRIMARY KEY,
    node       VARCHAR(64),          -- who holds it; none where it is settled
    held       MEDIUMTEXT   NOT NULL, -- a line for each limit: how much, and its name
    remaining  MEDIUMTEXT   NOT NULL, -- what was told to be left
    settled_at BIGINT,
    INDEX dheera_reservations_node (node),
    INDEX dheera_reservations_settled (settled_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS dheera_limit_nodes (
    id      VARCHAR(64) NOT NULL PRIMARY KEY,
    seen_at BIGINT      NOT NULL -- its latest sign of life
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
