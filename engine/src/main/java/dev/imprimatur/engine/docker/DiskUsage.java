package dev.imprimatur.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.EngineDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks the engine what its images take, as {@code docker system df} does, and looks at its disk where that is one of
 * this machine's. The engine may need long to add up, so no one waits for it: the last sum is returned, and renewed
 * beside.
 */
final class DiskUsage {
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DockerHttpClient http;
    private final boolean local;
    private final ByteSize leastFree;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile OptionalLong images = OptionalLong.empty();
    private volatile long askedAt = System.nanoTime() - FRESH.toNanos();

    /** @param local whether the engine runs on this machine */
    DiskUsage(DockerHttpClient http, boolean local, ByteSize leastFree) {
        this.http = http;
        this.local = local;
        this.leastFree = leastFree;
    }

    /** @param root the folder of the engine's data, as the engine calls it, or null */
    EngineDisk now(String root) {
        if (System.nanoTime() - askedAt >= FRESH.toNanos() && asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("engine-disk").start(this::ask);
        }
        try {
            if (local && root != null && Files.isDirectory(Path.of(root))) {
                FileStore disk = Files.getFileStore(Path.of(root));
                return new EngineDisk(
                        images,
                        OptionalLong.of(disk.getUsableSpace()),
                        OptionalLong.of(disk.getTotalSpace()),
                        leastFree);
            }
        } catch (IOException e) {
            // A folder that this process may not look at is none that it can report.
        }
        return new EngineDisk(images, OptionalLong.empty(), OptionalLong.empty(), leastFree);
    }

    /**
     * Engines from API 1.42 on need not add up anything but images then; older ones do not know the parameter. From API
     * 1.53 on the sum has another name.
     */
    private void ask() {
        Request request = Request.builder()
                .method(Request.Method.GET)
                .path("/system/df?type=image")
                .build();
        try (Response response = http.execute(request);
                InputStream body = response.getBody()) {
            JsonNode said = JSON.readTree(body);
            JsonNode layers = said.path("LayersSize");
            JsonNode sum = layers.isIntegralNumber() ? layers : said.at("/ImageUsage/TotalSize");
            images = response.getStatusCode() == 200 && sum.isIntegralNumber()
                    ? OptionalLong.of(sum.asLong())
                    : OptionalLong.empty();
        } catch (IOException | RuntimeException e) {
            images = OptionalLong.empty();
        } finally {
            askedAt = System.nanoTime();
            asking.set(false);
        }
    }
}
