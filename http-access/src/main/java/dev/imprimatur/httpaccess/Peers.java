package dev.imprimatur.httpaccess;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;

/** The other services of the installation: how they are asked, and whether one of them asks. */
@ApplicationScoped
public class Peers {
    @Inject
    HttpConfig config;

    private Optional<Secrets> secrets;

    @PostConstruct
    void read() {
        secrets = config.peerSecret().map(Secrets::in);
    }

    /**
     * A request to another service, which shows the secret of the installation. It is never to be sent elsewhere, so
     * its client must not follow redirects; Java's follows none unless it is asked to.
     */
    public HttpRequest.Builder request(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        secrets.ifPresent(known -> request.header("Authorization", known.header()));
        return request;
    }

    /**
     * What a request to this service has to show; nothing where only this machine reaches the service.
     *
     * @param bound the address that the service is bound to
     * @throws IllegalArgumentException if others reach it too, and there is no secret
     */
    Optional<Secrets> expected(String bound) {
        if (config.asksForTokens() || config.callers() == HttpConfig.Callers.ANYONE) {
            return Optional.empty();
        }
        if (secrets.isEmpty() && !Names.isThisMachine(bound)) {
            throw new IllegalArgumentException("imprimatur.http.peer-secret is missing, and quarkus.http.host=" + bound
                    + " lets other machines ask this service: name the file with the secret that the services of this"
                    + " installation share (openssl rand -hex 32 makes one); imprimatur.http.callers=anyone answers"
                    + " everything that reaches the port instead");
        }
        return secrets;
    }
}
