package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.publisher.registry.BriefLockWait;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The publisher's own database fails in the middle of more attempts than a publication has, which are two. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(BriefLockWait.class)
class LostDatabaseTest {
    private static final int TIMES = 4;
    private static final String END = "perform pg_terminate_backend(pg_backend_pid())";
    private static final String END_OF_THE_LOCK = "perform pg_terminate_backend(pid) from pg_locks"
            + " where locktype = 'advisory' and granted and pid <> pg_backend_pid()"
            + " and database = (select oid from pg_database where datname = current_database())";

    @Inject
    Bus bus;

    @Inject
    DataSource dataSource;

    UnreliableRegistry production;

    private Family family;

    @BeforeEach
    void newFamily() {
        family = new Family(bus, production.behind().registry());
    }

    @AfterEach
    void mend() throws SQLException {
        change("drop function if exists test_trouble() cascade");
        change("drop sequence if exists test_troubles");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert on tag_change", "update on publication_attempt"})
    void aConnectionThatEndsCostsTimeAndNoAttempt(String when) throws SQLException {
        trouble(when, END);
        TestCompleted event = Verdicts.approved(family.push("patient"), family.candidate("1.0.0", "1"));

        PublishCompleted published = family.publish(event);

        assertThat(published.failure()).isNull();
        assertThat(family.digestOf("1")).isEqualTo(published.digest());
        assertThat(troubles()).isGreaterThan(TIMES);
        assertThat(counted(event)).isOne();
        assertThat(bus.published(event)).hasSize(1);
    }

    @Test
    void aLockWhoseSessionEndsCostsTimeAndNoAttempt() throws SQLException {
        trouble("insert on tag_change", END_OF_THE_LOCK);
        TestCompleted event = Verdicts.approved(family.push("patient"), family.candidate("1.0.0", "1"));

        PublishCompleted published = family.publish(event);

        assertThat(published.failure()).isNull();
        assertThat(troubles()).isGreaterThan(TIMES);
        assertThat(counted(event)).isOne();
        assertThat(attempts(event)).anyMatch(attempt -> attempt.free && attempt.failure.is("lock-lost"));
    }

    @Test
    void aLockThatIsLostAgainAndAgainEndsThePublication() throws SQLException {
        trouble("insert on tag_change", END_OF_THE_LOCK + ";" + """
                insert into publication_attempt (publication_id, number, started_at, finished_at, free, failure)
                select new.publication_id, 100 + lost, now(), now(), true,
                    '{"kind":"lock-lost","retryable":true,"message":"lost before"}'
                from generate_series(1, 50) as lost on conflict do nothing""");
        TestCompleted event = Verdicts.approved(family.push("lost"), family.candidate("1.0.0", "1"));

        FailureReport failure = family.publish(event).failure();

        assertThat(failure.kind()).isEqualTo("lock-lost");
        assertThat(counted(event)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22000", "23514", "42P01"})
    void whatTheDatabaseRefusesForGoodCounts(String state) throws SQLException {
        trouble("insert on tag_change", "raise exception 'a defect' using errcode = '" + state + "'");
        TestCompleted event = Verdicts.approved(family.push("defect"), family.candidate("1.0.0", "1"));

        FailureReport failure = family.publish(event).failure();

        assertThat(failure.kind()).isEqualTo("unknown");
        assertThat(counted(event)).isEqualTo(2);
    }

    private static long counted(TestCompleted event) {
        return attempts(event).stream().filter(attempt -> !attempt.free).count();
    }

    private static List<PublicationAttempt> attempts(TestCompleted event) {
        return QuarkusTransaction.requiringNew().call(() -> PublicationAttempt.of(Publication.id(event)));
    }

    /**
     * Some times, whenever this is done for this family's publications; a sequence counts them, which no rollback
     * undoes.
     */
    private void trouble(String when, String what) throws SQLException {
        change("create sequence test_troubles");
        change("""
                create function test_trouble() returns trigger language plpgsql as $$
                begin
                    if nextval('test_troubles') <= %d then %s; end if;
                    return new;
                end $$""".formatted(TIMES, what));
        change("create trigger test_trouble before " + when + " for each row when (new.publication_id like '%"
                + family.name + "%') execute function test_trouble()");
    }

    private long troubles() {
        return QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = dataSource.getConnection();
                    var row = connection.createStatement().executeQuery("select last_value from test_troubles")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
