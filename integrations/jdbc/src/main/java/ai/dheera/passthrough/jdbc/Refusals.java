/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.sql.SQLException;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Tells what a database means by a refusal. */
final class Refusals {

    private static final Set<String> DUPLICATE = Set.of("23505", "23000");
    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    /** MySQL's, under states that say nothing: data truncated, incorrect value, incorrect text, a check that is violated. */
    private static final Set<Integer> DATA_OF_MYSQL = Set.of(1265, 1292, 1366, 3819);

    /** Of MySQL and of H2. */
    private static final Set<Integer> LOCK_TIMEOUT = Set.of(1205, 50200);

    private Refusals() {}

    /** {@return whether it is the values that the database does not take, now or ever} */
    static boolean isOfData(SQLException refusal) {
        boolean ofData = any(refusal, "22") || any(refusal, "23") || DATA_OF_MYSQL.contains(refusal.getErrorCode());
        return ofData && !any(refusal, "08"); // a connection that broke on the way
    }

    /** {@return whether a row with that key is there already} */
    static boolean isOfDuplicate(SQLException refusal) {
        return StreamSupport.stream(refusal.spliterator(), false)
                .anyMatch(each -> each instanceof SQLException sql && DUPLICATE.contains(state(sql)));
    }

    /** {@return whether a table is missing} */
    static boolean isOfMissingTable(SQLException refusal) {
        return StreamSupport.stream(refusal.spliterator(), false)
                .anyMatch(each -> each instanceof SQLException sql && NO_TABLE.contains(state(sql)));
    }

    /** {@return whether another transaction was in the way, so that it is worth trying again} */
    static boolean isOfConflict(SQLException refusal) {
        return any(refusal, "40") || isOfDuplicate(refusal) || anyOf(refusal, LOCK_TIMEOUT);
    }

    private static boolean anyOf(SQLException refusal, Set<Integer> codes) {
        return StreamSupport.stream(refusal.spliterator(), false)
                .anyMatch(each -> each instanceof SQLException sql && codes.contains(sql.getErrorCode()));
    }

    /** {@return what the database says; a batch's own message may be the whole batch} */
    static String reason(SQLException refusal) {
        Throwable last = refusal;
        for (Throwable each : refusal) {
            last = each;
        }
        return String.valueOf(last.getMessage());
    }

    /** A failed batch has the reasons behind it. */
    private static boolean any(SQLException refusal, String stateClass) {
        return StreamSupport.stream(refusal.spliterator(), false)
                .anyMatch(each -> each instanceof SQLException sql && state(sql).startsWith(stateClass));
    }

    private static String state(SQLException refusal) {
        return String.valueOf(refusal.getSQLState());
    }
}
