package dev.imprimatur.planner.feed;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** One version a line, and after it facts as {@code name=value}; {@code #} begins a comment. */
final class VersionList implements FeedFormat {
    @Override
    public void read(String page, FeedAnswer.Collector answer) {
        Iterator<String> lines = page.lines().iterator();
        for (int number = 1; lines.hasNext(); number++) {
            String line = lines.next().replaceFirst("(^|\\s)#.*", "").strip();
            if (!line.isEmpty()) {
                read("line " + number, line.split("\\s+"), answer);
            }
        }
    }

    private static void read(String place, String[] words, FeedAnswer.Collector answer) {
        Map<String, String> facts = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new FeedException(place + ": expected name=value after the version, found '" + words[i] + "'");
            }
            if (facts.put(words[i].substring(0, equals), words[i].substring(equals + 1)) != null) {
                throw new FeedException(place + ": '" + words[i].substring(0, equals) + "' is there twice");
            }
        }
        answer.add(place, words[0], facts);
    }
}
