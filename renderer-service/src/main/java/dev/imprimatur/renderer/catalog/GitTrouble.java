package dev.imprimatur.renderer.catalog;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;

/**
 * Tells from a failure whether a repository's host is away, or has given its final answer. Some failures say neither.
 */
final class GitTrouble {
    /** Of a status that is neither found, refused nor redirected, JGit says only this. */
    private static final Pattern CANNOT_NOW = Pattern.compile(": (5\\d\\d|429)( |$)");

    private static final Pattern SSH = Pattern.compile("(ssh|git\\+ssh|ssh\\+git)://.*|[^/:]+:(?!//).*");

    private static final Set<Integer> REFUSALS = Set.of(
            SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE,
            SshConstants.SSH2_DISCONNECT_HOST_KEY_NOT_VERIFIABLE,
            SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED,
            SshConstants.SSH2_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED);

    private static final List<Class<? extends Exception>> NO_ANSWER = List.of(
            SocketException.class,
            UnknownHostException.class,
            UnresolvedAddressException.class,
            InterruptedIOException.class,
            TimeoutException.class,
            EOFException.class,
            ClosedChannelException.class);

    private GitTrouble() {}

    /** Whether the host gave no answer, or said that it cannot now (5xx, 429). */
    static boolean isAway(String url, Throwable failure) {
        return !isRefused(failure)
                && !isAmbiguous(url, failure)
                && causes(failure)
                        .anyMatch(cause -> cause instanceof SshException
                                || NO_ANSWER.stream().anyMatch(kind -> kind.isInstance(cause))
                                || (cause instanceof TransportException && saysNotNow(cause)));
    }

    /** Whether it answered, and will so again: there is no such repository or branch, or the login is wrong. */
    static boolean isFinal(String url, Throwable failure) {
        Throwable bottom = causes(failure).reduce((upper, lower) -> lower).orElseThrow();
        return isRefused(failure)
                || (!isAway(url, failure)
                        && !isAmbiguous(url, failure)
                        && (bottom instanceof TransportException
                                || causes(failure).anyMatch(SSLException.class::isInstance)));
    }

    /** Of any end of an SSH session before the repository's branches JGit says that there is no repository. */
    private static boolean isAmbiguous(String url, Throwable failure) {
        return SSH.matcher(url).matches() && causes(failure).anyMatch(NoRemoteRepositoryException.class::isInstance);
    }

    /**
     * Over SSH: the two sides have no key, cipher or protocol that suits both. Other ends of a connection are no
     * answer.
     */
    private static boolean isRefused(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof SshException ssh && REFUSALS.contains(ssh.getDisconnectCode()));
    }

    private static boolean saysNotNow(Throwable cause) {
        return CANNOT_NOW.matcher(String.valueOf(cause.getMessage())).find();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
