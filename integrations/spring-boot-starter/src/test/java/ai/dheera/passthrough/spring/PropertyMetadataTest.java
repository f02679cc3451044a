/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** What editors show of the properties. */
class PropertyMetadataTest {

    @Test
    void everyPropertyIsDescribed() throws Exception {
        Map<String, String> described = described();
        Arrays.stream(PassThroughProperties.class.getRecordComponents())
                .map(component -> "dheera.passthrough." + kebab(component.getName()))
                .forEach(name -> assertThat(described.get(name)).as(name).isNotBlank());
    }

    private static String kebab(String name) {
        String kebab = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return ConfigurationPropertyName.of(kebab).toString();
    }

    private static Map<String, String> described() throws Exception {
        Map<String, String> described = new HashMap<>();
        try (InputStreamReader in = new InputStreamReader(metadata().openStream(), StandardCharsets.UTF_8)) {
            JsonObject metadata = JsonParser.parseReader(in).getAsJsonObject();
            for (JsonElement property : metadata.getAsJsonArray("properties")) {
                JsonObject object = property.getAsJsonObject();
                described.put(
                        object.get("name").getAsString(),
                        object.get("description").getAsString());
            }
        }
        return described;
    }

    /** Of the starter, among those of Boot's own modules. */
    private static URL metadata() throws IOException {
        String starter = PassThroughProperties.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return Collections.list(PassThroughProperties.class
                        .getClassLoader()
                        .getResources("META-INF/spring-configuration-metadata.json"))
                .stream()
                .filter(each -> each.toString().contains(starter))
                .findFirst()
                .orElseThrow();
    }
}
