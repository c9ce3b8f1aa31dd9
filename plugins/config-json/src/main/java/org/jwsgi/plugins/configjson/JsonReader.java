package org.jwsgi.plugins.configjson;

import java.util.HexFormat;
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
            int position = position(e, contents);
            throw new ConfigFormatException(
                    JsonWalk.line(contents, position), "error parsing JSON data: " + reason(e, contents, position));
        } catch (NumberFormatException e) {
            throw new ConfigFormatException(0, "error parsing JSON data: a number is out of range");
        }
        return new JsonWalk(text).read();
    }

    /** Returns where the unexpected text starts; the parser may already stand behind it or on blanks in front of it. */
    private static int position(ParseException e, String contents) {
        int position = Math.clamp(e.getPosition(), 0, contents.length());
        if (e.getUnexpectedObject() instanceof String text && !text.isEmpty()) {
            int start = contents.lastIndexOf(text, position);
            return start < 0 ? position : start;
        }
        while (position < contents.length() && contents.charAt(position) <= ' ') {
            position++;
        }
        return position;
    }

    private static String reason(ParseException e, String contents, int position) {
        if (e.getErrorType() == ParseException.ERROR_UNEXPECTED_JSON_DEPTH) {
            return "it is nested too deeply";
        }
        if (e.getErrorType() == ParseException.ERROR_UNEXPECTED_EOF || position >= contents.length()) {
            return "the text ends too early";
        }
        int character = contents.codePointAt(position);
        return Character.isLetterOrDigit(character) || character > ' ' && character < 0x7f
                ? "unexpected '" + Character.toString(character) + "'"
                : "unexpected character U+" + HexFormat.of().withUpperCase().toHexDigits(character, 6);
    }
}
