/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.benchmarks.processes.Child;
import ai.dheera.passthrough.benchmarks.processes.Processes;
import ai.dheera.passthrough.benchmarks.traffic.Keys;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The nginx that is installed on this machine, as a bare proxy. */
final class Nginx {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final Duration A_MOMENT = Duration.ofMillis(20);

    private final Path program;

    private Nginx(Path program) {
        this.program = program;
    }

    static Optional<Nginx> installed() {
        List<String> directories = new ArrayList<>(List.of(System.getenv("PATH").split(File.pathSeparator)));
        directories.add("/usr/sbin");
        return directories.stream()
                .map(directory -> Path.of(directory, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Nginx::new);
    }

    Contender contender() {
        return new Contender(
                "nginx",
                "nginx " + version() + ", `proxy_pass`",
                "",
                Keys.UNLIMITED,
                EnumSet.allOf(Workload.class),
                this::start);
    }

    private String version() {
        try {
            Process process = new ProcessBuilder(program.toString(), "-v")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return output.substring(output.indexOf('/') + 1);
        } catch (IOException e) {
            return "of an unknown version";
        }
    }

    private Server start(Processes processes, URI upstream) throws IOException {
        int port = freePort();
        Path home = Files.createDirectory(processes.scratch().resolve("nginx"));
        Path configuration = Files.writeString(home.resolve("nginx.conf"), configuration(port, upstream));
        Child process = processes.start(
                "nginx", List.of(program.toString(), "-p", home.toString(), "-c", configuration.toString()));
        awaitOpen(port, process);
        return new Server(process, port);
    }

    private static String configuration(int port, URI upstream) {
        return """
                daemon off;
                pid nginx.pid;
                error_log stderr warn;
                worker_processes auto;
                events {
                  worker_connections 4096;
                }
                http {
                  access_log off;
                  client_body_temp_path client_body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  upstream provider {
                    server %s;
                    keepalive 1024;
                    keepalive_requests 1000000000;
                  }
                  server {
                    listen 127.0.0.1:%d;
                    keepalive_requests 1000000000;
                    location / {
                      proxy_pass http://provider;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffering off;
                    }
                  }
                }
                """.formatted(upstream.getRawAuthority(), port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitOpen(int port, Child process) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (!isOpen(port)) {
            if (process.endsWithin(A_MOMENT) || System.nanoTime() - end > 0) {
                throw new IOException("nginx did not start");
            }
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
