package org.jwsgi.plugins.configyaml;

import java.util.List;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigText;

/** Brings YAML as a configuration format: the option {@code yaml} and files that end in {@code .yaml}. */
public final class YamlFormatProvider implements ConfigFormatProvider {
    @Override
    public String name() {
        return "yaml";
    }

    @Override
    public List<String> aliases() {
        return List.of("yml");
    }

    @Override
    public List<String> suffixes() {
        return List.of(".yaml", ".yml");
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(YamlOptions.class);
    }

    @Override
    public List<ConfigLine> parse(ConfigText text) {
        return YamlReader.read(text);
    }
}
