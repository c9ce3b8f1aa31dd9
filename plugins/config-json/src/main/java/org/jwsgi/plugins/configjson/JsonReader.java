package org.jwsgi.plugins.configjson;

import java.util.List;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigText;

/**
 * Reads one object of a JSON text as options. json-smart decides what is JSON; since it keeps neither the text of
 * numbers nor positions, a {@link JsonWalk} over the checked text then finds the options. Stateless.
 */
final class JsonReader {
    private JsonReader() {}

    static List<ConfigLine> read(ConfigText text) {
        String contents = text.text();
        try {
            new JSONParser(JSONParser.MODE_RFC4627).parse(contents);
        } catch (ParseException e) {
            int position = Math.clamp(e.getPosition(), 0, contents.length());
            throw new ConfigFormatException(
                    JsonWalk.line(contents, position), "error parsing JSON data: " + reason(e, contents, position));
        } catch (NumberFormatException e) {
            throw new ConfigFormatException(0, "error parsing JSON data: a number is out of range");
        }
        return new JsonWalk(text).read();
    }

    private static String reason(ParseException e, String contents, int position) {
        return switch (e.getErrorType()) {
            case ParseException.ERROR_UNEXPECTED_EOF -> "the text ends too early";
            case ParseException.ERROR_UNEXPECTED_DUPLICATE_KEY ->
                "the name '" + e.getUnexpectedObject() + "' is given twice";
            case ParseException.ERROR_UNEXPECTED_JSON_DEPTH -> "it is nested too deeply";
            default ->
                position < contents.length() ? "unexpected '" + contents.charAt(position) + "'" : "unexpected end";
        };
    }
}
