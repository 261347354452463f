package dev.imprimatur.publisher.publication;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.registry.TestImages;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** In which steps publications were when their publisher was killed, as its database and production tell. */
final class InterruptedSteps {
    /** A step of a publication. */
    enum Step {
        /** The image is brought to production; no tag is planned. */
        PROMOTING,
        /** Its tags are planned, and none is set. */
        PLANNED,
        /** Some of its tags are set. */
        SETTING,
        /** All of its tags are set, which the journal does not say. */
        SET,
        /** The journal says so; the mirror has its turn, and nothing is announced. */
        TAGGED
    }

    private static final String PROMOTING = """
        select count(*) from publication p
        where p.state = 'OPEN'
          and exists (select 1 from publication_attempt a where a.publication_id = p.id and a.finished_at is null)
          and not exists (select 1 from tag_change c where c.publication_id = p.id)\
        """;

    private static final String TAGGED = "select count(*) from publication where state = 'TAGGED'";

    private static final String PLANNED =
            "select publication_id, reference, to_digest from tag_change where state = 'PLANNED'";

    private final String database;
    private final Map<Step, Integer> kills = new EnumMap<>(Step.class);

    InterruptedSteps(String database) {
        this.database = database;
        for (Step step : Step.values()) {
            kills.put(step, 0);
        }
    }

    /** How many kills have met a publication in each step. */
    Map<Step, Integer> kills() {
        return kills;
    }

    /** Whether a kill has met each step. */
    boolean allMet() {
        return !kills.containsValue(0);
    }

    /** The publisher was killed, and no other has begun. */
    void note() {
        try (Connection connection = DriverManager.getConnection(database, "imprimatur", "imprimatur");
                Statement statement = connection.createStatement()) {
            met(Step.PROMOTING, count(statement, PROMOTING) > 0);
            met(Step.TAGGED, count(statement, TAGGED) > 0);
            List<List<Boolean>> journals = journals(statement);
            met(Step.PLANNED, journals.stream().anyMatch(set -> !set.contains(true)));
            met(Step.SETTING, journals.stream().anyMatch(set -> set.contains(true) && set.contains(false)));
            met(Step.SET, journals.stream().anyMatch(set -> !set.contains(false)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void met(Step step, boolean met) {
        if (met) {
            kills.merge(step, 1, Integer::sum);
        }
    }

    private static int count(Statement statement, String question) throws SQLException {
        try (ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Of each publication that has planned tags, which of them are set. */
    private static List<List<Boolean>> journals(Statement statement) throws SQLException {
        Map<String, List<Boolean>> journals = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(PLANNED)) {
            while (rows.next()) {
                var answer = TestImages.get(ImageReference.parse(rows.getString(2)));
                boolean set = answer.statusCode() == 200
                        && Digest.of(answer.body()).value().equals(rows.getString(3));
                journals.computeIfAbsent(rows.getString(1), id -> new ArrayList<>())
                        .add(set);
            }
        }
        return List.copyOf(journals.values());
    }
}
