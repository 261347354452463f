package dev.imprimatur.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The types of the Kubernetes API and of the custom resources, taken strictly: a kind, a field or a type of a value
 * that they do not know is a mistake.
 */
final class StrictApi {
    private final Map<String, Class<? extends KubernetesResource>> kinds = new HashMap<>();
    private final Map<String, JsonSchema> custom = new HashMap<>();
    private final JsonMapper mapper = JsonMapper.builder()
            // The types take every unknown field into a map; here they must not.
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return Boolean.FALSE;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    StrictApi(Path definitions) throws IOException {
        for (KubernetesResource resource : ServiceLoader.load(KubernetesResource.class)) {
            Version version = resource.getClass().getAnnotation(Version.class);
            Group group = resource.getClass().getAnnotation(Group.class);
            if (version != null && resource instanceof HasMetadata) {
                String prefix = group == null || group.value().isEmpty() ? "" : group.value() + "/";
                kinds.put(
                        prefix + version.value() + " " + HasMetadata.getKind(resource.getClass()), resource.getClass());
            }
        }
        try (Stream<Path> files = Files.list(definitions)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                define(Manifests.YAML.readTree(file.toFile()).path("spec"));
            }
        }
    }

    private void define(JsonNode definition) {
        JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        for (JsonNode version : definition.path("versions")) {
            JsonNode schema = version.at("/schema/openAPIV3Schema");
            refuseUnknownFields(schema);
            custom.put(
                    "%s/%s %s"
                            .formatted(
                                    definition.path("group").asText(),
                                    version.path("name").asText(),
                                    definition.at("/names/kind").asText()),
                    schemas.getSchema(schema));
        }
    }

    /** A schema of Kubernetes drops what it does not name. Alternatives name only what they are about, so they stay. */
    private static void refuseUnknownFields(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        if (!properties.isMissingNode()) {
            if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
            properties.forEach(StrictApi::refuseUnknownFields);
        }
        if (schema.path("additionalProperties").isObject()) {
            refuseUnknownFields(schema.path("additionalProperties"));
        }
        if (schema.has("items")) {
            refuseUnknownFields(schema.path("items"));
        }
    }

    /** What is wrong with this object; nothing if it is right. */
    List<String> mistakes(JsonNode object) {
        String kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        if (kinds.containsKey(kind)) {
            return read(object, kinds.get(kind)).stream().toList();
        }
        if (custom.containsKey(kind)) {
            return Stream.concat(
                            custom.get(kind).validate(object).stream().map(Object::toString),
                            read(object.path("metadata"), ObjectMeta.class).stream())
                    .toList();
        }
        return List.of("there is no " + kind);
    }

    private Optional<String> read(JsonNode object, Class<?> type) {
        try {
            mapper.readValue(object.toString(), type);
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.of(e.getMessage());
        }
    }
}
