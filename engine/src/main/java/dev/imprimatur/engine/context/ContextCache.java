package dev.imprimatur.engine.context;

import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.OwnDisk;
import dev.imprimatur.engine.RegistryFailure;
import dev.imprimatur.events.Archive;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.TarArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Gets contexts by their digests. What an event carries is at hand; a larger one is fetched once, in constant memory,
 * and kept in a file. Such files have no names, so a process that dies leaves none behind.
 */
public final class ContextCache implements AutoCloseable {
    private final RegistryClient registries;
    private final Registry staging;
    private final long budget;
    private final Map<Digest, Kept> kept = new HashMap<>();
    private long clock;

    /**
     * One that gets contexts from staging.
     *
     * @param staging as the configuration says how it is spoken to
     * @param budget how many bytes of unused contexts are kept
     */
    public ContextCache(RegistryClient registries, Registry staging, long budget) {
        this.registries = registries;
        this.staging = staging;
        this.budget = budget;
    }

    /** A context on disk. */
    private static final class Kept {
        private final long size;
        private FileChannel channel;
        private int holders;
        private long lastUse;

        Kept(long size) {
            this.size = size;
        }
    }

    /**
     * Gets a context, and keeps it at hand until that is closed.
     *
     * @throws EngineException if it is no longer there or not what it was, or the registry fails otherwise
     */
    public HeldContext hold(Archive archive) {
        if (archive.stored() == null) {
            return held(ContextTar.of(archive.tar()), () -> {});
        }
        Kept context = take(archive);
        try {
            FileChannel channel = opened(context, archive);
            return held(() -> new ChannelStream(channel), () -> release(archive.digest(), context));
        } catch (RuntimeException e) {
            release(archive.digest(), context);
            throw e;
        }
    }

    private static HeldContext held(ContextTar tar, Runnable release) {
        return new HeldContext() {
            @Override
            public ContextTar tar() {
                return tar;
            }

            @Override
            public void close() {
                release.run();
            }
        };
    }

    private synchronized Kept take(Archive archive) {
        Kept context = kept.computeIfAbsent(archive.digest(), digest -> new Kept(archive.size()));
        context.holders++;
        return context;
    }

    /** The first caller fetches it; others of the same digest wait for that. */
    private FileChannel opened(Kept context, Archive archive) {
        synchronized (context) {
            if (context.channel == null) {
                context.channel = fetch(archive);
            }
            return context.channel;
        }
    }

    private FileChannel fetch(Archive archive) {
        try {
            Path file = Files.createTempFile("imprimatur-context", ".tar");
            try {
                TarArtifact.fetch(
                        registries,
                        staging.speaking(archive.stored().reference()),
                        archive.digest(),
                        archive.size(),
                        file);
                return FileChannel.open(file, StandardOpenOption.READ);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (RegistryException e) {
            throw told(archive, e);
        } catch (UncheckedIOException e) {
            throw unwritten(archive, e.getCause());
        } catch (IOException e) {
            throw unwritten(archive, e);
        }
    }

    private static EngineException unwritten(Archive archive, IOException e) {
        return OwnDisk.failure("the files of " + archive.stored().reference() + " cannot be kept in java.io.tmpdir", e);
    }

    private static EngineException told(Archive archive, RegistryException e) {
        String context = "the files of " + archive.stored().reference();
        Failure failure = switch (e.kind()) {
            case DIGEST_MISMATCH, UNREADABLE, UNEXPECTED_ANSWER ->
                new Failure.Permanent(
                        Kind.CONTEXT_INVALID, context + " are not those that were stored: " + e.getMessage(), null);
            case NOT_FOUND ->
                new Failure.Unknown(
                        Kind.CONTEXT_INVALID,
                        context + " are not there any more; rebuild the image, which stores them again ("
                                + e.getMessage() + ")",
                        null);
            default -> RegistryFailure.of(e);
        };
        return new EngineException(failure, e);
    }

    private synchronized void release(Digest digest, Kept context) {
        context.holders--;
        context.lastUse = ++clock;
        if (context.channel == null && context.holders == 0) {
            kept.remove(digest, context);
        }
        evict();
    }

    private void evict() {
        long unused = kept.values().stream()
                .filter(context -> context.holders == 0)
                .mapToLong(context -> context.size)
                .sum();
        while (unused > budget) {
            Map.Entry<Digest, Kept> oldest = kept.entrySet().stream()
                    .filter(context -> context.getValue().holders == 0)
                    .min(Comparator.comparingLong(context -> context.getValue().lastUse))
                    .orElseThrow();
            kept.remove(oldest.getKey());
            unused -= oldest.getValue().size;
            close(oldest.getValue());
        }
    }

    private static void close(Kept context) {
        try {
            context.channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops all that is not held. */
    @Override
    public synchronized void close() {
        kept.values().stream().filter(context -> context.holders == 0).forEach(ContextCache::close);
        kept.values().removeIf(context -> context.holders == 0);
    }
}
