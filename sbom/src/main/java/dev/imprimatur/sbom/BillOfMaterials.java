package dev.imprimatur.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.packageurl.PackageURL;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;

/** Writes what is installed as a CycloneDX bill of materials, version 1.6. */
public final class BillOfMaterials {
    /** What in-toto statements call it. */
    public static final String PREDICATE_TYPE = "https://cyclonedx.org/bom";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As how many bytes each entry counts beyond its texts, which is more than it has. */
    private static final int EACH = 256;

    /** How many bytes a control character, or half of a character beyond the first 65,536, has when it is escaped. */
    private static final int ESCAPED = 6;

    private BillOfMaterials() {}

    /**
     * The bill of materials of an image.
     *
     * @param image its name
     * @param digest its manifest's digest, {@code sha256:…}
     * @param inventory what was found in it
     * @param when when it was looked at
     */
    public static JsonNode of(String image, String digest, Inventory inventory, Instant when) {
        Component subject = new Component();
        subject.setType(Component.Type.CONTAINER);
        subject.setName(image);
        subject.setVersion(digest);
        subject.setBomRef(image + "@" + digest);
        Metadata metadata = new Metadata();
        metadata.setTimestamp(Date.from(when));
        metadata.setComponent(subject);
        metadata.setProperties(unread(inventory.unread()));
        Bom bom = new Bom();
        bom.setMetadata(metadata);
        bom.setComponents(
                inventory.packages().stream().map(BillOfMaterials::component).toList());
        try {
            return JSON.readTree(
                    BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString());
        } catch (GeneratorException | IOException e) {
            throw new IllegalStateException("what is installed cannot be written as CycloneDX: " + e.getMessage(), e);
        }
    }

    /** As how many bytes a package counts whose package URL is this one, which is written twice. */
    static int size(InstalledPackage installed, String purl) {
        return EACH
                + 2 * purl.length()
                + bytes(Objects.toString(installed.namespace(), ""))
                + bytes(installed.name())
                + bytes(installed.version());
    }

    /** As how many bytes a database counts that is not read. */
    static int size(String unread) {
        return EACH + bytes(unread);
    }

    private static int bytes(String text) {
        return text.chars().map(BillOfMaterials::bytes).sum();
    }

    private static int bytes(int character) {
        if (character < ' ' || Character.isSurrogate((char) character)) {
            return ESCAPED;
        }
        if (character < 0x80) {
            return character == '"' || character == '\\' ? 2 : 1;
        }
        return character < 0x800 ? 2 : 3;
    }

    private static List<Property> unread(Collection<String> databases) {
        return databases.stream()
                .map(path -> new Property("dev.imprimatur:unread-database", path))
                .toList();
    }

    private static Component component(InstalledPackage installed) {
        PackageURL purl = installed.purl();
        Component component = new Component();
        component.setType(Component.Type.LIBRARY);
        component.setBomRef(purl.canonicalize());
        component.setGroup("npm".equals(installed.type()) ? installed.namespace() : null);
        component.setName(installed.name());
        component.setVersion(installed.version());
        component.setPurl(purl);
        return component;
    }
}
