package dev.imprimatur.publisher.statement;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TagStatement;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.column.JsonText;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.history.TagPeriod;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.signature.PublisherSigner;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Signs what a publication means for the digests that its tags named before and name now, and keeps it. */
@ApplicationScoped
public class TagStatements {
    private static final Logger LOG = Logger.getLogger(TagStatements.class);
    /** A registry that never takes any is asked for a few at a time. */
    private static final String REFUSED = "select id from publication where image = ?1 and state = 'PUBLISHED'"
            + " and stated_at is null and statements <> '[]' order by sequence desc limit 10";

    private static final String ABOUT = """
            select statements from publication
             where state in ('TAGGED', 'PUBLISHED') and position(?1 in statements) > 0
               and id in (select publication_id from tag_change join tag_history using (reference) where digest = ?1)
             order by sequence""";

    private static final TypeReference<List<Said>> KEPT = new TypeReference<>() {};

    @Inject
    PublisherSigner signer;

    @Inject
    EntityManager database;

    /**
     * The signed statements on these changes, as JSON. There are none if no tag moved, unless the key of an earlier
     * statement is no longer trusted: then all of it is signed again, for digests that the tags left earlier too.
     */
    public String sign(News news, List<TagChange> changes) {
        List<TagChange> named = changes.stream()
                .filter(change -> change.role() != TagRole.REVISION)
                .toList();
        List<Said> all = new ArrayList<>();
        if (!named.isEmpty()) {
            Revision holder = news.revision(named.getFirst().to());
            boolean lost = isLost(news, holder, named);
            if (lost || holder.statedKey == null || named.stream().anyMatch(TagChange::moves)) {
                List<ImageReference> tags =
                        named.stream().map(TagChange::reference).toList();
                all.add(said(news, holder.digest, news.holds(names(tags), holder), tags));
                holder.statedKey = all.getFirst().envelope().opened().keyId();
            }
            left(named, lost)
                    .forEach((digest, tags) ->
                            all.add(said(news, digest, news.left(names(tags), holder.digest), List.copyOf(tags))));
        }
        return JsonText.of(all);
    }

    /** Whether the last statement on one of the digests that the tags name, or named, has lost its trusted key. */
    private boolean isLost(News news, Revision holder, List<TagChange> named) {
        return Stream.concat(
                        Stream.of(holder),
                        named.stream()
                                .filter(change -> change.moves() && change.from() != null)
                                .map(TagChange::from)
                                .distinct()
                                .flatMap(digest -> news.known(digest).stream()))
                .map(revision -> revision.statedKey)
                .filter(Objects::nonNull)
                .distinct()
                .anyMatch(key -> !signer.convincesAll(key));
    }

    /**
     * The digests that tags leave, each with those tags.
     *
     * @param ever those too that they left before
     */
    private static Map<Digest, Set<ImageReference>> left(List<TagChange> named, boolean ever) {
        Map<Digest, Set<ImageReference>> left = new LinkedHashMap<>();
        named.stream()
                .filter(change -> change.moves() && change.from() != null)
                .forEach(change -> tags(left, change.from()).add(change.reference()));
        if (ever) {
            TagPeriod.endedOf(named.stream().map(TagChange::reference).toList()).stream()
                    .filter(period -> !period.digest.equals(named.getFirst().to()))
                    .forEach(period -> tags(left, period.digest).add(ImageReference.parse(period.reference)));
        }
        return left;
    }

    private static Set<ImageReference> tags(Map<Digest, Set<ImageReference>> left, Digest digest) {
        return left.computeIfAbsent(digest, each -> new LinkedHashSet<>());
    }

    private static List<String> names(Collection<ImageReference> tags) {
        return tags.stream().map(tag -> tag.repository() + ":" + tag.tag()).toList();
    }

    private Said said(News news, Digest about, TagStatement statement, List<ImageReference> tags) {
        return new Said(
                about,
                tags.stream().map(tag -> tag.repository().path()).distinct().toList(),
                news.at(),
                signer.sign(news.image().toString(), about, TagStatement.TYPE, statement));
    }

    /** Whether a publisher signed, when this publication's tags were set, that they name this digest. */
    @Transactional
    public boolean isOwn(String publicationId, RebuildId rebuild, ImageKey image, Digest digest) {
        return of(publicationId).stream()
                .filter(said -> said.envelope() != null && said.about().equals(digest))
                .anyMatch(said -> isOwn(said, rebuild, image));
    }

    private boolean isOwn(Said said, RebuildId rebuild, ImageKey image) {
        try {
            Statement signed = Statement.parse(said.envelope().opened().verified(Envelope.IN_TOTO, signer::kept));
            TagStatement statement = signed.predicate(TagStatement.TYPE, TagStatement.class);
            return signed.digest().equals(said.about())
                    && !statement.holds().isEmpty()
                    && rebuild.value().equals(statement.rebuild())
                    && image.toString().equals(statement.image());
        } catch (AttestationException e) {
            LOG.warnf("a kept statement on tags of %s is not believed: %s", image, e.getMessage());
            return false;
        }
    }

    /** What was signed for this publication; nothing for one of a release that signed nothing. */
    @Transactional
    List<Said> of(String publicationId) {
        return read("select statements from publication where id = ?1 and statements is not null", publicationId);
    }

    /** All that was signed of this digest, the earliest first. */
    @Transactional
    List<Said> about(Digest digest) {
        return read(ABOUT, digest.value()).stream()
                .filter(said -> said.about().equals(digest))
                .toList();
    }

    /** The repositories of production in which it is still to be attached. */
    @Transactional
    List<RepositoryReference> missing(String publicationId, Registry production) {
        return read(
                        "select statements from publication"
                                + " where id = ?1 and statements is not null and stated_at is null",
                        publicationId)
                .stream()
                .flatMap(said -> said.repositories().stream())
                .distinct()
                .map(path -> new RepositoryReference(production, new Repository(path)))
                .toList();
    }

    /** Publications of this image whose statements production refused, the latest ones. */
    @Transactional
    List<String> refused(ImageKey image) {
        return NativeQueries.column(database, REFUSED, String.class)
                .setParameter(1, image.toString())
                .getResultList();
    }

    /** Notes that all of it is attached in production. */
    @Transactional
    void attached(String publicationId) {
        database.createNativeQuery("update publication set stated_at = now() where id = ?1")
                .setParameter(1, publicationId)
                .executeUpdate();
    }

    private List<Said> read(String query, String value) {
        List<String> rows = NativeQueries.column(database, query, String.class)
                .setParameter(1, value)
                .getResultList();
        return rows.stream().flatMap(row -> JsonText.read(row, KEPT).stream()).toList();
    }
}
