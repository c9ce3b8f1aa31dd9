package org.jwsgi.plugins.jwsgi;

/** Reads the package declaration of a source file, well enough to find the folder its packages begin in. */
final class PackageDeclaration {
    private static final String KEYWORD = "package";

    private PackageDeclaration() {}

    /** Returns the declared package, empty when there is no declaration before the first other code. */
    static String of(String source) {
        int at = skipBlanks(source, 0);
        if (!source.startsWith(KEYWORD, at)) {
            return "";
        }
        int begin = skipBlanks(source, at + KEYWORD.length());
        int end = source.indexOf(';', begin);
        return begin == at + KEYWORD.length() || end < 0
                ? ""
                : source.substring(begin, end).strip();
    }

    /** Returns the index of the first character that is neither white space nor part of a comment. */
    private static int skipBlanks(String source, int from) {
        int at = from;
        while (at < source.length()) {
            if (Character.isWhitespace(source.charAt(at)) || source.charAt(at) == '\uFEFF') {
                at++;
            } else if (source.startsWith("//", at)) {
                at = after(source, "\n", at + 2);
            } else if (source.startsWith("/*", at)) {
                at = after(source, "*/", at + 2);
            } else {
                return at;
            }
        }
        return at;
    }

    private static int after(String source, String end, int from) {
        int at = source.indexOf(end, from);
        return at < 0 ? source.length() : at + end.length();
    }
}
