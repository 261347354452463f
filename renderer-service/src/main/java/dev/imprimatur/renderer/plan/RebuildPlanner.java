package dev.imprimatur.renderer.plan;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.LeftOut;
import dev.imprimatur.planner.diff.CurrentTag;
import dev.imprimatur.planner.diff.TagChange;
import dev.imprimatur.planner.diff.TagDiff;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Standing;
import dev.imprimatur.planner.render.CheckedPlan;
import dev.imprimatur.planner.stale.PublishedState;
import dev.imprimatur.planner.stale.StaleImages;
import dev.imprimatur.planner.stale.StaleReason;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.catalog.CatalogSource;
import dev.imprimatur.renderer.catalog.Checkout;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.TagHolder;
import dev.imprimatur.renderer.render.Upstreams;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Works out what a rebuild would do, from the catalogue as it is now and what is published now. Changes nothing. */
@ApplicationScoped
public class RebuildPlanner {
    @Inject
    RendererConfig config;

    @Inject
    CatalogSource source;

    @Inject
    Clock clock;

    @Inject
    Feeds feeds;

    @Inject
    Upstreams upstreams;

    private record Published(PublishedState state, List<CurrentTag> tags) {
        static Published read() {
            return new Published(PublishedImage.state(), TagHolder.current());
        }

        Standing standing() {
            Map<Tag, ImageKey> holders = new HashMap<>();
            tags.forEach(tag -> holders.put(tag.tag(), tag.image()));
            Set<ImageKey> moving = new HashSet<>();
            tags.stream().filter(tag -> tag.moving() && !tag.letGo()).forEach(tag -> moving.add(tag.image()));
            return new Standing(true, state.images().keySet(), moving, holders);
        }
    }

    /**
     * What a rebuild of this scope would do. Call it outside of transactions: it may ask release feeds and a registry.
     *
     * @param allowed what the request allows: a family whose feed brings in another change of tags is left out
     * @throws CatalogException if the catalogue has mistakes, or a family is asked for that is left out of the plan
     * @throws dev.imprimatur.renderer.catalog.CatalogUnavailableException if it cannot be had
     * @throws dev.imprimatur.oci.registry.RegistryException if an image from outside cannot be looked up
     */
    public RebuildPlan plan(RebuildScope scope, Collection<Allowance> allowed) {
        try (Checkout checkout = source.checkout()) {
            return plan(checkout, scope, allowed);
        }
    }

    /** The same of this state of the catalogue, for what reads more of it than the plan does. */
    RebuildPlan plan(Checkout checkout, RebuildScope scope, Collection<Allowance> allowed) {
        Catalog catalog = CatalogReader.read(
                checkout.folder(), feeds, config.largestContext().asLongValue());
        Published published = QuarkusTransaction.requiringNew().call(Published::read);
        Function<String, Optional<Digest>> lookup = lookup();
        while (true) {
            RebuildPlan plan = plan(scope, checkout.revision(), catalog, published, lookup);
            List<LeftOut> refused = refused(scope, catalog, plan, allowed);
            if (refused.isEmpty() || refused.size() == catalog.families().size()) {
                return plan;
            }
            catalog = catalog.without(refused);
        }
    }

    private RebuildPlan plan(
            RebuildScope scope,
            String revision,
            Catalog catalog,
            Published published,
            Function<String, Optional<Digest>> lookup) {
        Plan whole = CheckedPlan.of(catalog, LocalDate.now(clock), published.standing())
                .atRevision(revision);
        Set<String> leftOut = whole.leftOut().stream().map(LeftOut::family).collect(Collectors.toSet());
        Predicate<ImageKey> asked = scope.images().and(image -> !leftOut.contains(image.family()));
        Map<ImageKey, List<StaleReason>> stale =
                scope.stale() ? StaleImages.of(whole, asked, published.state, lookup) : Map.of();
        Plan part = whole.select(
                scope.stale() ? stale::containsKey : asked,
                published.state.images().keySet());
        refuse(whole.leftOut().stream()
                .filter(family -> scope.names(family.family())
                        || (part.images().isEmpty() && !scope.stale() && scope.mayPick(family.family())))
                .toList());
        return new RebuildPlan(
                scope, revision, part, stale, TagDiff.of(whole, part, asked, published.tags), catalog.largeFolders());
    }

    /**
     * The families of which a feed, or the calendar, changes tags in a way that a person has to allow, without those
     * that are asked for by name.
     */
    private static List<LeftOut> refused(
            RebuildScope scope, Catalog catalog, RebuildPlan plan, Collection<Allowance> allowed) {
        Map<String, List<TagChange>> changes =
                plan.diff().refused(allowed).stream().collect(Collectors.groupingBy(TagChange::family));
        return catalog.families().stream()
                .filter(family -> changes.containsKey(family.name()) && !scope.names(family.name()))
                .filter(family -> family.fed()
                        || changes.get(family.name()).stream()
                                .allMatch(change -> plan.plan().retired().contains(change.from())))
                .map(family -> new LeftOut(
                        family.name(),
                        changes.get(family.name()).stream()
                                .map(change -> family.source()
                                        .problem(
                                                change + "; if that is meant, allow " + change.needs()
                                                        + " with the request",
                                                family.fed() ? "feed" : "lines"))
                                .toList()))
                .toList();
    }

    private static void refuse(List<LeftOut> families) {
        if (!families.isEmpty()) {
            throw new CatalogException(families.stream()
                    .flatMap(family -> family.problems().stream())
                    .toList());
        }
    }

    /** Each image is looked up once. */
    private Function<String, Optional<Digest>> lookup() {
        Map<String, Optional<Digest>> known = new HashMap<>();
        return name ->
                known.computeIfAbsent(name, image -> upstreams.find(image).map(ImageReference::digest));
    }
}
