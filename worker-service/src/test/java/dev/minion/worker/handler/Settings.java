package dev.minion.worker.handler;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Settings as the worker would read them, without its environment. */
final class Settings {

    private Settings() {}

    static <T> T of(Class<T> settings, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(settings)
                .build()
                .getConfigMapping(settings);
    }
}
