/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Keys in memory. Safe for use by several threads; to find a key waits for nobody. */
final class MemoryKeyStore implements IssuingKeyStore {

    private final AuditLog audit;
    private final InstantSource clock;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final NavigableMap<String, Entry> entries = new TreeMap<>(); // guarded by this object

    /** Each key as one of its secrets finds it, by the secret's hash. */
    private final Map<String, VirtualKey> found = new ConcurrentHashMap<>();

    MemoryKeyStore(AuditLog audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    private static final class Entry {

        private final Instant issuedAt;
        private VirtualKey key;
        private Instant changedAt;

        /** When each ends, by its hash; never for the one that is in force. */
        private final Map<String, Instant> secrets = new HashMap<>();

        Entry(VirtualKey key, Instant issuedAt) {
            this.key = key;
            this.issuedAt = issuedAt;
            this.changedAt = issuedAt;
        }

        void add(KeySecret secret) {
            secrets.put(secret.sha256(), Instant.MAX);
        }

        void end(Instant end) {
            secrets.replaceAll((hash, before) -> before.isBefore(end) ? before : end);
        }

        /** {@return the hashes of those that are forgotten} */
        Set<String> forgetSecrets(Instant endedBefore) {
            Set<String> over = secrets.entrySet().stream()
                    .filter(secret -> secret.getValue().isBefore(endedBefore))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            secrets.keySet().removeAll(over);
            return over;
        }

        VirtualKey by(String sha256) {
            Instant end = secrets.getOrDefault(sha256, Instant.MIN);
            return end.equals(Instant.MAX) ? key : KeyRules.until(end, key);
        }

        KeptKey kept(Instant now) {
            Optional<Instant> former = secrets.values().stream()
                    .filter(end -> end.isAfter(now) && end.isBefore(Instant.MAX))
                    .max(Instant::compareTo);
            return new KeptKey(key, issuedAt, changedAt, former);
        }
    }

    @Override
    public Optional<VirtualKey> find(PresentedKey presented) {
        return Optional.ofNullable(found.get(presented.sha256()));
    }

    private void publish(Entry entry) {
        entry.secrets.keySet().forEach(hash -> found.put(hash, entry.by(hash)));
    }

    @Override
    public boolean blocking() {
        return false;
    }

    @Override
    public Runnable onChange(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized Optional<IssuedKey> issue(VirtualKey key, String by) {
        Instant now = clock.instant();
        Entry entry = new Entry(KeyRules.issuable(key), now);
        if (entries.putIfAbsent(key.id(), entry) != null) {
            return Optional.empty();
        }
        KeySecret secret = KeySecret.random();
        entry.add(secret);
        publish(entry);
        tell(AuditEntry.issued(now, by, key));
        return Optional.of(new IssuedKey(entry.kept(now), secret));
    }

    @Override
    public synchronized List<KeptKey> list(KeyQuery query) {
        Instant now = clock.instant();
        return entries.tailMap(query.after().orElse(""), false).values().stream()
                .filter(entry -> matches(query.owner(), entry.key.owner()))
                .filter(entry -> matches(query.team(), entry.key.team()))
                .limit(query.most())
                .map(entry -> entry.kept(now))
                .toList();
    }

    private static boolean matches(Optional<String> asked, Optional<String> value) {
        return asked.isEmpty() || asked.equals(value);
    }

    @Override
    public synchronized Optional<KeptKey> find(String id) {
        Instant now = clock.instant();
        return entry(id).map(entry -> entry.kept(now));
    }

    private Optional<Entry> entry(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    @Override
    public synchronized Optional<KeptKey> change(String id, UnaryOperator<VirtualKey> change, String by) {
        Instant now = clock.instant();
        return entry(id).map(entry -> {
            VirtualKey before = entry.key;
            VirtualKey after = KeyRules.changed(before, change);
            if (!after.equals(before)) {
                entry.key = after;
                entry.changedAt = now;
                publish(entry);
                tell(AuditEntry.changed(now, by, before, after));
            }
            return entry.kept(now);
        });
    }

    @Override
    public synchronized Optional<IssuedKey> rotate(String id, Duration overlap, String by) {
        Instant now = clock.instant();
        Instant end = KeyRules.endOfOverlap(now, overlap);
        return entry(id).map(entry -> {
            KeySecret secret = KeySecret.random();
            found.keySet().removeAll(entry.forgetSecrets(now.minus(KeyRules.FORMER_KEPT)));
            entry.end(end);
            entry.add(secret);
            entry.changedAt = now;
            publish(entry);
            tell(AuditEntry.rotated(now, by, id, end));
            return new IssuedKey(entry.kept(now), secret);
        });
    }

    @Override
    public synchronized boolean delete(String id, String by) {
        Optional<Entry> removed = Optional.ofNullable(entries.remove(id));
        removed.ifPresent(entry -> {
            found.keySet().removeAll(entry.secrets.keySet());
            tell(AuditEntry.deleted(clock.instant(), by, entry.key));
        });
        return removed.isPresent();
    }

    private void tell(AuditEntry entry) {
        audit.record(entry);
        listeners.forEach(listener -> listener.keyChanged(entry.subject()));
    }

    @Override
    public AuditLog audit() {
        return audit;
    }

    @Override
    public void close() {
        listeners.clear();
    }
}
