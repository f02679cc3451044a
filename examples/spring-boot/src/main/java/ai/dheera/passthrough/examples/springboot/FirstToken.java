/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.examples.springboot;

import ai.dheera.passthrough.PresentedKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Issues a token where there is none, so that there is something to try. Its hash is all that stays of it. */
@Component
class FirstToken implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(FirstToken.class);

    private final JdbcClient database;

    FirstToken(JdbcClient database) {
        this.database = database;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        long tokens =
                database.sql("select count(*) from api_token").query(Long.class).single();
        if (tokens == 0) {
            log.info("A token to try, shown this once: {}", issue());
        }
    }

    private String issue() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String token = "sk-team-" + HexFormat.of().formatHex(random);
        database.sql("insert into api_token (sha256, member, team, usd_per_month) values (?, 'alice', 'research', 50)")
                .param(PresentedKey.sha256(token))
                .update();
        return token;
    }
}
