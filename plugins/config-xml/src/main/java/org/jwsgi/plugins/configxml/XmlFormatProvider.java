package org.jwsgi.plugins.configxml;

import java.util.List;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigText;

/** Brings XML as a configuration format: the option {@code xml} and files that end in {@code .xml}. */
public final class XmlFormatProvider implements ConfigFormatProvider {
    @Override
    public String name() {
        return "xml";
    }

    @Override
    public List<String> aliases() {
        return List.of("xmlconfig");
    }

    @Override
    public List<String> suffixes() {
        return List.of(".xml");
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(XmlOptions.class);
    }

    @Override
    public List<ConfigLine> parse(ConfigText text) {
        return XmlReader.read(text);
    }
}
