package dev.imprimatur.console.audit;

import dev.imprimatur.console.api.Conditions;
import dev.imprimatur.console.api.Instants;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which acts are asked for. Everything is optional. */
public class AuditQuery {
    private static final Pattern AGE = Pattern.compile("(\\d{1,5})([hd])");

    /** Not older than this: an instant, or an age such as {@code 24h} or {@code 7d}. */
    @QueryParam("since")
    public String since;

    /** By whom: a token's owner, who someone is at a provider, or who a request claims to be. */
    @QueryParam("who")
    public String who;

    /** What was done: a part of method and path, or of the topic. */
    @QueryParam("act")
    public String act;

    /** By which way it came. */
    @QueryParam("way")
    public String way;

    /** Only what was refused, or failed. */
    @QueryParam("refused")
    public boolean refused;

    /** Only what was written before this one. */
    @QueryParam("before")
    public Long before;

    /** The newest of them, and one more if there are more than {@code limit}. */
    List<AuditRow> newest(int limit, Instant now) {
        Conditions conditions = new Conditions()
                .where("at >= :since", "since", from(now))
                .where("(owner = :who or subject = :who or claims = :who)", "who", given(who))
                .where("locate(:act, act) > 0", "act", given(act))
                .with("way", given(way))
                .where("seq < :before", "before", before)
                .where("status >= :refused", "refused", refused ? 400 : null);
        return AuditRow.<AuditRow>find(conditions.orderedBy("seq desc"), conditions.values())
                .range(0, limit)
                .list();
    }

    /** A form sends its empty fields too. */
    private static String given(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private Instant from(Instant now) {
        if (given(since) == null) {
            return null;
        }
        Matcher age = AGE.matcher(given(since));
        if (age.matches()) {
            long number = Long.parseLong(age.group(1));
            return now.minus(age.group(2).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number));
        }
        return Instants.of("since", given(since), "one as 2026-11-24T03:00:00Z, or an age such as 7d");
    }
}
