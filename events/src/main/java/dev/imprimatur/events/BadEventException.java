package dev.imprimatur.events;

/**
 * A message is no event that its topic may carry: it goes to the dead-letter topic with this message as the reason.
 * What the message cites is the sender's: it is cut, and line breaks and other control characters in it become spaces.
 */
public class BadEventException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 1000;

    /** With what is wrong, naming the field. */
    public BadEventException(String message) {
        super(plain(message));
    }

    private static String plain(String message) {
        String shown = message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
        return shown.codePoints()
                .map(each -> Character.isISOControl(each) ? ' ' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
