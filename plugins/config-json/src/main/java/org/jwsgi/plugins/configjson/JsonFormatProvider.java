package org.jwsgi.plugins.configjson;

import java.util.List;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigText;

/** Brings JSON as a configuration format: the option {@code json} and files that end in {@code .json}. */
public final class JsonFormatProvider implements ConfigFormatProvider {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public List<String> aliases() {
        return List.of("js");
    }

    @Override
    public List<String> suffixes() {
        return List.of(".json", ".js");
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(JsonOptions.class);
    }

    @Override
    public List<ConfigLine> parse(ConfigText text) {
        return JsonReader.read(text);
    }
}
