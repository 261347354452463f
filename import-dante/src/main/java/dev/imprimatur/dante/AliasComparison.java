package dev.imprimatur.dante;

import dev.imprimatur.dante.AliasDifference.Kind;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.version.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the aliases that inventories state with those that the rules {@code major}, {@code major.minor} and
 * {@code latest} would give. In each repository the images with a full version compete, those with a word before it
 * ({@code iojs-1.4.2}) among themselves.
 */
public final class AliasComparison {
    private static final Pattern FORM =
            Pattern.compile("(?<word>[A-Za-z]+-)?(?<version>(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*)){0,2})");
    private static final Pattern FULL = Pattern.compile(".*\\..*\\..*");

    private final Map<Tag, Claim> stated = new LinkedHashMap<>();
    private final Map<Tag, Claim> byRules = new TreeMap<>();

    /** An image's claim to a tag: stated at a line, or competed for with a version. */
    private record Claim(DanteImage image, int line, Version version) {}

    private AliasComparison() {}

    /** The differences, in the tags' order of the inventories, then those that no inventory states. */
    public static List<AliasDifference> of(DanteProject project) {
        AliasComparison comparison = new AliasComparison();
        project.images().forEach(comparison::enter);
        return comparison.differences();
    }

    private void enter(DanteImage image) {
        state(image.tag(), image.line(), image);
        image.aliases().forEach(alias -> state(alias.tag(), alias.line(), image));
    }

    private void state(Tag tag, int line, DanteImage image) {
        stated.put(tag, new Claim(image, line, null));
        Matcher form = FORM.matcher(tag.name());
        if (form.matches() && FULL.matcher(form.group("version")).matches()) {
            String word = form.group("word") == null ? "" : form.group("word");
            compete(tag.repository(), word, new Claim(image, line, Version.parse(form.group("version"))));
        }
    }

    private void compete(Repository repository, String word, Claim claim) {
        int major = claim.version.semver().getMajor();
        List<String> names =
                new ArrayList<>(List.of(major + "." + claim.version.semver().getMinor(), "latest"));
        if (major > 0) {
            names.addFirst(String.valueOf(major));
        }
        names.forEach(name -> byRules.merge(
                repository.tag(word + name),
                claim,
                (holder, other) -> other.version.compareTo(holder.version) > 0 ? other : holder));
    }

    private List<AliasDifference> differences() {
        List<AliasDifference> differences = new ArrayList<>();
        stated.forEach((tag, claim) -> compare(differences, tag, claim));
        byRules.forEach((tag, claim) -> {
            if (!stated.containsKey(tag)) {
                differences.add(new AliasDifference(
                        Kind.NOT_STATED, claim.image.file(), claim.line, tag, null, claim.image.tag()));
            }
        });
        return differences;
    }

    private void compare(List<AliasDifference> differences, Tag tag, Claim claim) {
        Claim rule = byRules.get(tag);
        if (rule != null && rule.image != claim.image) {
            differences.add(difference(Kind.OTHER_IMAGE, tag, claim, rule.image.tag()));
        } else if (rule == null && !tag.equals(claim.image.tag())) {
            Matcher form = FORM.matcher(tag.name());
            if (!form.matches()) {
                differences.add(difference(Kind.NAME, tag, claim, null));
            } else if (!FULL.matcher(form.group("version")).matches()) {
                differences.add(difference(Kind.NOT_BY_RULE, tag, claim, null));
            } else if (!Version.parse(form.group("version")).equals(claim.image.version())) {
                differences.add(difference(Kind.OTHER_IMAGE, tag, claim, null));
            }
        }
    }

    private static AliasDifference difference(Kind kind, Tag tag, Claim claim, Tag byRules) {
        return new AliasDifference(kind, claim.image.file(), claim.line, tag, claim.image.tag(), byRules);
    }
}
