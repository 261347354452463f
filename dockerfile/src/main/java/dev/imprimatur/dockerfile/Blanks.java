package dev.imprimatur.dockerfile;

/** What Docker's parser takes for blank: characters that have Unicode's property White_Space. */
final class Blanks {
    private Blanks() {}

    /** A text without the blanks around it. */
    static String around(CharSequence text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(begin, end).toString();
    }

    static boolean isBlank(char each) {
        return Character.isSpaceChar(each) || (each >= '\t' && each <= '\r') || each == '\u0085';
    }
}
