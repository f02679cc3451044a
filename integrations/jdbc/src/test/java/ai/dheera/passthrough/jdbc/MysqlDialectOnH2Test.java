/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What is said to MySQL, said to H2 in its mode of MySQL. */
class MysqlDialectOnH2Test extends StoreContract {

    private static JdbcConnectionPool connections;

    @BeforeAll
    static void open() {
        connections = JdbcConnectionPool.create(
                "jdbc:h2:mem:mysql;MODE=MySQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1", "sa", "");
        connections.setMaxConnections(40);
    }

    @AfterAll
    static void close() {
        connections.dispose();
    }

    @Override
    DataSource source() {
        return disguised(connections);
    }

    static DataSource disguised(DataSource connections) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = invoke(method, connections, arguments);
            return result instanceof Connection connection ? disguised(connection) : result;
        });
    }

    private static Connection disguised(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Object result = invoke(method, connection, arguments);
            return result instanceof DatabaseMetaData facts ? disguised(facts) : result;
        });
    }

    private static DatabaseMetaData disguised(DatabaseMetaData facts) {
        return proxy(
                DatabaseMetaData.class,
                (proxy, method, arguments) ->
                        method.getName().equals("getDatabaseProductName") ? "MySQL" : invoke(method, facts, arguments));
    }

    private static Object invoke(java.lang.reflect.Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    String timeInUtc(String column) {
        return "FORMATDATETIME(" + column + ", 'yyyy-MM-dd HH:mm:ss.SSS')";
    }

    @Override
    int many() {
        return 5_000;
    }
}
