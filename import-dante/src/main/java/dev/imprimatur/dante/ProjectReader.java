package dev.imprimatur.dante;

import dev.imprimatur.dante.DanteImage.DanteBase;
import dev.imprimatur.dante.DanteImage.StatedAlias;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads dante projects: inventories, then the folders that they name; every mistake is noted. */
final class ProjectReader {
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> notices = new ArrayList<>();
    private final Map<Tag, Field> owners = new LinkedHashMap<>();
    private final Map<DockerName, Entry> entries = new LinkedHashMap<>();
    private final Map<DockerName, DockerName> aliases = new LinkedHashMap<>();

    /** An image on its way: what the inventory says of it, and what lies in its folder. */
    private record Entry(InventoryImage stated, DockerName name, List<StatedAlias> aliases, ImageFolder folder) {}

    DanteProject read(List<Path> folders) {
        folders.forEach(this::enter);
        Map<Tag, String> families = FamilyNames.of(
                entries.values().stream().map(entry -> entry.name.tag()).toList());
        Map<DockerName, DanteImage> images = new LinkedHashMap<>();
        entries.forEach((name, entry) -> images.put(name, image(entry, families)));
        List<DanteImage> ordered = problems.isEmpty() ? new FromOrder(images.values()).order(problems) : List.of();
        if (!problems.isEmpty()) {
            throw new CatalogException(problems);
        }
        return new DanteProject(ordered, List.copyOf(notices));
    }

    private void enter(Path folder) {
        String file = folder.resolve(InventoryReader.FILE).toString();
        List<Path> links = new ArrayList<>();
        new InventoryReader(file, problems, notices)
                .read(folder.resolve(InventoryReader.FILE))
                .forEach(image -> enter(folder, image, links));
        if (!links.isEmpty()) {
            notices.add(new Problem(
                    file,
                    0,
                    links.size() + " symbolic links that lead out of their folder are left out, the first is "
                            + links.getFirst()));
        }
    }

    private void enter(Path folder, InventoryImage image, List<Path> links) {
        DockerName name = name(image.name());
        if (name == null || !claim(name.tag(), image.name())) {
            return;
        }
        List<StatedAlias> stated = new ArrayList<>();
        for (Field field : image.aliases()) {
            DockerName alias = name(field);
            if (alias != null && claim(alias.tag(), field)) {
                stated.add(new StatedAlias(field.line(), alias.tag()));
                aliases.put(alias, name);
            }
        }
        if (image.tests().isEmpty()) {
            notices.add(
                    image.name()
                            .problem(
                                    name.tag()
                                            + " has no test: it will be built, but it is never published without one, and what is built from it fails"));
        }
        ImageFolder files = new ImageFolder(folder, image, problems);
        links.addAll(files.links());
        entries.put(name, new Entry(image, name, stated, files));
    }

    private DockerName name(Field field) {
        try {
            DockerName name = DockerName.parse(field.text());
            if (name.registry() != null) {
                notices.add(field.problem("the registry " + name.registry()
                        + " is left out: images go to the configured registry, this one as " + name.tag()));
            }
            return name;
        } catch (IllegalArgumentException e) {
            problems.add(field.problem(e.getMessage()));
            return null;
        }
    }

    /** In dante the image that came last, or was slowest, had the tag. */
    private boolean claim(Tag tag, Field field) {
        Field other = owners.putIfAbsent(tag, field);
        if (other != null) {
            problems.add(field.problem(tag + " is stated already by " + other.name() + " in " + other.file() + ":"
                    + other.line() + "; a tag belongs to one image, take one of them out"));
        }
        return other == null;
    }

    private DanteImage image(Entry entry, Map<Tag, String> families) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, DanteBase> bases = new TreeMap<>();
        for (DanteDockerfile.From from : entry.folder.froms()) {
            if (from.last()) {
                names.put(from.source(), "base");
            }
        }
        for (DanteDockerfile.From from : entry.folder.froms()) {
            names.computeIfAbsent(from.source(), source -> "stage" + from.line());
            DanteBase base = base(entry, from, families);
            if (base != null) {
                bases.put(names.get(from.source()), base);
            }
        }
        DanteImage image = DanteImageBuilder.builder()
                .file(entry.stated.name().file())
                .line(entry.stated.name().line())
                .family(families.get(entry.name.tag()))
                .version(FamilyNames.version(entry.name.tag()))
                .tag(entry.name.tag())
                .aliases(entry.aliases)
                .bases(bases)
                .template(entry.folder.template(names))
                .context(entry.folder.context())
                .tests(entry.folder.tests())
                .build();
        try {
            image.key();
        } catch (IllegalArgumentException e) {
            problems.add(entry.stated.name().problem(e.getMessage()));
        }
        return image;
    }

    private DanteBase base(Entry entry, DanteDockerfile.From from, Map<Tag, String> families) {
        try {
            DockerName name = DockerName.parse(from.source());
            DockerName image = aliases.getOrDefault(name, name);
            return entries.containsKey(image)
                    ? new DanteBase(null, families.get(image.tag()))
                    : new DanteBase(name.upstream(), null);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(
                    entry.folder.dockerfile(),
                    from.line(),
                    "FROM: "
                            + (from.source().contains("$")
                                    ? "'" + from.source() + "' depends on a variable; name the image outright"
                                    : e.getMessage())));
            return null;
        }
    }
}
