package dev.imprimatur.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.packageurl.PackageURL;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
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
