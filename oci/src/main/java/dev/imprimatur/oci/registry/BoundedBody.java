package dev.imprimatur.oci.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;

/** An answer's body that is taken whole, as long as it is no longer than it may be. */
final class BoundedBody implements BodySubscriber<InputStream> {
    private final CompletableFuture<InputStream> body = new CompletableFuture<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final int most;
    private final Supplier<RegistryException> tooLong;
    private Subscription subscription;

    private BoundedBody(int most, Supplier<RegistryException> tooLong) {
        this.most = most;
        this.tooLong = tooLong;
    }

    /** All of a body; one of more bytes fails with this exception. */
    static BoundedBody whole(int most, Supplier<RegistryException> tooLong) {
        return new BoundedBody(most, tooLong);
    }

    /** The beginning of a body; the rest of one with more bytes is not taken. */
    static BoundedBody beginning(int most) {
        return new BoundedBody(most, null);
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription granted) {
        subscription = granted;
        granted.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer piece : pieces) {
            if (body.isDone()) {
                return;
            }
            byte[] bytes = new byte[Math.min(piece.remaining(), most - content.size())];
            piece.get(bytes);
            content.writeBytes(bytes);
            if (piece.hasRemaining()) {
                subscription.cancel();
                end();
            }
        }
    }

    private void end() {
        if (tooLong == null) {
            onComplete();
        } else {
            body.completeExceptionally(tooLong.get());
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(new ByteArrayInputStream(content.toByteArray()));
    }
}
