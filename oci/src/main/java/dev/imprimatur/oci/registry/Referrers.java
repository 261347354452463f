package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists of referrers: those of the referrers API, and those under a tag where there is no such API. */
final class Referrers {
    /** 404 after the specification; what else registries say that have never heard of it. */
    private static final Set<Integer> NOT_OFFERED = Set.of(400, 404, 405, 501);

    /** Far more than one image ever has. */
    private static final int MOST = 10_000;

    private static final Map<String, String> ACCEPT = Map.of("Accept", MediaType.OCI_INDEX);

    private final RegistryClient client;
    private final Transport transport;
    private final Retry retry;

    Referrers(RegistryClient client, Transport transport, Retry retry) {
        this.client = client;
        this.transport = transport;
        this.retry = retry;
    }

    List<Referrer> of(RepositoryReference repository, Digest subject) {
        return offered(repository, subject)
                .map(listed -> listed.stream()
                        .map(referrer -> complete(repository, referrer))
                        .toList())
                .orElseGet(() ->
                        tagged(repository, subject).map(Manifest::referrers).orElse(List.of()));
    }

    /**
     * Some registries list the type of the configuration, which says nothing if there is none, instead of the
     * artifact's, and leave out its annotations; the artifact itself has them.
     */
    private Referrer complete(RepositoryReference repository, Referrer listed) {
        boolean tells =
                !listed.artifactType().isEmpty() && !listed.artifactType().equals(MediaType.OCI_EMPTY);
        if (tells || !MediaType.MANIFESTS.contains(listed.descriptor().mediaType())) {
            return listed;
        }
        try {
            return client.manifest(repository.at(listed.descriptor().digest())).referrer();
        } catch (RegistryException e) {
            // Of one that cannot be read nothing is known but that it is there; the others count all the same.
            if (e.temporary() || e.kind() == Kind.UNAUTHORIZED || e.kind() == Kind.TLS) {
                throw e;
            }
            return listed;
        }
    }

    /** Adds to the list under the tag what is not in it. */
    void list(RepositoryReference repository, Digest subject, List<Referrer> referrers) {
        Optional<Manifest> index = tagged(repository, subject);
        Set<Digest> there = index.stream()
                .flatMap(known -> known.referrers().stream())
                .map(referrer -> referrer.descriptor().digest())
                .collect(Collectors.toSet());
        List<Referrer> missing = referrers.stream()
                .filter(referrer -> !there.contains(referrer.descriptor().digest()))
                .toList();
        if (!missing.isEmpty()) {
            client.putManifest(tag(repository, subject), Manifest.listing(index, missing));
        }
    }

    /** What says of itself that it is about the subject: a list under a tag may be anybody's, and name anything. */
    void delete(RepositoryReference repository, Digest subject) {
        Optional<Manifest> list = tagged(repository, subject);
        offered(repository, subject).or(() -> list.map(Manifest::referrers)).orElse(List.of()).stream()
                .map(referrer -> repository.at(referrer.descriptor().digest()))
                .filter(artifact -> isAbout(artifact, subject))
                .forEach(client::deleteManifest);
        list.ifPresent(index -> client.deleteManifest(repository.at(index.digest())));
    }

    private boolean isAbout(ImageReference artifact, Digest subject) {
        return client.findManifest(artifact)
                .flatMap(Manifest::subject)
                .filter(about -> about.digest().equals(subject))
                .isPresent();
    }

    private Optional<Manifest> tagged(RepositoryReference repository, Digest subject) {
        ImageReference tag = tag(repository, subject);
        return client.findManifest(tag).map(index -> {
            if (!index.mediaType().equals(MediaType.OCI_INDEX)) {
                throw RegistryClient.unexpected(
                        Request.manifest("GET", tag), "it is " + index.mediaType() + ", not a list of referrers");
            }
            return index;
        });
    }

    private static ImageReference tag(RepositoryReference repository, Digest subject) {
        return repository.repository().tag("sha256-" + subject.hex()).in(repository.registry());
    }

    /** The API's list, or nothing if the registry does not offer it. */
    private Optional<List<Referrer>> offered(RepositoryReference repository, Digest subject) {
        Pages pages = new Pages(Request.page(
                        repository.registry(),
                        "list what refers to " + repository.at(subject),
                        repository.repository(),
                        "/referrers/" + subject)
                .with(ACCEPT));
        List<Referrer> all = new ArrayList<>();
        for (Optional<Request> page = pages.page(); page.isPresent(); page = pages.page()) {
            HttpResponse<InputStream> response = answer(page.get());
            if (response.statusCode() != 200 && pages.first()) {
                return Optional.empty();
            }
            if (response.statusCode() != 200) {
                throw Refusal.of(page.get(), response);
            }
            all.addAll(read(page.get(), response));
            if (all.size() > MOST) {
                throw RegistryClient.unexpected(page.get(), "its list has more than " + MOST + " entries");
            }
            pages.turn(response);
        }
        return Optional.of(all);
    }

    private HttpResponse<InputStream> answer(Request request) {
        return retry.call(() -> {
            HttpResponse<InputStream> response = transport.send(request);
            if (response.statusCode() != 200 && !NOT_OFFERED.contains(response.statusCode())) {
                throw Refusal.of(request, response);
            }
            return response;
        });
    }

    private static List<Referrer> read(Request request, HttpResponse<InputStream> response) {
        try {
            return Manifest.of(MediaType.OCI_INDEX, response.body().readAllBytes())
                    .referrers();
        } catch (IllegalArgumentException | IOException e) {
            throw RegistryClient.unexpected(request, e.getMessage());
        }
    }
}
