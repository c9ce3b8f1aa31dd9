package org.jwsgi.plugins.configxml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.api.config.ConfigText;

/**
 * Reads the elements of {@code <uwsgi>}, the root or a child of it, as options. Document type definitions and external
 * entities are not looked at. One reader reads one text.
 */
final class XmlReader {
    private static final String ELEMENT = "uwsgi";
    /** The JDK's own property, without which its parser reports CDATA sections as plain text. */
    private static final String REPORT_CDATA = "http://java.sun.com/xml/stream/properties/report-cdata-event";

    private final ConfigText text;
    private final XMLStreamReader xml;
    private final List<ConfigLine> lines = new ArrayList<>();

    private XmlReader(ConfigText text, XMLStreamReader xml) {
        this.text = text;
        this.xml = xml;
    }

    static List<ConfigLine> read(ConfigText text) {
        if (text.explicitSection() && text.section().isEmpty()) {
            throw new ConfigFormatException(0, "invalid xml id");
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(REPORT_CDATA, true);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XmlReader reader = new XmlReader(text, factory.createXMLStreamReader(new StringReader(text.text())));
            if (!reader.readDocument()) {
                throw new ConfigFormatException(0, "[jwsgi] invalid xml root element, <uwsgi> expected.");
            }
            return reader.lines;
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
            throw new ConfigFormatException(line, "error parsing XML data: " + reason(e));
        }
    }

    /** Drops the position that the parser puts before its message, and everything behind the first line. */
    private static String reason(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int marker = message.indexOf("Message: ");
        String reason = marker < 0 ? message : message.substring(marker + 9);
        int newline = reason.indexOf('\n');
        return newline < 0 ? reason : reason.substring(0, newline);
    }

    /** Reads up to the end of the document; returns whether a matching {@code <uwsgi>} was found. */
    private boolean readDocument() throws XMLStreamException {
        boolean found = false;
        int depth = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                boolean candidate = depth <= 1 && xml.getLocalName().equals(ELEMENT);
                if (!found && candidate && matches(xml.getAttributeValue(null, "id"))) {
                    readOptions();
                    found = true;
                } else {
                    depth++;
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
        return found;
    }

    private boolean matches(@Nullable String id) {
        return id == null || !text.explicitSection() || id.equals(text.section());
    }

    private void readOptions() throws XMLStreamException {
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                readOption();
            } else if (event == XMLStreamConstants.CDATA) {
                lines.add(new ConfigLine("eval", xml.getText(), source()));
            }
        }
    }

    private ConfigSource source() {
        return new ConfigSource(text.name(), xml.getLocation().getLineNumber());
    }

    private void readOption() throws XMLStreamException {
        String name = xml.getLocalName();
        boolean wanted = matches(xml.getAttributeValue(null, "id"));
        String mountpoint = xml.getAttributeValue(null, "mountpoint");
        String domain = xml.getAttributeValue(null, "domain");
        ConfigSource source = source();
        String value = content(name);
        if (!wanted) {
            return;
        }
        if (name.equals("app") && (mountpoint != null || domain != null)) {
            String mount = mountpoint != null ? mountpoint : domain + "|";
            lines.add(new ConfigLine("mount", mount + "=" + value, source));
        } else {
            lines.add(new ConfigLine(name, value.isEmpty() ? "1" : value, source));
        }
    }

    private String content(String name) throws XMLStreamException {
        StringBuilder value = new StringBuilder();
        while (true) {
            int event = xml.next();
            switch (event) {
                case XMLStreamConstants.END_ELEMENT -> {
                    return value.toString();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    value.append(xml.getText());
                case XMLStreamConstants.START_ELEMENT ->
                    throw new ConfigFormatException(
                            xml.getLocation().getLineNumber(),
                            "the option <" + name + "> cannot hold the element <" + xml.getLocalName() + ">");
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new ConfigFormatException(
                            xml.getLocation().getLineNumber(), "undeclared entity &" + xml.getLocalName() + ";");
                default -> {}
            }
        }
    }
}
