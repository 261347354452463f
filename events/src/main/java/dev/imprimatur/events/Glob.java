package dev.imprimatur.events;

/**
 * A pattern for what slashes separate: {@code *} stands for any text within a part, {@code ?} for one character there.
 * Anybody may send one, so it takes no longer than the text times the pattern.
 *
 * @param pattern the pattern
 */
public record Glob(String pattern) {

    /** Whether it matches the whole text. */
    public boolean matches(String text) {
        int at = 0;
        int next = 0;
        int star = -1;
        int starEnd = 0;
        while (at < text.length()) {
            if (next < pattern.length() && pattern.charAt(next) == '*') {
                star = next++;
                starEnd = at;
            } else if (next < pattern.length() && isOne(pattern.charAt(next), text.charAt(at))) {
                next++;
                at++;
            } else if (star >= 0 && text.charAt(starEnd) != '/') {
                // The last star alone takes one more: what an earlier one could take, it takes as well.
                at = ++starEnd;
                next = star + 1;
            } else {
                return false;
            }
        }
        while (next < pattern.length() && pattern.charAt(next) == '*') {
            next++;
        }
        return next == pattern.length();
    }

    private static boolean isOne(char wanted, char found) {
        return wanted == '?' ? found != '/' : wanted == found;
    }
}
