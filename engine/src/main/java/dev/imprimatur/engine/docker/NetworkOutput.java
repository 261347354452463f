package dev.imprimatur.engine.docker;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What package managers and downloaders print when the network let them down, or a mirror that is being updated. Texts
 * that they print when something is not there, or is not trusted, are none of these: those fail again. Recorded texts
 * of the real tools are in the tests ({@code network-failures}).
 */
final class NetworkOutput {
    /** Statuses that pass: too many requests, and troubles of the server's own. */
    private static final String STATUS = "(?:429|5\\d\\d)";

    /** Numbers that curl's library has for connections that did not come about or broke. */
    private static final String CURL = "(?:5|6|7|16|18|28|35|52|55|56|92)";

    private static final List<String> TEXTS = List.of(
            // apt
            "Temporary failure (?:in name resolution|resolving)",
            "Could not resolve '|Could not connect to |Unable to connect to |Connection timed out|Connection failed",
            "Error reading from server|Could not handshake: (?!Error in the certificate)|Remote end closed connection",
            "Hash Sum mismatch|File has unexpected size|Mirror sync in progress",
            "Release file for \\S+ is (?:expired|not valid yet)",
            "Failed to fetch .* " + STATUS + " ",
            "Failed to fetch \\S+(?:\\.u?deb|/by-hash/\\S+)\\s+404 ",
            // npm, yarn, pnpm
            "npm (?:ERR!|error) (?:code|errno) (?:ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ECONNREFUSED|ENETUNREACH"
                    + "|EHOSTUNREACH|EPROTO|ERR_SOCKET_TIMEOUT|ERR_SSL_WRONG_VERSION_NUMBER|ERR_STREAM_PREMATURE_CLOSE"
                    + "|FETCH_ERROR|EIDLETIMEOUT|E" + STATUS + ")",
            "There appears to be trouble with your network connection",
            "^error Error: (?:connect |read |write EPROTO|getaddrinfo |aborted|socket hang up|ESOCKETTIMEDOUT)",
            "Request failed \"" + STATUS + " |responseCode: " + STATUS + "|Request \"[^\"]*\" returned a " + STATUS,
            "ERR_PNPM_META_FETCH_FAIL(?![^\\n]*certificate)|ERR_PNPM_FETCH_" + STATUS
                    + "|ERR_PNPM_BROKEN_METADATA_JSON",
            // curl, git, dnf, cargo
            "curl(?: error|:) \\(" + CURL + "\\)",
            "The requested URL returned error: " + STATUS,
            "Could not resolve host|Failed to connect to \\S+ port \\d+|Recv failure: |Empty reply from server",
            "transfer closed with \\d+ bytes remaining|Operation too slow",
            "gnutls_handshake\\(\\) failed: (?!.*certificate)|SSL_ERROR_SYSCALL|TLS connect error",
            "RPC failed; (?:curl " + CURL + "|HTTP " + STATUS + ")|fetch-pack: unexpected disconnect|: early EOF",
            "the remote end hung up unexpectedly",
            "Status code: " + STATUS + " for |Cannot download \\S+\\.rpm[^\\n]*All mirrors were tried",
            "^ *\\[" + CURL + "\\] |failed to get successful HTTP response from [^\\n]*, got " + STATUS,
            // wget, also BusyBox's
            "unable to resolve host address|ERROR " + STATUS
                    + ":|Read error \\([^)]*\\) in headers|No data received\\.",
            "failed: Connection refused\\.|Connection closed at byte \\d+|GnuTLS: [^\\n]*\\s+Unable to establish SSL connection",
            "wget: (?:can't connect to remote host|error getting response|bad address|connection closed prematurely"
                    + "|download timed out|server returned error: HTTP/\\S+ " + STATUS + ")",
            // pip
            "NewConnectionError|ConnectTimeoutError|NameResolutionError|ReadTimeoutError|Read timed out|RemoteDisconnected",
            "ConnectionResetError|IncompleteRead|SSLEOFError|WRONG_VERSION_NUMBER|too many " + STATUS
                    + " error responses",
            "HTTP error " + STATUS + " while getting",
            // apk
            "temporary error \\(try again later\\)|DNS lookup error|APKINDEX[^\\n]*: IO ERROR",
            "network error \\(check Internet connection and firewall\\)",
            "^(?:WARNING|ERROR): (?:[a-z ]+)?https?://\\S+: (?:Connection (?:refused|reset)|Operation timed out"
                    + "|Host is unreachable|unexpected end of file|remote server returned error)",
            // gem
            "too many connection resets|Errno::E(?:CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH)",
            "Failed to open TCP connection|Net::(?:Open|Read)Timeout|bad response [^\\n]* " + STATUS + " \\(",
            "SSL_connect [^\\n]*(?:wrong version number|SYSCALL|reset|unexpected eof)",
            // go
            "^go: [^\\n]*(?:: EOF$|unexpected EOF|connect: connection refused|connection reset by peer|no such host"
                    + "|i/o timeout|TLS handshake timeout|: " + STATUS + " [A-Z])",
            // Maven, Gradle
            "Could not transfer artifact [^\\n]*(?:Connection refused|Connection reset|timed out|Unknown host"
                    + "|failed to respond|Premature end of|terminated the handshake|unrecognized SSL message"
                    + "|status(?: code)?: " + STATUS + ")",
            "Could not (?:GET|HEAD) '[^']*'\\. Received status code " + STATUS,
            "^\\s*> (?:Connect to \\S+ [^\\n]*failed: |Connection reset|Read timed out|Remote host terminated the handshake)",
            // any
            "Network is unreachable|No route to host");

    private static final Pattern ANY =
            Pattern.compile(String.join("|", TEXTS), Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private NetworkOutput() {}

    /** The first such text in this output. */
    static Optional<String> find(String output) {
        Matcher trouble = ANY.matcher(output);
        return trouble.find() ? Optional.of(trouble.group().strip()) : Optional.empty();
    }
}
