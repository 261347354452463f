package dev.imprimatur.messaging.work;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.imprimatur.events.Priority;
import dev.imprimatur.messaging.AfterCommit;
import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.StopOrder;
import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.BackOff;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** The service's durable work queue, kept by db-scheduler in the service's own schema. */
@ApplicationScoped
public class WorkQueue {
    private static final Logger LOG = Logger.getLogger(WorkQueue.class);
    private static final String MDC_WORK = "work";
    private static final BackOff DELAYS = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    /** How many rows one look finds, at most, for each thread. */
    private static final double MOST_OF_A_LOOK = 3.0;

    /** One less than from each priority to the next. */
    private static final int MOST_STEPS = 9;

    /** By then each process has read the database's time since it was set, and written heartbeats by it. */
    static final Duration CLOCKS_AGREE = Duration.ofSeconds(20);

    private static final String ADD = "insert into scheduled_tasks"
            + " (task_name, task_instance, execution_time, picked, version, priority)"
            + " select ?, id, ?, false, 1, ? from unnest(?) as added (id) on conflict do nothing";

    private static final String HASTEN = "update scheduled_tasks set execution_time = ?"
            + " where task_name = ? and starts_with(task_instance, ?) and not picked and execution_time > ?";

    private static final String REMOVE =
            "delete from scheduled_tasks where task_name = ? and task_instance = ? and not picked";

    @Inject
    DataSource dataSource;

    @Inject
    MessagingConfig config;

    @Inject
    AfterCommit afterCommit;

    @Inject
    WorkSignal signal;

    @Inject
    @All
    List<Work> kinds;

    private Scheduler scheduler;
    private Silence silence;

    /** Work is added to it before it takes any. */
    @PostConstruct
    void make() {
        List<Task<?>> tasks = kinds.stream().<Task<?>>map(this::task).toList();
        MessagingConfig.WorkConfig work = config.work();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ThreadFactory threads = Thread.ofPlatform().name("work-", 1).daemon().factory();
        silence = new Silence(work.pollingInterval(), work.heartbeatInterval());
        scheduler = Scheduler.create(dataSource, tasks)
                .threads(work.threads())
                .executorService(new WorkThreads(work.threads(), (int) (MOST_OF_A_LOOK * work.threads()), task -> {
                    Thread thread = threads.newThread(task);
                    thread.setContextClassLoader(loader);
                    return thread;
                }))
                .addSchedulerListener(silence)
                .schedulerName(new SchedulerName.Fixed(Worker.process()))
                .clock(SharedClock::now)
                .pollingInterval(work.pollingInterval())
                // Locked only when a thread takes it: locking in batches takes more rows than its limit says whenever
                // PostgreSQL joins by nested loops, and what waits for a thread has no heartbeat.
                .pollUsingFetchAndLockOnExecute(0.5, MOST_OF_A_LOOK)
                .heartbeatInterval(work.heartbeatInterval())
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(work.shutdownWait())
                .enablePriority()
                .build();
    }

    void start(@Observes @jakarta.annotation.Priority(StartOrder.QUEUE) StartupEvent event) {
        scheduler.start();
        signal.listen(scheduler::triggerCheckForDueExecutions);
    }

    void stop(@Observes @jakarta.annotation.Priority(StopOrder.QUEUE) ShutdownEvent event) {
        scheduler.stop();
    }

    /**
     * Adds a piece of work as part of the current transaction; it is taken up once that has committed, by this instance
     * or another. A piece that is in the queue already is left as it is.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(Work kind, String id, Priority priority) {
        add(kind, List.of(id), priority);
    }

    /**
     * Adds a piece of work like that, as if it had waited so long: a step more urgent for each whole step of ageing,
     * though not as urgent as the next priority, and before what has waited less of the next step.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(Work kind, String id, Priority priority, Duration ahead) {
        Duration ageing = config.work().ageing();
        long steps = Math.clamp(ahead.dividedBy(ageing), 0, MOST_STEPS);
        Duration rest = ahead.minus(ageing.multipliedBy(steps));
        boolean counts = rest.isPositive() && rest.compareTo(ageing) < 0;
        Instant since = SharedClock.now().minus(counts ? rest : Duration.ZERO);
        add(kind, List.of(id), priority.rank() + (int) steps, since);
    }

    /** Adds pieces of work, as many as there are, like one. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(Work kind, Collection<String> ids, Priority priority) {
        add(kind, ids, priority.rank(), SharedClock.now());
    }

    private void add(Work kind, Collection<String> ids, int rank, Instant due) {
        if (ids.isEmpty()) {
            return;
        }
        Sql.run(
                dataSource,
                "cannot add work of kind " + kind.name(),
                sql -> sql.update(ADD, kind.name(), due, rank, ids));
        afterCommit.run(scheduler::triggerCheckForDueExecutions);
        signal.send();
    }

    /** Takes a piece of work out of the queue as part of the current transaction; one that is in progress goes on. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void remove(Work kind, String id) {
        Sql.run(dataSource, "cannot remove work of kind " + kind.name(), sql -> sql.update(REMOVE, kind.name(), id));
    }

    /** Makes pieces of work due as part of the current transaction: those that wait, and whose ids begin like this. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void hasten(Work kind, String ids) {
        Instant now = SharedClock.now();
        Sql.run(
                dataSource,
                "cannot hasten work of kind " + kind.name(),
                sql -> sql.update(HASTEN, now, kind.name(), ids, now));
        afterCommit.run(scheduler::triggerCheckForDueExecutions);
        signal.send();
    }

    /**
     * Takes no further work until {@link #resume}; what is in progress goes on, and other instances take what waits.
     */
    public void pause() {
        scheduler.pause();
    }

    /** Takes work again. */
    public void resume() {
        scheduler.resume();
        scheduler.triggerCheckForDueExecutions();
    }

    private Task<Void> task(Work work) {
        return Tasks.custom(work.name(), Void.class)
                .onFailure((complete, operations) -> failed(work, complete, operations))
                .onDeadExecution((complete, operations) -> {
                    if (silence.lately() || SharedClock.steppedWithin(CLOCKS_AGREE)) {
                        return;
                    }
                    LOG.warnf(
                            "%s: process %s, which did this, died; it is taken over",
                            complete.getExecution().taskInstance.getTaskAndInstance(),
                            complete.getExecution().pickedBy);
                    operations.reschedule(complete, SharedClock.now());
                })
                .execute((instance, context) -> complete(named(work, instance.getId())));
    }

    /** What is logged meanwhile carries the name of the work, where logs have a place for it. */
    private static Next named(Work work, String id) {
        MDC.put(MDC_WORK, work.name() + " " + id);
        try {
            return work.run(id);
        } finally {
            MDC.remove(MDC_WORK);
        }
    }

    private static CompletionHandler<Void> complete(Next next) {
        return switch (next) {
            case Next.Done done -> (complete, operations) -> operations.remove();
            case Next.Again again ->
                (complete, operations) ->
                        operations.reschedule(complete, SharedClock.now().plus(again.delay()));
        };
    }

    private static void failed(Work work, ExecutionComplete complete, ExecutionOperations<Void> operations) {
        int failures = complete.getExecution().consecutiveFailures + 1;
        Duration delay = DELAYS.after(failures);
        LOG.errorf(
                complete.getCause().orElse(null),
                "%s: attempt %d failed, retrying in %.1f s",
                complete.getExecution().taskInstance.getTaskAndInstance(),
                failures,
                delay.toMillis() / 1000.0);
        operations.reschedule(complete, SharedClock.now().plus(delay));
    }
}
